"""Closed-form forward values and gradients of convolutional networks, in the author's notation."""
