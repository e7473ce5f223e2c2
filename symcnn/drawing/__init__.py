"""Pictures: a network as a graph, and the grids of one entry with the cells it reads."""
