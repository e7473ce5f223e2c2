"""Closed-form forward values and gradients of convolutional networks, in the author's notation."""

from symcnn.public import __all__ as __all__
from symcnn.public import __dir__ as __dir__
from symcnn.public import __getattr__ as __getattr__
