"""Pieces of mathematics and the chains they state."""

import pytest

from symcnn.errors import ReadError
from symcnn.reading.claims import Chain, read_claims
from symcnn.reading.outline import outline
from symcnn.reading.tree import Blank, Name, Number, Tuple, Unread


def shown(text, **options):
    """Each chain as its kind and its sides with the relations between them."""
    chains = []
    for chain in read_claims(text, **options):
        sides = outline(chain.members[0])
        for relation, member in zip(chain.relations, chain.members[1:], strict=True):
            sides += f" {relation} {outline(member)}"
        chains.append(f"{chain.kind}: {sides}")
    return chains


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("a = b", ["claim: a = b"]),
        ("a = b = 8.", ["claim: a = b = 8"]),
        (r"\frac{32-5+2\cdot 0}{1}+1 = 28", ["claim: ((((32 - 5) + (2 0)) / 1) + 1) = 28"]),
        (r"\sigma(5) = 0.993,", ["claim: sigma(5) = 0.993"]),
        ("c_w=c_h=3", ["claim: c_w = c_h = 3"]),
        (r"W := W - \eta dW", [r"claim: W := (W - (\eta dW))"]),
        (r"w \leftarrow w - 1", ["claim: w <- (w - 1)"]),
        (r"w \approx 0.5", ["claim: w ≈ 0.5"]),
        (r"28x28 \to 24x24", ["expression: (28 * 28) -> (24 * 24)"]),
        ("a += b", ["claim: a += b"]),
        (r"a \mathrel{+}= b", ["claim: a += b"]),
        (r"a \mathrel{{+}{=}} b", ["claim: a += b"]),
        (r"a \mathrel{+=} b", ["claim: a += b"]),
        (r"a \mathrel{:}= b", ["claim: a := b"]),
        (r"a \coloneqq b", ["claim: a := b"]),
        (r"a \overset{!}{=} b", ["claim: a = b"]),
        (r"a \stackrel{(1)}{=} b", ["claim: a = b"]),
        (r"a, b, c += d", ["claim: (a, b, c,) += d"]),
        (r"x = 1, y, z += d", ["claim: x = 1", "claim: (y, z,) += d"]),
        (r"\begin{aligned} a &= b \\ &= c \\ d &= e \end{aligned}", ["claim: a = b = c", "claim: d = e"]),
        (r"\begin{align*} a =& b + \\ & c \end{align*}", ["claim: a = (b + c)"]),
        (r"\begin{split} a &= b \\ &\quad - c \end{split}", ["claim: a = (b - c)"]),
        (r"\begin{aligned} a &= b \\ -c &= d \end{aligned}", ["claim: a = b", "claim: -c = d"]),
        (r"\begin{aligned} a &= b * \\ &\quad -.2 c \end{aligned}", ["claim: a = ((b * -.2) c)"]),
        (r"\begin{aligned} a &= b & c &= d \end{aligned}", ["claim: a = b", "claim: c = d"]),
        (r"\begin{aligned} a &= b && \text{chain rule} \\ &= c &\end{aligned}", ["claim: a = b = c"]),
        (r"\begin{gather} a = b \\ \vdots \\ c = d \end{gather}", ["claim: a = b", "expression: ...", "claim: c = d"]),
        (r"\begin{aligned} &= b \\ &= c \end{aligned}", ["claim: _ = b = c"]),
        (r"= b", ["claim: _ = b"]),
        (r"a =", ["claim: a = _"]),
        (r"\begin{cases} a = b \\ c = d \end{cases}", ["claim: a = b", "claim: c = d"]),
        (r"\left\{\begin{array}{l} a = b \\ c = d \end{array}\right.", ["claim: a = b", "claim: c = d"]),
        (r"\begin{array}{r} 1.1 + 6.2 \\ 1 + 12 \\ \hline 13 \end{array}", ["claim: (1.1 + 6.2) = (1 + 12) = 13"]),
        (r"a = b; c = d", ["claim: a = b", "claim: c = d"]),
        (r"a = b, c = d", ["claim: a = b", "claim: c = d"]),
        (r"a = b \quad \text{and} \quad c = d", ["claim: a = b", "claim: c = d"]),
        (r"a = b, \quad c = d", ["claim: a = b", "claim: c = d"]),
        (r"a = b \qquad c = d", ["claim: a = b", "claim: c = d"]),
        (r"a \quad = b", ["claim: a = b"]),
        (r"a = b \Rightarrow c = d", ["claim: a = b", "claim: c = d"]),
        (r"\therefore a = b", ["claim: a = b"]),
        (r"a = b \quad \therefore c = d", ["claim: a = b", "claim: c = d"]),
        (r"a = b \text{ or } = c", ["claim: a = b = c"]),
        (r"a = b \quad (1)", ["claim: a = b"]),
        (r"\begin{aligned} a &= b \quad (1) \\ &= c \quad (2) \end{aligned}", ["claim: a = b = c"]),
        (r"a = b \tag{3}", ["claim: a = b"]),
        (r"a = b \quad [\text{by definition}]", ["claim: a = b"]),
        (r"a = b \quad [\text{full-convolution}]", ["claim: a = b"]),
        (r"n = \text{depth of input}", ['claim: n = "depth of input"']),
        (r"y_i = b_i + 1, \quad i = 1 \dots d", ["claim: y_i = (b_i + 1)", "range: i = (1, ..., d,)"]),
        (r"y_i = x_i \text{ for } i = 1, 2, 3", ["claim: y_i = x_i", "range: i = (1, 2, 3,)"]),
        (r"k = 1,2,3", ["range: k = (1, 2, 3,)"]),
        (r"i=1,...,n", ["range: i = (1, ..., n,)"]),
        (r"c_i = 1, \ldots, c_w", ["range: c_i = (1, ..., c_w,)"]),
        (r"0 \le j < K", ["range: 0 <= j < K"]),
        (r"k \in \{1,2,3\}", ["range: k in (1, 2, 3,)"]),
        (r"x \in \mathbb{R}^{4 \times 4}", [r"claim: x in (\mathbb{R} ^ (4 * 4))"]),
        (r"x \in \mathbb{R}^{4, N}", [r"claim: x in (\mathbb{R} ^ (4 * N))"]),
        (r"x \in \R^{(4, N)}", [r"claim: x in (\mathbb{R} ^ (4 * N))"]),
        (r"x_1 > x_2", ["claim: x_1 > x_2"]),
        ("k = 1,234", ["claim: k = 1234"]),
        (r"x, y", ["expression: (x, y,)"]),
        (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}", ["expression: [[1], [2]]"]),
        (r"d = 1 \text{ if } y = \max_{2 \text{ by } 2}", ['claim: d = {1 if (y == max["2 by 2"]())}']),
        (r"d = 1 \text{ if } x > 0 \text{ and } y > 0", ["claim: d = {1 if (x > 0) & (y > 0)}"]),
        (r"d = 1 \text{ if } x > 0, 0 \text{ otherwise}", ["claim: d = {1 if (x > 0); 0}"]),
        (r"d = 1 \text{ if it is the largest}", ["claim: d = 1"]),
        (r"\boxed{y = 3}", ["claim: y = 3"]),
        (r"\boxed{y} = \boxed{3}", ["claim: y = 3"]),
        (r"a = \underbrace{b + c}_{d = e}", ["claim: a = (b + c)"]),
        (r"y = % remark = c", ["claim: y = _"]),
        ("", []),
        (r"\quad , ;", []),
        (r"\Downarrow", []),
    ],
)
def test_each_piece(text, chains):
    assert shown(text) == chains


