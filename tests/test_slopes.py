"""The slope of a function as a node, written in the entry it gives where that is shorter."""

from fractions import Fraction

import pytest
import sympy
from sympy import Symbol

from symcnn.equation import Tensor
from symcnn.expression.build import access, add, multiply, negate, number, power
from symcnn.expression.nodes import Apply, Compare
from symcnn.functions.table import function
from symcnn.notation.letters import index
from symcnn.sympy_form import slope_node, to_sympy
from symcnn.system import System

Y = access("y", index("i"))
U = access("x", index("i"))


@pytest.mark.parametrize(("name", "wanted"), [
    ("sigmoid", multiply(Y, add(number(1), negate(Y)))),
    ("tanh", add(number(1), negate(power(Y, 2)))),
    ("exp", Y),
    ("log", power(U, -1)),
    ("relu", Compare(">", U, number(0))),
    ("softplus", Apply("sigmoid", U)),
    ("leaky_relu", add(number(Fraction(1, 100)), multiply(number(Fraction(99, 100)), Compare(">", U, number(0))))),
    ("f", Apply("f'", U)),
    ("f'", Apply("f''", U)),
])
def test_slope_nodes(name, wanted):
    assert slope_node(Apply(name, U), Y) == wanted


def test_slope_of_a_parameter_and_of_tensors_named_as_the_places():
    half = slope_node(Apply("leaky_relu", U, (Fraction(1, 2),)), Y)
    assert half == add(number(Fraction(1, 2)), multiply(number(Fraction(1, 2)), Compare(">", U, number(0))))
    swapped = slope_node(Apply("elu", access("y")), access("u"))
    assert to_sympy(swapped, System({k: Tensor(k, k, (), "data") for k in "uy"}, ())) == function("elu").slope(
        Symbol("y"), Symbol("u"), sympy.Integer(1))
