"""Reverse-mode calculus over systems: local derivatives, contraction of deltas, tidying, adjoints."""
