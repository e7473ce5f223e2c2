import pytest

from symcnn.errors import ReadError, SymcnnError
from symcnn.reading.network import read_network
from symcnn.reading.parser import parse
from symcnn.reading.statements import (
    Abbreviation,
    Assume,
    Batch,
    Data,
    Definition,
    FunctionName,
    Layout,
    Leaf,
    Let,
    Origin,
    Tie,
)
from symcnn.reading.tree import (
    Call,
    Derivative,
    Name,
    Number,
    Operation,
    Text,
    children,
)


def name(text):
    return Name(text)


def number(text):
    return Number(text)


def shown(tree):
    """A tree as text with every pair of brackets written."""
    if isinstance(tree, Operation):
        return f"({shown(tree.left)} {tree.operator} {shown(tree.right)})"
    if isinstance(tree, Number):
        return tree.text
    if isinstance(tree, Name):
        return tree.name
    inside = ", ".join(map(shown, children(tree)))
    return f"{getattr(tree, 'function', type(tree).__name__)}({inside})"


def one(line):
    (statement,) = read_network(line)
    return statement


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("x[i,j]: 4×4  # a leaf", Leaf("x", ("i", "j"), (number("4"), number("4")))),
        ("w[f_i,f_j,k]: 2x2×3", Leaf("w", ("f_i", "f_j", "k"), (number("2"), number("2"), number("3")))),
        ("x: 4 x 4", Leaf("x", None, (number("4"), number("4")))),
        ("x: HxWx3", Leaf("x", None, (name("H"), name("W"), number("3")))),
        ("Y: H_o×W_o", Leaf("Y", None, (name("H_o"), name("W_o")))),
        ("y: x×y", Leaf("y", None, (name("x"), name("y")))),
        ("y: n+2p×3", Leaf("y", None, (parse("n+2p"), number("3")))),
        (r"y: n \times m", Leaf("y", None, (name("n"), name("m")))),
        ("y: (N-K)/s+1", Leaf("y", None, (parse("(N-K)/s+1"),))),
        ("y: (4, 4)", Leaf("y", None, (number("4"), number("4")))),
        ("x[i,j]", Leaf("x", ("i", "j"))),
        ("x[i,j]:", Leaf("x", ("i", "j"))),
        ("b: scalar", Leaf("b", None, (), True)),
        ("E = squared_error(o, t)/2", Definition("E", None, None, parse("squared_error(o, t)/2"))),
        ("y[c_i,k] := conv(x, w)", Definition("y", ("c_i", "k"), None, parse("conv(x, w)"))),
        ("y_{c_i,k} = conv(x, w)", Definition("y", ("c_i", "k"), None, parse("conv(x, w)"))),
        (
            "Y[i,j]: H_o×W_o = conv(X, K)",
            Definition("Y", ("i", "j"), (name("H_o"), name("W_o")), parse("conv(X, K)")),
        ),
        (r"\hat{y} = sigmoid(W^{(2)} p)", Definition(r"\hat{y}", None, None, parse("sigmoid(W^{(2)} p)"))),
        ("M = [[a, b], [c, 1]]", Definition("M", None, None, parse("[[a, b], [c, 1]]"))),
        ("A^1 = relu(z)", Definition("A^{(1)}", None, None, parse("relu(z)"))),
        ("X = [[2, 0], [-.5, 1.50]]", Data("X", None, (("2", "0"), ("-.5", "1.50")))),
        ("v[i] = [1, 1/2]", Data("v", ("i",), ("1", "1/2"))),
        ("w0 = 2.00", Data("w0", None, "2.00")),
        (r"\eta = 0.1", Data(r"\eta", None, "0.1")),
        ("w = -1/3", Data("w", None, "-1/3")),
        ("dL/dY = [[1, 2]]", Data(Derivative(name("L"), name("Y")), None, (("1", "2"),))),
        ("assume N >= K", Assume(">=", name("N"), name("K"))),
        ("assume K odd", Assume("odd", name("K"))),
        ("assume K is even", Assume("even", name("K"))),
        ("assume t one-hot", Assume("one-hot", name("t"))),
        ("assume sum(t) = 1", Assume("==", parse("sum(t)"), number("1"))),
        ("assume s divides H-K", Assume("divides", name("s"), parse("H-K"))),
        ("origin = 0", Origin(0)),
        ("layout = channels_last", Layout("channels_last")),
        ("let * = convolution", Let("*", "convolution")),
        (r"let \star = cross-correlation", Let("star", "correlation")),
        ("batch n", Batch("n")),
        ("batch n: 32", Batch("n", number("32"))),
        ("f = sigmoid", FunctionName("f", "sigmoid")),
        ("g = Max_Pool", FunctionName("g", "maxpool")),
        (r"\delta = dC/dZ^{(1)}", Abbreviation(r"\delta", Derivative(name("C"), name("Z^{(1)}")))),
        ("ties = split", Tie("split")),
    ],
)
def test_each_statement(line, statement):
    assert one(line) == statement


