"""What a function computes and in what order: forward equations, and gradients in the form that suits the style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from symcnn.calculus.adjoint import Adjoint, gradient_key
from symcnn.calculus.scatter import Accumulation, accumulations
from symcnn.code.rebase import equation_from_zero, from_zero, guard_from_zero, moved, node_from_zero, range_from_zero
from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access
from symcnn.expression.walk import accesses, tensors
from symcnn.numeric.below_greatest import below_greatest
from symcnn.system import System

Form = Equation | tuple[Accumulation, ...]


@dataclass(frozen=True)
class Plan:
    """The equations of a system and of its gradients, indices from 0; ``original`` are as the author counts.

    A gradient has two forms: the closed one, and shares that are added up position by position.
    """

    adjoint: Adjoint
    _forms: dict[tuple[str, bool], Form] = field(default_factory=dict, compare=False, repr=False)
    _written: dict[str, tuple[Equation, Tensor]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def system(self) -> System:
        """The forward system, closed by a loss."""
        return self.adjoint.system

    @property
    def gradients(self) -> dict[str, str]:
        """The tensor that each gradient which can be derived is by."""
        return {gradient_key(self.adjoint.of, k): k for k in self.adjoint.path()
                if gradient_key(self.adjoint.of, k) not in self.system.tensors}

    @property
    def tensors(self) -> dict[str, Tensor]:
        """All tensors, gradients included, with axes from 0."""
        return {k: from_zero(t) for k, t in self._known.items()}

    @property
    def leaves(self) -> tuple[str, ...]:
        """What a function takes: upstream gradients first."""
        known = self.system.leaves
        return tuple(sorted(known, key=lambda k: self.system.tensors[k].role != "gradient"))

    @property
    def auxiliary(self) -> dict[str, tuple[Equation, Tensor]]:
        """What no equation names: the greatest of what exponentials are taken of, and what lies below it."""
        known = {*self.system.tensors, *self.gradients}
        return {k: pair for k, pair in self._as_written.items() if k not in known}

    @property
    def _as_written(self) -> dict[str, tuple[Equation, Tensor]]:
        """The equations that the source works out, as the author counts, exponentials taken below the greatest."""
        if not self._written:
            equations = [*self.system.equations, *(self.adjoint.equation(k) for k in self.gradients.values())]
            tensors = {**self.system.tensors, **{g: self.adjoint.tensor(k) for g, k in self.gradients.items()}}
            self._written.update({t.key: (e, t) for e, t in below_greatest(equations, tensors)})
        return self._written

    def original(self, key: str) -> Equation:
        """The equation that gives a tensor or a gradient, as the author counts."""
        by = self.gradients.get(key)
        return self.system.equation(key) if by is None else self.adjoint.equation(by)

    def closed(self, key: str) -> Equation:
        """The equation that gives a tensor or a gradient, from 0."""
        if (key, True) not in self._forms:
            self._forms[key, True] = equation_from_zero(self._as_written[key][0], self.system.origin, self._known)
        return self._forms[key, True]  # type: ignore[return-value]

    def shares(self, key: str) -> tuple[Accumulation, ...]:
        """A gradient as accumulations, from 0."""
        if (key, False) not in self._forms:
            found = accumulations(self.adjoint, self.gradients[key])
            self._forms[key, False] = tuple(self._from_zero(a) for a in found)
        return self._forms[key, False]  # type: ignore[return-value]

    @property
    def _known(self) -> dict[str, Tensor]:
        """All tensors as the author counts."""
        gradients = {g: self.adjoint.tensor(k) for g, k in self.gradients.items()}
        return {**self.system.tensors, **gradients, **{k: t for k, (_, t) in self.auxiliary.items()}}

    def _from_zero(self, part: Accumulation) -> Accumulation:
        origin = self.system.origin
        if not origin:
            return part
        target = Access(part.target.tensor, tuple(moved(i, origin) - origin for i in part.target.indices))
        return replace(part, target=target, value=node_from_zero(part.value, origin, self._known),
                       outer=tuple(range_from_zero(r, origin) for r in part.outer),
                       inner=tuple(range_from_zero(r, origin) for r in part.inner),
                       guards=tuple(guard_from_zero(g, origin) for g in part.guards))

    def order(self, outputs: Sequence[str], form: Callable[[str], Form]) -> list[str]:
        """The tensors to work out, each after what its form reads."""
        found: dict[str, None] = {}

        def visit(key: str) -> None:
            if key in found or key in self.system.leaves:
                return
            for read in sorted(reads(form(key)), key=self._place):
                visit(read)
            found[key] = None

        for key in outputs:
            visit(key)
        return sorted(found, key=self._place)

    def _place(self, key: str) -> tuple[int, int, int]:
        """Forward equations in order, then gradients in the opposite order."""
        names = [*self.system.leaves, *(e.tensor for e in self.system.equations)]
        if key in names:
            return 0, names.index(key), 0
        if key in self.auxiliary:
            of = accesses(self.auxiliary[key][0].right)[0].tensor
            return (*self._place(of)[:2], 1 + list(self.auxiliary).index(key))
        place, leaves = names.index(self.gradients[key]), len(self.system.leaves)
        # of leaves in their own order, once those that lead to them are known
        return (1, -place, 0) if place >= leaves else (2, place, 0)


def reads(form: Form) -> frozenset[str]:
    """The tensors that a form reads."""
    if isinstance(form, Equation):
        return tensors(form.right)
    return frozenset().union(*(tensors(a.value) for a in form))
