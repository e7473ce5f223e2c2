"""Which of several proposals for one right side are kept: those that are proved, the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symcnn.errors import NotRecognised
from symcnn.expression.nodes import Node
from symcnn.forms.nodes import Form
from symcnn.forms.proving import proved
from symcnn.forms.rank import borders, burden, is_convolution
from symcnn.forms.read import MOST, Axes
from symcnn.forms.scene import Scene

ATTEMPTS = 12
"""How many proposals are put to the proof."""
HEAVIER = 3
"""How much more there may be to read in another form of the same fact."""


def kept(node: Node, way: Callable[[], Iterator[Form]], axes: Axes, scene: Scene) -> tuple[Form, ...]:
    """Those of the proposals that are proved, the plainest first."""
    try:
        proposals = sorted(dict.fromkeys(way()), key=burden)
    except NotRecognised:
        return ()
    right: list[Form] = []
    for form in proposals[:ATTEMPTS]:
        if len(right) < MOST and (not right or worth_saying(form, right[0])) and proved(node, form, axes, scene):
            right.append(form)
    return tuple(right)


def worth_saying(other: Form, first: Form) -> bool:
    """Whether a second form of a fact is written beside the first: that of a convolution, and not much longer."""
    both = is_convolution(first) and is_convolution(other)
    return both and burden(other) <= burden(first) + HEAVIER and borders(other) <= borders(first) + 2
