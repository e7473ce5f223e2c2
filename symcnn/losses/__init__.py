"""Losses: scalars to be made small."""

from symcnn.losses.absolute_error import AbsoluteError as AbsoluteError
from symcnn.losses.absolute_error import MeanAbsoluteError as MeanAbsoluteError
from symcnn.losses.bce import Bce as Bce
from symcnn.losses.bce import BceLogits as BceLogits
from symcnn.losses.cross_entropy import CrossEntropy as CrossEntropy
from symcnn.losses.cross_entropy_logits import CrossEntropyLogits as CrossEntropyLogits
from symcnn.losses.mean_squared_error import MeanSquaredError as MeanSquaredError
from symcnn.losses.squared_error import SquaredError as SquaredError
