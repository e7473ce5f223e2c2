"""Pages of notes that take a name up again for something else, and displays as a README has them."""

import symcnn as sc

SECTIONS = r"""
\[ p_i=\operatorname{softmax}(y)_i=\frac{\exp(y_i)}{\sum_{r=1}^{K}\exp(y_r)}. \]

\[ J=-\sum_{i=1}^{K}\hat y_i\log p_i. \]

\[ \frac{\partial J}{\partial y_j}=p_j-\hat y_j. \]

A dense layer $y=Wx+b$:

\[ \frac{\partial J}{\partial x}=W^T\frac{\partial J}{\partial y}. \]

A way around, $z=x+F(x)$, and a mask, $\tilde h=M\odot h$.

One dimension:

\[ y_i=\sum_{k=-r}^{r}w_kx_{i+k}, \]

\[ \frac{\partial J}{\partial x_j}=\sum_i\frac{\partial J}{\partial y_i}w_{j-i}. \]
"""
README = """
```math
y_1 = x_1 w_1 + x_2 w_2 \\\\
y_2 = x_2 w_1 + x_3 w_2
```

``` math
\\frac{\\partial L}{\\partial w_1} = \\frac{\\partial L}{\\partial y_1} x_1 + \\frac{\\partial L}{\\partial y_2} x_2
```

```python
loss = x + 1
```
"""


def verdicts(sheet):
    return [c["verdict"] for c in sc.check(sheet).data()["claims"]]


def test_each_section_is_judged_by_its_own_equations():
    found = verdicts(SECTIONS)
    assert set(found) == {"given", "right"}
    assert found.count("right") >= 5


def test_a_mistake_in_a_section_is_found():
    assert "wrong" in verdicts(SECTIONS.replace("w_{j-i}", "w_{i-j}"))
    assert "wrong" in verdicts(SECTIONS.replace(r"p_j-\hat y_j", r"p_j+\hat y_j"))


def test_displays_in_fences_are_read():
    assert verdicts(README)[-1] == "right"
    assert verdicts(README.replace("} x_2", "} x_1"))[-1] == "wrong"


def test_one_letter_stands_below_a_nabla():
    assert verdicts("$$y = A x$$\n\n$$\\nabla_xJ = A^T\\nabla_yJ$$")[-1] == "right"