def test_several_assumptions_on_a_line():
    assert read_network("assume N >= K >= 1, K odd, f(a, b) > 0") == (
        Assume(">=", name("N"), name("K")),
        Assume(">=", name("K"), number("1")),
        Assume("odd", name("K")),
        Assume(">", parse("f(a, b)"), number("0")),
    )


def test_sizes_and_numbers_on_one_line_are_two_statements():
    assert read_network("v: 2 = [1, 2.0]") == (Leaf("v", None, (number("2"),)), Data("v", None, ("1", "2.0")))


def test_comments_blank_lines_separators_and_open_brackets():
    found = read_network(
        "# a network\n\nx: 4; b: scalar # two\nX = [[1, 2],   # first row\n     [3, 4]]\ny = f(x, '#;')\n"
    )
    assert [(statement.line, statement.source) for statement in found] == [
        (3, "x: 4"),
        (3, "b: scalar"),
        (4, "X = [[1, 2],   # first row\n     [3, 4]]"),
        (6, "y = f(x, '#;')"),
    ]
    assert found[2].value == (("1", "2"), ("3", "4"))
    assert found[3].right == Call("f", (name("x"), Text("#;")))


def test_spans_of_a_statement_are_places_in_its_source():
    statement = read_network("x: 4\n  y = a + conv(x, w)")[1]
    assert statement.source[slice(*statement.right.right.span)] == "conv(x, w)"


def test_names_on_left_sides_and_size_letters_make_products():
    found = read_network("q = y(1-y) + s(N-1) + g(z)\ny = relu(x)\nx: s×N")
    assert shown(found[0].right) == "(((y juxtapose (1 - y)) + (s juxtapose (N - 1))) + g(z))"


def test_names_from_text_read_before_are_tensors():
    assert shown(read_network("q = y(1-y)", tensors=frozenset({"y"}))[0].right) == "(y juxtapose (1 - y))"


def test_a_named_function_is_called():
    assert shown(read_network("f = sigmoid\ny = f (z)")[1].right) == "f(z)"


def test_the_network_of_the_design_is_read():
    text = r"""
    x[i,j]: 4×4
    w[f_i,f_j,k]: 2×2×3
    w[p_i,p_j,k,o]: 2×2×3×2
    y[c_i,c_j,k] = sigmoid(conv(x, w[f_i,f_j,k]))
    z[p_i,p_j,k] = sum_pool(y, 2, stride=1)
    o = sigmoid(dense(z, w[p_i,p_j,k,o]))
    E = squared_error(o, t)/2
    """
    kinds = [type(statement).__name__ for statement in read_network(text)]
    assert kinds == ["Leaf"] * 3 + ["Definition"] * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "expected ':' with sizes, or '=', but the line ends"),
        ("x = ", "line 1, column 4: expected a formula or numbers behind '='"),
        ("= 3", "expected a name, but '=' stands here"),
        ("x = [[1,2],[3]]", "column 12: expected a row of 2 numbers, but 1 numbers are given"),
        ("x = [1, [2]]", "expected a row of a single number"),
        ("x = []", "expected a number or a row"),
        ("x = [1, 2", r"column 5: '\[' is never closed"),
        ("x = (1]", r"'\]' closes no bracket"),
        ("x = [[1,2],...]", r"expected a name, a number or a bracket, but '\.\.\.' stands here"),
        ("y[1] = 3", "expected a letter as index of a left side"),
        ("y[i,i] = x", "expected a different letter for every axis"),
        ("y[i]: 2x3", "expected 1 sizes, one for each letter, but 2 are given"),
        ("b[i]: scalar", "expected no letters, since b is a scalar"),
        ("x: 1x1x1x1x1x1x1x1x1", "at most 8 axes"),
        ("x = [[[[[[[[[1]]]]]]]]]", "at most 8 axes"),
        ("x[a,b,c,d,e,f,g,h,i]", "at most 8 axes"),
        ("x = 1 = 2", "expected one '=' in a line"),
        ("x = a = b", "expected one '=' in a line"),
        ("f(x) = 3", r"expected ':' with sizes, or '=', but '\(' stands here"),
        ("W^T = x", "expected a name on the left side"),
        ("dL/dY = x", "expected numbers, since a gradient itself is derived"),
        ("dL/dY: 3", "expected '=' and numbers"),
        ("assume x", "expected an assumption such as N >= K"),
        ("assume odd", "expected a name, a number or a bracket, but 'odd' stands here"),
        ("let * = foo", "expected convolution, correlation or product"),
        ("let x = foo", "expected one of the glyphs"),
        ("origin = 2", "expected 0 or 1, but '2' stands here"),
        ("layout = x", "expected channels_first or channels_last"),
        ("ties = none", "expected first or all or split"),
        ("batch 3", "expected a letter for the batch"),
        ("y = conv(x,,w)", "expected a name, a number or a bracket, but ','"),
        ("y = f(x w=2)", "expected the name of an argument before '='"),
        ("y = f(a=2, 3)", "an argument without a name stands behind one with a name"),
        ("y = f(a=2, a=3)", "an argument is given twice"),
        ("y = f'(a, b)", "a slope takes one argument"),
        ("y = 2 3", "expected an operator or the end, but '3' stands here"),
        ("y = a +", "expected a name, a number or a bracket, but the line ends"),
        ("y = a < b < c", "expected one relation only"),
        ("y = x[]", "expected an index"),
        ("y = x_", "expected a subscript"),
        ("y = sum_{3} x", "expected a name, but '3' stands here"),
        ("y = sum_{x[i]} x", "expected a letter to sum over"),
        ("y = 1[x]", "expected a relation such as x > 0"),
        ("y = x $ 2", r"the character '\$' has no meaning here"),
        ("y = 'abc", "expected a name, a number or a bracket"),
        (r"y = \href{x}", r"the command '\\href' is not known"),
        (r"y = \input{x}", r"the command '\\input' is not known"),
        (r"y = \partial^2 E/\partial x", "second derivatives are not read yet"),
        (r"y = \sqrt[3]{x}", "only square roots are read"),
        (r"y = \partial E", "expected '/'"),
        ("y = " + "x_" * 100 + "x", "use at most 64"),
        ("y = " + "(" * 33 + "x" + ")" * 33, "nested more than 32 deep"),
        ("y = " + "-" * 33 + "x", "nested more than 32 deep"),
        ("y = " + r"\log " * 33 + "x", "nested more than 32 deep"),
        ("y = " + "2^" * 33 + "x", "nested more than 32 deep"),
        ("y = " + r"\hat " * 33 + "x", "nested more than 32 deep"),
        ("y = " + r"\sqrt " * 33 + "x", "nested more than 32 deep"),
        ("y = " + "sum_i " * 33 + "x", "nested more than 32 deep"),
        ("y = " + "a*" * 200 + "a", "more than 150 levels"),
        ("x: 4\n" * 1001, "line 1001, column 1: a network has at most 1000 lines"),
        ("#" * 1_000_001, "the text has 1000001 characters"),
        (b"x: 4", "expected a text, but 'bytes' was given"),
    ],
)
def test_errors_say_where_and_what(text, message):
    with pytest.raises(ReadError, match=message):
        read_network(text)


