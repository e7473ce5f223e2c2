"""A line that sets a parameter to its new value: how it is told from others, and what it says of the pass after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.judge.unknown import is_unknown, unknown_names
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.own_rules import has_rule, step_by_rule
from symcnn.checking.lines.remembered import _placed
from symcnn.checking.lines.steps_of_own_size import of_own_size
from symcnn.checking.lines.update import Updates, judge_update
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.numbers.stated import Stated
from symcnn.checking.numbers.typed import typed
from symcnn.checking.numbers.value import exact
from symcnn.errors import NameUnknown, NotSupportedYet, SymcnnError, quoted
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    Derivative,
    Differential,
    Entry,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
    has,
    walk,
)

STEP = 0.37
SIZES = ("\\eta", "\\alpha", "lr")
STEPPED = ("+", "new", "neu", "updated", "next")
BEFORE = ("old", "alt", "-", "prev", "current")


def is_update(reading: Reading, chain: Chain, head: Tree, others: list[Tree], is_new: bool) -> bool:
    """Whether a chain gives a parameter its new value: by its sign, or because it starts from the old one.

    ``is_new`` says that the name is one for a new value.
    """
    key = reading.head_key(head)
    tensors = reading.names.model.network.system.tensors
    if key is None or key not in reading.names.model.network.system.leaves or tensors[key].role == "gradient":
        return False
    gradient = reading.names.gradient_by(key)
    if gradient not in reading.names.model.system.tensors:
        return False
    if is_new or chain.relations[0] in (":=", "<-"):
        return True
    nodes = [n for tree in others for n in find(tree, Name, Entry, Derivative, Nabla)]
    if any(reading.head_key(n) == gradient for n in nodes):
        return True
    if starts_from(reading, others[0], key):
        return True
    # numbers alone: the old values less a multiple of the gradient's
    return not nodes and reading.data is not None and any(
        isinstance(n, Operation) and n.operator == "-" for n in walk(others[0]))


def is_primed_anew(reading: Reading, head: Tree, others: Sequence[Tree]) -> bool:
    """Whether a leaf with a prime is a name of its own: ``v' = \\mu v + g``, ``w' = w - \\eta v'``, and no plain step."""
    if not isinstance(head, Name) or "'" not in head.name or reading.names.keys(head.name) or is_numeric(others[0]):
        return False
    found = reading.names.keys(replace(split(head.name), primes=0).join())
    system = reading.names.model.network.system
    if not found or found[0] not in system.leaves:
        return False
    gradient = reading.names.gradient_by(found[0])
    nodes = [n for tree in others for n in find(tree, Name, Entry, Derivative, Nabla)]
    return not any(reading.head_key(n) == gradient for n in nodes)


def is_step_known(reading: Reading, old: Tree) -> bool:
    """Whether the page gives the step size, and the numbers that tell the old value and its gradient."""
    key = reading.head_key(old)
    gradient = reading.names.gradient_by(key or "")
    if reading.data is None or key is None or not {key, gradient} <= set(reading.names.model.system.tensors):
        return False
    given = any(name in reading.defined or reading.names.keys(name) for name in SIZES)
    return given and all(np.isfinite(reading.data.truth(k)).all() for k in (key, gradient))


def numbered_steps(reading: Reading, head: Tree, others: list[Tree]) -> tuple[Tree, list[Tree]]:
    """``w_2 = w_1 - a dJ/dw`` numbers the steps: both are w, where the gradient is that by all of w."""
    first = others[0] if others else head
    if not isinstance(head, Name) or not isinstance(first, Operation) or not isinstance(first.left, Name):
        return head, others
    new, old = split(head.name), split(first.left.name)
    whole = replace(new, subscript="")
    numbered = new.subscript.isdigit() and old.subscript.isdigit() and int(new.subscript) == int(old.subscript) + 1
    by_whole = any(t.by == Name(whole.join()) for t in find(first.right, Derivative))
    if not (numbered and by_whole and replace(old, subscript="") == whole and first.operator in ("+", "-")):
        return head, others
    return Name(whole.join()), [replace(first, left=Name(whole.join())), *others[1:]]


def starts_from(reading: Reading, tree: Tree, key: str) -> bool:
    """Whether a line begins with an old value and goes a step: ``b + a dz``, or ``W_1 - a dW_1`` said of another weight."""
    if not isinstance(tree, Operation) or tree.operator not in ("+", "-") or not isinstance(tree.left, Name | Entry):
        return False
    old = reading.head_key(tree.left)
    if old == key:
        return any(isinstance(n, Derivative | Nabla) or (isinstance(n, Name) and n.name.startswith("d"))
                   for n in walk(tree.right))
    gradient = reading.names.gradient_by(old or "")
    return old in reading.names.model.network.system.leaves and any(
        reading.head_key(n) == gradient for n in find(tree.right, Name, Entry, Derivative, Nabla))


def stepped_by(others: Sequence[Tree]) -> float | None:
    """The step size in ``0.4 - 0.5 \\cdot 0.08``, the first line of numbers alone, or None."""
    for tree in others:
        if is_numeric(tree) and isinstance(tree, Operation) and tree.operator in ("-", "+"):
            step = tree.right
            if isinstance(step, Operation) and step.operator in ("*", "juxtapose") and isinstance(step.left, Number):
                return float(typed(step.left.text).data)
    return None


