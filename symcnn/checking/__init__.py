"""Hand derivations judged line by line: bound to a network, held against its truth, their mistakes named."""
