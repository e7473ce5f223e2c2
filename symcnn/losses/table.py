"""The losses there are, one line each."""

from symcnn.losses.absolute_error import AbsoluteError, MeanAbsoluteError
from symcnn.losses.bce import Bce, BceLogits
from symcnn.losses.cross_entropy import CrossEntropy
from symcnn.losses.cross_entropy_logits import CrossEntropyLogits
from symcnn.losses.loss import Loss
from symcnn.losses.mean_squared_error import MeanSquaredError
from symcnn.losses.squared_error import SquaredError

LOSSES: tuple[type[Loss], ...] = (
    AbsoluteError,
    Bce,
    BceLogits,
    CrossEntropy,
    CrossEntropyLogits,
    MeanAbsoluteError,
    MeanSquaredError,
    SquaredError,
)
