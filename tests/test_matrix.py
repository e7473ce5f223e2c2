"""Matrix forms: cells as literals, and products with NumPy against the convolution they stand for."""

import numpy as np
import pytest
import sympy

import symcnn as sc
from symcnn.errors import MeaninglessError, NotRecognised, NotSupportedYet, ValueProblem
from symcnn.notation.affine import floor_divide, whole
from symcnn.printing.given import Dots
from symcnn.printing.text import text_quantity

CONV = "X: 5×5\nF: 2×2\nb: scalar\nZ = conv(X, F) + b"
CHANNELS = "x: 2×4×5\nw: 3×2×2×3\nb: 3\ny = conv(x, w, b, stride=(2,1), padding=1)"


def arrays(net, seed=3):
    random = np.random.default_rng(seed)
    return {k: random.standard_normal([int(n) for n in net.system.numbered({})[k]]) for k in net.system.leaves}


def cells(form):
    return [line.split() for line in form.text().splitlines()[1:]]


def test_a_padded_kernel_is_a_band():
    net = sc.Network("x: 5\nw: 3\ny = conv(x, w, padding=1)")
    assert cells(net.forward("y").matrix()) == [
        ["w[2]", "w[3]", "0", "0", "0"],
        ["w[1]", "w[2]", "w[3]", "0", "0"],
        ["0", "w[1]", "w[2]", "w[3]", "0"],
        ["0", "0", "w[1]", "w[2]", "w[3]"],
        ["0", "0", "0", "w[1]", "w[2]"],
    ]


def test_the_way_back_is_the_transpose():
    for text in (CONV, CHANNELS, "x: 9\nw: 3\ny = conv(x, w, stride=2, dilation=2)", "x: 4×4\ny = avg_pool(x, 2)"):
        net = sc.Network(text)
        end, start = net.forward_system.equations[-1].tensor, net.forward_system.leaves[0]
        forward = net.forward(end).matrix()
        assert net.gradient(start).matrix().rows == forward.transposed, text


def test_the_kernel_gradient_as_a_zero_padded_matrix_of_the_upstream_gradient():
    form = sc.Network(CONV).gradient("F").matrix()
    assert form.shape == (4, 25)
    upstream = [[f"dE/dZ[{i},{j}]" for j in range(1, 5)] + ["0"] for i in range(1, 5)]
    first = [cell for row in upstream for cell in row][:19]
    assert cells(form) == [["0"] * at + first + ["0"] * (25 - 19 - at) for at in (0, 1, 5, 6)]
    assert form.proof == "equal at all 4 entries"


def test_the_matrix_of_windows():
    form = sc.Network(CONV).gradient("F").matrix(of="X")
    assert form.shape == (4, 16)
    assert [row[0] for row in cells(form)] == ["X[1,1]", "X[1,2]", "X[2,1]", "X[2,2]"]
    assert form.rows == sc.Network(CONV).forward("Z").matrix(of="X").transposed


@pytest.mark.parametrize(("text", "key"), [(CONV, "Z"), (CHANNELS, "y")])
def test_products_with_numbers(text, key):
    net = sc.Network(text)
    values = arrays(net)
    upstream = values.pop(net.key(net.loss, key))
    data, weight = (net.forward_system.leaves[n] for n in (0, 1))
    out = net.compile(outputs=[key])({**values, net.key(net.loss, key): upstream})[key]
    product = (net.forward(key).matrix().numpy(values) @ values[data].ravel()).reshape(out.shape)
    assert np.allclose(product + (values["b"] if out.ndim == 2 else values["b"][:, None, None]), out)
    derivation = net.gradient(weight)
    product = derivation.matrix().numpy({net.key(net.loss, key): upstream}) @ values[data].ravel()
    assert np.allclose(product, derivation.numpy()({data: values[data], net.key(net.loss, key): upstream}).ravel())


