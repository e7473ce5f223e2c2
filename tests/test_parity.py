"""Every layer and loss against PyTorch's automatic differentiation, over random configurations, in float64."""

import random

import numpy as np
import pytest

import symcnn as sc

torch = pytest.importorskip("torch")
functional = torch.nn.functional

CONV = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}
MAX = {1: functional.max_pool1d, 2: functional.max_pool2d, 3: functional.max_pool3d}
AVG = {1: functional.avg_pool1d, 2: functional.avg_pool2d, 3: functional.avg_pool3d}
BLOCK = 20


def times(*sizes):
    return "×".join(map(str, sizes))


def entry(values):
    return "(" + ", ".join(map(str, values)) + ("," if len(values) == 1 else "") + ")"


class Case:
    """A network as text, the shapes of its leaves, and the same in PyTorch."""

    def __init__(self, text, shapes, reference, positive=(), given=None):
        self.text, self.shapes, self.reference = text, shapes, reference
        self.positive, self.given = positive, given or {}


def padded(x, sides):
    return functional.pad(x, [n for pair in reversed(sides) for n in pair])


def window(draw, dims, dilated=True):
    kernel = [draw.randint(1, 3) for _ in range(dims)]
    stride = [draw.randint(1, 3) for _ in range(dims)]
    dilation = [draw.randint(1, 3) if dilated else 1 for _ in range(dims)]
    sizes = [draw.randint(1, 4) + d * (k - 1) + draw.randint(0, 3) for k, d in zip(kernel, dilation, strict=True)]
    return kernel, stride, dilation, sizes


