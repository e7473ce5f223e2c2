"""The mean squared error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.losses.squared_error import SquaredError


@dataclass(frozen=True)
class MeanSquaredError(SquaredError):
    """``1/N*Sum_i (a_i - t_i)^2`` over all N entries, as ``torch.nn.MSELoss``."""

    reduction: str = "mean"
    operation: ClassVar[str] = "mse"
    aliases: ClassVar[tuple[str, ...]] = ("meansquarederror", "meansquareerror", "mseloss")
    examples: ClassVar[tuple[str, ...]] = ("a: 3\nt: 3\nE = mse(a, t)", "a: 2×3\nE = mean_squared_error(a, t)/2")
