"""Losses: scalars to be made small."""
