"""Numbers put in for the letters of an equation, and its sums written out."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.calculus.ranges import retightened
from symcnn.equation import Equation
from symcnn.errors import NameUnknown, quoted
from symcnn.expression.nodes import Access
from symcnn.expression.walk import bound_letters, freshened, substitute
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Fresh, Letter
from symcnn.numeric.sizes import as_quantities, completed
from symcnn.numeric.unroll import unroll
from symcnn.system import System


def quantities_by_name(system: System, sizes: Mapping[str, int]) -> dict[Letter, Affine]:
    """What the size letters named stand for, odd sizes by their halves; raises ``NameUnknown``."""
    known = {v.name: v for v in (*system.size_letters, *system.sizes_as_written)}
    for name in sizes:
        if name not in known:
            raise NameUnknown(f"no size is called {quoted(name)}: the sizes are {', '.join(known) or 'all numbers'}")
    return as_quantities(completed(system, {known[n]: value for n, value in sizes.items()}))


def free_indices(equation: Equation) -> tuple[Letter, ...]:
    """The index letters on the left, in the order of the axes."""
    return tuple(dict.fromkeys(v for i in equation.left.indices for v in sorted(i.letters) if v.is_index))


def far_from(equation: Equation) -> Fresh:
    """A source of letters that stand nowhere in the equation."""
    return Fresh((*free_indices(equation), *bound_letters(equation.right)))


def unrolled(equation: Equation, values: Mapping[Letter, Affine], widest: int | None = None) -> Equation:
    """The equation with values put in for letters and every sum written out that then has numbers for bounds.

    Switches of windows with more than ``widest`` places stay as they are.
    """
    fresh = far_from(equation)
    right = unroll(freshened(substitute(equation.right, values, fresh), fresh), {}, {}, widest)
    return Equation(Access(equation.tensor, tuple(i.substitute(values) for i in equation.left.indices)), right)


def put_in(equation: Equation, values: Mapping[Letter, Affine], system: System) -> Equation:
    """The equation with numbers for sizes, bounds that are needless then dropped."""
    sizes = {v: n for v, n in values.items() if not v.is_index}
    return Equation(equation.left, retightened(substitute(equation.right, sizes), system.facts)) if sizes else equation