def test_numbers_put_in_and_the_rest():
    net = sc.Network(CONV)
    form = net.forward("Z").matrix().put_in({"F": [[0.5, 1], [0, -0.5]], "b": -1})
    assert cells(form)[0] == ["0.5", "1", "0", "0", "0", "0", "-0.5", *["0"] * 18]
    assert form.latex().endswith(r"\left[\begin{array}{cccccccccccccccc} " + " & ".join(["-1"] * 16)
                                 + r" \end{array}\right]^\top")
    assert net.forward("Z").matrix().text().startswith("flatten(Z) = M flatten(X) + rest with the 16×25 matrix M")


def test_sympy_and_latex():
    form = sc.Network("x: 3\nw: 2\ny = sigmoid(conv(x, w))").forward("y").matrix()
    assert form.sympy.shape == (2, 3)
    assert form.sympy[0, 2] == 0
    assert str(form.sympy[1, 2]) == "w[2]"
    assert isinstance(form.sympy, sympy.MatrixBase)
    assert form.latex() == (
        r"\begin{bmatrix} y_1 \\ y_2 \end{bmatrix} = \sigma\left(\begin{bmatrix} w_1 & w_2 & 0 \\ 0 & w_1 & w_2"
        r" \end{bmatrix} \, \begin{bmatrix} x_1 \\ x_2 \\ x_3 \end{bmatrix}\right)")


def test_refusals():
    with pytest.raises(NotRecognised, match="a maximum is no matrix times a column"):
        sc.Network("x: 7\ny = max_pool(x, 3)").forward("y").matrix()
    with pytest.raises(NotRecognised, match="is no matrix times a column"):
        sc.Network("x: 3\ny = softmax(x)").forward("y").matrix()
    with pytest.raises(NotSupportedYet, match="written out for numbers: give sizes="):
        sc.Network("Y = conv(X, K)").forward("Y").matrix()
    with pytest.raises(NotSupportedYet, match="written out for numbers: give sizes="):
        sc.Network("x: N\nw: K\ny = conv(x, w, stride=2)").forward("y").matrix()
    with pytest.raises(NotSupportedYet, match="the matrix would have 64×262144 cells"):
        sc.Network("x: 512×512\nw: 9×9\ny = conv(x, w, stride=71)").forward("y").matrix()
    with pytest.raises(MeaninglessError, match="b does not stand in the formula"):
        sc.Network(CONV).gradient("F").matrix(of="b")
    with pytest.raises(ValueProblem, match="F has no values"):
        sc.Network(CONV).forward("Z").matrix().numpy({"X": np.zeros((5, 5))})


SAME = "x: N\nw: K\ny = conv(x, w, padding=(K-1)/2)\nassume K odd"


def test_dots_for_an_odd_kernel_of_any_size():
    form = sc.Network(SAME).forward("y").matrix()
    assert form.text().startswith("y = M x with the N×N matrix M")
    assert cells(form) == [
        ["w[h+1]", "...", "w[K-1]", "w[K]", "0", "0", "...", "0", "0", "...", "0"],
        ["w[h]", "...", "w[K-2]", "w[K-1]", "w[K]", "0", "...", "0", "0", "...", "0"],
        [":", "...", "...", "...", "...", "...", "...", "...", "...", "...", ":"],
        ["0", "...", "0", "0", "0", "0", "...", "w[1]", "w[2]", "...", "w[h+1]"],
    ]


def test_dots_in_latex():
    assert sc.Network("x: N\nw: 2\nb: scalar\ny = conv(x, w) + b").forward("y").matrix().latex() == (
        r"\begin{bmatrix} y_1 \\ y_2 \\ y_3 \\ \vdots \\ y_{N-1} \end{bmatrix} = "
        r"\begin{bmatrix} w_1 & w_2 & 0 & 0 & \cdots & 0 & 0 \\ 0 & w_1 & w_2 & 0 & \cdots & 0 & 0 \\ "
        r"0 & 0 & w_1 & w_2 & \cdots & 0 & 0 \\ \vdots & \ddots & \ddots & \ddots & \ddots & \ddots & \vdots \\ "
        r"0 & 0 & 0 & 0 & \cdots & w_1 & w_2 \end{bmatrix} \, "
        r"\begin{bmatrix} x_1 \\ x_2 \\ \vdots \\ x_N \end{bmatrix}"
        r" + \begin{bmatrix} b \\ b \\ b \\ \vdots \\ b \end{bmatrix}")


