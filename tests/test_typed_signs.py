"""Signs as pages type them: sizes of fonts, characters without width, Chinese commas, words in other scripts, other primes."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims
from symcnn.reading.foreign import foreign_words

NEURON = r"$$z = w x + b, \quad a = \sigma(z), \quad L = \frac12 (a - y)^2$$"


def verdict(formula):
    return check(f"{NEURON}\n\n$${formula}$$", kind="markdown").judged[-1].verdict.verdict


def said(text):
    return [(chain.members, chain.relations) for chain in read_claims(text)]


@pytest.mark.parametrize(("typed", "plain"), [
    (r"\footnotesize y = x \Huge", "y = x"), (r"{\tiny y} = \LARGE{x}", "y = x"), (r"x \in \Bbb R^n", r"x \in \mathbb R^n"),
    ("y = 1\u200b", "y = 1"), ("\ufeffy\u2060 = x\u3000+ 1", "y = x + 1"), (r"\frac{a}{b}{} = x{}", r"\frac{a}{b} = x"),
    (r"\hat{y}{} = \sqrt{x}{} + 1", r"\hat{y} = \sqrt{x} + 1"), ("y = (a - b) . * c", r"y = (a - b) \odot c"),
    ("y（x）＝ a＋b，z ＝ 2。", "y(x) = a + b, z = 2"), (r"\tanh^{,}(x) = 1", r"\tanh'(x) = 1"), ("f^{`}(x) = 1", "f'(x) = 1"),
    ("y = x // 链式法则", "y = x"), (r"y &= x \\ 因此 z &= 2", r"y &= x \\ z &= 2"), ("令 y = 2，则 z = 3", "y = 2, z = 3"),
    ("y = x （因为链式法则）", "y = x"), ("y = x если x > 0", r"y = x \text{ if } x > 0"),
    (r"y = \begin{cases} 1 & 如果 x > 0 \\ 0 & 否则 \end{cases}",
     r"y = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}"),
    (r"y = x \quad 当 x > 0", r"y = x \quad \text{if } x > 0"),
])
def test_the_same_in_other_signs(typed, plain):
    assert said(typed) == said(plain)
    assert not any(chain.errors for chain in read_claims(typed))


@pytest.mark.parametrize("text", [
    "误差 = 2", "y = 输入 + 2", "y = 2 × 输入", r"误差\; &= 2", "E_总 = 2", "W^{输入} = 3", "х = 2", r"y = \frac{a}{} + 1",
    r"y = \overset{a}{} + 1", r"y = \lim_{h \to 0} f(h)",
])
def test_what_cannot_be_read_is_not_passed_over(text):
    assert any(chain.errors for chain in read_claims(text))


def test_words_in_other_scripts():
    assert foreign_words("否则 y", 0, "x") == ("otherwise", 2)
    assert foreign_words("и y", 0, "x") == ("and", 1)
    assert foreign_words("σ y", 0, "x") is None
    assert foreign_words("y", 0, "x") is None


@pytest.mark.parametrize("around", [
    r"\footnotesize FORMULA", "FORMULA\u200b", "FORMULA // 链式法则", "FORMULA{}", "因此 FORMULA",
    r"\begin{aligned} FORMULA 。\end{aligned}",
])
@pytest.mark.parametrize(("formula", "right"), [
    (r"\frac{\partial L}{\partial b} = (a - y) a (1 - a)", True),
    (r"\frac{\partial L}{\partial b} = (a - y) . * \sigma'(z)", True),
    (r"\frac{\partial L}{\partial b} = (a + y) a (1 - a)", False),
    (r"\frac{\partial L}{\partial b} = (a - y) . * \sigma(z)", False),
])
def test_mistakes_are_seen_all_the_same(around, formula, right):
    assert verdict(around.replace("FORMULA", formula)) == ("right" if right else "wrong")


def test_a_letter_with_a_check_is_a_name():
    page = r"$$\check{x} = 2 x$$" + "\n\n" + r"$$\frac{d\check{x}}{dx} = 2$$" + "\n\n" + r"$$\frac{d\check{x}}{dx} = 3$$"
    assert [j.verdict.verdict for j in check(page, kind="markdown").judged] == ["given", "right", "wrong"]


def test_a_limit_is_said_not_to_be_read():
    (first,) = read_claims(r"y = \lim_{h \to 0} f(h)")[0].errors
    assert "a limit is not read" in first.message


@pytest.mark.parametrize(("typed", "plain"), [
    (r"W \in \Re^{m \times n}", r"W \in \mathbb{R}^{m \times n}"), ("f´(x) = 1", "f'(x) = 1"), ("f ´ (x) = 1", "f'(x) = 1"),
    (r"a = \sigma \underbrace{\left( w x \right)}_{z}", r"a = \sigma(w x)"),
    (r"\bbox[yellow,5px,border:2px solid red]{ y = x }", "y = x"), (r"y = \vec{0}", r"y = \mathbf{0}"),
    (r"f^{(2),'}!\left(x\right) = 1", r"f^{(2)'}\left(x\right) = 1"),
    (r"\delta^{(2)} = a , \sigma'(z)", r"\delta^{(2)} = a \, \sigma'(z)"),
    (r"w := w - \eta , \nabla_w", r"w := w - \eta \nabla_w"),
    (r"\frac{\partial L}{\partial W} &= \delta , (x + y)^T", r"\frac{\partial L}{\partial W} &= \delta (x + y)^T"),
    (r"\begin{bmatrix} a \ b \end{bmatrix} = x", r"\begin{bmatrix} a \\ b \end{bmatrix} = x"),
    ("y = \\begin{cases} 1 & x > 0 \\\n 0 & \\text{otherwise} \\end{cases}",
     r"y = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}"),
])
def test_backslashes_that_were_lost_and_frames(typed, plain):
    assert said(typed) == said(plain)
    assert not any(chain.errors for chain in read_claims(typed))


@pytest.mark.parametrize("listed", [
    r"y = a , b", r"\delta = a , b , c", r"\nabla_w = (a , b)",
    r"\nabla L = \frac{\partial L}{\partial a} , \frac{\partial L}{\partial b}", r"\delta = a , b = c",
    r"\delta = a , i \ne j"])
def test_commas_that_part(listed):
    assert said(listed) != said(listed.replace(" , ", " "))


@pytest.mark.parametrize(("by", "slope", "found"), [
    ("z", r"(a - y) , \sigma'(z)", "right"), ("z", r"(a + y) , \sigma'(z)", "wrong"), ("w", r"(a - y) , \sigma'(z) x", "right"),
    ("w", r"(a - y) , \sigma'(z)", "wrong"), ("z", r"(a - y) \sigma´(z)", "right"), ("z", r"(y - a) \sigma´(z)", "wrong"),
])
def test_lines_with_lost_signs_are_judged(by, slope, found):
    assert verdict(rf"\frac{{\partial L}}{{\partial {by}}} = {slope}") == found
