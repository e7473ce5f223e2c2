"""The network that a document states in its own forward equations, found and put into the network's language."""
