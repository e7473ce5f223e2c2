"""The contract of every layer and loss: each example's gradients, derived, against truths that share no code with them.

A layer is under this contract by standing in the table of layers with examples of itself.
"""

from fractions import Fraction

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, redefined, sizes_of
from symcnn.derivation import Derivation
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.notation.affine import whole
from symcnn.numeric.exact import evaluate, exact_gradient, places_of, random_leaves, tabulate
from symcnn.numeric.fields import Rationals
from symcnn.numeric.gradient_check import compare
from symcnn.proof import labels

EXAMPLES = [pytest.param(text, id=f"{layer.__name__}-{number}")
            for layer in (*LAYERS, *LOSSES) for number, text in enumerate(layer.examples)]


def test_every_layer_and_loss_has_examples():
    assert all(layer.examples for layer in (*LAYERS, *LOSSES))


@pytest.mark.parametrize("text", EXAMPLES)
def test_derived_equals_central_difference(text):
    net = sc.Network(text)
    sizes = sizes_of(net)
    wrt = [k for k in operands(net) if k not in net.system.unit_sum]
    assert wrt
    check = net.gradient_check(random_values(net, sizes), wrt=wrt, sizes=named(sizes))
    assert check, str(check)


@pytest.mark.parametrize("text", EXAMPLES)
def test_expanded_equals_forward_mode(text):
    """The fully expanded form, evaluated exactly, beside dual numbers carried through the forward equations."""
    net = sc.Network(text)
    sizes = sizes_of(net)
    field = Rationals(11)
    leaves = random_leaves(net.system, sizes, 11, field)
    for key in labels(net.system):
        leaves[key] = {(): Fraction(net.system.origin + 1)}
    tables = tabulate(net.system, sizes, leaves, field)
    looked_at = 0
    for key in [k for k in operands(net) if k not in net.system.unit_sum]:
        truth = exact_gradient(net.system, sizes, leaves, of=net.loss, wrt=key, field=field)
        places = list(places_of(net.system.tensors[key], sizes))
        for place in {places[0], places[len(places) // 2], places[-1]}:
            derivation = Derivation(net.adjoint, key, tuple(map(whole, place)))
            expanded = derivation.expand(named(sizes), into=())
            value = evaluate(expanded.right, sizes, lambda k, p: tables[k][p], field)
            assert value == truth[place], f"{derivation.key} at {place}"
            looked_at += 1
    assert looked_at


@pytest.mark.parametrize("text", EXAMPLES)
def test_steps_are_proved(text):
    net = sc.Network(text)
    for key in operands(net):
        steps = net.gradient(key).steps
        assert steps[0].rule == "chain rule"
        assert all(step.proved.startswith("equal at") for step in steps[1:])


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_forward_equation_given_back_through_sympy_is_the_same(text):
    """Each equation goes out as SymPy and comes back as the user's own equation, and keeps its gradients."""
    net = sc.Network(text)
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    wrt = operands(net)
    again = redefined(net)
    first = net.compile(wrt=wrt, sizes=named(sizes))(values)
    second = again.compile(wrt=wrt, sizes=named(sizes))(values)
    assert first.keys() == second.keys()
    for key in first:
        assert np.allclose(first[key], second[key], rtol=1e-12, atol=1e-12), key


def test_a_wrong_gradient_fails_the_check():
    net = sc.Network("x: 4\nw: 2\ny = conv(x, w)")
    values = random_values(net, {})
    good = net.compile(wrt=["w"])(values)[net.key(net.loss, "w")]
    check = net.gradient_check(values, wrt=["w"])
    comparison = check.comparisons[0]
    assert comparison.ok
    assert not compare("w", good + np.array([0.0, 1e-3]), good, origin=1).ok
