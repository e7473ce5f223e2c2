"""Which of two arrays between which a star stands is the kernel: the smaller one, or that with the letter of a kernel."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.checking.binding.subscripts import other_case
from symcnn.notation.spelling import split, undressed

KERNELS = frozenset("wWKFkf") | {"\\theta", "\\Theta", "\\omega"}
Grids = Mapping[str, tuple[int, ...]]


def is_kernel(name: str) -> bool:
    """Whether a name is one that writers give a kernel, in whatever font."""
    return undressed(split(name).base) in KERNELS


def kernel_last(one: str, other: str, grids: Grids) -> tuple[str, str]:
    """The image and the kernel; ``grids`` are the extents of arrays of which every entry is named.

    >>> kernel_last("W", "X", {}), kernel_last("W", "X", {"w": (3, 3), "x": (2, 2)})
    (('X', 'W'), ('W', 'X'))
    """
    first, second = (next((grids[n] for n in (name, *other_case(name)) if n in grids), ()) for name in (one, other))
    if first and len(first) == len(second) and first != second:
        if all(a >= b for a, b in zip(first, second, strict=True)):
            return one, other
        if all(a <= b for a, b in zip(first, second, strict=True)):
            return other, one
    return (other, one) if is_kernel(one) and not is_kernel(other) else (one, other)
