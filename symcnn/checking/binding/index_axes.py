"""The axes of a tensor that the indices written of it stand at."""

from __future__ import annotations

from symcnn.checking.binding.model import Model
from symcnn.checking.binding.target import Target
from symcnn.draft.choices import INPUT_CHANNEL, OFFSETS, OUTPUT_CHANNEL, POSITIONS
from symcnn.reading.tree import Name


def axes_of(model: Model, target: Target) -> tuple[int, ...]:
    """The axes that the indices of a target stand at: the first ones, unless their letters are those of others.

    ``w_{d,k}`` of ``w[p,q,d,k]`` is read at the last two, and ``y_{12}`` past a channel that is the only one.
    """
    if (wide := wide_axes(model, target)) is not None:
        return wide
    letters = [a.letter for a in model.system.tensors[target.key].axes]
    written = [t.name if isinstance(t, Name) else "" for t in target.indices]
    first = tuple(range(len(written)))
    plain = letters[1:] if len(written) == 1 and letters[:1] in ([INPUT_CHANNEL], [OUTPUT_CHANNEL]) else letters
    if tuple(plain) in (POSITIONS.get(len(plain)), OFFSETS.get(len(plain))):
        return first  # nobody wrote these letters: x_j is row j, or map j
    if len(written) >= len(letters) or len(set(letters)) < len(letters) or any(w not in letters for w in written):
        return first
    found = tuple(letters.index(w) for w in written)
    return found if len(set(found)) == len(found) else first


def wide_axes(model: Model, target: Target) -> tuple[int, ...] | None:
    """The axes of more than one entry, where as many indices are written as there are of them and one is passed over."""
    wide = model.wide.get(target.key)
    return wide if wide and len(target.indices) == len(wide) else None
