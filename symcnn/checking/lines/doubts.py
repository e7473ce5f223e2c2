"""Lines that nobody should blame: they say more than a page's equations do, or hold for some numbers."""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.own_evidence import named
from symcnn.checking.judge.formula_judge import NOUGHT
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.own.choice import is_sibling
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Nabla,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
)


def doubted(link: Link, left_out: Set[str], unexplained: bool) -> Link:
    """A link as it is, but undecided where equations of a page do not go together, and no known mistake tells why."""
    named_ones = named(link.member) if left_out and link.member is not None else set()
    if link.verdict != "wrong" or not left_out or not (unexplained or named_ones & left_out):
        return link
    said = f"the equation for {min(left_out)} does not go together with the others"
    return replace(link, verdict="undecided", causes=(), evidence=said)


def hanging(link: Link, head: Tree | None, reading: Reading, loose: set[str]) -> Link:
    """A link as it is, but undecided where lines of a page say that more hangs on something than its equations do.

    What more hangs on is kept as ``loose``.
    """
    key = reading.head_key(head.by) if isinstance(head, Derivative) else None
    if key is None:
        return link
    if link.verdict == "undecided" and link.evidence.endswith(NOUGHT):
        loose.add(key)
    if link.verdict != "wrong" or key not in loose:
        return link
    return replace(link, verdict="undecided", causes=(), evidence=f"a line above says that more hangs on {key}")


def over_steps(link: Link, reading: Reading) -> Link:
    r"""A link as it is, but undecided for sums over steps of time, ``\sum_t`` of ``h_t``: the equations of a page have one."""
    letters = {n for t in find(link.member, SumOver) for n in t.letters} if link.member is not None else set()
    shown = (parts_of_name(t.shown) for t in reading.names.model.network.forward_system.tensors.values())
    if link.verdict != "wrong" or not letters & {p.subscript for p in shown if p is not None}:
        return link
    return replace(link, verdict="undecided", causes=(), evidence="of the steps that are added up, one is known here")


def about_nought(reading: Reading, chain: Chain, links: tuple[Link, ...]) -> tuple[Link, ...]:
    r"""The links, none blamed that says of a formula without numbers that it is about nought, or what makes a slope nought.

    ``\sigma'(z) \approx 0`` and ``dL/dw = 2(wx - t)x = 0`` hold for some numbers.
    """
    if reading.data is not None or len(links) != len(chain.relations):
        return links
    said = "for which numbers this holds is not said"
    found = []
    for place, (link, relation) in enumerate(zip(links, chain.relations, strict=True)):
        is_set = relation == "=" and place == len(links) - 1 > 0 and link.member == Number("0") and isinstance(
            chain.members[0], Derivative | Nabla) and links[place - 1].verdict != "wrong"
        # dL/dx = 0: what is sought, or holds in a case said in words
        is_sought = relation == "=" and len(links) == 1 and link.member == Number("0") and reading.batch_kinds is not None and (
            isinstance(chain.members[0], Operation) or (
                isinstance(chain.members[0], Derivative) and reading.head_key(chain.members[0]) is not None))
        is_about = relation == "≈" and not is_numeric(chain.members[0])
        doubtful = link.verdict == "wrong" and isinstance(link.member, Number) and (is_about or is_set or is_sought)
        found.append(replace(link, verdict="undecided", evidence=said) if doubtful else link)
    return tuple(found)


def about_conditions(reading: Reading, chain: Chain, links: tuple[Link, ...]) -> tuple[Link, ...]:
    r"""The links, none blamed of a condition: ``\|v\| = 1`` or ``w^T x + b = 0`` holds for some numbers, which nobody gives.

    What is the same for all numbers, as the sum of a softmax, is no condition, nor is what a result of the network comes to.
    """
    head, numbers, said = chain.members[0], chain.members[1:], "for which numbers this holds is not said"
    plain = len(links) == len(numbers) and chain.relations[0] == "=" and all(map(is_numeric, numbers))
    if reading.data is not None or not plain or links[0].verdict != "wrong" or not isinstance(head, Call | Operation | SumOver):
        return links
    results = {e.tensor for e in reading.names.model.network.forward_system.equations}
    spoken = named(head) - {n for t in find(head, Derivative, Nabla) for n in named(t)}
    if any(results.intersection(reading.names.keys(n)) for n in spoken):
        return links
    with suppress(SymcnnError):
        values = [reading.interpreter(world, [head]).only(head).data for world in reading.random]
        if any(v.shape != values[0].shape or not np.allclose(v, values[0]) for v in values):
            return tuple(replace(x, verdict="undecided", evidence=said, entries=None) for x in links)
    return links