@pytest.mark.parametrize("text", [SAME, "x: N\nw: K\ny = conv(x, w)", "x: N\nw: K\ny = conv(x, w, padding=p)",
                                  "x: N\nw: K\ny = conv(x, w, flip=True)"])
def test_the_band_is_that_of_the_matrix_for_numbers(text):
    net = sc.Network(text)
    sizes = {"N": 9, "K": 3, **({"p": 1} if "=p" in text else {})}
    for formula in (net.forward("y"), net.gradient("x"), net.gradient("w")):
        form, written = formula.matrix(), formula.matrix(sizes=sizes)
        known = {v: {**sizes, "h": 1}[v.name] for v in form.band.height.letters | form.band.width.letters
                 | form.band.count.letters | form.band.shift.letters}
        assert form.band.cells(known) == written.rows


def test_sizes_put_in():
    form = sc.Network("Y = conv(X, K)").gradient("K").matrix(sizes={"H": 3, "W": 3, "F_h": 2, "F_w": 2})
    assert form.shape == (4, 9)
    assert cells(form)[0] == ["dE/dY[1,1]", "dE/dY[1,2]", "0", "dE/dY[2,1]", "dE/dY[2,2]", "0", "0", "0", "0"]


@pytest.mark.parametrize(("text", "sizes"), [
    ("x: N; w: 3; assume 2 divides N-3; y = conv(x, w, stride=2)", [{"N": n} for n in (9, 11, 15)]),
    ("x: N; w: 3; assume 2 divides N-1; y = conv(x, w, stride=2, padding=1)", [{"N": n} for n in (9, 13)])])
def test_a_stride_that_comes_out_has_a_matrix_with_dots(text, sizes):
    """Rows and columns in front of the dots are those of the matrix for numbers, and so are those behind them."""
    net = sc.Network(text)
    for source in (net.forward("y"), net["x"]):
        dotted = source.matrix()
        texts = [[str(cell) for cell in row] for row in dotted.rows]
        (gap,) = [n for n, row in enumerate(dotted.rows) if row[0] == Dots("vdots")]
        (cut,) = [n for n, cell in enumerate(dotted.rows[0]) if cell == Dots()]
        for numbers in sizes:
            every = [[str(cell) for cell in row] for row in source.matrix(sizes=numbers).rows]
            below, behind = len(texts) - gap - 1, len(texts[0]) - cut - 1
            assert [row[:cut] for row in texts[:gap]] == [row[:cut] for row in every[:gap]]
            assert [row[cut + 1:] for row in texts[gap + 1:]] == [row[-behind:] for row in every[-below:]]


def test_a_stride_that_may_leave_a_rest_has_none():
    with pytest.raises(NotSupportedYet, match="of a stride, assume that it divides what is left of the axis"):
        sc.Network("x: N\nw: 3\ny = conv(x, w, stride=2)").forward("y").matrix()


def test_a_letter_for_a_stride():
    net = sc.Network("x: N; w: K; assume s divides N-K; y = conv(x, w, stride=s)")
    first, second, _, last = str(net.forward("y").matrix()).splitlines()[1:]
    assert first.split()[:2] == ["w[1]", "w[2]"] and "w[s+1]" in first and second.split()[:2] == ["0", "0"]
    assert second.split()[first.split().index("w[s+1]")] == "w[1]" and last.split()[-2:] == ["w[K-1]", "w[K]"]
    # nothing stands side by side that does not for other strides and kernels
    assert first.split()[2] == "..." and "..." in first[first.index("w[s+2]"):first.index("w[K-1]")]


def test_a_remainder_known_to_be_none_is_not_written():
    net = sc.Network("x: N; w: 3; assume 2 divides N-3; y = conv(x, w, stride=2)")
    (n,) = net.system.size_letters
    assert text_quantity(whole(n) - 3 - 2 * floor_divide(whole(n) - 3, 2), net.system) == "0"
