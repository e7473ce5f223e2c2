"""The losses there are, one line each."""

from symcnn.losses.bce import Bce, BceLogits
from symcnn.losses.cross_entropy import CrossEntropy
from symcnn.losses.cross_entropy_logits import CrossEntropyLogits
from symcnn.losses.loss import Loss
from symcnn.losses.squared_error import SquaredError

LOSSES: tuple[type[Loss], ...] = (
    Bce,
    BceLogits,
    CrossEntropy,
    CrossEntropyLogits,
    SquaredError,
)
