"""Products of arrays summed over letters, in the words of NumPy that say it most plainly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from string import ascii_letters

from symcnn.code.expressions import Rank, Text, multiplied
from symcnn.code.views import Array, NoArrayForm, aligned
from symcnn.notation.letters import Letter

# products of two arrays that have a shorter name, by the letters of their axes: those of the first are 0 and 1
PLAIN: dict[tuple[str, ...], str] = {
    ("01", "1", "0"): "{0} @ {1}", ("01", "0", "1"): "{1} @ {0}", ("0", "01", "1"): "{0} @ {1}",
    ("1", "01", "0"): "{1} @ {0}", ("0", "0", ""): "{0} @ {1}", ("01", "12", "02"): "{0} @ {1}",
    ("0", "1", "01"): "np.outer({0}, {1})", ("0", "1", "10"): "np.outer({1}, {0})",
}


def contracted(arrays: Sequence[Array], kept: Sequence[Letter], coefficient: Fraction | int = 1) -> Array:
    """The product of the arrays, summed over the letters that are not kept; its axes are in the order of ``kept``."""
    scalars = [a.text for a in arrays if not a.axes]
    merged = _merged([a for a in arrays if a.axes])
    present = [v for v in kept if any(v in a.axes for a in merged)]
    summed = list(dict.fromkeys(v for a in merged for v in a.axes if v not in kept))
    if not merged:
        return Array(multiplied(coefficient, scalars, []))
    if len(merged) == 1:
        result = _summed(merged[0], summed)
    elif summed or (len(merged) == 2 and _pattern(merged, present) in PLAIN):
        result = _product(merged, present)
    else:
        result = Array(multiplied(1, [aligned(a, present) for a in merged], []), tuple(present))
    if scalars or coefficient != 1:
        result = Array(multiplied(coefficient, [*scalars, result.text], []), result.axes)
    return result


def _merged(arrays: Sequence[Array]) -> list[Array]:
    """Arrays with the same axes multiplied entry by entry."""
    found: list[Array] = []
    for array in arrays:
        place = next((n for n, a in enumerate(found) if set(a.axes) == set(array.axes)), None)
        if place is None:
            found.append(array)
            continue
        other = found[place]
        both = [other.text, aligned(array, other.axes)]
        found[place] = Array(multiplied(1, both, []), other.axes)
    return found


def _summed(array: Array, summed: Sequence[Letter]) -> Array:
    if not summed:
        return array
    rest = tuple(v for v in array.axes if v not in summed)
    places = [n for n, v in enumerate(array.axes) if v in summed]
    axis = "" if not rest else f"axis={places[0]}" if len(places) == 1 else f"axis=({', '.join(map(str, places))})"
    if array.text.rank == Rank.ATOM:
        return Array(Text(f"{array.text.text}.sum({axis})"), rest)
    return Array(Text(f"np.sum({', '.join([array.text.text, *([axis] if axis else [])])})"), rest)


def _pattern(arrays: Sequence[Array], kept: Sequence[Letter]) -> tuple[str, ...]:
    """The letters as digits in order of appearance."""
    order = list(dict.fromkeys(v for a in sorted(arrays, key=lambda a: -len(a.axes)) for v in a.axes))
    if len(arrays[0].axes) == len(arrays[1].axes) == 1 and arrays[0].axes != arrays[1].axes:
        order = [arrays[0].axes[0], arrays[1].axes[0]]
    return tuple("".join(str(order.index(v)) for v in part) for part in (*(a.axes for a in arrays), kept))


def _product(arrays: Sequence[Array], kept: Sequence[Letter]) -> Array:
    if len(arrays) == 2 and (plain := PLAIN.get(_pattern(arrays, kept))) is not None:
        is_call = plain.startswith("np.")
        texts = [a.text.text if is_call else a.text.at_least(Rank.POWER) for a in arrays]
        return Array(Text(plain.format(*texts), Rank.ATOM if is_call else Rank.PRODUCT), tuple(kept))
    names = _characters([v for a in arrays for v in a.axes])
    subscripts = ",".join("".join(names[v] for v in a.axes) for a in arrays) + "->" + "".join(names[v] for v in kept)
    operands = ", ".join(a.text.text for a in arrays)
    large = len(arrays) > 2 or max(len(a.axes) for a in arrays) > 2
    return Array(Text(f'np.einsum("{subscripts}", {operands}{", optimize=True" if large else ""})'), tuple(kept))


def _characters(letters: Sequence[Letter]) -> dict[Letter, str]:
    """A character for each letter, its own where it is one."""
    found: dict[Letter, str] = {}
    for letter in dict.fromkeys(letters):
        own = letter.name if len(letter.name) == 1 and letter.name in ascii_letters else ""
        free = (c for c in own + "ijklmnopqrstuvwxyzabcdefgh" if c not in found.values())
        character = next(free, None)
        if character is None:
            raise NoArrayForm("a product has more axes than letters: write it as loops")
        found[letter] = character
    return found
