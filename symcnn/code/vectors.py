"""Equations and accumulations in whole arrays; Python loops run over offsets, and over what no slice reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from symcnn.calculus.scatter import Accumulation
from symcnn.code import nested
from symcnn.code.arrays import array, as_number
from symcnn.code.expressions import Rank
from symcnn.code.identifiers import Identifiers
from symcnn.code.plan import Plan
from symcnn.code.scope import Scope
from symcnn.code.sharing import share_out
from symcnn.code.views import Array, Frame, NoArrayForm, aligned, looped, overhang, reshaped, sliced
from symcnn.code.windows import loops_over, window
from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Add, Maximum, Node, Range, Sum, Winner
from symcnn.expression.walk import accesses, descend, free_letters
from symcnn.notation.affine import Affine, constant, whole
from symcnn.notation.letters import Letter


def is_plain(equation: Equation, plan: Plan) -> bool:
    """Whether a closed form has arrays for all it reads: bare letters or shifted ones, over whole ranges."""
    scope = Scope(plan.tensors, plan.system.facts, Identifiers(), {})
    scope.arrays = dict.fromkeys(plan.tensors, "t")
    scope.letters.update({v: v.name for v in sizes_of(equation.right)})
    scope.letters.update({a.extent.letter or a.extent: "n" for t in plan.tensors.values() for a in t.axes})
    try:
        frame = Frame(scope, _spans(equation, scope), frozenset())
        for node in descend(equation.right):
            if isinstance(node, Winner) and isinstance(node.of, Maximum):
                return False
            if isinstance(node, Sum | Maximum):
                if node.guards:
                    return False
                frame = frame.inside(node.ranges)
        for access in accesses(equation.right):
            around = [overhang(i, a.extent, frame) for i, a in zip(
                access.indices, scope.tensors[access.tensor].axes, strict=True)] if access.indices else []
            if reshaped(access, frame) is None and (looped([access], frozenset()) or any(a != 0 or b != 0 for a, b in around)):
                return False
    except NoArrayForm:
        return False
    return True


def sizes_of(node: Node) -> set[Letter]:
    """The size letters of a right side."""
    return {v for v in free_letters(node) if not v.is_index}


def _spans(equation: Equation, scope: Scope) -> dict[Letter, tuple[Affine, Affine]]:
    axes = scope.tensors[equation.tensor].axes
    return {v: (constant(0), a.extent - 1) for v, a in zip(equation.letters, axes, strict=True)}


@contextmanager
def _attempt(scope: Scope) -> Iterator[None]:
    """What is written within is taken back where it comes to nothing."""
    base = scope.blocks[0]
    kept = len(base.lines), dict(base.known), list(base.names), dict(scope.padded), dict(scope.letters)
    taken = scope.identifiers.taken()
    try:
        yield
    except NoArrayForm:
        scope.blocks = [base]
        del base.lines[kept[0]:]
        base.known, base.names, scope.padded = kept[1], kept[2], kept[3]
        for letter in [v for v in scope.letters if v not in kept[4]]:
            del scope.letters[letter]
        scope.identifiers.restore(taken)
        raise


def write_equation(equation: Equation, name: str, scope: Scope) -> None:
    """The array on the left; in loops over entries where it has no form in arrays."""
    try:
        with _attempt(scope):
            _equation(equation, name, scope)
    except NoArrayForm:
        nested.write_equation(equation, name, scope)


def write_accumulations(parts: tuple[Accumulation, ...], name: str, scope: Scope) -> None:
    """The array that shares are added to; in loops over entries where they have no form in arrays."""
    try:
        with _attempt(scope):
            share_out(parts, name, scope)
    except NoArrayForm:
        nested.write_accumulations(parts, name, scope)


def _equation(equation: Equation, name: str, scope: Scope) -> None:
    spans = _spans(equation, scope)
    bound = [r for n in descend(equation.right) if isinstance(n, Sum | Maximum) for r in n.ranges]
    reads = [a for a in accesses(equation.right)
             if reshaped(a, Frame(scope, {**spans, **_plain_spans(bound)}, frozenset())) is None]
    loops = looped(reads, frozenset(r.letter for r in bound))
    frame = Frame(scope, spans, loops)
    if not loops:
        scope.line(f"{name} = {_whole(array(equation.right, frame), equation, frame, name)}")
        return
    windows = [n for n in _terms(equation.right) if isinstance(n, Sum | Maximum) and loops & {r.letter for r in n.ranges}]
    outer = [Range(v, (first,), (last,)) for v, (first, last) in spans.items() if v in loops]
    windows = windows[:1] if windows and (isinstance(windows[0], Sum) or equation.right is windows[0]) else []
    if not windows and not outer:
        scope.line(f"{name} = {_whole(array(equation.right, frame), equation, frame, name)}")
        return
    start = ", -np.inf" if windows and isinstance(windows[0], Maximum) else ""
    scope.line(f"{name} = np.{'full' if start else 'zeros'}({nested.shape(equation.tensor, scope)}{start})"
               if spans else f"{name} = {'-np.inf' if start else '0.0'}")
    target = Access(equation.tensor, tuple(map(whole, equation.letters)))
    with loops_over(outer, (), frame):
        place = _place(name, target, frame)
        if windows:
            window(windows[0], place, equation.letters, frame)
        rest = [t for t in _terms(equation.right) if t not in windows]
        if rest:
            right = array(rest[0] if len(rest) == 1 else Add(tuple(rest)), frame)
            sign = "+=" if windows else "="
            scope.line(f"{place} {sign} {aligned(right, [v for v in equation.letters if v not in loops]).text}")


def _plain_spans(ranges: Sequence[Range]) -> dict[Letter, tuple[Affine, Affine]]:
    """The spans of those ranges that are plain."""
    return {r.letter: (r.lower[0], r.upper[0]) for r in ranges}


def _terms(node: Node) -> tuple[Node, ...]:
    return node.terms if isinstance(node, Add) else (node,)


def _whole(right: Array, equation: Equation, frame: Frame, name: str) -> str:
    """An array of its own with exactly the axes of the left side."""
    letters = equation.letters
    text = as_number(aligned(right, letters))
    if set(right.axes) == set(letters):
        # a view of what a caller holds, or an input itself, would change with it
        given = isinstance(equation.right, Access) and equation.right.tensor not in frame.scope.equations
        return f"{text.at_least(Rank.ATOM)}.copy()" if given and letters else text.text
    shape = nested.shape(equation.tensor, frame.scope)
    if not right.axes and text.text in ("0", "1"):
        return f"np.{'zeros' if text.text == '0' else 'ones'}({shape})"
    return f"np.full({shape}, {text.text})" if not right.axes else f"np.broadcast_to({text.text}, {shape}).copy()"


def _place(name: str, target: Access, frame: Frame) -> str:
    """The part of the left side that is written in one go."""
    if not target.indices or all(i.letter is not None and i.letter not in frame.looped for i in target.indices):
        return name
    return sliced(name, target, [constant(0)] * len(target.indices), frame).text.text
