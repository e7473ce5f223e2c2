r"""Convolutions as products of matrices: ``im2col``, ``col2im``, ``Y_{col} = W_{row} X_{col}``, and a transpose left out."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.checking.binding.blocks import with_functions
from symcnn.checking.binding.model import model_of

LAYER = "X[c,i,j]: 2×5×5\nW[o,c,m,n]: 3×2×3×3\nb[o]: 3\nY = conv(X, W, b, stride=2, padding=1)\n"
PLAIN = "X: 4×4\nK: 3×3\nY = conv(X, K)\n"


def layer_of(text):
    model = model_of(with_functions(text))
    (layer,) = model.unrolled
    return layer, model


def windows(x, kernel, stride, padding, dilation):
    """The windows of an image (channels, rows, columns) as columns, by plain loops."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    reach = dilation * (kernel - 1) + 1
    rows, columns = ((n - reach) // stride + 1 for n in x.shape[1:])
    return np.array([[x[c, i * stride + m * dilation, j * stride + n * dilation] for i in range(rows) for j in range(columns)]
                     for c in range(x.shape[0]) for m in range(kernel) for n in range(kernel)])


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (1, 2, 2), (3, 1, 2)])
def test_the_windows_are_those_that_the_layer_slides_through(stride, padding, dilation):
    layer, model = layer_of(
        f"X[c,i,j]: 2×7×8\nW[o,c,m,n]: 3×2×3×3\nY = conv(X, W, stride={stride}, padding={padding}, dilation={dilation})\n")
    x = np.random.default_rng(1).normal(size=(2, 7, 8))
    found = layer.windows(x)
    np.testing.assert_array_equal(found, windows(x, 3, stride, padding, dilation))
    # summing back is the transpose of cutting out
    g = np.random.default_rng(2).normal(size=found.shape)
    assert np.sum(found * g) == pytest.approx(np.sum(x * layer.gathered(g, x.shape)))
    assert (layer.kernels, layer.planes, layer.linear) == ((0,), (0,), True)
    assert model.shape(layer.output) == (3, *(
        (n + 2 * padding - 2 * dilation - 1) // stride + 1 for n in (7, 8)))


@pytest.mark.parametrize("text", [
    "x[j]: 4\nW[i,j]: 3×4\ny = dense(x, W)\n",
    "X[c,i,j]: 2×5×5\nW[o,c,m,n]: 2×1×3×3\nY = conv(X, W, groups=2)\n",
    "X: 4×4\nY = max_pool(X, 2)\n",
])
def test_what_slides_no_kernel_over_all_channels_has_no_windows(text):
    assert model_of(with_functions(text)).unrolled == ()


WRITTEN_OUT = r"X_{col} = \begin{bmatrix}" + r" \\ ".join(
    " & ".join(f"x_{{{i + m}{j + n}}}" for i in (1, 2) for j in (1, 2)) for m in range(3) for n in range(3)) + r"\end{bmatrix}"
RIGHT = [
    r"X_{col} = \mathrm{im2col}(X) \in \mathbb{R}^{18 \times 9}",
    r"W_{row} = \mathrm{reshape}(W) \in \mathbb{R}^{3 \times 18}",
    r"Y_{col} = W_{row} X_{col} + b",
    r"\frac{\partial L}{\partial W_{row}} = \frac{\partial L}{\partial Y_{col}} X_{col}^T",
    r"\frac{\partial L}{\partial X_{col}} = W_{row}^T \frac{\partial L}{\partial Y_{col}}",
    r"\frac{\partial L}{\partial X} = \mathrm{col2im}\left(\frac{\partial L}{\partial X_{col}}\right)",
    r"dX_{col} = W_{row}^T dY",
    r"\nabla_{W_{row}} L = \nabla_{Y_{col}} L \, X_{col}^T",
]
WRONG = [
    (r"\frac{\partial L}{\partial W_{row}} = \frac{\partial L}{\partial Y_{col}} X_{col}", "transpose"),
    (r"\frac{\partial L}{\partial W_{row}} = X_{col}^T \frac{\partial L}{\partial Y_{col}}", "transpose"),
    (r"\frac{\partial L}{\partial X_{col}} = W_{row} \frac{\partial L}{\partial Y_{col}}", "transpose"),
    (r"X_{col} \in \mathbb{R}^{18 \times 8}", "shape-wrong"),
]


def verdicts(formulas, network=LAYER):
    sheet = f"```symcnn\n{network}```\n" + "".join(f"$${f}$$\n" for f in formulas)
    return [c["verdict"] for c in sc.check(sheet).data()["claims"]]


def test_the_products_of_matrices_are_right():
    assert set(verdicts(RIGHT)) == {"right"}


@pytest.mark.parametrize(("formula", "tag"), WRONG)
def test_beside_them_a_matrix_the_wrong_way_round_is_wrong(formula, tag):
    sheet = f"```symcnn\n{LAYER}```\n" + "".join(f"$${f}$$\n" for f in [*RIGHT, formula])
    *others, last = sc.check(sheet).data()["claims"]
    assert {c["verdict"] for c in others} == {"right"}
    assert (last["verdict"], last["cause"]) == ("wrong", tag)


@pytest.mark.parametrize("formulas", [
    (r"Y_{col} = X_{col} W_{col} + b", r"\frac{\partial L}{\partial W_{col}} = X_{col}^T \frac{\partial L}{\partial Y_{col}}",
     r"\frac{\partial L}{\partial X_{col}} = \frac{\partial L}{\partial Y_{col}} W_{col}^T"),
    (r"\frac{\partial L}{\partial X} = \mathbf{col2im}(W_{row}^T \delta_{row})",),
])
def test_windows_may_be_rows(formulas):
    assert set(verdicts(formulas)) == {"right"}


@pytest.mark.parametrize(("formula", "verdict"), [
    (r"\mathrm{vec}(Y) = \mathrm{im2col}(X) \mathrm{vec}(K)", "right"),
    (r"\mathrm{vec}(Y)^T = \mathrm{vec}(K)^T \mathrm{im2col}(X)", "right"),
    (r"\frac{\partial L}{\partial X} = \mathrm{col2im}\left(\mathrm{vec}(K) \mathrm{vec}(dY)^T\right)", "right"),
    (r"\frac{\partial L}{\partial X} = \mathrm{col2im}\left(\mathrm{vec}(K) \mathrm{vec}(Y)^T\right)", "wrong"),
    (r"\frac{\partial L}{\partial K} = \mathrm{im2col}(X)^T \mathrm{vec}(Y)", "wrong"),
    (WRITTEN_OUT, "right"),
    (WRITTEN_OUT.replace("x_{44}", "x_{43}"), "wrong"),
])
def test_lists_of_one_channel(formula, verdict):
    assert verdicts([formula], PLAIN) == [verdict]


@pytest.mark.parametrize("name", ["im2col", "col2im", "unfold"])
def test_nothing_in_the_brackets_is_told(name):
    (claim,) = sc.check(rf"$$X = \mathrm{{{name}}}()$$", given=PLAIN).data()["claims"]
    assert claim["verdict"] in ("undecided", "unreadable")
    assert "failed" not in claim["evidence"]
