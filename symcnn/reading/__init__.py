"""Text and LaTeX to trees: nothing that is read here is ever evaluated as code."""
