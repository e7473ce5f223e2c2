"""Chains of equalities judged: formulas by many worlds, numbers entry by entry."""