def test_a_side_that_cannot_be_read_leaves_the_others():
    (chain,) = read_claims(r"a = \href{x}{y} = 8")
    assert (chain.members[0], chain.members[2]) == (Name("a"), Number("8"))
    assert isinstance(chain.members[1], Unread)
    (error,) = chain.errors
    assert str(error).splitlines()[1:] == [r"    a = \href{x}{y} = 8", "        ^"]


def test_a_line_that_cannot_be_read_leaves_the_others():
    chains = read_claims("a &= b \\\\\nc &= \\foo \\\\\nd &= e", line=7)
    assert [len(chain.errors) for chain in chains] == [0, 1, 0]
    assert chains[1].errors[0].line == 8


def test_sides_know_their_places():
    text = r"\begin{aligned} a &= b + c \\ &= 0.50. \end{aligned}"
    (chain,) = read_claims(text)
    assert [text[slice(*span)] for span in chain.spans] == ["a", "b + c", "0.50"]
    assert text[slice(*chain.members[1].right.span)] == "c"


def test_chains_are_compared_without_places():
    assert read_claims("a=b") == read_claims(" a  =  b ")
    assert read_claims("a=b")[0] == Chain((Name("a"), Name("b")), ("=",))


def test_line_ends_end_rows_where_that_is_asked_for():
    text = "a = b\n  = c\nd = (e\n + f)"
    assert shown(text, rows_at_line_ends=True) == ["claim: a = b = c", "claim: d = (e + f)"]
    assert shown(text) == ["claim: a = b = (c d) = (e + f)"]


def test_nothing_is_computed():
    (chain,) = read_claims(r"9^{9^{9}} = \sum_{i=1}^{10^{12}} i")
    assert outline(chain.members[0]) == "(9 ^ (9 ^ 9))"
    assert outline(chain.members[1]) == "sum[i=1..(10 ^ 12)](i)"


def test_lists_and_blanks_are_trees():
    (chain,) = read_claims("a, b =")
    assert chain.members == (Tuple((Name("a"), Name("b"))), Blank())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 100_001, "the mathematics has 100001 characters; use at most 100000"),
        ("a=" * 5_001, "more than 5000 sides"),
        (None, "expected a text"),
    ],
)
def test_too_much_is_refused(text, message):
    with pytest.raises(ReadError, match=message):
        read_claims(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 9_000, "{" * 9_000, r"\begin{bmatrix}" * 2_000, "x^" * 9_000, "x_" * 9_000, r"\frac" * 5_000, "$" * 9_000,
     r"\cancel" * 5_000, r"a *_{f} " * 3_000, r"\underbrace{" * 3_000, r"\overset{a}{b}" * 3_000,
     "{a=" * 9_000 + "}" * 9_000,
     "[" + "1 " * 10_000 + "]", r"\left\{" * 3_000, "|a" * 10_000, r"\nabla" * 5_000, "'" * 20_000],
)  # fmt: skip
def test_hostile_pieces_end_soon(text):
    for chain in read_claims(text):
        assert all(isinstance(outline(member), str) for member in chain.members)
