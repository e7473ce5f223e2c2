"""Random small networks worked out line by line with NumPy's arithmetic and plain loops, as a person would.

Nothing here knows symcnn but ``Plan.fence``, the network as text. Arrays are kept with all their axes: images are
``[channel, height, width]``, kernels ``[out, in, height, width]``; axes that an author would not write have extent one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

Array = np.ndarray
Values = dict[str, Array]


@dataclass(frozen=True)
class Plan:
    """What a network is made of; ``flat`` says that images are rows."""

    flat: bool
    inputs: int
    outputs: int
    side: int
    kernel: int
    stride: int
    padding: int
    bias: bool
    activation: str
    pool: str
    window: int
    pool_stride: int
    classes: int
    head: str
    loss: str
    rate: float

    @property
    def half(self) -> bool:
        """Whether the squared error is halved."""
        return self.loss == "half_squared"

    @property
    def image(self) -> tuple[int, int, int]:
        """The extents of the input."""
        return self.inputs, 1 if self.flat else self.side, self.side

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """The extents of the kernel."""
        return self.outputs, self.inputs, 1 if self.flat else self.kernel, self.kernel

    @property
    def steps(self) -> tuple[int, int]:
        """The stride down and across."""
        return (1, self.stride) if self.flat else (self.stride, self.stride)

    @property
    def pads(self) -> tuple[int, int]:
        """The padding down and across."""
        return (0, self.padding) if self.flat else (self.padding, self.padding)

    @property
    def windows(self) -> tuple[int, int]:
        """The extents of a pooling window."""
        return (1, self.window) if self.flat else (self.window, self.window)

    @property
    def pool_steps(self) -> tuple[int, int]:
        """The stride of the pooling."""
        return (1, self.pool_stride) if self.flat else (self.pool_stride, self.pool_stride)

    def letters(self, name: str) -> str:
        """The name with its index letters, where axes that are not written have none."""
        image = "j" if self.flat else "i,j"
        window = "q" if self.flat else "p,q"
        channel, channels = "m," if self.inputs > 1 else "", "k," if self.outputs > 1 else ""
        result = "Z" if self.outputs == 1 else f"Z[{channels}{'s' if self.flat else 'r,s'}]"
        return {"X": f"X[{channel}{image}]", "K": f"K[{channels}{channel}{window}]", "Z": result}[name]

    def fence(self, values: Values, text: dict[str, str]) -> str:
        """The network for a fenced block, its data with the digits given."""
        stride = f", stride={self.stride}" if self.stride > 1 else ""
        padding = f", padding={self.padding}" if self.padding else ""
        pool = {"sum": "sum_pool", "mean": "avg_pool", "max": "max_pool"}[self.pool]
        head = {"none": "u", "softmax": "softmax(u)"}.get(self.head, f"{self.head}(u)")
        loss = {"half_squared": r"squared_error(\hat{y}, t)/2", "squared": r"squared_error(\hat{y}, t)",
                "bce": r"bce(\hat{y}, t)", "cross_entropy": r"cross_entropy(\hat{y}, t)"}[self.loss]
        lines = [f"{self.letters(n) if n in 'XK' else n} = {text[n]}" for n in ("X", "K", "b", "V", "c", "t")
                 if n in values]
        lines += [rf"\eta = {self.rate}",
                  f"{self.letters('Z')} = conv({self.letters('X')}, {self.letters('K')}{stride}{padding})" + " + b" * self.bias,
                  f"A = {self.activation}(Z)", f"P = {pool}(A, {self.window}, stride={self.pool_stride})",
                  "f = flatten(P)", "u = V f + c", rf"\hat{{y}} = {head}", f"E = {loss}"]
        return "```symcnn\n" + "\n".join(lines) + "\n```\n"


def random_plan(random: np.random.Generator) -> Plan:
    """A network with sides small enough for a worksheet, whose pooling fits."""
    while True:
        flat = bool(random.random() < 0.4)
        head, loss = [("sigmoid", "half_squared"), ("tanh", "half_squared"), ("none", "squared"), ("sigmoid", "bce"),
                      ("softmax", "cross_entropy"), ("sigmoid", "squared"), ("none", "half_squared"),
                      ("softmax", "cross_entropy")][random.integers(8)]
        plan = Plan(flat, int(random.choice([1, 1, 2])), int(random.choice([1, 1, 2])),
                    int(random.integers(6, 10) if flat else random.integers(4, 7)), int(random.integers(2, 4)),
                    int(random.choice([1, 1, 2])), int(random.choice([0, 0, 1])), bool(random.random() < 0.7),
                    str(random.choice(["sigmoid", "tanh", "relu"])), str(random.choice(["sum", "mean", "max"])), 2,
                    int(random.choice([1, 2, 2])), int(random.integers(2, 4)), head, loss,
                    float(random.choice([0.1, 0.5, 0.01, 1.0])))
        wide = (plan.side + 2 * plan.padding - plan.kernel) // plan.stride + 1
        if wide >= plan.window + 1 and (wide - plan.window) // plan.pool_stride + 1 >= 2:
            return plan


def random_data(plan: Plan, random: np.random.Generator) -> Values:
    """Data and weights with one or two digits."""
    digits = int(random.integers(1, 3))
    wide = (plan.side + 2 * plan.padding - plan.kernel) // plan.stride + 1
    across = (wide - plan.window) // plan.pool_stride + 1
    pixels = plan.outputs * across * (1 if plan.flat else across)
    found = {"X": np.round(random.uniform(-1, 1, plan.image), digits),
             "K": np.round(random.uniform(-1, 1, plan.kernel_shape), digits),
             "V": np.round(random.uniform(-1, 1, (plan.classes, pixels)), digits),
             "c": np.round(random.uniform(-0.5, 0.5, plan.classes), digits)}
    if random.random() < 0.25:
        found["X"] = random.integers(-2, 4, plan.image).astype(float)
    if plan.bias:
        found["b"] = np.round(random.uniform(-0.5, 0.5, plan.outputs), digits)
    target = np.zeros(plan.classes)
    target[random.integers(plan.classes)] = 1.0
    found["t"] = target if plan.loss in ("cross_entropy", "bce") else np.round(random.uniform(0, 1, plan.classes), 1)
    return found


def conv(x: Array, kernel: Array, steps: tuple[int, int], pads: tuple[int, int], fill: float = 0.0) -> Array:
    """The cross-correlation, by loops."""
    wide = np.full((x.shape[0], x.shape[1] + 2 * pads[0], x.shape[2] + 2 * pads[1]), fill, dtype=x.dtype)
    wide[:, pads[0]:pads[0] + x.shape[1], pads[1]:pads[1] + x.shape[2]] = x
    high = (wide.shape[1] - kernel.shape[2]) // steps[0] + 1
    long = (wide.shape[2] - kernel.shape[3]) // steps[1] + 1
    found = np.zeros((kernel.shape[0], high, long), dtype=x.dtype)
    for k, i, j in product(range(kernel.shape[0]), range(high), range(long)):
        part = wide[:, i * steps[0]:i * steps[0] + kernel.shape[2], j * steps[1]:j * steps[1] + kernel.shape[3]]
        found[k, i, j] = (part * kernel[k]).sum()
    return found


def conv_back(x: Array, kernel: Array, out: Array, steps: tuple[int, int], pads: tuple[int, int]
              ) -> tuple[Array, Array]:
    """The gradients by the input and by the kernel, each output position passing back what it read."""
    wide = np.zeros((x.shape[0], x.shape[1] + 2 * pads[0], x.shape[2] + 2 * pads[1]), dtype=x.dtype)
    wide[:, pads[0]:pads[0] + x.shape[1], pads[1]:pads[1] + x.shape[2]] = x
    back, filters = np.zeros_like(wide), np.zeros_like(kernel)
    for k, i, j in product(*map(range, out.shape)):
        rows = slice(i * steps[0], i * steps[0] + kernel.shape[2])
        columns = slice(j * steps[1], j * steps[1] + kernel.shape[3])
        filters[k] += out[k, i, j] * wide[:, rows, columns]
        back[:, rows, columns] += out[k, i, j] * kernel[k]
    return back[:, pads[0]:pads[0] + x.shape[1], pads[1]:pads[1] + x.shape[2]], filters


def pool(a: Array, kind: str, windows: tuple[int, int], steps: tuple[int, int]) -> Array:
    """Sum, mean or maximum of every window."""
    high, long = ((a.shape[n + 1] - windows[n]) // steps[n] + 1 for n in (0, 1))
    rule = {"sum": np.sum, "mean": np.mean, "max": np.max}[kind]
    return np.array([[[rule(a[k, i * steps[0]:i * steps[0] + windows[0], j * steps[1]:j * steps[1] + windows[1]])
                       for j in range(long)] for i in range(high)] for k in range(a.shape[0])], dtype=a.dtype)


def pool_back(a: Array, out: Array, kind: str, windows: tuple[int, int], steps: tuple[int, int],
              cell: str = "first", overlap: bool = True) -> Array:
    """The gradient handed back by a pooling; ``cell`` names who takes that of a maximum, for mistakes."""
    found = np.zeros_like(a)
    for k, i, j in product(*map(range, out.shape)):
        rows = slice(i * steps[0], i * steps[0] + windows[0])
        columns = slice(j * steps[1], j * steps[1] + windows[1])
        part = a[k, rows, columns]
        share = np.zeros_like(part)
        if kind == "max":
            place = {"first": int(np.argmax(part)), "least": int(np.argmin(part)), "corner": 0}.get(cell, 0)
            share[np.unravel_index(place, part.shape)] = 1
            if cell == "every":
                share[:] = 1
        else:
            share[:] = 1 if kind == "sum" else 1 / part.size
        if overlap:
            found[k, rows, columns] += share * out[k, i, j]
        else:
            found[k, rows, columns] = np.where(share != 0, share * out[k, i, j], found[k, rows, columns])
    return found


def act(name: str, z: Array) -> Array:
    """An activation."""
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    return {"tanh": np.tanh, "relu": lambda v: np.maximum(v, 0), "none": lambda v: v}[name](z)


def slope(name: str, z: Array, a: Array) -> Array:
    """The slope of an activation, from its value as one does by hand."""
    return {"sigmoid": lambda: a * (1 - a), "tanh": lambda: 1 - a * a, "relu": lambda: (z > 0).astype(z.dtype),
            "none": lambda: np.ones_like(z)}[name]()


def softmax(u: Array) -> Array:
    """Exponentials over their sum."""
    return np.exp(u) / np.exp(u).sum()


def loss_of(plan: Plan, y: Array, t: Array) -> Array:
    """The loss of a prediction."""
    with np.errstate(all="ignore"):
        if plan.loss in ("squared", "half_squared"):
            return ((y - t) ** 2).sum() / (2 if plan.half else 1)
        if plan.loss == "bce":
            return -(t * np.log(y) + (1 - t) * np.log(1 - y)).sum()
        return -(t[t > 0] * np.log(y[t > 0])).sum()


def lines_of(plan: Plan) -> list[str]:
    """The names of the values of a worked sheet in the order written."""
    found = ["sizeZ", "sizeP", "Z", "A", "P", "f", "u", "y", "E"]
    found += ["dy"] if plan.loss != "cross_entropy" and plan.head != "none" else []
    found += ["du", "dV", "dc", "df", "dP", "dA", "dZ", "dK", *(["db"] if plan.bias else []), "dX"]
    return [*found, "newK", "newV", *(["newb"] if plan.bias else [])]


def rule_of(plan: Plan, line: str, v: Values) -> Array:
    """The value of a line from those before it."""
    geometry = plan.windows, plan.pool_steps
    match line:
        case "sizeZ" | "sizeP":
            wide = (plan.side + 2 * plan.padding - plan.kernel) // plan.stride + 1
            wide = wide if line == "sizeZ" else (wide - plan.window) // plan.pool_stride + 1
            return np.array([*([plan.outputs] if plan.outputs > 1 else []), *([wide] if plan.flat else [wide, wide])], float)
        case "Z":
            bias = v["b"][:, None, None] if plan.bias else 0
            return conv(v["X"], v["K"], plan.steps, plan.pads) + bias
        case "A":
            return act(plan.activation, v["Z"])
        case "P":
            return pool(v["A"], plan.pool, *geometry)
        case "f":
            return v["P"].ravel()
        case "u":
            return v["V"] @ v["f"] + v["c"]
        case "y":
            return softmax(v["u"]) if plan.head == "softmax" else act(plan.head, v["u"])
        case "E":
            return loss_of(plan, v["y"], v["t"])
        case "dy":
            if plan.loss == "bce":
                return (v["y"] - v["t"]) / (v["y"] * (1 - v["y"]))
            return (v["y"] - v["t"]) * (1 if plan.half else 2)
        case "du":
            if plan.loss in ("cross_entropy", "bce"):
                return v["y"] - v["t"]
            return (v["y"] - v["t"]) * (1 if plan.half else 2) * slope(plan.head, v["u"], v["y"])
        case "dV":
            return np.outer(v["du"], v["f"])
        case "dc":
            return v["du"]
        case "df":
            return v["V"].T @ v["du"]
        case "dP":
            return v["df"].reshape(v["P"].shape)
        case "dA":
            return pool_back(v["A"], v["dP"], plan.pool, *geometry)
        case "dZ":
            return v["dA"] * slope(plan.activation, v["Z"], v["A"])
        case "dX" | "dK":
            return conv_back(v["X"], v["K"], v["dZ"], plan.steps, plan.pads)[line == "dK"]
        case "db":
            return v["dZ"].sum(axis=(1, 2))
        case "newK" | "newV" | "newb":
            return v[line[3:]] - plan.rate * v["d" + line[3:]]
    raise ValueError(f"no line is called {line}")
