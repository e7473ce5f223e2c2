"""The kinds of convolution that signs and words have been so far in a document, and lines that take one for the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from symcnn.checking.judge.operator_indices import has_stars, misturned
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.link import Link
from symcnn.reading.tree import Call, Convolved, Operation, Tree, find, walk

KINDS = ("convolution", "correlation")
SIGNS = ("*", "star")
WORD = re.compile(r"\bconv\w*\(")


@dataclass
class Stars:
    """What each sign between arrays was in the first line that says it: a convolution or a correlation."""

    kind: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    turns: bool = False

    def told(self, link: Link) -> Link:
        """A link as it is, with a note where its asterisk is right only as the other kind.

        It is wrong where the document has another sign for that kind, and turns kernels where they are to be turned.
        """
        found = {kind for kind in KINDS if any(kind in note for note in link.notes)}
        signs = signs_in(link.member) if link.member is not None else set()
        if link.verdict != "right" or link.member is None or len(found) != 1 or len(signs) != 1:
            return link
        kind, sign = found.pop(), signs.pop()
        said = self.kinds.setdefault(sign, kind)
        self.turns = self.turns or any(isinstance(t, Call) and t.function in ("rot180", "flip") for t in walk(link.member))
        if self.turns and kind != said and any(other != sign and k == kind for other, k in self.kinds.items()):
            return replace(link, verdict="wrong", causes=(misturned(said, link.member),),
                           evidence=f"right only if the sign were a {kind}, for which there is another one above")
        if not has_stars(link.member):
            return link
        self.kind = self.kind or kind
        if kind == self.kind:
            return link
        return replace(link, notes=(*link.notes, f"the asterisk is a {kind} here, above it is a {self.kind}"))


def told_of_words(outcome: Outcome, declared: str) -> tuple[Link, ...]:
    """The links, those wrong that are right only if ``conv`` turned its kernel, where the declared network says conv, too.

    A word with a mode of its own, ``conv(y, w, full)``, may be another function than the network's.
    """
    if not WORD.search(declared) or "flip" in declared:
        return outcome.links
    return tuple(_as_declared(x) if x.verdict == "right" and x.member is not None else x for x in outcome.links)


def _as_declared(link: Link) -> Link:
    tree = link.member
    words = [t for t in find(tree, Call) if t.function in ("conv", "conv1d", "conv2d")] if tree is not None else []
    if not words or any(len(t.arguments) > 2 or t.keywords for t in words) or "convolution" not in link.notes:
        return link
    return replace(link, verdict="wrong", evidence="right only if conv turned its kernel, which it does not in the network",
                   causes=(misturned("correlation", words[0], words[0].function),))


def signs_in(tree: Tree) -> set[str]:
    """The signs of convolutions in a tree."""
    return {t.operator for t in walk(tree) if isinstance(t, Operation | Convolved) and t.operator in SIGNS}
