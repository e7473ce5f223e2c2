"""How public values show themselves: LaTeX, Markdown and plain text, in a terminal and in notebooks."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Display(ABC):
    """A value that can be typeset; what it is written as comes from the printing room."""

    @abstractmethod
    def latex(self) -> str:
        """The value in LaTeX, without dollars."""

    @abstractmethod
    def text(self) -> str:
        """The value on a terminal."""

    def markdown(self) -> str:
        """The value as displayed mathematics in Markdown."""
        return f"$$\n{self.latex()}\n$$"

    def __str__(self) -> str:
        return self.text()

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # no text/html: mathematics inside it is not typeset in VS Code, which prefers it
        return {"text/plain": self.text(), "text/latex": self._repr_latex_(), "text/markdown": self.markdown()}
