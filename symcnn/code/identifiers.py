"""Python names for tensors and letters: the author's where they are plain, minted ones elsewhere."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

from symcnn.notation import names

# the one door through which a user's text reaches the source
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,23}")
RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "np", "forward", "backward", "check",
                      "loss_and_gradients", "random", "total", "best", "taken", "here", "at"})


class Identifiers:
    """The names in use in one source; each is handed out once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def plain(self, wanted: str, otherwise: str) -> str:
        """The name wanted, cut to letters, digits and underscores, where that is a safe name; else one minted."""
        kept = "".join(c for c in wanted if c.isascii() and (c.isalnum() or c == "_"))
        safe = PLAIN.fullmatch(kept) and not kept.endswith("_") and kept not in RESERVED
        return self.fresh(kept if safe else otherwise)

    def tensor(self, shown: str, otherwise: str = "t") -> str:
        """A name for a tensor that is shown so."""
        return self.plain(names.text(shown) if shown else "", otherwise)

    def fresh(self, base: str, more: Iterable[str] = ()) -> str:
        """The first of the names that nothing has, numbered where all are taken."""
        for name in (base, *more, *(f"{base}{n}" for n in range(2, 10_000))):
            if name not in self._taken and name not in RESERVED - {"total", "best", "taken", "here", "at"}:
                self._taken.add(name)
                return name
        raise AssertionError("more names than one source holds")

    def free(self, name: str) -> None:
        """Gives a name back, once what it named is out of reach."""
        self._taken.discard(name)

    def taken(self) -> frozenset[str]:
        """The names that are taken."""
        return frozenset(self._taken)

    def restore(self, taken: frozenset[str]) -> None:
        """Makes these the names that are taken."""
        self._taken = set(taken)
