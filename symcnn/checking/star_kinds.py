"""The kind of convolution that an asterisk has been so far in a document, and lines that take it for the other kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symcnn.checking.link import Link
from symcnn.checking.operator_indices import has_stars

KINDS = ("convolution", "correlation")


@dataclass
class Stars:
    """What the asterisk between arrays was in the first line that says it: a convolution or a correlation."""

    kind: str = ""

    def told(self, link: Link) -> Link:
        """A link as it is, with a note where its asterisk is right only as the other kind."""
        found = {kind for kind in KINDS if any(kind in note for note in link.notes)}
        if link.verdict != "right" or link.member is None or len(found) != 1 or not has_stars(link.member):
            return link
        kind = found.pop()
        self.kind = self.kind or kind
        if kind == self.kind:
            return link
        return replace(link, notes=(*link.notes, f"the asterisk is a {kind} here, above it is a {self.kind}"))
