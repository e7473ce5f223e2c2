"""Operator and matrix forms of an equation: recognised in its right side, and proved equal to it."""
