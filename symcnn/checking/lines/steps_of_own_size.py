r"""Steps of a size that nobody tells, ``w - \frac{\eta}{\sqrt{s}} \frac{dL}{dw}``: down the gradient, or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.lines.update import RATES, UpdateJudge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.errors import SymcnnError, quoted
from symcnn.reading.tree import Name, Tree, find


def of_own_size(reading: Reading, judge: UpdateJudge, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links of a step, none blamed for its size that goes down the gradient by what nothing tells."""
    return tuple(without_blame(reading, judge, link) if link.verdict == "wrong" else link for link in links)


def without_blame(reading: Reading, judge: UpdateJudge, link: Link) -> Link:
    """A link of a step, undecided where its size hangs on what nothing tells."""
    if link.member is None or is_numeric(link.member):
        return link
    names = {n.name for n in find(link.member, Name)} & set(reading.defined) - set(reading.meanings)
    loose = sorted(names - {*RATES})
    # the only one is the step size itself, whatever its letter
    if not loose or len(names) < 2 or not all(is_descent(judge, world, link.member) for world in reading.random):
        return link
    return replace(link, verdict="undecided", causes=(), entries=None, evidence=f"nothing says what {quoted(loose[0])} is")


def is_descent(judge: UpdateJudge, world: World, member: Tree) -> bool:
    """Whether a new value differs from the old one in the direction of the gradient with a minus, entry by entry."""
    assert judge.key is not None
    gradient = world.truth(judge.reading.names.gradient_by(judge.key))
    try:
        new = judge._reader(world).only(member).data
    except SymcnnError:
        return False
    step = world.truth(judge.key) - new if np.shape(new) == np.shape(gradient) else np.array(np.nan)
    return bool(np.all(step * gradient > 0))
