"""The slope of a scalar function where it is applied, as a node."""

from __future__ import annotations

from sympy import Symbol

from symcnn.equation import Tensor
from symcnn.expression.nodes import Access, Apply, Node
from symcnn.expression.walk import transform
from symcnn.functions.generic import slope_name
from symcnn.functions.table import function, known
from symcnn.sympy_form.inward import from_sympy

_ARGUMENT, _VALUE = "u", "y"
_PLACES = {name: Tensor(name, name, (), "data") for name in (_ARGUMENT, _VALUE)}


def slope_node(apply: Apply, value: Node) -> Node:
    """The derivative of the function at the argument of ``apply``; ``value`` is what stands for the applied value.

    That is the entry which the equation gives, where the application is its whole right side, so that the slope of a
    sigmoid reads y*(1 - y); else ``apply`` itself.
    """
    if not known(apply.function):
        return Apply(slope_name(apply.function), apply.argument, apply.parameters)
    scalar = function(apply.function)
    slope = scalar.slope(Symbol(_ARGUMENT), Symbol(_VALUE), *scalar.completed(apply.parameters))
    # where u is a whole sum, [u > 0] reads better as [y > 0]
    compound = not isinstance(apply.argument, Access) and isinstance(value, Access)
    argument = value if compound and scalar.keeps_sign(*apply.parameters) else apply.argument
    put_in: dict[Node, Node] = {Access(_ARGUMENT): argument, Access(_VALUE): value}
    return transform(from_sympy(slope, _PLACES, {}), lambda node: put_in.get(node, node))
