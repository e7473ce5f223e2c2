"""Every example of the contract: its operator forms, where there are any, equal the gradients in value.

The truth is the compiled index form; the operator form is evaluated by PyTorch and NumPy.
"""

import random

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from operator_values import Values, places_of_labels, value
from symcnn.errors import NotRecognised
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES

EXAMPLES = {f"{layer.__name__}-{number}": text
            for layer in (*LAYERS, *LOSSES) for number, text in enumerate(layer.examples)}
WITHOUT = {
    ("AvgPool-1", "y"), ("AvgPool-1", "dE/dx"),
    ("Im2col-0", "y"), ("Im2col-0", "dE/dx"), ("Im2col-1", "y"), ("Im2col-1", "dE/dx"),
    ("Max-1", "y"), ("Max-1", "dE/da"),
    *((f"MaxPool-{n}", key) for n in range(3) for key in ("y", "dE/dx")),
}  # fmt: skip
"""Examples without an operator form; a case that gains one is taken out."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_operator_forms_are_proved_and_right(name):
    net = sc.Network(EXAMPLES[name])
    formulas = [net.forward(e.tensor) for e in net.forward_system.equations]
    formulas += [net.gradient(k) for k in operands(net)]
    found = {}
    for formula in formulas:
        try:
            found[formula.equation.tensor] = formula.operator()
        except NotRecognised:
            assert (name, formula.equation.tensor) in WITHOUT
    assert not {key for example, key in WITHOUT if example == name} & found.keys()
    for form in found.values():
        assert all(form.proofs)
        assert form.latex()
        check_values(net, form)


def check_values(net, form):
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    on_the_way = [e.tensor for e in net.forward_system.equations if e.tensor != net.loss]
    program = net.compile(wrt=[*operands(net), *on_the_way], outputs=[e.tensor for e in net.forward_system.equations],
                          sizes=named(sizes))
    at = Values({**values, **program(values)}, sizes, net.system.origin)
    tensor = form.system.tensors[form.left.tensor]
    looked_at = 0
    for letters in places_of_labels(form.left, tensor.axes, at):
        here = at.within(letters)
        truth = value(form.left, here)
        for right in form.forms:
            assert np.allclose(value(right, here), truth, rtol=1e-9, atol=1e-9), form.text()
            looked_at += 1
    assert looked_at


def convolution(seed):
    """A convolution drawn at random: one to three axes, channels or none, stride, padding at each side, dilation."""
    draw = random.Random(seed)
    count = draw.choice([1, 1, 2, 2, 3])
    kernel, stride, dilation = ([draw.randint(low, high) for _ in range(count)] for low, high in ((2, 4), (1, 3), (1, 3)))
    padding = [(draw.randint(0, 3), draw.randint(0, 3)) for _ in range(count)]
    size = [max(2, d * (k - 1) + 1 - sum(p)) + draw.randint(1, 4) + s
            for d, k, p, s in zip(dilation, kernel, padding, stride, strict=True)]
    letters = "" if count < 3 else "[h,i,j]"
    data, weight = "×".join(map(str, size)), "×".join(map(str, kernel))
    if draw.random() < 0.4:
        data, weight, letters = f"2×{data}", f"3×2×{weight}", ""
    written = [f"({', '.join(map(str, v))},)" for v in (stride, padding, dilation)]
    return (f"x{letters}: {data}\nw{'[l,m,n]' if letters else ''}: {weight}\ny = conv(x, w, stride={written[0]}, "
            f"padding={written[1]}, dilation={written[2]}, flip={draw.random() < 0.3})")


@pytest.mark.parametrize("seed", range(12))
def test_every_convolution_has_operator_forms(seed):
    net = sc.Network(convolution(seed))
    for formula in (net.forward("y"), net.gradient("x"), net.gradient("w")):
        check_values(net, formula.operator())


def test_a_wrong_value_is_seen():
    net = sc.Network("x: 5×6\nw: 2×3\ny = conv(x, w)")
    wrong = sc.Network("x: 5×6\nw: 2×3\ny = conv(x, w, flip=True)").gradient("x").operator()
    with pytest.raises(AssertionError, match="dE/dx"):
        check_values(net, wrong)


def test_examples_without_a_form_are_examples():
    keys = {(name, e.tensor) for name, text in EXAMPLES.items() for e in sc.Network(text).forward_system.equations}
    assert {case for case in WITHOUT if not case[1].startswith("d")} <= keys