def about_whole(chain: Chain, links: tuple[Link, ...]) -> tuple[Link, ...]:
    r"""The links, none blamed that says of numbers about which whole number they are: ``e^{10} \approx 22026``.

    Noughts at its end may stand for other digits, and what is behind its last digit may be rounded or cut off. A power of ten
    alone, ``0.25^9 \approx 10^{-6}``, says how large something is.
    """
    if len(links) != len(chain.relations):
        return links
    plain, found = is_numeric(chain.members[0]), []
    for link, relation in zip(links, chain.relations, strict=True):
        said = "" if relation != "≈" or link.verdict != "wrong" else "rounded to a whole number" if plain and is_near(
            link) else "its order of magnitude" if is_order(link) else ""
        found.append(replace(link, verdict="rounding", causes=(), evidence=said) if said else link)
    return tuple(found)


def about_squares(links: tuple[Link, ...]) -> tuple[Link, ...]:
    r"""The links, right at their end where a number is said to be that of both sides: ``(4 - 2) / 1 + 1 = 3 \times 3``."""
    if not links or not is_square(links[-1]):
        return links
    return (*links[:-1], replace(links[-1], verdict="right", causes=(), entries=None, evidence="as high as wide"))


def is_square(link: Link) -> bool:
    """Whether the same number is written twice, and is right once."""
    match link.member:
        case Operation(operator="*", left=Number(text=one), right=Number(text=other)) if one == other and one.isdigit():
            return link.verdict == "wrong" and link.expected is not None and np.array_equal(link.expected.data, float(one))
    return False


def is_order(link: Link) -> bool:
    """Whether a power of ten is less than ten times what is right, and more than a tenth."""
    match link.member:
        case Operation(operator="^", left=Number(text="10"), right=Number() | Negation(argument=Number())):
            if link.expected is None or link.written is None:
                return False
            with np.errstate(all="ignore"):
                return bool(np.all(np.abs(np.log10(link.expected.data / link.written.data)) < 1))
    return False


def is_near(link: Link) -> bool:
    """Whether a whole number is less than one of its last digit that counts away from what is right."""
    if not isinstance(link.member, Number) or not link.member.text.isdigit() or link.expected is None:
        return False
    noughts = len(link.member.text) - len(link.member.text.rstrip("0"))
    away = np.abs(link.expected.data - float(link.member.text))
    return bool(np.all(away < 10.0 ** min(noughts, max(0, len(link.member.text) - 2))))


def of_any_number(reading: Reading, sides: Sequence[Tree], links: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links, no number blamed beside a function or a factor that nobody says anything of: ``y = f(7) = 0.999``.

    Nor is what is said of the slope of such a function, as in the rule for a quotient.
    """
    names = {t.base.name for side in sides for t in find(side, Application) if isinstance(t.base, Name)}
    any_ones = sorted(n for n in names & set(reading.invented) if reading.defined.get(n) is reading.invented[n])
    if not any_ones:
        return links
    said = f"nothing says what {any_ones[0]} is"
    sloped = any(isinstance(t.base, Name) and t.base.name in any_ones for side in sides for d in find(side, Derivative)
                 for t in find(d, Application))
    return tuple(replace(x, verdict="undecided", causes=(), entries=None, evidence=said)
                 if x.verdict == "wrong" and x.member is not None and (sloped or is_numeric(x.member)) else x for x in links)


def functions_alone(chain: Chain, links: tuple[Link, ...]) -> tuple[Link, ...]:
    r"""The links, none blamed that calls a function by another name: ``softmax(z_i) = \sigma(z_i) = ...``."""
    head = chain.members[0]
    if not isinstance(head, Call) or len(chain.members) < 3 or len(links) != len(chain.relations):
        return links
    said = "that these functions are the same is said here, and nowhere else"
    others = [isinstance(m, Call) and m.arguments == head.arguments and m.function != head.function for m in chain.members[1:]]
    return tuple(replace(x, verdict="undecided", causes=(), evidence=said) if other and x.verdict == "wrong" else x
                 for x, other in zip(links, others, strict=True))


def names_alone(reading: Reading, chain: Chain, links: tuple[Link, ...]) -> tuple[Link, ...]:
    r"""The links, none blamed of a page's own network that only says that names are the same: ``k_1 = k_2 = k`` of a square."""
    names = [m.name for m in chain.members if isinstance(m, Name)]
    tied = len(names) == 2 and is_sibling(*names)
    plain = all(isinstance(m, Name | Number) for m in chain.members)
    if reading.batch_kinds is None or (len(names) < 3 and not tied) or not plain:
        return links
    said = "that these are the same is said here, and nowhere else"
    return tuple(replace(x, verdict="undecided", causes=(), evidence=said)
                 if x.verdict == "wrong" and x.evidence.startswith("at random numbers") else x for x in links)
