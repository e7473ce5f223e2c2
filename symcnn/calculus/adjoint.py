"""The adjoint of a system: for every tensor the equation of its gradient, each derived from the forward equations alone.

``d of/d U[m]`` is the sum, over the equations T that read U, of ``d of/d T[i] * dT[i]/dU[m]``. For a scalar ``of`` the
gradient has U's axes; otherwise (a Jacobian) those of ``of`` come first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from symcnn.calculus.contract import Contraction, contract
from symcnn.calculus.differentiate import Contribution, contributions
from symcnn.calculus.tidy import cost, tidy
from symcnn.display import Legible
from symcnn.equation import Equation, Tensor
from symcnn.expression.build import ONE, add, multiply, total
from symcnn.expression.nodes import Access, Guard, Maximum, Multiply, Node, Partial, Range, Sum, Winner
from symcnn.expression.walk import accesses, canonical, descend, freshened, substitute, tensors, transform
from symcnn.notation.affine import Affine, whole
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Fresh, Letter
from symcnn.system import System

# how long a gradient may be and still be written out where it is used
PLAIN = 26


# stands in a product for brackets that wait to be solved
DELTA = "delta"


def gradient_key(of: str, by: str) -> str:
    """The key of a gradient; never taken apart."""
    return f"d{of}/d{by}"


@dataclass(frozen=True)
class Term:
    """What one equation T passes back: the ranges of T's letters, the gradient of T there, and a contribution."""

    equation: Equation
    ranges: tuple[Range, ...]
    upstream: Node
    contribution: Contribution


