"""What the names of a document are bound to: tensors, gradients, entries and sizes, and worlds of numbers for all of them."""
