"""Rules for sums: a product of matrices, a correlation or convolution, a window of ones, or a sum over labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from symcnn.errors import NotRecognised
from symcnn.expression.build import total
from symcnn.expression.nodes import Range, Sum
from symcnn.expression.walk import accesses
from symcnn.forms.contraction import contractions
from symcnn.forms.correlation import correlations, fits
from symcnn.forms.nodes import Form, Total
from symcnn.forms.proposals import kept
from symcnn.forms.read import Axes, combined, read, rule
from symcnn.forms.scene import Scene
from symcnn.forms.windows import rearranged, spread_out, windows
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter


@rule
def _(node: Sum, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    if not node.ranges and isinstance(node.body, Sum):
        node = Sum(node.body.ranges, (*node.guards, *node.body.guards), node.body.body)
    labels = [] if not node.ranges else labelled(node, axes)
    ways: list[Callable[[], Iterator[Form]]] = [partial(contractions, node, axes, scene)]
    if len(labels) == len(node.ranges) and labels:
        ways.append(partial(_summed, node, labels, axes, scene))
    elif labels:
        ways = [partial(_summed, node, labels, axes, scene)]
    else:
        ways += [partial(correlations, node, axes, scene), partial(correlations, node, axes, scene, swapped=True),
                 partial(fits, node, axes, scene), partial(windows, node, axes, scene), partial(spread_out, node, axes, scene),
                 partial(rearranged, node, axes, scene)]
    for way in ways:
        found = kept(node, way, axes, scene)
        if found:
            return found
    raise NotRecognised("a sum is neither a product of matrices nor a correlation or convolution: keep to the index form")


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
    if len(letters) > 1 and len(letters) == len(node.ranges):
        # an author adds up all entries of an array at once
        return
    slides = any(_slides(i, letters) for a in accesses(node.body) for i in a.indices)
    if slides or any(g.quantity.letters & letters for g in node.guards):
        return
    inner = total([r for r in node.ranges if r not in labels], node.guards, node.body)
    found = read(inner, axes, scene.within(labels))
    yield from combined([found], lambda f: Total(tuple(labels), f[0]))


def _slides(index: Affine, letters: set[Letter]) -> bool:
    """Whether a label is added to a letter of the left side, outside of any floor: then it is no label."""
    plain = {a for a in index.atoms() if isinstance(a, Letter) and a.is_index}
    return bool(plain & letters) and bool(plain - letters)