@dataclass(frozen=True)
class Adjoint(Legible):
    """The gradients of one tensor of a system, ``of``, by every other one; derived when asked for, then kept.

    With ``named`` every gradient is written in the gradients of the tensors that read it, plain ones such as ``o - t``
    too, as one who writes these down first goes on.
    """

    system: System
    of: str
    named: bool = False
    _equations: dict[str, Equation] = field(default_factory=dict, compare=False, repr=False)

    @property
    def target(self) -> Tensor:
        """The tensor that is differentiated."""
        return self.system.tensors[self.of]

    def tensor(self, by: str) -> Tensor:
        """The gradient by one tensor, as a tensor."""
        below = self.system.tensors[by]
        return Tensor(gradient_key(self.of, by), "", self.target.axes + below.axes, "gradient", (self.of, by),
                      (self.target, below))

    def path(self) -> frozenset[str]:
        """The tensors that ``of`` depends on, itself included."""
        found = {self.of}
        for equation in reversed(self.system.equations):
            if equation.tensor in found:
                found |= tensors(equation.right)
        return frozenset(found)

    def fresh(self, by: str) -> Fresh:
        """A source of letters for a gradient, none of them a letter of its axes."""
        return Fresh((*self.target.letters, *self.system.tensors[by].letters))

    def frame(self, by: str, fresh: Fresh) -> tuple[tuple[Letter, ...], tuple[Letter, ...], Facts]:
        """The free letters of a gradient (of ``of``, then of ``by``) and what is known with them."""
        head = self.target.letters
        tail = tuple(fresh.like(v) if v in head else v for v in self.system.tensors[by].letters)
        axes = self.tensor(by).axes
        intervals = {v: a.interval for v, a in zip(head + tail, axes, strict=True)}
        return head, tail, self.system.facts.within(intervals)

    def terms(self, by: str, head: tuple[Letter, ...], fresh: Fresh) -> list[Term]:
        """The chain rule, equation by equation and reading by reading."""
        path, found = self.path(), []
        for equation in self.system.consumers(by):
            if equation.tensor not in path:
                continue
            start, ranges, upstream = self._upstream(equation, head, fresh)
            right = freshened(substitute(equation.right, start, fresh), fresh)
            value = Access(equation.tensor, tuple(start[v] for v in equation.letters))
            parts = contributions(right, by, fresh, value)
            found += [Term(equation, ranges, upstream, part) for part in parts]
        return found

    def _upstream(self, equation: Equation, head: tuple[Letter, ...],
                  fresh: Fresh) -> tuple[dict[Letter, Affine], tuple[Range, ...], Node]:
        """Values for the free letters of an equation, their ranges, and the gradient by its left side."""
        if equation.tensor == self.of:
            return {v: whole(h) for v, h in zip(equation.letters, head, strict=True)}, (), ONE
        letters = {v: fresh.like(v) for v in equation.letters}
        axes = self.system.tensors[equation.tensor].axes
        ranges = tuple(Range(letters[v], a.interval.lower, a.interval.upper)
                       for v, a in zip(equation.letters, axes, strict=True))
        indices = tuple(whole(v) for v in (*head, *(letters[v] for v in equation.letters)))
        return {v: whole(w) for v, w in letters.items()}, ranges, Access(
            gradient_key(self.of, equation.tensor), indices)

    def equation(self, by: str) -> Equation:
        """The closed form of the gradient by one tensor, in the gradients of its consumers."""
        if by not in self._equations:
            self._equations[by] = self._derive(by)
        return self._equations[by]

    def _derive(self, by: str) -> Equation:
        fresh = self.fresh(by)
        head, tail, facts = self.frame(by, fresh)
        left = self.tensor(by).entry(*head, *tail) if head or tail else Access(gradient_key(self.of, by))
        parts = [self.contracted(t, tail, facts, fresh).node for t in self.terms(by, head, fresh)]
        if by == self.of:
            parts.append(identity(head, tail))
        return Equation(left, self.tidied(self.inlined(add(*parts), fresh), by))

    def direct(self, by: str) -> Equation:
        """The direct derivative only: what the equation of ``of`` itself passes to ``by``, other tensors held fixed."""
        fresh = self.fresh(by)
        head, tail, facts = self.frame(by, fresh)
        parts = [self.contracted(t, tail, facts, fresh).node for t in self.terms(by, head, fresh)
                 if t.equation.tensor == self.of]
        return Equation(self._left(by, head, tail), self.tidied(add(*parts), by))

    def tidied(self, node: Node, by: str) -> Node:
        """A right side tidied, definitions of the tensors on the way folded back."""
        return tidy(node, self.system, self.system.consumers(by))

    def inlined(self, node: Node, fresh: Fresh) -> Node:
        """With the gradients put in that are plain functions of results and targets, such as ``o - t``."""
        if self.named:
            return node
        plain = {gradient_key(self.of, e.tensor): e.tensor for e in self.system.equations if e.tensor != self.of}

        def rule(n: Node) -> Node:
            if not isinstance(n, Access) or n.tensor not in plain or n.tensor in self.system.tensors:
                return n
            if not self.is_plain(plain[n.tensor]):
                return n
            equation = self.equation(plain[n.tensor])
            values = dict(zip(equation.letters, n.indices, strict=True))
            return freshened(substitute(equation.right, values, fresh), fresh)

        return transform(node, rule)

    def is_plain(self, by: str) -> bool:
        """Whether a gradient is short and reads results and targets only, so that it is put in where it is used."""
        node = self.equation(by).right
        if any(isinstance(n, Sum | Maximum | Winner) for n in descend(node)) or cost(node) > PLAIN:
            return False
        roles = {self.system.tensors[k].role if k in self.system.tensors else "gradient" for k in tensors(node)}
        return not roles & {"gradient", "parameter"}

    def contracted(self, term: Term, tail: tuple[Letter, ...], facts: Facts, fresh: Fresh) -> Contraction:
        """One term of the chain rule with its deltas solved away."""
        c = term.contribution
        brackets = [(i, whole(m)) for i, m in zip(c.indices, tail, strict=True)]
        outer = frozenset(r.letter for r in term.ranges)
        return contract(term.ranges + c.ranges, c.guards, multiply(term.upstream, c.factor), brackets, facts, fresh,
                        outer)

    def chain_rule(self, by: str) -> Equation:
        """The chain rule with its partials named; letters that one tensor only passes to the other are not summed."""
        fresh = self.fresh(by)
        head, tail, _ = self.frame(by, fresh)
        parts: dict[Node, Node] = {}
        for t in self.terms(by, head, fresh):
            place = {r.letter: whole(r.letter) for r in t.ranges}
            shared = self._shared(t.equation, by, head, tail)
            entry = Access(t.equation.tensor, tuple(
                shared.get(n, q) for n, q in enumerate(place.values())) if t.ranges else tuple(map(whole, head)))
            moved = {v: shared[n] for n, v in enumerate(place) if n in shared}
            local = Partial(entry, Access(by, tuple(whole(v) for v in tail)))
            ranges = tuple(r for r in t.ranges if r.letter not in moved)
            part = total(ranges, (), multiply(substitute(t.upstream, moved), local))
            parts.setdefault(canonical(part), part)
        return Equation(self._left(by, head, tail), add(*parts.values()))

    def _shared(self, equation: Equation, by: str, head: tuple[Letter, ...],
                tail: tuple[Letter, ...]) -> dict[int, Affine]:
        """Axes of an equation's tensor whose letter every reading of ``by`` repeats, with the free letter it equals."""
        if equation.tensor == self.of:
            return {}
        readings = [a for a in accesses(equation.right) if a.tensor == by]
        return {n: whole(tail[axis]) for n, v in enumerate(equation.letters) for axis in range(len(tail))
                if all(a.indices[axis] == whole(v) for a in readings)}

    def local_form(self, by: str) -> Equation:
        """The chain rule with the local derivatives worked out, the deltas that bind letters standing as brackets."""
        fresh = self.fresh(by)
        head, tail, facts = self.frame(by, fresh)
        parts: list[Node] = [identity(head, tail)] if by == self.of else []
        parts += [self._with_deltas(t, tail, facts, fresh) for t in self.terms(by, head, fresh)]
        return Equation(self._left(by, head, tail), add(*parts))

    def _with_deltas(self, term: Term, tail: tuple[Letter, ...], facts: Facts, fresh: Fresh) -> Node:
        """One term in which only the deltas of bare letters are solved: those are mere renaming."""
        c, bound = term.contribution, {r.letter for r in (*term.ranges, *term.contribution.ranges)}
        pairs = list(zip(c.indices, tail, strict=True))
        bare = [(i, whole(m)) for i, m in pairs if i.letter in bound and sum(i == j for j in c.indices) == 1]
        waiting = tuple(i - m for i, m in pairs if (i, whole(m)) not in bare and i != whole(m))
        factor = multiply(term.upstream, c.factor, Access(DELTA, waiting))
        node = contract(term.ranges + c.ranges, c.guards, factor, bare, facts, fresh).node
        return _deltas_as_guards(node if isinstance(node, Sum) else Sum((), (), node))

    def _left(self, by: str, head: tuple[Letter, ...], tail: tuple[Letter, ...]) -> Access:
        return Access(gradient_key(self.of, by), tuple(whole(v) for v in head + tail))