def before_the_step(reading: Reading, head: Tree, words: Sequence[str] = STEPPED) -> Tree:
    """``w^{+}``, ``w^{new}``, ``w_{new}`` as ``w``, where only that is known: the left side of a step."""
    if not isinstance(head, Name) or not is_unknown(reading, head):
        return head
    parts = split(head.name)
    if parts.superscript in words:
        old = Name(replace(parts, superscript="").join())
    elif parts.subscript in words:
        old = Name(replace(parts, subscript="").join())
    else:
        return head
    return head if is_unknown(reading, old) else old


def before_the_prime(reading: Reading, head: Tree) -> Tree:
    """``w'`` as ``w``, where only that is known and is a leaf: numbers for it are those after a step."""
    if not isinstance(head, Name) or not head.name.endswith("'") or reading.names.keys(head.name):
        return head
    old = Name(replace(split(head.name), primes=0).join())
    return old if reading.head_key(old) in reading.names.model.network.system.leaves else head


def update(reading: Reading, head: Tree, others: list[Tree], claim: str, updates: Updates) -> Outcome:
    """A step of descent judged, its new values kept for the pass after it."""
    if has_own_rule(reading, others):
        raise NotSupportedYet("no loss is stated that the step could be of")
    if is_scaled(head, others):
        raise NotSupportedYet("this is no step along a gradient")
    if error := unknown_error(reading, others):
        return by_error(reading, error, lambda: update(reading, head, others, claim, updates))
    with_step_sizes(reading, others)
    # the old value restated on the way, as in W := ... = W = [old] - ..., claims nothing new
    others = [t for t in others if not (isinstance(t, Name) and reading.head_key(t) == reading.head_key(head))]
    judge = judge_update(reading, head, others, updates)
    links = tuple(judge.links())
    if judge.key is not None and links and links[0].verdict == "wrong" and not is_numeric(others[0]) and has_rule(
            reading, judge.key, others[0]) and (found := step_by_rule(reading, head, judge.key, others, claim, updates)):
        return found
    links = of_own_size(reading, judge, links) if judge.key is not None else links
    world = reading.data
    if world is not None and judge.key is not None:
        right = updates.right[judge.key] = judge.stepped(world, False)
        last = next((x for x in reversed(links) if x.written is not None), None)
        placed = None if last is None or last.written is None else _placed(world, judge, last.written, right.shape)
        if last is not None and placed is not None:
            before = updates.written.get(judge.key, Stated(right, np.zeros(right.shape), claim, True))
            data, radius = np.array(before.data), np.array(before.radius)
            where, data[where], radius[where] = placed
            updates.written[judge.key] = Stated(data, radius, claim if before.good else before.claim,
                                                before.good and last.verdict in ("right", "rounding"))
    return Outcome("update", links, head, judge.key, judge)


def has_own_rule(reading: Reading, others: Sequence[Tree]) -> bool:
    """Whether a step is told in letters and by no gradient where the page has no loss: ``w + a (y - \\hat{y}) x``."""
    tensors = reading.names.model.system.tensors
    nodes = [n for t in others for n in walk(t)]
    return reading.names.model.network.is_fragment and any(
        isinstance(n, Name) and is_unknown(reading, n) for n in nodes) and not any(
        isinstance(n, Derivative | Nabla | Differential) or ((key := reading.head_key(n)) in tensors
                                                             and tensors[key or ""].role == "gradient") for n in nodes)


def is_scaled(head: Tree, others: Sequence[Tree]) -> bool:
    """Whether a new value is told in numbers and the old one alone: ``w <- 0.9 w``."""
    own = {t.name for t in find(head, Name)}
    names = {t.name for other in others for t in find(other, Name)}
    return bool(names) and names <= own and not any(has(t, Derivative, Nabla, Differential) for t in others)


def with_step_sizes(reading: Reading, others: Sequence[Tree]) -> None:
    """Numbers for the names in a step that nothing knows: step sizes, unless a line of numbers tells what they are.

    What these are divided by is a number of samples, of which there is one where no sum goes over them.
    """
    unknown = {n for t in others for n in unknown_names(reading, t)}
    size = stepped_by(others) if len(unknown) == 1 else None
    bounds = {n.name for t in others for s in find(t, SumOver) if s.upper is not None for n in find(s.upper, Name)}
    below = {n.right.name for t in others for n in find(t, Operation) if n.operator == "/" and isinstance(n.right, Name)}
    for name in sorted(unknown):
        number = 1.0 if len(unknown) > 1 and name in below - bounds else STEP if size is None else size
        reading.defined[name] = {n: exact(number) for n in range(len(reading.worlds))}


def unknown_error(reading: Reading, trees: Sequence[Tree]) -> str:
    """The first error in a step that nobody defined, without its indices; empty where there is none."""
    for name in sorted({n for t in trees for n in unknown_names(reading, t) if n.startswith("\\delta")}):
        entry = with_entries(Name(name))
        return entry.base.name if isinstance(entry, Entry) and isinstance(entry.base, Name) else name
    return ""


def by_error(reading: Reading, name: str, judged: Callable[[], Outcome | None]) -> Outcome:
    """A step by an error that nobody defined: that of the tensor under which the step is right, else nobody can tell.

    One without the name of a layer may be another one in the next line.
    """
    names, forward = reading.names, reading.names.model.network.forward_system
    # one that is still unknown as a gradient has other indices than any
    tried = name in names.aliases
    for key in () if tried else names.gradients([e.tensor for e in forward.equations]):
        names.aliases[name] = key
        with suppress(SymcnnError):
            found = judged()
            if found is not None and all(x.verdict in ("right", "rounding") for x in found.links):
                if name == "\\delta":
                    del names.aliases[name]
                return found
        del names.aliases[name]
    raise NameUnknown(f"nothing is called {quoted(name)} here")