def test_an_error_points_at_its_place():
    with pytest.raises(ReadError, match="line 3, column 14") as caught:
        read_network("x: 4×4\n\ny = 2;  z = × + 2; w: 3".replace("z = ×", "z =  ×"))
    assert str(caught.value).splitlines()[1:] == [r"    z =  \xd7 + 2", "         ^"]
    assert (caught.value.line, caught.value.column) == (3, 14)


def test_an_error_shows_at_most_forty_characters_in_ascii():
    with pytest.raises(ReadError, match="no meaning here") as caught:
        read_network("y = " + "a + " * 100 + "\x1b[31m" + " + b" * 100)
    shown_line, caret = str(caught.value).splitlines()[1:]
    assert shown_line.isascii()
    assert shown_line.isprintable()
    assert len(shown_line) <= 4 + 40 + len(r"\x1b")
    assert shown_line[caret.index("^") :].startswith(r"\x1b[31m")


HOSTILE = {
    "a call of Python": '__import__("os").system("x")',
    "an import": "y = __import__('os')",
    "half a character": "\ud800",
    "a control character": "\x00",
    "parentheses": "y = " + "(" * 100_000,
    "brackets": "[" * 100_000,
    "braces": "y = " + "{" * 50_000,
    "calls": "y = " + "a(" * 50_000,
    "powers": "y = " + "x^" * 50_000,
    "subscripts": "y = " + "x_" * 50_000,
    "differentials": "y = " + "dx_" * 50_000,
    "derivatives": "y = " + "dE/dw " * 20_000,
    "primes": "y = " + "x'" * 50_000,
    "a backslash": "\\",
    "a quote": "'",
    "quotes": '"',
    "commas": "assume " + "," * 1000,
    "signs": "x: " + "x" * 999,
    "no fraction": r"y = \frac",
    "half a fraction": r"y = \frac{dE}",
    "half a sum": "y = sum_",
    "half a bracket": "y = 1_",
    "half an indicator": r"y = \mathbb{1",
    "differentials alone": "d/d",
    "a glyph missing": "let",
    "a subject missing": "assume is odd",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_and_nothing_worse(hostile):
    with pytest.raises(SymcnnError, match=r"expected|nested|closed|closes|meaning|levels|characters|cannot hold"):
        read_network(hostile)
