"""Rules for sums: a product of matrices, a correlation or convolution, a window of ones, or a sum over labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from symcnn.errors import NotRecognised
from symcnn.expression.build import total
from symcnn.expression.nodes import Access, Range, Sum
from symcnn.expression.walk import accesses
from symcnn.forms.contraction import contractions
from symcnn.forms.correlation import correlations
from symcnn.forms.nodes import Form, Total
from symcnn.forms.proving import proved
from symcnn.forms.rank import burden, is_convolution
from symcnn.forms.read import MOST, Axes, combined, read, rule
from symcnn.forms.scene import Scene
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter

ATTEMPTS = 12
"""How many proposals are put to the proof."""
HEAVIER = 3
"""How much more there may be to read in another form of the same fact."""


@rule
def _(node: Sum, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    labels = [] if not node.ranges else labelled(node, axes)
    ways: list[Callable[[], Iterator[Form]]] = [lambda: contractions(node, axes, scene)]
    if len(labels) == len(node.ranges) and labels:
        ways.append(lambda: _summed(node, labels, axes, scene))
    elif labels:
        ways = [lambda: _summed(node, labels, axes, scene)]
    else:
        ways += [lambda: correlations(node, axes, scene), lambda: correlations(node, axes, scene, swapped=True)]
    for way in ways:
        found = kept(node, way, axes, scene)
        if found:
            return found
    raise NotRecognised("a sum is neither a product of matrices nor a correlation or convolution: keep to the index form")


def kept(node: Sum, way: Callable[[], Iterator[Form]], axes: Axes, scene: Scene) -> tuple[Form, ...]:
    """Those of the proposals that are proved, the plainest first."""
    try:
        proposals = sorted(dict.fromkeys(way()), key=burden)
    except NotRecognised:
        return ()
    right = [f for f in proposals[:ATTEMPTS] if proved(node, f, axes, scene)]
    return tuple(islice((f for f in right if f == right[0] or worth_saying(f, right[0])), MOST))


def worth_saying(other: Form, first: Form) -> bool:
    """Whether a second form of a fact is written beside the first: that of a convolution, and not much longer."""
    return is_convolution(first) and is_convolution(other) and burden(other) <= burden(first) + HEAVIER


def labelled(node: Sum, axes: Axes) -> list[Range]:
    """The summed letters that no index joins to an axis: channels, and whatever else is only counted over."""
    reached = set(axes)
    indices = [{v for v in i.letters if v.is_index} for a in accesses(node.body) for i in a.indices]
    bounds = [(r.letter, {v for q in (*r.lower, *r.upper) for v in q.letters if v.is_index}) for r in node.ranges]
    joined = [*indices, *({letter, *others} for letter, others in bounds if others)]
    while more := {v for letters in joined if letters & reached for v in letters} - reached:
        reached |= more
    return [r for r in node.ranges if r.letter not in reached]


def _summed(node: Sum, labels: list[Range], axes: Axes, scene: Scene) -> Iterator[Form]:
    """A sum over labels of the form of what is left."""
    letters = {r.letter for r in labels}
    if len(letters) > 1 and isinstance(node.body, Access):
        # an author adds up all entries of an array at once
        return
    if any(_slides(i, letters, scene) for a in accesses(node.body) for i in a.indices):
        return
    outer = [g for g in node.guards if g.quantity.letters & letters]
    inner = total([r for r in node.ranges if r not in labels], [g for g in node.guards if g not in outer], node.body)
    found = read(inner, axes, scene.within(labels))
    yield from combined([found], lambda f: Total(tuple(labels), tuple(outer), f[0]))


def _slides(index: Affine, letters: set[Letter], scene: Scene) -> bool:
    """Whether a label is added to a letter of the left side, outside of any floor: then it is no label."""
    plain = {a for a in index.atoms() if isinstance(a, Letter) and a.is_index}
    return bool(plain & letters) and bool(plain - letters)
