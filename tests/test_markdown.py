import pytest

from symcnn.errors import ReadError
from symcnn.reading.markdown import Block, blocks, network_text, read_markdown
from symcnn.reading.parser import parse

MARKDOWN = """# Homework

```python
x = 1
```

```symcnn
x: 4×4
y = relu(x)
```

~~~~ symcnn extra
E = y(1-y)
```
"""


def test_markdown_blocks_know_their_lines():
    assert blocks(MARKDOWN.replace("```\n", "```\r\n")) == (
        Block("x: 4×4\ny = relu(x)", 8),
        Block("E = y(1-y)\n```\r\n", 13),
    )


def test_a_block_inside_another_block_is_text():
    assert blocks("````\n```symcnn\nx: 4\n```\n````") == ()


def test_a_network_in_markdown_keeps_the_lines_of_the_file():
    text = MARKDOWN.replace("E = y(1-y)\n```", "E = y(1-y)\n~~~~")
    assert [statement.line for statement in read_markdown(text)] == [8, 9, 13]
    assert read_markdown(text)[2].right == parse("y(1-y)", frozenset({"y"}))
    assert network_text("no block") == ""
    with pytest.raises(ReadError, match="line 3, column 4"):
        read_markdown("a\n```symcnn\nx: ?\n```")
