"""Closed-form forward values and gradients of convolutional networks, in the author's notation."""

from symcnn.public import __all__, __dir__, __getattr__

__all__ = __all__  # noqa: PLW0127
