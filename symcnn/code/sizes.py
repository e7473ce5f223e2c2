"""Where a function's sizes come from: the shapes of its arrays, arithmetic on these, or its caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from symcnn.code import quantities
from symcnn.code.scope import Scope
from symcnn.equation import Tensor
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter

OUT = ("H_out", "W_out")


def extent_names(tensors: Mapping[str, Tensor], halves: Mapping[Letter, Letter]) -> dict[Affine, str]:
    """What the extents that are no bare letters are called: those of images by their rows and columns."""
    found = {2 * whole(h) + 1: odd.name for h, odd in halves.items()}
    for tensor in tensors.values():
        computed = [a.extent for a in tensor.axes if a.extent.number is None and a.extent.letter is None]
        names = OUT if len(computed) == 2 else ("N_out",) if len(computed) == 1 else ()
        for place, extent in enumerate(computed):
            found.setdefault(extent, names[place] if names else f"N{place}_out")
    return found


def read_from(arrays: Sequence[str], scope: Scope) -> tuple[list[str], list[Letter]]:
    """Statements that give the sizes asked for, and the letters that no array has."""
    asked = dict.fromkeys(k for k in scope.letters.asked if isinstance(k, Affine) or not k.is_index)
    lengths = {a.extent for key in arrays for a in scope.tensors[key].axes}
    computed = [k for k in asked if isinstance(k, Affine) and k not in lengths]
    letters = {v for k in asked if isinstance(k, Letter) or k in computed for v in whole(k).letters}
    known: set[Letter | Affine] = set()
    wanted: set[Letter | Affine] = {*letters, *(k for k in asked if isinstance(k, Affine) and k not in computed)}
    lines = [line for key in arrays for line in _unpacked(key, wanted, known, scope)]
    lines += [line for key in arrays for line in _solved(key, letters, known, scope)]
    for extent in computed:
        name = scope.letters.pop(extent)
        lines.append(f"{name} = {quantities.written(extent, scope.letters)}")
    return lines, sorted(letters - known)  # type: ignore[type-var]


def _unpacked(key: str, wanted: Collection[Letter | Affine], known: set[Letter | Affine], scope: Scope) -> list[str]:
    """The shape taken apart, where an axis is as long as something asked for."""
    name, found = scope.arrays[key], []
    for axis in scope.tensors[key].axes:
        extent = axis.extent.letter or axis.extent
        fresh = extent in wanted and extent not in known
        found.append(scope.letters[extent] if fresh else "_")
        known |= {extent} if fresh else set()
    places = [n for n, part in enumerate(found) if part != "_"]
    if (len(places) == 1 and len(found) > 1) or (len(found) == 1 and places):
        return [f"{found[places[0]]} = {name}.shape[{places[0]}]"]
    return [f"{', '.join(found)} = {name}.shape"] if places else []


def _solved(key: str, wanted: set[Letter], known: set[Letter | Affine], scope: Scope) -> list[str]:
    """Letters that an extent holds in the first degree, such as the half of an odd one."""
    lines = []
    for place, axis in enumerate(scope.tensors[key].axes):
        open_letters = axis.extent.letters & wanted - known
        if len(open_letters) != 1 or axis.extent.floors() or not axis.extent.letters - open_letters <= known:
            continue
        (letter,) = open_letters
        slope, rest = axis.extent.coefficient(letter), axis.extent.without(letter)
        top = f"{scope.arrays[key]}.shape[{place}]"
        if rest != 0:
            top += f" - {quantities.factor(rest, scope.letters)}"
        bottom = "" if slope == 1 else f" // {quantities.factor(slope, scope.letters)}"
        known.add(letter)
        lines.append(f"{scope.letters[letter]} = {f'({top})' if bottom and rest != 0 else top}{bottom}")
    return lines