def convolution(draw):
    dims = draw.choice([1, 1, 2, 2, 2, 3])
    kernel, stride, dilation, sizes = window(draw, dims)
    groups = draw.choice([1, 1, 2, 3])
    into, out = groups * draw.randint(1, 2), groups * draw.randint(1, 2)
    sides = [(draw.randint(0, 2), draw.randint(0, 2)) for _ in range(dims)]
    flip, bias = draw.random() < 0.3, draw.random() < 0.5
    text = f"""x: {times(into, *sizes)}
w: {times(out, into // groups, *kernel)}
{f'b: {out}' if bias else ''}
y = conv(x, w, stride={entry(stride)}, padding={entry([entry(s) for s in sides])}, dilation={entry(dilation)},
groups={groups}{', flip=True' if flip else ''}){' + b' if bias else ''}"""
    shapes = {"x": (into, *sizes), "w": (out, into // groups, *kernel)} | ({"b": (out,)} if bias else {})

    def reference(v):
        weight = torch.flip(v["w"], tuple(range(2, 2 + dims))) if flip else v["w"]
        return CONV[dims](padded(v["x"], sides)[None], weight, v.get("b"), stride, 0, dilation, groups)[0]

    return Case(text, shapes, reference)


def plain_convolution(draw):
    dims = draw.choice([1, 2, 3])
    kernel, stride, dilation, sizes = window(draw, dims)
    padding = [draw.randint(0, 2) for _ in range(dims)]
    text = f"""x: {times(*sizes)}
w: {times(*kernel)}
y = conv(x, w, stride={entry(stride)}, padding={entry(padding)}, dilation={entry(dilation)})"""
    return Case(text, {"x": tuple(sizes), "w": tuple(kernel)}, lambda v: CONV[dims](
        v["x"][None, None], v["w"][None, None], None, stride, padding, dilation)[0, 0])


def same_convolution(draw):
    dims = draw.choice([1, 2])
    kernel = [draw.randint(1, 4) for _ in range(dims)]
    sizes = [k + draw.randint(0, 4) for k in kernel]
    text = f"x: {times(2, *sizes)}\nw: {times(3, 2, *kernel)}\ny = conv(x, w, padding=\"same\")"
    sides = [((k - 1) // 2, k // 2) for k in kernel]
    return Case(text, {"x": (2, *sizes), "w": (3, 2, *kernel)},
                lambda v: CONV[dims](padded(v["x"], sides)[None], v["w"])[0])


def pool(draw, name):
    dims = draw.choice([1, 2, 2, 3])
    channels = draw.randint(1, 2)
    kernel, stride, dilation, sizes = window(draw, dims, dilated=name == "max_pool")
    padding = [draw.randint(0, k // 2) for k in kernel]
    counted = draw.random() < 0.5
    extra = f", dilation={entry(dilation)}" if name == "max_pool" else ""
    extra += f", count_include_pad={counted}" if name == "avg_pool" else ""
    text = f"x: {times(channels, *sizes)}\ny = {name}(x, {entry(kernel)}, stride={entry(stride)}, " \
           f"padding={entry(padding)}{extra})"

    def reference(v):
        if name == "max_pool":
            return MAX[dims](v["x"][None], kernel, stride, padding, dilation)[0]
        if name == "avg_pool":
            return AVG[dims](v["x"][None], kernel, stride, padding, count_include_pad=counted)[0]
        return AVG[dims](v["x"][None], kernel, stride, padding)[0] * np.prod(kernel)

    return Case(text, {"x": (channels, *sizes)}, reference)


def dense(draw):
    n, m = draw.randint(1, 4), draw.randint(1, 4)
    text = f"x: {n}\nW: {times(m, n)}\nb: {m}\ny = dense(x, W) + b"
    return Case(text, {"x": (n,), "W": (m, n), "b": (m,)}, lambda v: v["W"] @ v["x"] + v["b"])


def flattened(draw):
    shape = tuple(draw.sample([1, 2, 3, 4], draw.choice([2, 3])))
    n = int(np.prod(shape))
    text = f"x: {times(*shape)}\nW: {times(3, n)}\ns = flatten(x)\ny = W s"
    return Case(text, {"x": shape, "W": (3, n)}, lambda v: v["W"] @ v["x"].flatten())


def activation(draw):
    name = draw.choice(["sigmoid", "tanh", "relu", "leaky_relu", "elu", "silu", "softplus", "exp"])
    reference = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "exp": torch.exp,
                 "leaky_relu": functional.leaky_relu, "elu": functional.elu, "silu": functional.silu,
                 "softplus": functional.softplus}[name]
    n, m = draw.randint(1, 4), draw.randint(1, 4)
    wrapped = draw.random() < 0.5
    text = f"x: {n}\nW: {times(m, n)}\n" + (f"y = {name}(W x)" if wrapped else f"z = W x\ny = {name}(z)")
    return Case(text, {"x": (n,), "W": (m, n)}, lambda v: reference(v["W"] @ v["x"]))


def softmax(draw):
    n, m = draw.randint(1, 4), draw.randint(2, 5)
    text = f"x: {n}\nW: {times(m, n)}\nz = W x\ny = softmax(z)"
    return Case(text, {"x": (n,), "W": (m, n)}, lambda v: torch.softmax(v["W"] @ v["x"], 0))


def residual(draw):
    n = draw.randint(3, 6)
    text = f"x: {n}\nw: 3\nu = relu(conv(x, w, padding=1))\ny = tanh(conv(u, w, padding=1) + x)"

    def reference(v):
        def conv(a):
            return functional.conv1d(a[None, None], v["w"][None, None], padding=1)[0, 0]
        return torch.tanh(conv(torch.relu(conv(v["x"]))) + v["x"])

    return Case(text, {"x": (n,), "w": (3,)}, reference)


def squared_error(draw):
    n, m = draw.randint(1, 4), draw.randint(1, 4)
    mean = draw.random() < 0.5
    text = "\n".join([f"x: {n}", f"W: {times(m, n)}", f"t: {m}", "a = sigmoid(W x)",
                      "E = squared_error(a, t" + (', reduction="mean")' if mean else ")")])
    return Case(text, {"x": (n,), "W": (m, n), "t": (m,)}, lambda v: functional.mse_loss(
        torch.sigmoid(v["W"] @ v["x"]), v["t"], reduction="mean" if mean else "sum"))


def binary_cross_entropy(draw):
    n, m = draw.randint(1, 4), draw.randint(1, 4)
    mean = draw.random() < 0.5
    text = "\n".join([f"x: {n}", f"W: {times(m, n)}", f"t: {m}", "z = W x", "p = sigmoid(z)",
                      "E = bce(p, t" + (', reduction="mean")' if mean else ")")])
    return Case(text, {"x": (n,), "W": (m, n), "t": (m,)}, lambda v: functional.binary_cross_entropy(
        torch.sigmoid(v["W"] @ v["x"]), v["t"], reduction="mean" if mean else "sum"), positive=("t",))


def cross_entropy(draw):
    n, m = draw.randint(1, 4), draw.randint(2, 5)
    logits, label = draw.random() < 0.5, draw.random() < 0.5
    chosen = draw.randrange(m)
    lines = [f"x: {n}", f"W: {times(m, n)}", "c: scalar" if label else f"t: {m}", "z = W x"]
    lines += [] if logits else ["p = softmax(z)"]
    target = "c" if label else "t"
    lines.append(f"E = cross_entropy_logits(z, {target})" if logits else f"E = cross_entropy(p, {target})")
    one_hot = np.eye(m)[chosen]

    def reference(v):
        return -torch.log_softmax(v["W"] @ v["x"], 0)[chosen]

    given = {"c": chosen + 1} if label else {"t": one_hot}
    return Case("\n".join(lines), {"x": (n,), "W": (m, n)}, reference, given=given)


def batched(draw):
    n, m, count = draw.randint(1, 3), draw.randint(2, 4), draw.randint(2, 4)
    text = "\n".join([f"batch q: {count}", f"x: {n}", f"W: {times(m, n)}", f"b: {m}", f"t: {m}", "a = tanh(W x + b)",
                      "E = squared_error(a, t)"])
    return Case(text, {"x": (count, n), "W": (m, n), "b": (m,), "t": (count, m)}, lambda v: functional.mse_loss(
        torch.tanh(v["x"] @ v["W"].T + v["b"]), v["t"], reduction="sum"))


KINDS = {
    "convolution": (convolution, 6), "plain_convolution": (plain_convolution, 3), "same": (same_convolution, 1),
    "max_pool": (lambda d: pool(d, "max_pool"), 3), "avg_pool": (lambda d: pool(d, "avg_pool"), 3),
    "sum_pool": (lambda d: pool(d, "sum_pool"), 2), "dense": (dense, 1), "flatten": (flattened, 1),
    "activation": (activation, 2), "softmax": (softmax, 1), "residual": (residual, 1),
    "squared_error": (squared_error, 1), "bce": (binary_cross_entropy, 1), "cross_entropy": (cross_entropy, 2),
    "batch": (batched, 1),
}
BLOCKS = [(kind, block) for kind, (_, blocks) in KINDS.items() for block in range(blocks)]


def values_for(case, seed):
    numbers = np.random.default_rng(seed)
    values = {k: numbers.standard_normal(shape) for k, shape in case.shapes.items()}
    values |= {k: numbers.uniform(0.1, 0.9, case.shapes[k]) for k in case.positive}
    return values | case.given


def autograd(case, values, upstream):
    tensors = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in values.items()
               if k in case.shapes and k not in ("t",)}
    rest = {k: torch.tensor(np.asarray(v, dtype=float)) for k, v in values.items() if k not in tensors}
    result = case.reference({**tensors, **rest})
    shape = tuple(result.shape)
    (result * torch.tensor(upstream(shape))).sum().backward()
    return result.detach().numpy(), {k: t.grad.numpy() for k, t in tensors.items()}


def assert_agree(found, expected, what):
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    assert np.shape(found) == np.shape(expected), what
    assert np.max(np.abs(np.asarray(found) - expected), initial=0.0) <= 1e-10 * scale, what


def check(case, seed):
    values = values_for(case, seed)
    net = sc.Network(case.text)
    numbers = np.random.default_rng(seed + 1)
    ups = {}
    if net.is_fragment:
        expected, gradients = autograd(case, values, lambda shape: ups.setdefault("y", numbers.standard_normal(shape)))
        values = {**values, net.key(net.loss, "y"): ups["y"]}
        found = net.compile(wrt=list(gradients), outputs=["y"])(values)
        assert_agree(found["y"], expected, case.text)
    else:
        expected, gradients = autograd(case, values, lambda shape: 1.0)
        found = net.compile(wrt=list(gradients))(values)
        assert_agree(found["E"], expected, case.text)
    for key, gradient in gradients.items():
        assert_agree(found[net.key(net.loss, key)], gradient, f"d{key} of {case.text}")


@pytest.mark.parametrize(("kind", "block"), BLOCKS)
def test_against_autograd(kind, block):
    make, _ = KINDS[kind]
    for number in range(BLOCK):
        seed = 1000 * block + number
        check(make(random.Random(f"{kind} {seed}")), seed)


def test_enough_configurations():
    assert len(BLOCKS) * BLOCK >= 500


def test_comparison_fails_on_a_wrong_gradient():
    with pytest.raises(AssertionError):
        assert_agree(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-8]), "x")
