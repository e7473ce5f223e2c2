"""A finished picture: SVG that stands alone, shown in notebooks and saved to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG, and in words.

    It needs no script, no font and no network; names in it are text. It has light and dark colours and a ground of its
    own, so that it can be read on any page.
    """

    svg: str
    said: str

    def save(self, path: str | Path) -> None:
        """The picture written to a file."""
        Path(path).write_text(self.svg + "\n", encoding="utf-8")

    def __str__(self) -> str:
        return self.said

    def __repr__(self) -> str:
        return f"<Drawing: {self.said}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": self.said, "image/svg+xml": self.svg}
