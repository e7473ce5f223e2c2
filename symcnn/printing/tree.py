"""Trees of what was read, back to LaTeX and to plain text; reading the LaTeX gives the same tree.

Only commands of the tables come out: names pass their grammar, words are cut to letters, digits and a few marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.printing import tree_signs
from symcnn.printing.tree_style import LATEX, TEXT
from symcnn.reading import tree as nodes

shown = tree_signs.shown


def latex_tree(tree: nodes.Tree) -> str:
    r"""The LaTeX of a tree, one command of a fixed list after the other.

    >>> latex_tree(nodes.Operation("/", nodes.Name("x"), nodes.Entry(nodes.Name("w"), (nodes.Name("i"),))))
    '\\frac{x}{{w}_{i}}'
    """
    return shown(tree, LATEX).text


def text_tree(tree: nodes.Tree) -> str:
    """The tree in plain ASCII, for a terminal."""
    return shown(tree, TEXT).text


def latex_chain(members: Sequence[nodes.Tree], relations: Sequence[str]) -> str:
    """Some members with the relations between them; what could not be read is left out."""
    parts = []
    for place, member in enumerate(members):
        if place:
            relation = relations[place - 1]
            parts.append(LATEX.bare.get("==" if relation == "=" else relation, relation))
        if not isinstance(member, nodes.Unread):
            parts.append(latex_tree(member))
    return " ".join(part for part in parts if part)
