"""A hand-written backward pass, run over many small shapes and held against the derived gradients."""