def identity(head: tuple[Letter, ...], tail: tuple[Letter, ...]) -> Node:
    """One where the letters agree, else zero."""
    return total((), [Guard("==", whole(a) - b) for a, b in zip(head, tail, strict=True)], ONE) if head else ONE


def adjoint_system(system: System, of: str, by: tuple[str, ...], named: bool = False) -> System:
    """The forward equations followed by those of every gradient that the ones asked for need."""
    adjoint = Adjoint(system, of, named)
    needed = list(dict.fromkeys(by))
    for key in needed:
        for equation in system.consumers(key):
            if equation.tensor in adjoint.path() and equation.tensor not in (*needed, of):
                needed.append(equation.tensor)
    order = [e.tensor for e in reversed(system.equations)] + list(system.leaves)
    keys = [k for k in order if k in needed]
    known = dict(system.tensors)
    keys = [k for k in keys if gradient_key(of, k) not in known]
    known.update({gradient_key(of, k): adjoint.tensor(k) for k in keys})
    return System(known, system.equations + tuple(adjoint.equation(k) for k in keys), system.facts, system.origin,
                  system.halves, system.unit_sum, system.ties)


def _deltas_as_guards(node: Node) -> Node:
    """The sum whose body holds waiting brackets, with these among its guards."""
    if not isinstance(node, Sum):
        return node
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    waiting = [q for f in factors if isinstance(f, Access) and f.tensor == DELTA for q in f.indices]
    rest = multiply(*(_deltas_as_guards(f) for f in factors if not (isinstance(f, Access) and f.tensor == DELTA)))
    return total(node.ranges, (*node.guards, *(Guard("==", q) for q in waiting)), rest)
