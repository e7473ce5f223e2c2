"""A place in LaTeX mathematics that is being read, and the tokens up to it."""

import re
from dataclasses import dataclass, field

from symcnn.reading.source import Source
from symcnn.reading.tokens import OPENING, Token

_CLOSES = re.compile(r"[ \t\n]*[},]")


@dataclass
class LatexPlace:
    """A position in the source, what has been found up to it, and the brackets and scripts that are open there."""

    source: Source
    position: int = 0
    spaced: bool = False
    found: list[Token] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.source.text

    def skip(self, end: int) -> None:
        self.position, self.spaced = end, True

    def add(self, kind: str, text: str, end: int) -> None:
        token = Token(kind, text, self.position, end, self.spaced)
        before = self.found[-1].text if self.found else ""
        if kind == "symbol" and text in OPENING:
            self.scripts.append("script" if before in ("_", "^") else text)
        elif kind == "symbol" and text in OPENING.values() and self.scripts:
            self.scripts.pop()
        self.found.append(token)
        self.position, self.spaced = end, False

    def in_script(self) -> bool:
        """Whether what comes stands in a script."""
        return self.scripts[-1:] == ["script"] or (bool(self.found) and self.found[-1].text in ("_", "^"))

    def fills_script(self, end: int) -> bool:
        r"""Whether what comes is all that stands in a script, so that blanks in it part no words: `E_{\text {total }}`."""
        opens = self.scripts[-1:] == ["script"] and bool(self.found) and self.found[-1].text == "{"
        return opens and _CLOSES.match(self.text, end) is not None
