"""LaTeX and plain text of quantities, right sides, equations, tensors and shapes: one traversal, two styles."""
