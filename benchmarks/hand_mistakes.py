"""One mistake at one line of a hand-worked network: what a person writes instead, and the tags that name it.

A mistake is a function from the plan and the values before the line to the wrong value, or None where it cannot be
made there. Worked in NumPy alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from hand_networks import Array, Plan, Values, act, conv, conv_back, pool, pool_back, rule_of, slope
from hand_slips import (
    SIZES,
    at_one_place,
    doubled_product,
    exchange,
    first_position,
    matrix_product,
    negate,
    shift_point,
    sized,
    swapped_digits,
    transposed,
    valid_for_full,
    wrong_rounding_of_places,
)


@dataclass(frozen=True)
class Mistake:
    """A mistake of the catalogue: where it can be made, and the tags under which it may be reported."""

    tags: tuple[str, ...]
    lines: tuple[str, ...]
    rule: Callable[[Plan, str, Values, np.random.Generator], Array | None]


IMAGES = ("Z", "A", "dA", "dZ", "dP")
GRADIENTS = ("du", "dV", "dc", "df", "dA", "dZ", "dK", "dX")
STEPS = ("newK", "newV", "newb")
ANY = ("Z", "A", "P", "u", "y", "du", "dV", "df", "dA", "dZ", "dK", "dX", *STEPS)
LARGE = ("Z", "P", "dV", "dA", "dZ", "dK", "dX")


def bias(plan: Plan, v: Values) -> Array | float:
    """The bias laid out for an image."""
    return v["b"][:, None, None] if plan.bias else 0.0


def flipped(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return conv(v["X"], v["K"][:, :, ::-1, ::-1], plan.steps, plan.pads) + bias(plan, v)


def no_bias(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if line == "u":
        return v["V"] @ v["f"]
    return conv(v["X"], v["K"], plan.steps, plan.pads) if plan.bias else None


def bias_at_every_product(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if line == "u":
        return v["V"] @ v["f"] + v["c"] * v["f"].size
    count = int(np.prod(plan.kernel_shape[1:]))
    return conv(v["X"], v["K"], plan.steps, plan.pads) + count * bias(plan, v) if plan.bias else None


def one_channel(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if line == "Z" and plan.inputs > 1:
        return conv(v["X"][:1], v["K"][:, :1], plan.steps, plan.pads) + bias(plan, v)
    if line == "dX" and plan.outputs > 1:
        return conv_back(v["X"], v["K"][:1], v["dZ"][:1], plan.steps, plan.pads)[0]
    return None


def other_pool(kind: str) -> Callable[[Plan, str, Values, np.random.Generator], Array | None]:
    def rule(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
        if kind == plan.pool:
            return None
        if line == "P":
            return pool(v["A"], kind, plan.windows, plan.pool_steps)
        return pool_back(v["A"], v["dP"], kind, plan.windows, plan.pool_steps)
    return rule


def no_activation(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v["Z" if line == "A" else "u"]


def twice(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if line == "y" and plan.head in ("softmax", "none"):
        return None
    name = plan.activation if line == "A" else plan.head
    return act(name, act(name, v["Z" if line == "A" else "u"]))


def other_activation(plan: Plan, line: str, v: Values, random: np.random.Generator) -> Array | None:
    name = plan.activation if line == "A" else plan.head
    other = [n for n in ("sigmoid", "tanh", "relu") if n != name]
    if line == "y" and plan.head in ("softmax", "none"):
        return None
    return act(other[random.integers(len(other))], v["Z" if line == "A" else "u"])


def column_order(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if line == "f":
        return v["P"].transpose(0, 2, 1).ravel()
    k, i, j = v["P"].shape
    return v["df"].reshape(k, j, i).transpose(0, 2, 1)


def other_factor(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if plan.loss not in ("squared", "half_squared"):
        return None
    return rule_of(plan, line, v) * (2 if plan.half else 0.5)


def mean(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return rule_of(plan, line, v) / plan.classes


def half_entropy(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return -(v["t"] * np.log(v["y"])).sum() if plan.loss == "bce" else None


def minus(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return -rule_of(plan, line, v)


def prediction(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return rule_of(plan, line, {**v, "t": np.zeros_like(v["t"])}) if line == "du" and plan.loss != "bce" else (
        v["y"] if line == "du" else None)


def no_slope(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if line == "dZ":
        return None if plan.activation == "relu" else v["dA"]
    return v["dy"] if plan.loss not in ("cross_entropy", "bce") and plan.head != "none" else None


def slope_of_value(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if plan.activation == "relu":
        return None
    return v["dA"] * slope(plan.activation, v["A"], act(plan.activation, v["A"]))


def kept_slope(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return (v["y"] - v["t"]) * v["y"] * (1 - v["y"]) if plan.loss in ("cross_entropy", "bce") else None


def only_slope(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return slope(plan.activation, v["Z"], v["A"])


def pool_share(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    size = int(np.prod(plan.windows))
    right = rule_of(plan, line, v)
    return {"sum": right / size, "mean": right * size, "max": None}[plan.pool]


def to_cell(cell: str) -> Callable[[Plan, str, Values, np.random.Generator], Array | None]:
    def rule(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
        if plan.pool != "max":
            return None
        return pool_back(v["A"], v["dP"], "max", plan.windows, plan.pool_steps, cell)
    return rule


def no_gate(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v["dA"] if plan.activation == "relu" else None


def gate_of_gradient(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return np.maximum(v["dA"], 0) if plan.activation == "relu" else None


def lost_overlap(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if plan.pool_stride >= plan.window:
        return None
    return pool_back(v["A"], v["dP"], plan.pool, plan.windows, plan.pool_steps, overlap=False)


def turned_input(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return conv_back(v["X"], v["K"][:, :, ::-1, ::-1], v["dZ"], plan.steps, plan.pads)[0]


def turned_filter(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return rule_of(plan, line, v)[:, :, ::-1, ::-1]


def stride_forgotten(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if plan.stride == 1:
        return None
    return conv_back(v["X"], v["K"], v["dZ"], (1, 1), plan.pads)[line == "dK"]


def averaged(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v["dZ"].mean(axis=(1, 2))


def forward_value(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v[line[1:]]


def turned_dense(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    if v["V"].shape[0] != v["V"].shape[1]:
        return None
    return v["V"].T @ v["f"] + v["c"] if line == "u" else v["V"] @ v["du"]


def new_weights(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return (v["V"] - plan.rate * v["dV"]).T @ v["du"]


def ascent(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v[line[3:]] + plan.rate * v["d" + line[3:]]


def no_rate(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v[line[3:]] - v["d" + line[3:]]


def rate_twice(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v[line[3:]] - plan.rate ** 2 * v["d" + line[3:]]


def gradient_printed(plan: Plan, line: str, v: Values, _: np.random.Generator) -> Array | None:
    return v["d" + line[3:]]


def lost_product(plan: Plan, line: str, v: Values, random: np.random.Generator) -> Array | None:
    found = np.array(rule_of(plan, line, v))
    if line == "u":
        row, column = int(random.integers(v["V"].shape[0])), int(random.integers(v["V"].shape[1]))
        found[row] -= v["V"][row, column] * v["f"][column]
        return found
    kernel = np.array(v["K"])
    place = tuple(int(random.integers(n)) for n in kernel.shape)
    kernel[place] = 0
    spot = (place[0], *(int(random.integers(n)) for n in found.shape[1:]))
    found[spot] = (conv(v["X"], kernel, plan.steps, plan.pads) + bias(plan, v))[spot]
    return found


MISTAKES: dict[str, Mistake] = {
    "kernel flipped": Mistake(("kernel-flipped",), ("Z",), flipped),
    "bias missing": Mistake(("bias-missing",), ("Z", "u"), no_bias),
    "bias repeated": Mistake(("bias-repeated",), ("Z", "u"), bias_at_every_product),
    "channel sum missing": Mistake(("channel-sum-missing",), ("Z", "dX"), one_channel),
    "sum for pool": Mistake(("pool-kind-swapped",), ("P", "dA"), other_pool("sum")),
    "mean for pool": Mistake(("pool-kind-swapped",), ("P", "dA"), other_pool("mean")),
    "maximum for pool": Mistake(("pool-kind-swapped",), ("P", "dA"), other_pool("max")),
    "pool factor": Mistake(("pool-factor",), ("P", "dA"), pool_share),
    "activation missing": Mistake(("activation-missing",), ("A", "y"), no_activation),
    "activation doubled": Mistake(("activation-doubled",), ("A", "y"), twice),
    "activation swapped": Mistake(("activation-swapped",), ("A", "y"), other_activation),
    "flatten order": Mistake(("flatten-order",), ("f", "dP"), column_order),
    "dense transposed": Mistake(("transpose",), ("u", "df"), turned_dense),
    "loss factor": Mistake(("loss-factor",), ("E", "dy", "du"), other_factor),
    "mean for sum": Mistake(("mean-for-sum", "loss-factor"), ("E", "du"), mean),
    "half entropy": Mistake(("cross-entropy-half-missing",), ("E",), half_entropy),
    "sign of a line": Mistake(("sign",), ("E", "dy", "du", "df", "dZ"), minus),
    "prediction for error": Mistake(("prediction-for-error",), ("du",), prediction),
    "slope missing": Mistake(("slope-missing",), ("du", "dZ"), no_slope),
    "slope at value": Mistake(("slope-at-wrong-place",), ("dZ",), slope_of_value),
    "slope kept": Mistake(("slope-kept",), ("du",), kept_slope),
    "upstream missing": Mistake(("upstream-missing",), ("dZ",), only_slope),
    "maximum to every cell": Mistake(("maximum-to-every-cell",), ("dA",), to_cell("every")),
    "maximum to least": Mistake(("maximum-to-wrong-cell",), ("dA",), to_cell("least")),
    "maximum to corner": Mistake(("maximum-to-wrong-cell",), ("dA",), to_cell("corner")),
    "gate missing": Mistake(("relu-gate-missing", "slope-missing"), ("dZ",), no_gate),
    "gate of gradient": Mistake(("relu-gate-wrong",), ("dZ",), gate_of_gradient),
    "overlap lost": Mistake(("overlap-not-added",), ("dA",), lost_overlap),
    "kernel not turned": Mistake(("kernel-not-turned",), ("dX",), turned_input),
    "filter gradient turned": Mistake(("filter-gradient-turned",), ("dK",), turned_filter),
    "stride dropped": Mistake(("stride-dropped",), ("dK", "dX"), stride_forgotten),
    "bias averaged": Mistake(("bias-gradient-averaged",), ("db",), averaged),
    "value for gradient": Mistake(("value-for-gradient",), ("dA", "dZ", "df", "dc", "dP"), forward_value),
    "new weights used": Mistake(("updated-weights-used",), ("df",), new_weights),
    "ascent": Mistake(("ascent",), STEPS, ascent),
    "rate missing": Mistake(("rate-missing",), STEPS, no_rate),
    "rate doubled": Mistake(("rate-doubled",), STEPS, rate_twice),
    "gradient as new value": Mistake(("gradient-as-new-value",), STEPS, gradient_printed),
    "sign slip": Mistake(("sign",), ANY, at_one_place(negate)),
    "decimal point": Mistake(("decimal-point",), ANY, at_one_place(shift_point)),
    "entries exchanged": Mistake(("swapped-entries",), LARGE, at_one_place(exchange)),
    "transposed": Mistake(("transpose",), ("Z", "A", "dP", "dV", "dA", "dZ", "dK", "newK"), transposed),
    "product lost": Mistake(("term-missing",), ("Z", "u"), lost_product),
    "product doubled": Mistake(("term-doubled",), ("Z", "u"), doubled_product),
    "first position alone": Mistake(("position-sum-missing", "bias-gradient-not-summed"), ("dK", "db"), first_position),
    "matrix product": Mistake(("hadamard-for-matrix-product",), ("dZ",), matrix_product),
    "valid for full": Mistake(("valid-for-full",), ("dX",), valid_for_full),
    "next window's share": Mistake(("index-off-by-one", "floor-for-ceiling"), ("dA",), wrong_rounding_of_places),
    "digits exchanged": Mistake(("swapped-digits",), ANY, swapped_digits),
} | {name: Mistake((tag,), ("sizeZ", "sizeP"), sized(rule)) for name, (tag, rule) in SIZES.items()}
GENERAL = ("sign slip", "decimal point", "entries exchanged", "transposed", "digits exchanged")
"""Slips that can be made at any line: drawn a quarter of the time."""
RESHAPED = ("valid for full",)
"""Mistakes that leave an array of another shape."""
