"""What the tests of the contract share: sizes, values and operands of a network, and the network given back through SymPy."""

import numpy as np

import symcnn as sc
from symcnn.proof import labels, small_sizes

PROBABILITIES = ("p", "q")


def sizes_of(net):
    """Small numbers for the size letters, all different."""
    return next(iter(small_sizes(net.system)), {})


def random_values(net, sizes):
    random = np.random.default_rng(5)
    values = {}
    for key in net.system.leaves:
        tensor = net.system.tensors[key]
        shape = [a.extent.value(sizes) for a in tensor.axes]
        positive = tensor.shown in PROBABILITIES or tensor.role == "target"
        values[key] = random.uniform(0.15, 0.85, shape) if positive else random.standard_normal(shape)
        if key in net.system.unit_sum:
            values[key] = values[key] / values[key].sum(axis=-1, keepdims=True)
        if key in labels(net.system):
            values[key] = float(net.system.origin + 1)
    return values


def operands(net):
    """The leaves with a gradient: labels and upstream gradients have none worth asking for."""
    path = net.adjoint.path()
    return [k for k in net.system.leaves if k in path and k not in labels(net.system)
            and net.system.tensors[k].role != "gradient"]


def named(sizes):
    return {v.name: n for v, n in sizes.items()}


def redefined(net):
    """The network with every equation handed out as SymPy and given back as its user's own."""
    system, parts = net.forward_system, []
    for key in system.leaves:
        tensor = system.tensors[key]
        letters = ",".join(a.letter for a in tensor.axes)
        parts.append(sc.Input(f"{tensor.shown}[{letters}]" if letters else tensor.shown, written(net, key)))
    for equation in system.equations:
        index = tuple(v.name for v in equation.letters)
        parts.append(sc.Define(system.tensors[equation.tensor].shown, net.forward(equation.tensor).rhs, index=index,
                               sizes=written(net, equation.tensor)))
    return sc.Network(*parts, loss=net.loss if net.is_fragment else None, origin=system.origin)


def written(net, name):
    return tuple(str(n) for n in net.shape(name))


def agrees_after(program, values, expected, tolerance, spoilt):
    """Whether a program gives what is expected in a call that follows one on numbers that are none."""
    with np.errstate(all="ignore"):
        program({k: np.full_like(a, spoilt) for k, a in values.items()})
    found = program(values)
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        assert np.shape(found[key]) == np.shape(array), key
        assert np.abs(found[key] - array).max() <= tolerance * max(1, np.abs(array).max()), key
