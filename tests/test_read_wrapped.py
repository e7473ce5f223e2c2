"""Words, scripts, primes and marks around names: accents over scripts, turned kernels, operations called by words."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims
from symcnn.reading.tree import Call, Derivative, Name, Text

CONVOLUTION = "```symcnn\norigin = 0\nX: 4×4\nK: 2×2\nY = conv(X, K)\n```\n"
STRIDED = "```symcnn\norigin = 0\nX: 5×5\nK: 3×3\nY = conv(X, K, stride=2)\n```\n"
BY_Y, BY_X, BY_K = (rf"\frac{{\partial L}}{{\partial {name}}}" for name in "YXK")


def side(text, place=0):
    return read_claims(text)[0].members[place]


def verdicts(block, *lines):
    text = block + "\n".join(f"$$\n{line}\n$$\n" for line in lines)
    return [claim["verdict"] for claim in check(text, kind="markdown").data()["claims"]]


@pytest.mark.parametrize(("one", "other"), [
    (r"\hat{y_i}", r"\hat{y}_i"), (r"\mathbf{x_1}", r"\mathbf{x}_1"), (r"\theta{_k}", r"\theta_k"),
    (r"\mathbf 1", r"\mathbf{1}"), (r"\#\text{params}", r"\text{params}"),
    (r"a \tilde{\otimes} b", r"a \otimes_{full} b"), (r"a \tilde\otimes b", r"a \otimes_{full} b"),
])
def test_two_spellings_of_one(one, other):
    assert side(f"{one} = 0") == side(f"{other} = 0")


def test_words_in_a_call():
    assert side(r"\text{conv}(a, b, \text{'full'}) = 0").arguments[2] == Text("full")
    assert side(r"\text{conv}(a, b, \text{mode='full'}) = 0").arguments[2] == Text("full")
    tree = side(r"\text{conv}(\text{Input } a, 180^o \text{ rotated filter } b) = 0")
    assert tree.arguments == (Name("a"), Call("rot180", (Name("b"),)))


def test_a_prime_behind_a_bracket_differentiates_by_the_one_letter():
    tree = side(r"\left(\frac{1}{x}\right)' = 0")
    assert isinstance(tree, Derivative) and tree.by == Name("x")
    assert verdicts("", r"\sigma'(x) = \left(\frac{1}{1+e^{-x}}\right)' = \frac{e^{-x}}{(1+e^{-x})^2}") == ["right"] * 2
    assert verdicts("", r"\sigma'(x) = \left(\frac{1}{1+e^{-x}}\right)' = \frac{e^{-x}}{1+e^{-x}}") == ["right", "wrong"]


TURNED = [r"\text{rotate180}(K)", r"\text{Rot}(K, 180^\circ)", r"\text{np.rot90}(K, 2)", r"\text{fliplr}(\text{flipud}(K))",
          r"K_{\text{flipped}}", r"K^{180}", r"\tilde{K}", r"K_{rot180}", r"\text{reverse}(K)"]


@pytest.mark.parametrize("turned", TURNED)
def test_kernels_turned_in_other_words(turned):
    assert verdicts(CONVOLUTION, rf"{BY_X} = {BY_Y} *_{{full}} {turned}") == ["right"]
    assert verdicts(CONVOLUTION, f"{turned} = K") != ["right"]


@pytest.mark.parametrize(("line", "right"), [
    (rf"{BY_X} = \text{{Full Convolution}}({BY_Y}, K)", True),
    (rf"{BY_X} = \text{{Full Convolution}}\left(\text{{Pad}}({BY_Y}), \text{{Rotated }} K\right)", True),
    (rf"{BY_X} = \text{{conv2d}}({BY_Y}, \text{{rot180}}(K), \text{{mode='full'}})", True),
    (rf"{BY_X} = \text{{conv}}({BY_Y}, K, \text{{'valid'}})", False),
    (rf"{BY_K} = \text{{Valid Convolution}}(X, {BY_Y})", True),
    (rf"{BY_K} = \text{{Full Convolution}}(X, {BY_Y})", False),
    (rf"{BY_X} = \text{{ConvTranspose}}({BY_Y}, K)", True), (rf"{BY_X} = \text{{deconv}}({BY_Y}, X)", False),
])
def test_operations_called_by_words(line, right):
    assert verdicts(CONVOLUTION, line) == ["right" if right else "wrong"]


def test_a_transposed_convolution_goes_by_the_stride():
    assert verdicts(STRIDED, rf"{BY_X} = \text{{conv\_transpose}}({BY_Y}, K)",
                    rf"{BY_X} = \text{{Full Convolution}}({BY_Y}, K)") == ["right", "wrong"]


def test_sizes_of_several_layers_bear_one_name():
    lines = r"H = W = \frac{32-3}{1}+1 = 30", r"H = W = \frac{30-2}{2}+1 = 15", r"H = W = \frac{15-3}{1}+1 = 12"
    assert verdicts("", *lines) == ["right", "right", "wrong"]


def test_a_small_t_above_is_a_transpose_where_no_t_is_known():
    block = "```symcnn\nx: 2\nW: 3×2\nz = W x\n```\n"
    assert verdicts(block, r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} \cdot (x)^t") == ["right"]
