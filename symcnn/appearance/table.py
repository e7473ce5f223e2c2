"""The tables of rules: one for LaTeX, one for text, one for Markdown."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def latex_of(value: object) -> str:
    """A value in LaTeX, without dollars."""
    raise TypeError(f"no rule for the LaTeX of {type(value).__name__}")


@singledispatch
def text_of(value: object) -> str:
    """A value on a terminal."""
    raise TypeError(f"no rule for the text of {type(value).__name__}")


@singledispatch
def markdown_of(value: object) -> str:
    """A value in Markdown: displayed mathematics unless it has a rule of its own."""
    return f"$$\n{latex_of(value)}\n$$"


def shown_by_formula(value: object) -> bool:
    """Whether a value is one formula, and no words with formulas between them."""
    return markdown_of.dispatch(type(value)) is markdown_of.dispatch(object)
