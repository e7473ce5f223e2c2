"""From a name in a claim to what it names: a tensor, a gradient, an entry of one, a size, or the writer's own definition.

A shown letter is resolved by its subscript count, then as a slice, then as an entry of its capital.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.centred import Axis, Range
from symcnn.checking.binding.error_names import errors
from symcnn.checking.binding.label_names import label_of
from symcnn.checking.binding.lettered import alias, names_of, of_the_layer, without_superscripts
from symcnn.checking.binding.loose_names import behind_the_loss, by_number, in_other_spelling, loosely_named, of_sample
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.subscripts import gradient_of, other_case, run_of, subscripts
from symcnn.checking.binding.target import Target
from symcnn.errors import NameProblem, NameUnknown, quoted
from symcnn.notation.spelling import Parts, parts_of_name, split, undressed
from symcnn.reading.parser import parse
from symcnn.reading.tree import Application, Derivative, Entry, Name, Tree, walk

_WORN = ("\\hat{", "\\bar{", "\\tilde{", "\\vec{", "\\mathbf{", "\\boldsymbol{")


@dataclass(frozen=True)
class Names:
    """What the names of a sheet mean, for one model; ``delta_is_error`` where delta is no sign of a derivative.

    ``aliases`` are names for gradients, those that the writer ``said`` to be some among them.

    ``layouts`` is what matrices of windows, kernels and results have rows or columns for, where that is settled, and
    ``centred`` the axes that the writer counts from the middle, by name and number, and are moved. The size letters that
    nobody wrote are ``unwritten``: a name of the sheet is none of them.
    """

    model: Model
    aliases: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    delta_is_error: bool = True
    layouts: Mapping[str, str] = field(default_factory=dict)
    centred: dict[Axis, Range] = field(default_factory=dict)
    unwritten: frozenset[str] = frozenset()
    _met: dict[tuple[str, tuple[Tree, ...]], Target | None] = field(default_factory=dict, init=False, compare=False)
    _since: dict[str, str] = field(default_factory=dict, init=False, compare=False)

    @cached_property
    def _shown(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, tensor in self.model.network.forward_system.tensors.items():
            found.setdefault(tensor.shown, []).append(key)
        return found

    @cached_property
    def _numbered(self) -> set[str]:
        """The letters of names for gradients that are told apart by a number: no entries of one array."""
        found = (parts_of_name(name) for name in self.model.network.assembled.abbreviations)
        return {p.base for p in found if p is not None and p.subscript.isdigit()}

    @property
    def shown(self) -> Iterable[str]:
        """The names of the tensors, as they are shown."""
        return self._shown

    def keys(self, shown: str) -> list[str]:
        """The tensors shown by a name, gradients apart."""
        return list(self._shown.get(shown, ()))

    def rank(self, key: str) -> int:
        """The number of axes of a tensor."""
        return len(self.model.system.tensors[key].axes)

    def knows(self, name: str) -> bool:
        """Whether a name stands for anything."""
        try:
            self.target(name)
        except (NameUnknown, NameProblem):
            return False
        return True

    def multiplies(self, tree: Application) -> bool:
        r"""Whether ``x(d)``, ``y(1-y)`` is a product: an array stands in the bracket; a single letter may be an index too.

        A letter that wears something, ``U(\hat{y} - y)``, is that of an array, known or not.
        """
        base = tree.base.name if isinstance(tree.base, Name) else ""
        inside = [t.name for t in walk(tree.arguments[0]) if isinstance(t, Name)] if len(tree.arguments) == 1 else []
        return any(name.startswith(_WORN) or ((len(name) > 1 or name == base) and self._is_array(name)) for name in inside)

    def _is_array(self, name: str) -> bool:
        try:
            found = self.target(name)
        except (NameUnknown, NameProblem):
            return False
        return self.rank(found.key) > len(found.indices)

    def size(self, name: str) -> int | None:
        """The number of a size letter or of a named extent."""
        return self._sizes.get(name)

    @cached_property
    def _sizes(self) -> dict[str, int]:
        # what an author named a result's extents by is a size too, worked out from the others
        named = {size.letter.name: number for key, sizes in self.model.network.assembled.extents.items()
                 if key in self.model.shapes for size, number in zip(sizes, self.model.shape(key)[-len(sizes):], strict=False)
                 if size.letter is not None}
        sizes = {letter.name: number for letter, number in reversed(list(self.model.sizes.items()))}
        return {name: number for name, number in (named | sizes).items() if name not in self.unwritten}

    def target(self, name: str, indices: tuple[Tree, ...] = ()) -> Target:
        """The tensor or gradient a name with these subscripts stands for; raises ``NameUnknown``."""
        if self._since != self.aliases:
            self._met.clear()
            self._since.clear()
            self._since.update(self.aliases)
        if (name, indices) not in self._met:
            self._met[name, indices] = self._resolved(name, indices)
        found = self._met[name, indices]
        if found is None:
            raise NameUnknown(f"nothing is called {quoted(name)} here")
        return found

    def _resolved(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        for resolve in (self._tensor, self._alias, self._abbreviated, self._same_in_capitals, self._differential,
                        self._error, self._of_own_letter, self._subscripted, self._capital):
            found = resolve(name, indices)
            if found is not None:
                return found
        return of_sample(self, name, indices) or loosely_named(self, name, indices) or by_number(self, name, indices)

    def _tensor(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        found = self.keys(name)
        fitting = [k for k in found if self.rank(k) == len(indices)]
        if not indices:
            chosen = found if len(found) == 1 else []
        else:
            chosen = fitting or [k for k in found if self.rank(k) > len(indices)]
        if not fitting and indices and (label := label_of(self.model, name, found, indices)) is not None:
            return Target(label, indices, f"{name} stands for the target")
        if len(chosen) > 1:
            chosen = self._by_letters(chosen, indices) or chosen[:1]
        if not chosen:
            return None
        return Target(chosen[0], indices)

    def _by_letters(self, keys: Iterable[str], indices: tuple[Tree, ...]) -> list[str]:
        """Of tensors with one shown letter, those whose axes carry most of the letters written."""
        written = {t.name for t in indices if isinstance(t, Name)}
        scored = [(len(written & {a.letter for a in self.model.system.tensors[k].axes}), k) for k in keys]
        best = max(s for s, _ in scored)
        return [k for s, k in scored if s == best]

    def _alias(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        return alias(self, name, indices)

    def _abbreviated(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        text = self.model.network.assembled.abbreviations.get(name)
        if text is None:
            return None
        tree = parse(text, frozenset(t.shown for t in self.model.system.tensors.values()))
        if isinstance(tree, Derivative):
            found = self.gradient(Entry(tree.by, indices) if indices and isinstance(tree.by, Name) else tree.by)
            return Target(found.key, indices or found.indices)
        return None

    def _differential(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        """``dW``, ``dLdW`` and ``grad_W`` are the gradient by W where nothing has these names."""
        of = [name[1:], *behind_the_loss(name)] if name[:1] == "d" else [gradient_of(name)] if name[:1] == "g" else ()
        for by in filter(None, of):
            with suppress(NameUnknown, NameProblem):
                return self._as_gradient(self.target(by, indices))
        return None

    def _error(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        """``\\delta``, the error: the gradient that a fragment is given, or by the first tensor it may belong to."""
        fitting = [k for k in errors(self, name) if self.rank(k) >= len(indices)]
        return Target(fitting[0], indices, f"{name} read as {fitting[0]}") if fitting else None

    def gradients(self, keys: Iterable[str]) -> list[str]:
        """The gradients of a loss by some tensors, where there are any."""
        known = self.model.system.tensors
        return [g for k in keys for loss in self.model.losses if (g := gradient_key(loss, k)) in known]

    def gradient_by(self, key: str) -> str:
        """The gradient by a tensor, of the loss that hangs on it."""
        return next(iter(self.gradients([key])), gradient_key(self.model.network.loss, key))

    def gradient(self, tree: Tree) -> Target:
        """The gradient of the loss by what a tree names."""
        return self._as_gradient(self.named(tree))

    def _as_gradient(self, found: Target) -> Target:
        for loss in self.model.losses:
            key = gradient_key(loss, found.key)
            if found.key != loss and key in self.model.system.tensors:
                return Target(key, found.indices, found.note)
        raise NameUnknown(f"{quoted(found.key)} has no gradient here")

    def named(self, tree: Tree) -> Target:
        """What a tree names: a bare name or an entry."""
        match tree:
            case Name():
                return self.target(tree.name)
            case Entry(base=Entry() as inner):
                return self.named(Entry(inner.base, inner.indices + tree.indices))
            case Entry(base=Name() as base):
                return self._indexed(base.name, tree.indices)
            case Application(base=Name() as base):
                return self._indexed(base.name, tree.arguments)
        raise NameUnknown(f"expected a name or an entry, not {type(tree).__name__.lower()}")

    def _indexed(self, name: str, indices: tuple[Tree, ...]) -> Target:
        """An entry; one subscript that is a run of digits or letters is as many indices where the axes say so."""
        runs = run_of(indices[0]) if len(indices) == 1 else None
        first = None
        for found in (t for given in ((runs, indices) if runs else (indices,)) for t in self._with_indices(name, given)):
            if self._is_entry(found):
                return found
            first = first or found
        return first if first is not None and runs else self.target(name, indices)

    def _subscripted(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        """A name whose subscript holds indices: ``x_{12}``, ``o_1``, ``Z_{11}^{(1)}``."""
        parts = parts_of_name(name)
        if parts is None or not parts.subscript or (parts.subscript.isdigit() and parts.base in self._numbered):
            return None
        base = Parts(parts.base, "", parts.primes, parts.superscript).join()
        found = [t for trees in subscripts(parts.subscript) for t in self._with_indices(base, trees + indices)]
        word, _, rest = parts.subscript.partition(",")
        if not found and rest and len(word) > 1 and word.isalpha():
            # G_{col,r} is the entry r of G_{col}
            longer = Parts(parts.base, word, parts.primes, parts.superscript).join()
            found = [t for trees in subscripts(rest) for t in self._with_indices(longer, trees + indices)]
        fitting = [t for t in found if self._is_entry(t)]
        return next(iter(fitting or found), None)

    def _is_entry(self, target: Target) -> bool:
        """Whether there is an index for every axis, those behind that have one entry apart."""
        return all(n == 1 for n in self.model.shape(target.key)[len(target.indices):])

    def _with_indices(self, base: str, indices: tuple[Tree, ...]) -> Iterator[Target]:
        others = (self._alias, self._abbreviated, self._differential, self._error)
        for shown in self._spellings(base):
            for way in (self._tensor, *others) if self.keys(shown) else others:
                found = way(shown, indices)
                if found is not None and self.rank(found.key) >= len(found.indices):
                    yield found
        if not self.keys(base):
            yield from (Target(k, indices) for k in without_superscripts(self, base, names_of(indices)))
            yield from (Target(k, indices, f"{base} read as {k}") for k in of_the_layer(self, base))

    def _spellings(self, base: str) -> Iterator[str]:
        yield base
        yield from other_case(base)
        if not self.keys(base):
            yield from self._in_fonts(base)
            yield from in_other_spelling(self, base)

    def _in_fonts(self, base: str) -> list[str]:
        """The tensors whose letter wears a font or an arrow and is this one: ``x_0`` of ``\\vec{x}``."""
        parts = parts_of_name(base)
        if parts is None:
            return []
        dressed = [n for n in self._shown if (other := split(n)).base != parts.base
                   and replace(other, base=undressed(other.base)) == parts]
        return dressed if len(dressed) == 1 else []

    def _same_in_capitals(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        """``w_0^o`` for ``W_0^o``, where only that is there."""
        found = [k for other in other_case(name) for k in self.keys(other)]
        return Target(found[0], indices) if len(found) == 1 and not indices else None

    def _of_own_letter(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        """``P_1`` for ``P1``, where nothing is called P but something p, of which it would be an entry."""
        parts = parts_of_name(name)
        if parts is None or self.keys(parts.base) or not any(self.keys(n) for n in other_case(parts.base)):
            return None
        return by_number(self, name, indices)

    def _capital(self, name: str, indices: tuple[Tree, ...]) -> Target | None:
        for other in other_case(name):
            found = self._tensor(other, indices)
            if found is not None and indices:
                return found
        return None
