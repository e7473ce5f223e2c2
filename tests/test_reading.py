import pytest

from symcnn.reading.node import height
from symcnn.reading.parser import parse
from symcnn.reading.source import Source
from symcnn.reading.tokens import tokens
from symcnn.reading.tree import (
    Bracket,
    Call,
    Derivative,
    Entry,
    Matrix,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    SumOver,
    Text,
    Transposed,
    Tuple,
    children,
    walk,
)
from symcnn.reading.words import FUNCTIONS, function_key

TENSORS = frozenset({"x", "y", "W", "P^{(1)}"})


def name(text):
    return Name(text)


def number(text):
    return Number(text)


def times(left, right):
    return Operation("juxtapose", left, right)


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


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("0.50", number("0.50")),
        (".634", number(".634")),
        ("5.0e-05", number("5.0e-05")),
        ("w_0", name("w_0")),
        ("A^{(1)}", name("A^{(1)}")),
        ("V^(o)", name("V^{o}")),
        ("V^o", name("V^{o}")),
        (r"\delta^{l+1}", name(r"\delta^{l+1}")),
        ("W^{[1]}", name("W^{[1]}")),
        ("yhat", name(r"\hat{y}")),
        ("ŷ", name(r"\hat{y}")),
        (r"p_{\text{out}}", name("p_{out}")),
        ("y_{i+1}", name("y_{i+1}")),
        ("w[f_i,k]", Entry(name("w"), (name("f_i"), name("k")))),
        ("w_{f_i,f_j,k}", Entry(name("w"), (name("f_i"), name("f_j"), name("k")))),
        ("A^{(1)}_{i,j}", Entry(name("A^{(1)}"), (name("i"), name("j")))),
        ("A_{i,j}^{(1)}", Entry(name("A^{(1)}"), (name("i"), name("j")))),
        ("X[r][c]", Entry(name("X"), (name("r"), name("c")))),
        ("x_{2 i}", Entry(name("x"), (times(number("2"), name("i")),))),
        ("x[c+f-1]", Entry(name("x"), (parse("c+f-1"),))),
        ("sum_pool(x, 2)", Call("sumpool", (name("x"), number("2")))),
        ("ReLU(x)", Call("relu", (name("x"),))),
        (r"\text{ReLU}(z)", Call("relu", (name("z"),))),
        (r"\sigma(z)", Call("sigma", (name("z"),))),
        ("σ(z)", Call("sigma", (name("z"),))),
        ('pad(x, mode="same")', Call("pad", (name("x"),), (("mode", Text("same")),))),
        ("f(x, kernel_size='a')", Call("f", (name("x"),), (("kernel_size", Text("a")),))),
        ("f((1,2),)", Call("f", (Tuple((number("1"), number("2"))),))),
        (r"\max\{a, b\}", Call("max", (name("a"), name("b")))),
        (r"\log x", Call("log", (name("x"),))),
        (r"\sqrt{2}", Call("sqrt", (number("2"),))),
        ("e^{-z}", Call("exp", (Negation(name("z")),))),
        ("f'(z)", Slope("f", name("z"))),
        (r"\tanh^{'}(z)", Slope("tanh", name("z"))),
        ("-x", Negation(name("x"))),
        ("W^T", Transposed(name("W"))),
        (r"W^\top", Transposed(name("W"))),
        ("(W^{(2)})^T", Transposed(name("W^{(2)}"))),
        ("W^{(2)T}", Transposed(name("W^{(2)}"))),
        ("sum_{i=1}^{N} x", SumOver(("i",), number("1"), name("N"), name("x"))),
        (r"\sum_{c_i=1}^3 x", SumOver(("c_i",), number("1"), number("3"), name("x"))),
        ("sum_{i,j} x", SumOver(("i", "j"), None, None, name("x"))),
        ("sum_i x", SumOver(("i",), None, None, name("x"))),
        ("sum(x)", Call("sum", (name("x"),))),
        (
            "[[1,2.0],[3,a]]",
            Matrix((Matrix((number("1"), number("2.0"))), Matrix((number("3"), name("a"))))),
        ),
        ("(1, 2)", Tuple((number("1"), number("2")))),
        ("1[x > 0]", Bracket(Operation(">", name("x"), number("0")))),
        ("1[i = j]", Bracket(Operation("==", name("i"), name("j")))),
        (r"\mathbb{1}_{x>0}", Bracket(Operation(">", name("x"), number("0")))),
        ("dE/dw[i,k]", Derivative(name("E"), Entry(name("w"), (name("i"), name("k"))))),
        ("dC/dZ^{(1)}", Derivative(name("C"), name("Z^{(1)}"))),
        (r"dC/d\hat{y}", Derivative(name("C"), name(r"\hat{y}"))),
        ("dz_1/dw_1", Derivative(name("z_1"), name("w_1"))),
        (r"\frac{\partial E}{\partial w_{i,j}}", Derivative(name("E"), Entry(name("w"), (name("i"), name("j"))))),
        (r"\frac{dE}{dw}", Derivative(name("E"), name("w"))),
        (r"\partial E/\partial w", Derivative(name("E"), name("w"))),
        ("∂E/∂w", Derivative(name("E"), name("w"))),
        (r"\frac{a}{b}", Operation("/", name("a"), name("b"))),
        (r"a \odot b", Operation("odot", name("a"), name("b"))),
        (r"a \star b", Operation("star", name("a"), name("b"))),
        (r"a \times b", Operation("*", name("a"), name("b"))),
        (r"a \cdot b", times(name("a"), name("b"))),
        ("x**2", Operation("^", name("x"), number("2"))),
        ("a >= b", Operation(">=", name("a"), name("b"))),
    ],
)
def test_each_node(text, tree):
    assert parse(text, TENSORS) == tree


