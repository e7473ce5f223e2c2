"""Worked solutions: what a careful author writes about a network, from the question to the losses compared."""
