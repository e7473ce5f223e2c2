"""Exact forward values of a network given as text, for tests: leaves drawn from small whole numbers."""

from fractions import Fraction

import numpy as np

from symcnn.assembly import assemble
from symcnn.numeric.exact import tabulate
from symcnn.numeric.fields import Rationals
from symcnn.reading.network import read_network


def assembled(text, **options):
    return assemble(read_network(text), **options)


def nested(array):
    return Fraction(int(array)) if np.ndim(array) == 0 else [nested(row) for row in array]


def forward(text, sizes=None, given=None, seed=3, **options):
    """The values of every tensor as arrays of floats; ``sizes`` by name."""
    system = assembled(text, **options).system
    sizes = {v: (sizes or {})[v.name] for v in system.size_letters}
    random = np.random.default_rng(seed)
    leaves = {k: random.integers(-9, 10, [e.value(sizes) for e in system.extents(k)]) for k in system.leaves}
    leaves |= {k: np.array(v) for k, v in (given or {}).items()}
    tables = tabulate(system, sizes, {k: nested(v) for k, v in leaves.items()}, Rationals(1))
    found = {}
    for key, table in tables.items():
        array = np.empty([e.value(sizes) for e in system.extents(key)])
        for place, value in table.items():
            array[tuple(n - system.origin for n in place)] = float(value)
        found[key] = array
    return found
