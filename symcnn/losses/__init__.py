"""Losses: scalars to be made small."""

from symcnn.losses.bce import Bce as Bce
from symcnn.losses.bce import BceLogits as BceLogits
from symcnn.losses.cross_entropy import CrossEntropy as CrossEntropy
from symcnn.losses.cross_entropy_logits import CrossEntropyLogits as CrossEntropyLogits
from symcnn.losses.squared_error import SquaredError as SquaredError
