"""Hand derivations judged line by line: bound to a network, held against its truth, their mistakes named.

A document is read (``symcnn.reading``), its notation is brought to that of networks (``pages``), its own network is found
(``own``), and its lines are taken in order (``sheet``). Each is told what it is (``lines``) and judged (``judge``) by what
stands in it (``meaning``) for the tensors of a network in a world of numbers (``binding``), within the rounding of its author
(``numbers``). A wrong one is searched for its mistake (``causes``). What comes of it is a ``report``. Functions that people
wrote are run and held against the derived gradients (``backward``).
"""
