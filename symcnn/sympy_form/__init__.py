"""The door to SymPy: right sides go out as plain SymPy and come in from it."""

from symcnn.sympy_form.inward import from_sympy
from symcnn.sympy_form.outward import to_sympy
from symcnn.sympy_form.quantities import letter_symbol, quantity_to_sympy
from symcnn.sympy_form.slopes import slope_node

__all__ = ["from_sympy", "letter_symbol", "quantity_to_sympy", "slope_node", "to_sympy"]
