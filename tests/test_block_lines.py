"""What is wrong with a network's line is told by the line of the file."""

import pytest

from symcnn.checking.check import check
from symcnn.errors import SymcnnError

SHEET = """# Sheet

```symcnn
x: 4x4
w: 2x2
y = conv(x, w)
```

$$y_{{1,1}} = 3$$

```symcnn
z = relu(y)

{line}
```
"""


@pytest.mark.parametrize(("line", "said"), [
    ("q = conv(z +", "line 14, column 9"),
    ("q = max_pool(z, 2, stride=0)", "line 14: stride is 0"),
    ("z = relu(y)\nq = flatten(z, 1, 2, 3, 4)", "line 15: "),
])  # fmt: skip
def test_errors_open_with_the_line_of_the_file(line, said):
    with pytest.raises(SymcnnError, match=said):
        check(SHEET.format(line=line), kind="markdown")


def test_a_block_that_clashes_with_earlier_ones_begins_the_network_anew():
    sheet = "```symcnn\nx: 4x4\nw: 2x2\na = relu(x)\n\ny = conv(a, w)\n```\n\n```symcnn\nx: 4x4\na = sum(x)\n```\n"
    found = check(sheet + r"$$a = \sum_{i,j} x_{i,j}$$ $$y_{1,1} = w_{1,1}$$", kind="markdown").judged
    assert [j.verdict.verdict for j in found] in (["right", "unreadable"], ["right", "undecided"])