@pytest.mark.parametrize(
    ("text", "brackets"),
    [
        ("a + b*c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a/b*c", "((a / b) * c)"),
        ("(H-K)/s+1", "(((H - K) / s) + 1)"),
        ("n+2p", "(n + (2 juxtapose p))"),
        ("1/2n", "(1 / (2 juxtapose n))"),
        ("1/2 n", "((1 / 2) juxtapose n)"),
        ("2x^2", "(2 juxtapose (x ^ 2))"),
        ("2^3^2", "(2 ^ (3 ^ 2))"),
        ("-a*b", "Negation((a * b))"),
        ("-x^2", "Negation((x ^ 2))"),
        ("2*-x", "(2 * Negation(x))"),
        ("x^{-1}", "(x ^ Negation(1))"),
        ("y(1-y)", "(y juxtapose (1 - y))"),
        ("q(1-q)", "q((1 - q))"),
        ("s (N-1)", "(s juxtapose (N - 1))"),
        ("dE/dy(1-y)", "(Derivative(E, y) juxtapose (1 - y))"),
        ("W^{(2)} flatten(P^{(1)})", "(W^{(2)} juxtapose flatten(P^{(1)}))"),
        (r"f'(z) \odot W^T d", "(f(z) odot (Transposed(W) juxtapose d))"),
        (r"X ⋆ dE/dY", "(X star Derivative(E, Y))"),
        (r"\sum_i a_i b_i + c", "(SumOver((a_i juxtapose b_i)) + c)"),
        (r"\left(a+b\right)c", "((a + b) juxtapose c)"),
        ("a + b == c", "((a + b) == c)"),
        ("x^n", "(x ^ n)"),
        ("q^n", "q^{n}"),
        ("x^2", "(x ^ 2)"),
        ("depth/data", "(depth / data)"),
        (r"\frac{1}{1+e^{-z}}", "(1 / (1 + exp(Negation(z))))"),
    ],
)
def test_precedence(text, brackets):
    assert shown(parse(text, TENSORS)) == brackets


def test_a_quotient_of_two_known_names_is_no_derivative():
    assert parse("dE/dw", frozenset({"dE", "dw"})) == Operation("/", name("dE"), name("dw"))


def test_a_known_name_takes_its_superscript():
    assert parse("A^1", frozenset({"A^{(1)}"})) == name("A^{(1)}")
    assert parse("A^1") == Operation("^", name("A"), number("1"))


def test_function_keys_drop_underscores_and_case():
    assert function_key("Max_{pool}") == "maxpool"
    assert {"conv", "maxpool", "squarederror", "crossentropylogits"} <= FUNCTIONS


def test_every_node_knows_its_span():
    text = "sigmoid(conv(x, w[i,j])) + 2b"
    pieces = [text[slice(*node.span)] for node in walk(parse(text))]
    assert pieces == [
        text, "sigmoid(conv(x, w[i,j]))", "conv(x, w[i,j])", "x", "w[i,j]", "w", "i", "j", "2b", "2", "b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (r"a + \frac{\partial E}{\partial w}", r"\frac{\partial E}{\partial w}"),
        ("a + dE/dw", "dE/dw"),
        ("a + (b + c)d", "(b + c)d"),
        ("a + W^{(2)T}", "W^{(2)T}"),
        ("a + sum_{i=1}^{N} x", "sum_{i=1}^{N} x"),
    ],
)
def test_the_span_of_a_part_is_all_of_it(text, part):
    assert text[slice(*parse(text).right.span)] == part


def test_trees_are_compared_without_their_spans():
    assert parse("a+b") == parse("a  +  b")
    assert parse("a+b") != parse("b+a")
    assert parse("0.21") != parse("0.210")


def test_left_is_no_prefix_of_leftarrow():
    kinds = [token.text for token in tokens(Source(r"\left( a \leftarrow b \right)"))]
    assert kinds == ["(", "a", "<-", "b", ")", ""]


def test_a_token_keeps_its_span_and_its_digits():
    found = tokens(Source("w0 = 2.00 # two"))
    assert [(token.text, token.start, token.end) for token in found[:3]] == [("w0", 0, 2), ("=", 3, 4), ("2.00", 5, 9)]
    assert [token.kind for token in found] == ["word", "symbol", "number", "end"]


def test_long_sums_make_low_trees():
    tree = parse(" - ".join(f"x[{i}]" for i in range(1000)))
    assert height(tree) < 20
    assert sum(isinstance(node, Entry) for node in walk(tree)) == 1000
    assert sum(isinstance(node, Negation) for node in walk(tree)) == 999
