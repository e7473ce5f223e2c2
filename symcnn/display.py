"""How public values show themselves: LaTeX, Markdown and plain text, in a terminal and in notebooks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

_SPECIAL = frozenset("\\`*_{}[]<>#|$~")


class Worded(ABC):
    """A value that is told in words, with formulas between them: Markdown in a notebook, text on a terminal."""

    @abstractmethod
    def text(self) -> str:
        """The value on a terminal."""

    @abstractmethod
    def markdown(self) -> str:
        """The value in Markdown."""

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # no text/html: mathematics inside it is not typeset in VS Code, which prefers it; and no text/latex, which VS
        # Code prefers to Markdown and which holds one formula, not a page
        return {"text/plain": self.text(), "text/markdown": self.markdown()}


class Display(Worded):
    """A value that is a formula; what it is written as comes from the printing room."""

    @abstractmethod
    def latex(self) -> str:
        """The value in LaTeX, without dollars."""

    def markdown(self) -> str:
        """The value as displayed mathematics in Markdown."""
        return f"$$\n{self.latex()}\n$$"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": self.text(), "text/latex": self._repr_latex_(), "text/markdown": self.markdown()}


def told(rule: str, formula: str, remarks: Sequence[str]) -> str:
    """A step in Markdown: the rule, the formula it led to, and what it did."""
    return "\n\n".join([f"*{rule}*", f"$$\n{formula}\n$$",
                         *(["\n".join(f"- {markdown_words(r)}" for r in remarks)] if remarks else [])])


def markdown_words(text: str) -> str:
    """Plain words with what Markdown would read as marks escaped."""
    return "".join("\\" + sign if sign in _SPECIAL else sign for sign in text)


class Appearing:
    """A value made below the printing room: what it looks like is looked up by its kind when it is first shown.

    It is no abstract class, so that telling kinds of values apart costs nothing.
    """

    def __str__(self) -> str:
        # here because printing reads these values, and for start-up time
        from symcnn.appearance import text_of

        return text_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symcnn.appearance import latex_of, markdown_of, shown_by_formula, text_of

        shown = {"text/plain": text_of(self), "text/markdown": markdown_of(self)}
        return {**shown, "text/latex": f"$\\displaystyle {latex_of(self)}$"} if shown_by_formula(self) else shown


class Legible(Appearing):
    """Such a value that can be asked for what it looks like."""

    def latex(self) -> str:
        """The value in LaTeX, without dollars."""
        from symcnn.appearance import latex_of

        return latex_of(self)

    def text(self) -> str:
        """The value on a terminal."""
        from symcnn.appearance import text_of

        return text_of(self)

    def markdown(self) -> str:
        """The value in Markdown."""
        from symcnn.appearance import markdown_of

        return markdown_of(self)
