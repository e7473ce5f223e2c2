"""What a layer can get wrong by itself: shapes, what its letters bind, what lies outside, which guards it needs."""

from itertools import product

import numpy as np
import pytest

from forward_values import assembled, forward
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.expression.nodes import Maximum, Sum
from symcnn.expression.walk import descend


def sides_of(padding, axes):
    values = padding if isinstance(padding, tuple) else (padding,) * axes
    return [v if isinstance(v, tuple) else (v, v) for v in values]


def convolved(x, w, stride, padding, dilation, groups=1, flip=False):
    """Plain loops over [channel, ...] and [out, in/groups, ...]."""
    axes = x.ndim - 1
    sides = sides_of(padding, axes)
    stride, dilation = ([v] * axes if isinstance(v, int) else list(v) for v in (stride, dilation))
    x = np.pad(x, [(0, 0), *sides])
    w = w[(slice(None), slice(None), *[slice(None, None, -1)] * axes)] if flip else w
    shape = [(x.shape[n + 1] - dilation[n] * (w.shape[n + 2] - 1) - 1) // stride[n] + 1 for n in range(axes)]
    y = np.zeros((w.shape[0], *shape))
    for place in product(*map(range, y.shape)):
        first = place[0] // (w.shape[0] // groups) * w.shape[1]
        for at in product(*map(range, w.shape[1:])):
            read = [stride[n] * place[n + 1] + dilation[n] * at[n + 1] for n in range(axes)]
            y[place] += x[(first + at[0], *read)] * w[(place[0], *at)]
    return y


@pytest.mark.parametrize(("x", "w", "options"), [
    ((1, 7), (2, 1, 3), {"stride": (2,)}),
    ((2, 8), (3, 2, 3), {"stride": (3,), "padding": (2,), "dilation": (2,)}),
    ((2, 7, 6), (3, 2, 2, 3), {"stride": (2, 1), "padding": ((1, 0), (0, 2)), "dilation": (1, 2)}),
    ((4, 5, 4), (6, 2, 2, 2), {"groups": 2, "flip": True}),
    ((3, 5, 4), (3, 1, 2, 3), {"groups": 3, "padding": 1}),
    ((2, 3, 4, 5), (2, 2, 2, 3, 2), {"padding": (1, 0, 1), "stride": 2}),
    ((1, 4, 5), (2, 1, 3, 2), {"dilation": 2, "padding": (2, 1), "stride": 3}),
])
def test_convolution_against_loops(x, w, options):
    written = ", ".join(f"{k}={v}" for k, v in options.items())
    found = forward(f"x: {'×'.join(map(str, x))}\nw: {'×'.join(map(str, w))}\ny = conv(x, w, {written})")
    given = {"stride": 1, "padding": 0, "dilation": 1} | options
    assert np.array_equal(found["y"], convolved(found["x"], found["w"], **given))


def test_loops_fail_on_a_kernel_turned():
    found = forward("x: 1×4×4\nw: 2×1×2×2\ny = conv(x, w, flip=True)")
    assert not np.array_equal(found["y"], convolved(found["x"], found["w"], 1, 0, 1))


def test_sizes_that_are_letters_fit_every_number():
    text = "x: H×W\nw: K×K\ny = conv(x, w, stride=s, padding=p, dilation=d)"
    for h, w, k, s, p, d in [(7, 6, 3, 2, 1, 1), (5, 8, 2, 3, 0, 2), (4, 4, 1, 1, 2, 3), (6, 7, 3, 1, 1, 2)]:
        found = forward(text, {"H": h, "W": w, "K": k, "s": s, "p": p, "d": d})
        assert np.array_equal(found["y"], convolved(found["x"][None], found["w"][None, None], s, p, d)[0])


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_same_pads_the_extra_cell_at_the_end(k):
    found = forward(f"x: 7\nw: {k}\ny = conv(x, w, padding=\"same\")")
    expected = convolved(found["x"][None], found["w"][None, None], 1, (((k - 1) // 2, k // 2),), 1)[0]
    assert np.array_equal(found["y"], expected)


def test_same_with_an_odd_letter():
    found = forward("x: N\nw: K\nassume K odd\ny = conv(x, w, padding=(K-1)/2)", {"N": 6, "h": 2})
    assert found["w"].shape == (5,)
    assert np.array_equal(found["y"], convolved(found["x"][None], found["w"][None, None], 1, 2, 1)[0])


def windows(x, kernel, stride, padding, dilation=1, outside=0.0):
    """The entries of every window of a [channel, ...] array, one row a window."""
    axes = x.ndim - 1
    kernel, stride, dilation = ([v] * axes if isinstance(v, int) else list(v) for v in (kernel, stride, dilation))
    x = np.pad(x, [(0, 0), *sides_of(padding, axes)], constant_values=outside)
    shape = [(x.shape[n + 1] - dilation[n] * (kernel[n] - 1) - 1) // stride[n] + 1 for n in range(axes)]
    cells = np.empty((x.shape[0], *shape, int(np.prod(kernel))))
    for place in product(*map(range, cells.shape[:-1])):
        cells[place] = [x[(place[0], *(stride[n] * place[n + 1] + dilation[n] * at[n] for n in range(axes)))]
                        for at in product(*map(range, kernel))]
    return cells


POOLS = [((2, 7), (3,), (2,), (1,)), ((2, 6, 5), (3, 2), 1, 1), ((3, 6, 7), 2, 2, 0), ((1, 4, 5, 4), 2, (1, 2, 3), 1)]


@pytest.mark.parametrize(("x", "kernel", "stride", "padding"), POOLS)
def test_pools_against_loops(x, kernel, stride, padding):
    arguments = f"x, {kernel}, stride={stride}, padding={padding}"
    found = forward(f"""x: {'×'.join(map(str, x))}
        a = sum_pool({arguments})
        b = avg_pool({arguments})
        c = avg_pool({arguments}, count_include_pad=False)
        d = max_pool({arguments})""")
    summed = windows(found["x"], kernel, stride, padding).sum(-1)
    cells = windows(found["x"], kernel, stride, padding).shape[-1]
    counted = windows(np.ones_like(found["x"]), kernel, stride, padding).sum(-1)
    assert np.array_equal(found["a"], summed)
    assert np.allclose(found["b"], summed / cells)
    assert np.allclose(found["c"], summed / counted)
    assert np.array_equal(found["d"], windows(found["x"], kernel, stride, padding, outside=-np.inf).max(-1))


def test_maximum_with_dilation():
    found = forward("x: 2×7×8\ny = max_pool(x, 2, stride=3, dilation=2, padding=1)")
    assert np.array_equal(found["y"], windows(found["x"], 2, 3, 1, 2, -np.inf).max(-1))


def guards_of(text):
    equation = assembled(text).system.equations[-1]
    return [g for n in descend(equation.right) if isinstance(n, Sum | Maximum) for g in n.guards]


@pytest.mark.parametrize("text", [
    "y = conv(x, w)",
    "y = conv(x, w, stride=s, dilation=d)",
    "x: C×H×W\ny = conv(x, w, stride=s)",
    "y = max_pool(x, K, stride=s)",
    "x: N×M\ny = sum_pool(x, 3)",
])
def test_no_guard_where_every_window_fits(text):
    assert not guards_of(text)


def test_padding_on_one_side_guards_that_side_only():
    first = guards_of("x: 6\nw: 3\ny = conv(x, w, padding=((1,0),))")
    last = guards_of("x: 6\nw: 3\ny = conv(x, w, padding=((0,1),))")
    assert len(first) == len(last) == 1
    assert first != last


def test_index_maps_against_numpy():
    found = forward("""x: 2×3×4
        f = flatten(x)
        r = reshape(x, (4,6))
        t = transpose(x, (1,2,0))
        p = pad(x, ((1,0),(0,2)))
        d = dilate(x, (2,3))
        k = rot180(x)
        c = im2col(x, (2,3), padding=1, stride=2)""")
    x = found["x"]
    assert np.array_equal(found["f"], x.ravel())
    assert np.array_equal(found["r"], x.reshape(4, 6))
    assert np.array_equal(found["t"], x.transpose(1, 2, 0))
    assert np.array_equal(found["p"], np.pad(x, [(0, 0), (1, 0), (0, 2)]))
    spread = np.zeros((2, 5, 10))
    spread[:, ::2, ::3] = x
    assert np.array_equal(found["d"], spread)
    assert np.array_equal(found["k"], x[:, ::-1, ::-1])
    cells = windows(x, (2, 3), 2, 1)
    assert np.array_equal(found["c"], cells.transpose(0, 3, 1, 2).reshape(12, -1))


@pytest.mark.parametrize("origin", [0, 1])
def test_origin_moves_indices_and_nothing_else(origin):
    text = "x: 3×4\nw: 2×2\nf = flatten(x)\ny = conv(x, w, padding=1, stride=2)\nz = avg_pool(x, 2)\nc = dilate(x, 2)"
    moved, usual = forward(text, origin=origin), forward(text)
    for key in usual:
        assert np.array_equal(moved[key], usual[key])


# letters


def axes_of(text, key, **options):
    return [a.letter for a in assembled(text, **options).system.tensors[key].axes]


def test_letters_bind_output_and_input_channels():
    found = forward("x[i,j,a]: 5×4×2\nw[f,g,a,k]: 2×3×2×3\ny[k,u,v] = conv(x, w)")
    expected = convolved(found["x"].transpose(2, 0, 1), found["w"].transpose(3, 2, 0, 1), 1, 0, 1)
    assert np.array_equal(found["y"], expected)


def test_an_unlettered_result_keeps_the_place_of_the_channel():
    text = "x[i,j,a]: 5×5×2\nw[f,g,a,k]: 2×2×2×3\ny = conv(x, w)\nz = max_pool(y, 2)"
    assert axes_of(text, "y") == ["i", "j", "k"]
    assert assembled(text).system.numbered({})["z"] == (2, 2, 3)


def test_a_letter_in_all_three_is_carried():
    found = forward("x[c,i,j]: 2×5×4\nw[c,m,n]: 2×2×2\ny[c,i,j] = conv(x, w)")
    assert np.array_equal(found["y"], convolved(found["x"], found["w"][:, None], 1, 0, 1, groups=2))


def test_pool_letter_names_the_channel():
    found = forward("y[a,b,k]: 4×5×3\nz[p,q,k] = sum_pool(y, 2, stride=1)")
    expected = windows(found["y"].transpose(2, 0, 1), 2, 1, 0).sum(-1).transpose(1, 2, 0)
    assert np.array_equal(found["z"], expected)


def test_dense_sums_over_shared_letters():
    found = forward("z[p,q,k]: 2×3×2\nw[p,q,k,o]: 2×3×2×4\ny = dense(z, w)")
    assert np.array_equal(found["y"], np.einsum("pqk,pqko->o", found["z"], found["w"]))
    assert axes_of("z[p,q,k]: 2×3×2\nw[p,q,k,o]: 2×3×2×4\ny = dense(z, w)", "y") == ["o"]


def test_layouts_of_weights():
    first = assembled("x: 2×6×6\ny = conv(x, w)\no = dense(flatten(y), v)").system
    last = assembled("x: 6×6×2\ny = conv(x, w)\no = dense(flatten(y), v)", layout="channels_last").system
    assert axes_of("x: 2×6×6\ny = conv(x, w)", "w")[:2] == ["o", "c"]
    assert [a.letter for a in last.tensors["w"].axes][-2:] == ["c", "d"]
    assert first.tensors["v"].axes[0].extent == last.tensors["v"].axes[1].extent


def test_letters_never_name_a_tensor():
    system = assembled("c = conv(i, m)\nn = relu(c)\no = dense(flatten(n), j) + b").system
    names = set(system.tensors)
    assert len(names) == 7
    assert not [a.letter for t in system.tensors.values() for a in t.axes if a.letter in names]


def test_channels_before_one_spatial_axis():
    assert assembled("x: 2×9\nw: 3×2×4\ny = conv(x, w)").system.numbered({})["y"] == (3, 6)
    assert assembled("x: 4×9\nw: 3×2×4\ny = conv(x, w)").system.numbered({})["y"] == (3, 3, 6)


# refusals


@pytest.mark.parametrize(("text", "error", "words"), [
    ("x: 4×4\nw: 5×5\ny = conv(x, w)", ShapeError, "line 3: .*5 cells.*into 4"),
    ("x: 2×4×4\nw: 3×3×2×2\ny = conv(x, w)", ShapeError, "2 channels.*takes 3"),
    ("x: 4×4\nw: 2×2\ny = conv(x, w, padding=(1,1,1))", ShapeError, "give"),
    ("x: 4×4\nw: 2×2\ny = conv(x, w, padding=\"same\", stride=2)", MeaninglessError, "same.*stride"),
    ("x: 4×4\nw: 2×2\ny = conv(x, w, stride=0)", MeaninglessError, "stride is 0: give at least 1"),
    ("x: 5\ny = max_pool(x, 2, padding=2)", ShapeError, "padding 2 is more than half"),
    ("x: 4\nw: 3×5\ny = dense(x, w)", ShapeError, "line 3: a weight 3×5 does not take an input 4"),
    ("x: 3×4\ny = reshape(x, (5,2))", ShapeError, "3×4 does not reshape to 5×2"),
    ("x: 3×4\ny = transpose(x, (0,0))", ShapeError, "order"),
    ("x: 4\nw: 3×4\nz = dense(x, w)\nE = cross_entropy(z, t)", MeaninglessError, "apply softmax first"),
    ("x: 4\nw: 3×4\nz = dense(x, w)\nE = bce(z, t)", MeaninglessError, "apply sigmoid first"),
    ("z: 4\np = softmax(z)\nE = cross_entropy_logits(p, t)", MeaninglessError, "leave the softmax out"),
    ("z: 4\np = sigmoid(z)\nE = bce_logits(p, t)", MeaninglessError, "leave the sigmoid out"),
    ("a: 3\nt: 4\nE = squared_error(a, t)", ShapeError, "3 and 4 meet"),
    ("a: 3\nE = squared_error(a, t, reduction=\"max\")", MeaninglessError, "give 'sum' or 'mean'"),
])
def test_refusals_say_where_what_and_what_to_do(text, error, words):
    with pytest.raises(error, match=words):
        assembled(text)
