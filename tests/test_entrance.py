"""The short way into a program: values that are just as expected, by whatever names, and none else."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.numeric.entrance import entrance

TEXT = ("s: scalar\nv: 3\nm: 2x3\nk: 2x1x2\n"
        "E = s sum_{i=1}^{2} sum_{j=1}^{3} m_{i,j} v_j + sum_{i=1}^{2} sum_{j=1}^{2} k_{i,1,j}")
SHAPES = {"s": (), "v": (3,), "m": (2, 3), "k": (2, 1, 2)}
VALUES = {name: np.arange(1.0, 1 + np.prod(shape)).reshape(shape) for name, shape in SHAPES.items()}
LOSS = 1.0 * (1 + 4 + 9 + 4 + 10 + 18) + 10


def lowered(dtype="float64"):
    return sc.Network(TEXT).compile(["s", "v", "m", "k"], dtype=dtype).lowered({}, tuple(SHAPES))


def entered(values, names=tuple(SHAPES), dtype="float64"):
    return entrance(names, dict(zip(names, SHAPES.values(), strict=True)), lowered(dtype))(values)


def test_values_as_expected_enter():
    assert entered(VALUES)["E"] == LOSS
    assert entered({**VALUES, "s": 1.0})["E"] == entered({**VALUES, "s": 1})["E"] == LOSS


@pytest.mark.parametrize("names", [
    ("'", '"', "\\", "\n"), ("k1", "k0", "o1", "values"), (r"\hat{y}'", "a0", "{o0}", "__import__('os')")])
def test_any_names_will_do(names):
    values = dict(zip(names, VALUES.values(), strict=True))
    assert entered(values, names)["E"] == LOSS
    with pytest.raises(KeyError):
        entered({**dict(list(values.items())[1:]), "another": 1.0}, names)


@pytest.mark.parametrize(("name", "shape"), [
    ("s", (1,)), ("v", (4,)), ("v", ()), ("v", (3, 1)), ("v", (1, 3)), ("m", (3, 2)), ("m", (2, 4)), ("m", (6,)),
    ("m", (2, 3, 1)), ("m", (1, 6)), ("m", (0, 3)), ("k", (2, 2, 1)), ("k", (4,)), ("k", (2, 2)), ("k", (1, 2, 2))])
def test_other_shapes_do_not_enter(name, shape):
    assert entered({**VALUES, name: np.ones(shape)}) is None


def test_other_kinds_do_not_enter():
    for strange in ([1.0, 2.0, 3.0], np.ones(3, np.float32), np.ones(3, int), np.ma.ones(3), None, "abc"):
        assert entered({**VALUES, "v": strange}) is None
    for strange in (np.float32(1), 1j, True, "1", [1.0]):
        assert entered({**VALUES, "s": strange}) is None
    assert entered({**VALUES, "more": 1.0}) is None


def test_single_precision_enters_its_own_program():
    values = {k: v.astype(np.float32) for k, v in VALUES.items()}
    assert entered(values, dtype="float32")["E"] == LOSS
    assert entered(VALUES, dtype="float32") is None
