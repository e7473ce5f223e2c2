"""Equations taken apart into lines that do one thing each: a chain of elementwise steps, a sum of a product, a maximum.

``dx[i] = Sum_{k,f} dy[i-f,k]*y[i-f,k]*(1 - y[i-f,k])*w[f,k]`` becomes ``g = dy*y*(1 - y)``, which the gradient of w
reads too, and ``dx[i] = Sum_{k,f} g[i-f,k]*w[f,k]``. Equal parts of different equations are one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from symcnn.expression.build import add, multiply
from symcnn.expression.nodes import Access, Add, Apply, Compare, Maximum, Multiply, Node, Number, Power, Sum, Winner
from symcnn.expression.walk import accesses, canonical, children, descend, rebuild, substitute
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import INDEX, Letter
from symcnn.numeric.blocks import merge_blocks, moved
from symcnn.numeric.boxes import Box, bounds
from symcnn.numeric.brackets import bracket_within
from symcnn.numeric.masks import is_risky
from symcnn.numeric.rectangles import Layout

Axes = tuple[Box, ...]
STEPS = (Add, Multiply, Power, Apply, Compare)


@dataclass(frozen=True)
class Line:
    """``tensor[letters] = right``, ranges being boxes of the layout; ``part`` where no equation names the tensor."""

    tensor: str
    letters: tuple[Letter, ...]
    right: Node
    part: bool = False


@dataclass(frozen=True)
class Parts:
    """The lines so far, the axes of their tensors, and which right side is whose."""

    layout: Layout
    axes: dict[str, Axes]
    lines: list[Line] = field(default_factory=list)
    known: dict[tuple[Node, Axes], str] = field(default_factory=dict)

    def take(self, tensor: str, letters: tuple[Letter, ...], right: Node) -> None:
        """Writes the lines of one equation, its right side rectangular."""
        right = self._top(right)
        known = self.known.get(self._definition(right, letters))
        if known is not None and isinstance(right, STEPS):
            # such as a bias's gradient, which that of the weights has asked for
            self.lines.append(Line(tensor, letters, Access(known, tuple(map(whole, letters)))))
            return
        self.lines.append(Line(tensor, letters, right))
        self.known.setdefault(self._definition(right, letters), tensor)

    def _top(self, node: Node) -> Node:
        node = bracket_within(node)
        if isinstance(node, Sum):
            return self._sum(node)
        if isinstance(node, Multiply) and len(node.factors) == 2:
            scale, rest = node.factors
            if isinstance(scale, Number) and isinstance(rest, Sum):
                return multiply(scale, self._sum(rest))
        return self._chain(node, top=True)

    def _chain(self, node: Node, *, top: bool = False) -> Node:
        """An elementwise node with the sums in it named, and what holds fewer letters than the whole."""
        if isinstance(node, Sum):
            return self.named(self._sum(node))
        if not isinstance(node, STEPS):
            return node
        if not top and (found := self._found(node)) is not None:
            return found
        if isinstance(node, Multiply):
            return self._product(node)
        below = self._chains(children(node))
        if _letters(below):
            # what has no letters is one number, and is worked out as one
            below = [self.named(n) if _takes_steps(n) and not _letters([n]) else n for n in below]
        return rebuild(node, tuple(below))

    def _chains(self, nodes: Sequence[Node]) -> list[Node]:
        """Several, those with sums in them first: what is summed, such as exp(z), may be what another one asks for."""
        found: dict[int, Node] = {}
        for place in sorted(range(len(nodes)), key=lambda p: not any(isinstance(n, Sum) for n in descend(nodes[p]))):
            found[place] = self._chain(nodes[place])
        return [found[place] for place in range(len(nodes))]

    def _product(self, node: Multiply) -> Node:
        """Factors over the same few letters become one: ``(o - t)*o*(1 - o)*z`` over o and p is ``d*z``."""
        factors = self._chains(node.factors)
        bare, everything = _bare(node), _letters(factors)
        groups: dict[frozenset[Letter], list[Node]] = {}
        for factor in factors:
            groups.setdefault(_letters([factor]), []).append(factor)
        kept: list[Node] = []
        for letters, group in groups.items():
            if letters:
                narrow = bare and letters < everything and not all(isinstance(f, Access) for f in group)
            else:
                narrow = bool(everything) and any(map(_takes_steps, group))
            kept += [self.named(multiply(*group))] if narrow else group
        return multiply(*kept)

    def _sum(self, node: Sum) -> Node:
        """A sum whose factors are entries of tensors, where that can be."""
        body = node.body
        if any(isinstance(n, Maximum | Winner) for n in descend(body)) or (node.guards and is_risky(body)):
            return node
        if isinstance(body, Add):
            if not _bare(body) or node.guards:
                return add(*(self._chain(Sum(node.ranges, node.guards, t)) for t in body.terms))
            return Sum(node.ranges, node.guards, self.named(self._chain(body)))
        factors = [self._inner(f) for f in (body.factors if isinstance(body, Multiply) else (body,))]
        groups: dict[tuple[Affine, ...] | Node, list[Node]] = {}
        for factor in factors:
            groups.setdefault(_place(factor), []).append(factor)
        self._with_blocks(groups)
        kept: list[Node] = []
        for place, group in groups.items():
            if isinstance(place, tuple) and self._gathers(place, group):
                kept.append(self._at(place, group))
            else:
                kept += [self.named(self._chain(f)) if self._worth_a_name(f) else f for f in group]
        return Sum(node.ranges, node.guards, multiply(*kept))

    def _with_blocks(self, groups: dict[tuple[Affine, ...] | Node, list[Node]]) -> None:
        """Makes factors at blocks of places and those at the places one tensor, where the former vanish outside."""
        found = merge_blocks(groups, self.axes, self.layout.boxes, self.layout.letter)
        if found is None or not any(map(_vanishes, groups[found[0]])):
            return
        blocks, places, letters, within = found
        spread = groups.pop(blocks)
        read = spread[0] if all(isinstance(f, Access) for f in spread) and len(spread) == 1 else self._at(blocks, spread)
        product = multiply(moved(read, within), *(at_letters(f, letters) for f in groups[places]))
        entry = self.named(self._chain(product, top=True), letters)
        groups[places] = [Access(accesses(entry)[0].tensor, places)]

    def _inner(self, node: Node) -> Node:
        """A factor with the sums in it named."""
        if isinstance(node, Sum):
            return self.named(self._sum(node))
        if not isinstance(node, STEPS):
            return node
        if isinstance(node, Power) and node.exponent == 2 and isinstance(node.base, Add) and _bare(node) and accesses(node):
            # a difference that is squared is asked for in the gradient, and summed by one product with itself
            return Power(self.named(self._chain(node.base)), node.exponent)
        return rebuild(node, tuple(self._inner(child) for child in children(node)))

    def _worth_a_name(self, factor: Node) -> bool:
        """Whether a factor takes steps, at letters alone."""
        return isinstance(factor, Add | Apply) and bool(accesses(factor)) and _bare(factor)

    def _gathers(self, place: tuple[Affine, ...], group: Sequence[Node]) -> bool:
        """Whether factors that all read one place are worth a tensor, and mean the same outside of their domain."""
        if all(isinstance(f, Access) for f in group):
            return False
        axes = {self.axes[a.tensor] for f in group for a in accesses(f)}
        if len(axes) > 1:
            return False
        if any(_vanishes(f) for f in group):
            return True
        inside = (bounds(q, self.layout.boxes) for q in place)
        return all(low >= b.first and high < b.first + b.extent
                   for (low, high), b in zip(inside, next(iter(axes)), strict=True))

    def _at(self, place: tuple[Affine, ...], group: Sequence[Node]) -> Node:
        """The product of factors as an entry, at their place, of a tensor of its own."""
        axes = self.axes[accesses(group[0])[0].tensor]
        letters = tuple(self.layout.letter(b.first, b.extent) for b in axes)
        moved = multiply(*(at_letters(f, letters) for f in group))
        entry = self.named(self._chain(moved, top=True), letters)
        return Access(accesses(entry)[0].tensor, place)

    def _definition(self, node: Node, letters: Sequence[Letter]) -> tuple[Node, Axes]:
        names = {v: whole(Letter(INDEX, "axis", i)) for i, v in enumerate(letters)}
        return canonical(substitute(node, names)), tuple(self.layout.boxes[v] for v in letters)

    def _found(self, node: Node) -> Access | None:
        letters = _in_order(node)
        known = self.known.get(self._definition(node, letters))
        return None if known is None else Access(known, tuple(whole(v) for v in letters))

    def named(self, node: Node, letters: Sequence[Letter] | None = None) -> Node:
        """The entry of a tensor that stands for the node: one that is known, or a new one."""
        letters = _in_order(node) if letters is None else tuple(letters)
        if isinstance(node, Number) or (isinstance(node, Access) and node.indices == tuple(whole(v) for v in letters)):
            return node
        definition = self._definition(node, letters)
        if definition not in self.known:
            key = f"part {len(self.known)}"
            self.known[definition] = key
            self.axes[key] = definition[1]
            self.lines.append(Line(key, tuple(letters), node, part=True))
        return Access(self.known[definition], tuple(whole(v) for v in letters))


def _takes_steps(node: Node) -> bool:
    """Whether a factor is more than an entry or one over an entry."""
    return isinstance(node, STEPS) and not (isinstance(node, Power) and isinstance(node.base, Access))


def _letters(nodes: Iterable[Node]) -> frozenset[Letter]:
    return frozenset(v for n in nodes for v in _in_order(n))


def _in_order(node: Node) -> tuple[Letter, ...]:
    """The letters that the node leaves free, in the order they are met."""
    bound = {r.letter for n in descend(node) if isinstance(n, Sum | Maximum) for r in n.ranges}
    found: dict[Letter, None] = {}
    for inner in descend(node):
        quantities = [*getattr(inner, "indices", ()), *getattr(inner, "at", ())]
        if isinstance(inner, Sum | Maximum):
            quantities += [g.quantity for g in inner.guards] + [g.modulus for g in inner.guards if g.modulus is not None]
        if (own := getattr(inner, "quantity", None)) is not None:
            quantities.append(own)
        for quantity in quantities:
            found |= dict.fromkeys(v for v in sorted(quantity.letters) if v not in bound)
    return tuple(found)


def _bare(node: Node) -> bool:
    """Whether every entry under the node is read at letters alone."""
    return all(i.letter is not None for a in accesses(node) for i in a.indices)


def _place(node: Node) -> tuple[Affine, ...] | Node:
    """The one place that a factor reads all its tensors at, or the factor itself where there are several or none."""
    places = {a.indices for a in accesses(node)}
    plain = all(isinstance(n, (Access, Number, *STEPS)) for n in descend(node))
    return next(iter(places)) if len(places) == 1 and plain and next(iter(places)) else node


def _vanishes(node: Node) -> bool:
    """Whether an elementwise factor is 0 where all entries in it are, as they are outside of their domain."""
    match node:
        case Access():
            return True
        case Number():
            return node.value == 0
        case Add():
            return all(map(_vanishes, node.terms))
        case Multiply():
            return any(map(_vanishes, node.factors))
        case Power():
            return node.exponent > 0 and _vanishes(node.base)
        case Compare():
            return node.relation in (">", "<", "!=") and _vanishes(node.left) and _vanishes(node.right)
    return False


def at_letters(node: Node, letters: Sequence[Letter]) -> Node:
    """The node with the one place it reads replaced by letters."""
    if isinstance(node, Access):
        return Access(node.tensor, tuple(whole(v) for v in letters))
    return rebuild(node, tuple(at_letters(child, letters) for child in children(node)))
