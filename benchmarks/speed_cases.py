"""The networks that `speed.py` times: as equations, and once more over the operations of a framework.

A framework keeps channels first, so each array has a form of its own there; gradients are compared in that form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import symcnn as sc
from symcnn.loading import network_source

MINI = """
x[i,j]: {n}x{n}
w[f_i,f_j,k]: 2x2x3
v[p_i,p_j,k,o]: {m}x{m}x3x2
y[c_i,c_j,k] = sigmoid(conv(x, w))
z[p_i,p_j,k] = sum_pool(y, 2, stride=1)
o = sigmoid(dense(z, v))
E = squared_error(o, t)/2
"""
RELU_MAX = """
X[r,c]: 7x7
W[i,j]: 3x3
b: scalar
V: 4
d: scalar
A[r,c] = relu(conv(X, W) + b)
P[r,c] = max_pool(A, 3, stride=2)
p = sigmoid(V flatten(P) + d)
L = bce(p, y)
"""
FRAMEWORKS = frozenset({"PyTorch", "torch.compile", "JAX"})
CONV2 = "X: 64x27x27; W: 192x64x5x5; Y = conv(X, W, padding=2)"


@dataclass(frozen=True)
class Case:
    """A network, what its frameworks compute, in which precision, and the goals: greatest ratios to a peer.

    ``model`` maps the operations of a framework and its arrays to the loss; ``forms`` give an array's form there.
    ``goals`` are by peer, for fresh outputs and for buffers reused. ``gradients`` off leaves the backward pass out.
    """

    title: str
    text: str
    model: Callable[..., Any]
    dtype: str = "float64"
    forms: Mapping[str, Callable[[np.ndarray], np.ndarray]] = field(default_factory=dict)
    goals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    gradients: bool = True
    peers: frozenset[str] = FRAMEWORKS

    def network(self) -> sc.Network:
        """The network of the equations."""
        return sc.Network(self.text)

    def values(self, net: sc.Network) -> dict[str, np.ndarray]:
        """Seeded values for every leaf, weights scaled by their fan-in, targets one-hot or between 0 and 1."""
        random = np.random.default_rng(0)
        found = {}
        for key in net.system.leaves:
            shape = tuple(a.extent.number for a in net.system.tensors[key].axes)
            if net.system.tensors[key].role == "target":
                array = np.zeros(shape)
                array[(..., slice(1)) if shape else ()] = 1
            else:
                array = random.standard_normal(shape)
                fan_in = np.prod(shape[1:]) if net.system.tensors[key].role == "parameter" and len(shape) > 1 else 1
                array = array / np.sqrt(fan_in)
            found[key] = array.astype(self.dtype)
        return found

    def form(self, key: str, array: Any) -> np.ndarray:
        """The array as the frameworks hold it."""
        return np.ascontiguousarray(self.forms[key](np.asarray(array)) if key in self.forms else array)


def image(x: np.ndarray) -> np.ndarray:
    """With an axis for the batch, and one for the channel where there is none."""
    return x.reshape((1,) * (4 - x.ndim) + x.shape)


def mini_model(o: Any, x: Any, w: Any, v: Any, t: Any) -> Any:
    z = o.sum_pool(o.sigmoid(o.conv(x, w)), 2, 1)
    return ((o.sigmoid(o.flatten(z) @ v.T) - t) ** 2).sum() / 2


def relu_max_model(o: Any, x: Any, w: Any, w0: Any, v: Any, v0: Any, t: Any) -> Any:
    p = o.max_pool(o.relu(o.conv(x, w) + w0), 3, 2)
    return o.bce(o.sigmoid(o.flatten(p) @ v + v0), t)


def lenet_model(o: Any, x: Any, *rest: Any) -> Any:
    (w1, b1, w2, b2, w3, b3, w4, b4, w5, b5, t) = rest
    s = o.avg_pool(o.tanh(o.conv(x, w1, b1, padding=2)), 2, 2)
    s = o.avg_pool(o.tanh(o.conv(s, w2, b2)), 2, 2)
    h = o.tanh(o.dense(o.tanh(o.dense(o.flatten(s), w3, b3)), w4, b4))
    return o.cross_entropy(o.dense(h, w5, b5), t)


def alexnet_model(o: Any, x: Any, *rest: Any) -> Any:
    (w1, b1, w2, b2, w3, b3, w4, b4, w5, b5, w6, b6, w7, b7, w8, b8, t) = rest
    p = o.max_pool(o.relu(o.conv(x, w1, b1, stride=4, padding=2)), 3, 2)
    p = o.max_pool(o.relu(o.conv(p, w2, b2, padding=2)), 3, 2)
    a = o.relu(o.conv(o.relu(o.conv(p, w3, b3, padding=1)), w4, b4, padding=1))
    v = o.flatten(o.max_pool(o.relu(o.conv(a, w5, b5, padding=1)), 3, 2))
    return o.cross_entropy(o.dense(o.relu(o.dense(o.relu(o.dense(v, w6, b6)), w7, b7)), w8, b8), t)


def conv2_model(o: Any, x: Any, w: Any, g: Any) -> Any:
    return (o.conv(x, w, padding=2) * g).sum()


def mini(n: int) -> Case:
    """The mini CNN for an image of n by n."""
    forms = {"x": image, "w": lambda w: w.transpose(2, 0, 1)[:, None],
             "v": lambda v: v.transpose(3, 2, 0, 1).reshape(2, -1)}
    goals = {"PyTorch": (0.055, 0.05), "JAX": (0.4, 0.4)} if n == 4 else {"JAX": (1.0, 1.0)}
    peers = FRAMEWORKS | {"lambdify"} if n == 4 else frozenset({"PyTorch", "JAX"})
    return Case(f"mini CNN {n}x{n}", MINI.format(n=n, m=n - 2), mini_model, forms=forms, goals=goals, peers=peers)


def relu_max() -> Case:
    """A convolution, ReLU, overlapping maxima and one sigmoid neuron on an image of 7 by 7."""
    return Case("ReLU and maximum 7x7", RELU_MAX, relu_max_model, goals={"PyTorch": (0.07, 0.07)},
                forms={"X": image, "W": image})


def lenet(images: int, dtype: str) -> Case:
    """LeNet-5 for some images."""
    text = network_source("example:lenet5")
    text = text if images == 1 else f"batch n: {images}\n{text}"
    goals = {"PyTorch": (0.45, 0.45), "JAX": (1.0, 1.0), "torch.compile": (1.0, 1.0)}
    forms = {"x": image} | ({"t": lambda t: t[None]} if images == 1 else {})
    return Case(f"LeNet-5, {images} image{'s' * (images > 1)}", text, lenet_model, dtype, forms, goals)


def alexnet(gradients: bool) -> Case:
    """AlexNet for one image, forward alone or both ways."""
    goals = {"PyTorch": (0.68, 0.62)} if gradients else {}
    return Case(f"AlexNet {'both ways' if gradients else 'forward'}, 1 image", network_source("example:alexnet"),
                alexnet_model, "float32", {"x": image, "t": lambda t: t[None]}, goals, gradients,
                frozenset({"PyTorch", "JAX"}))


def conv2() -> Case:
    """AlexNet's second convolution: forward and both gradients, beside bare products of the same sizes."""
    return Case("AlexNet's conv2, Y, dW, dX", CONV2, conv2_model, "float32", {"X": image, "dE/dY": image},
                {"BLAS": (1.15, 1.15)}, peers=frozenset({"PyTorch", "JAX", "BLAS"}))


def plain(dtype: str) -> Case:
    """The same products where no tile fits, at dilation 2: columns and matrix products alone."""
    return Case("columns of conv2's sizes, Y, dW, dX", CONV2.replace("padding=2", "padding=4, dilation=2"), conv2_model, dtype,
                goals={"BLAS": (1.15, 1.15)}, peers=frozenset({"BLAS"}))


CASES: dict[str, Callable[[], Case]] = {
    **{f"mini-{n}": (lambda n=n: mini(n)) for n in (4, 5, 6, 8, 10, 12, 16, 20, 24, 28)},
    "relu-max": relu_max,
    "lenet-1": lambda: lenet(1, "float64"),
    "lenet-64": lambda: lenet(64, "float64"),
    "lenet-1-f32": lambda: lenet(1, "float32"),
    "lenet-64-f32": lambda: lenet(64, "float32"),
    "conv2": conv2,
    "columns": lambda: plain("float64"),
    "columns-f32": lambda: plain("float32"),
    "alexnet-forward": lambda: alexnet(False),
    "alexnet": lambda: alexnet(True),
}
