"""Jacobians and second derivatives: against dual numbers, and against PyTorch's where that is installed."""

import numpy as np
import pytest

import symcnn as sc
from contract import random_values
from symcnn.errors import MeaninglessError
from symcnn.numeric.exact import evaluate, exact_jacobian, places_of, random_leaves, tabulate
from symcnn.numeric.fields import Rationals, Residues

SOFTMAX = "x: 3\nW: 4×3\nb: 4\nz = W x + b\np = softmax(z)\nE = cross_entropy(p, t)"
LOGITS = "x: 3\nW: 4×3\nz = W x\nE = cross_entropy_logits(z, t)"
CONV = "x: 5\nw: 2\nz = conv(x, w, stride=2)\na = tanh(z)\np = sum_pool(a, 1)\nt: 2\nE = squared_error(p, t)/2"
SHARED = "x: 3\nW: 3×3\na = tanh(W x)\nc = a + x\nd = tanh(W c)\nE = squared_error(d, t)"


def values_of(net):
    values = random_values(net, {})
    if "t" in values:
        values["t"] = values["t"] / values["t"].sum()
    return values


def second(net, one, other, values):
    """All second derivatives as an array, from the written-out closed form."""
    return np.asarray(net.hessian(one, other).expand(into=()).numpy()(values))


def measured(net, one, other, values, step=1e-5):
    """Central differences of the compiled gradient."""
    key = net.key(net.loss, one)
    program = net.compile(wrt=[one])
    result = np.zeros((*np.shape(values[one]), *np.shape(values[other])))
    for place in np.ndindex(np.shape(values[other])):
        found = []
        for sign in (1, -1):
            moved = np.array(values[other], dtype=float)
            moved[place] += sign * step
            found.append(program({**values, other: moved})[key])
        result[(..., *place)] = (found[0] - found[1]) / (2 * step)
    return result


PAIRS = [
    (SOFTMAX, "W", "W"), (SOFTMAX, "W", "b"), (SOFTMAX, "x", "x"), (LOGITS, "W", "x"), (CONV, "w", "w"),
    (CONV, "w", "x"), (CONV, "x", "x"), (SHARED, "W", "x"), (SHARED, "W", "W"),
]


@pytest.mark.parametrize(("text", "one", "other"), PAIRS)
def test_second_derivatives_against_differences(text, one, other):
    net = sc.Network(text)
    values = values_of(net)
    found, expected = second(net, one, other, values), measured(net, one, other, values)
    assert found.shape == expected.shape
    assert np.max(np.abs(expected)) > 1e-3
    assert np.allclose(found, expected, atol=1e-7)


def test_the_difference_tells_another_hessian():
    net = sc.Network(CONV)
    values = values_of(net)
    assert not np.allclose(second(net, "w", "w", values), 1.01 * measured(net, "w", "w", values), atol=1e-7)


@pytest.mark.parametrize(("text", "one", "other"), PAIRS[:5])
def test_second_derivatives_against_autograd(text, one, other):
    torch = pytest.importorskip("torch")
    net = sc.Network(text)
    values = values_of(net)
    shapes = {k: torch.tensor(np.asarray(v, dtype=float)) for k, v in values.items()}

    def loss(first, other_value):
        v = {**shapes, one: first, other: other_value}
        if text == CONV:
            z = torch.stack([(v["x"][2 * i:2 * i + 2] * v["w"]).sum() for i in range(2)])
            return ((torch.tanh(z) - v["t"])**2).sum() / 2
        z = v["W"] @ v["x"] + v.get("b", 0)
        return -(v["t"] * torch.log_softmax(z, 0)).sum()

    if one == other:
        expected = torch.autograd.functional.hessian(lambda u: loss(u, u), shapes[one])
    else:
        expected = torch.autograd.functional.hessian(loss, (shapes[one], shapes[other]))[0][1]
    assert np.allclose(second(net, one, other, values), expected.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("one", "other"), [
    ("w[p_i,p_j,k,o]", "z"), ("w[f_i,f_j,k]", "w[p_i,p_j,k,o]"), ("w[f_i,f_j,k]", "w[f_i,f_j,k]"), ("x", "x")])
def test_second_derivatives_of_the_mini_cnn(one, other):
    """One entry, exactly: the hessian is the Jacobian of the gradient, which forward mode gives."""
    net = sc.load("example:mini_cnn")
    d = net.hessian(one, other)
    system, field = d.adjoint.system, Residues(3)
    leaves = random_leaves(system, {}, 3, field)
    truth = exact_jacobian(system, {}, leaves, of=d.adjoint.of, wrt=d.by, field=field)
    tables = tabulate(system, {}, leaves, field)
    left = d.equation.letters
    rows, columns = list(places_of(system.tensors[d.adjoint.of], {})), list(places_of(system.tensors[d.by], {}))
    expanded = d.expand(into=())
    for row, column in ((rows[0], columns[0]), (rows[-1], columns[-1]), (rows[1], columns[-2])):
        at = dict(zip(left, (*row, *column), strict=True))
        value = evaluate(expanded.right, at, lambda k, p: tables[k][p], field)
        assert value == truth.get((row, column), field.number(0))


@pytest.mark.parametrize(("text", "of", "wrt"), [
    (SOFTMAX, "p", "z"), (SOFTMAX, "p", "x"), (SHARED, "d", "x"), (SHARED, "c", "x"), (CONV, "z", "x"), (CONV, "p", "w"),
    (CONV, "E", "w"), ("x: 2×3×4\ny = flatten(x)", "y", "x"), ("x: 7\ny = max_pool(x, 3, stride=2)", "y", "x"),
])
@pytest.mark.parametrize("direct", [False, True])
def test_jacobians_against_dual_numbers(text, of, wrt, direct):
    net = sc.Network(text)
    system, field = net.system, Rationals(5)
    leaves = random_leaves(system, {}, 5, field)
    tables = tabulate(system, {}, leaves, field)
    given = {k: v for k, v in tables.items() if k != of and k != wrt} if direct else leaves
    truth = exact_jacobian(system, {}, {**leaves, **given}, of=of, wrt=wrt, field=field)
    if direct and wrt not in {k for e in system.equations if e.tensor == of for k in reads(e)}:
        return
    d = net.jacobian(of, wrt, direct=direct)
    expanded, looked_at = d.expand(into=()), 0
    for row in places_of(system.tensors[of], {}):
        for column in places_of(system.tensors[wrt], {}):
            at = dict(zip(d.equation.letters, (*row, *column), strict=True))
            value = evaluate(expanded.right, at, lambda k, p: tables[k][p], field)
            assert value == truth.get((row, column), 0), f"{row}, {column}"
            looked_at += 1
    assert looked_at


def reads(equation):
    from symcnn.expression.walk import tensors
    return tensors(equation.right)


def test_second_derivatives_of_a_fragment_are_refused():
    net = sc.Network("y = conv(x, w)")
    with pytest.raises(MeaninglessError, match="held fixed: end it in a loss"):
        net.hessian("x", "w")


def test_what_a_loss_does_not_depend_on_is_refused():
    net = sc.Network("x: 3\nv: 3\ny = tanh(v)\na = tanh(x)\nE = squared_error(a, t)")
    with pytest.raises(MeaninglessError, match="E does not depend on v"):
        net.gradient("v")
    with pytest.raises(MeaninglessError, match="E does not depend on v"):
        net.hessian("x", "v")
    with pytest.raises(MeaninglessError, match="a does not depend on v"):
        net.jacobian("a", "v")
