"""The losses there are, one line each."""

from symcnn.losses.loss import Loss
from symcnn.losses.squared_error import SquaredError

LOSSES: tuple[type[Loss], ...] = (
    SquaredError,
)
