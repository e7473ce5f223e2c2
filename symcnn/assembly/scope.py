"""Where a right side stands: the draft, what the text names, the letters bound around it, the letters of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from symcnn.assembly.operations import operations
from symcnn.assembly.sizes import quantity_of
from symcnn.assembly.survey import LetterNames, Survey, shape_of, squeezed
from symcnn.draft.array import Operand, Pending
from symcnn.draft.draft import Draft
from symcnn.draft.quantities import written
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.reading.statements import Leaf
from symcnn.reading.tree import Tree
from symcnn.reading.words import function_key

MODES = ("valid", "same", "full")
# and not sigma, sign or step, which may be names of arrays
FUNCTION_NAMES = frozenset(["sigmoid", "tanh", "relu", "softplus", "exp", "log", "ln", "sqrt", "ReLU", "sin", "cos"])


@dataclass
class Marks:
    """What was met on the way through one right side; ``spans`` are the extents of letters that index a known axis.

    ``parts`` are the letters of rows and slices.
    """

    indexed: bool = False
    parts: list[str] = field(default_factory=list)
    loss: bool = False
    spans: dict[str, Affine] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """``letters`` are bound around the right side, ``hint`` are those of the result where they reach this deep.

    ``meanings`` says what the author lets a glyph mean, ``functions`` what the author's function names stand for.
    """

    draft: Draft
    survey: Survey
    letters: Mapping[str, Letter] = field(default_factory=dict)
    hint: LetterNames | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)

    def without_hint(self) -> Scope:
        return replace(self, hint=None) if self.hint is not None else self

    def binding(self, letters: Mapping[str, Letter]) -> Scope:
        return replace(self, letters={**self.letters, **letters})

    def quantity(self, tree: Tree) -> Affine:
        """A size or an index, letters in scope included."""
        return quantity_of(tree, self.draft.knowledge, self.letters)

    def is_size(self, name: str) -> bool:
        knowledge = self.draft.knowledge
        return name in knowledge.used or name in self.survey.sizes | self.survey.spoken or name in knowledge.numbers

    def is_tensor(self, name: str) -> bool:
        return name in self.survey.tensors

    def is_given(self, name: str) -> bool:
        """Whether a line, or an operand with letters, makes the name a tensor's."""
        survey = self.survey
        return name in self.draft.arrays or name in survey.data or name in survey.variants or name in survey.leaves

    def tensor(self, name: str, letters: LetterNames | None = None) -> Operand:
        """The tensor of a name, as far as it is known; ``letters`` tell two of one name apart."""
        key = self.survey.key(name, letters)
        self.draft.shown.setdefault(key, name)
        if key in self.draft.arrays:
            return self.draft.arrays[key]
        return self._leaf(key, self.survey.leaves.get(key), letters)

    def _leaf(self, key: str, leaf: Leaf | None, letters: LetterNames | None) -> Operand:
        draft = self.draft
        if leaf is None and key not in self.survey.data and key in FUNCTION_NAMES:
            raise MeaninglessError(f"{key} names a function, and no array: write it as {key}(x)")
        if leaf is None and key not in self.survey.data and (function_key(key) in operations() or key in MODES):
            raise MeaninglessError(f"{key} names an operation, and no array: write it as conv(x, w, padding=1), avg_pool(x, 2)")
        named = leaf.letters if leaf is not None and leaf.letters is not None else None
        rank = len(leaf.sizes) if leaf is not None and leaf.sizes is not None else len(named) if named else None
        numbers = self._numbers(key, rank)
        extents: tuple[Affine, ...] | None = numbers
        if leaf is not None and leaf.sizes is not None:
            extents = tuple(quantity_of(s, draft.knowledge) for s in leaf.sizes)
            _check_numbers(key, extents, numbers)
        if named is None and letters is not None and (extents is None or len(extents) == len(letters)):
            named = letters
        if named is not None and extents is not None and len(named) != len(extents):
            raise ShapeError(f"{key} has {len(named)} letters and {len(extents)} sizes: give one size for each letter")
        if extents == ():
            return draft.enter(key, (), ())
        if named is not None and extents is not None:
            draft.lettered.add(key)
            return draft.enter(key, named, extents)
        return Pending(key, named, extents)

    def _numbers(self, key: str, rank: int | None) -> tuple[Affine, ...] | None:
        if key not in self.survey.data:
            return None
        value = self.survey.data[key]
        return tuple(whole(n) for n in shape_of(value if rank is None else squeezed(value, rank)))


def _check_numbers(key: str, extents: tuple[Affine, ...], numbers: tuple[Affine, ...] | None) -> None:
    if numbers is None:
        return
    agree = len(numbers) == len(extents) and all(
        e.number is None or e == n for e, n in zip(extents, numbers, strict=True))
    if not agree:
        shapes = ["×".join(written(e) for e in s) or "scalar" for s in (numbers, extents)]
        raise ShapeError(f"{key} is given {shapes[0]} numbers and said to be {shapes[1]}: make both the same")
