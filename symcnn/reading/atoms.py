"""Reads names with their scripts and indices: `w_0`, `A^{(1)}`, `W^T`, `y_{c_i,k}`, `x[i][j]`."""

import re
from dataclasses import dataclass, replace

from symcnn.errors import NameProblem
from symcnn.notation.names import normal
from symcnn.notation.spelling import ACCENTS, COMMANDS, FONTS, LONGEST, UPRIGHT, WIDE_ACCENTS, split
from symcnn.reading.cursor import Cursor
from symcnn.reading.scripts import (
    IN_A_SUBSCRIPT,
    IN_A_SUPERSCRIPT,
    is_label,
    is_run,
    is_spelled,
    joined,
    layers_and_indices,
    side_by_side,
)
from symcnn.reading.tokens import Token
from symcnn.reading.tree import Entry, Name, Transposed, Tree

MOST_AXES = 8

# said of a value before or after a step, and no exponent
_STEPS = frozenset(("new", "neu", "old", "alt", "updated", "next", "prev", "current"))

_LETTERS = re.compile(r"[a-z]{1,3}")
_TAKING = ACCENTS | FONTS | UPRIGHT | frozenset(WIDE_ACCENTS)
_TRANSPOSE = ("T", "top")


@dataclass
class Spelling:
    """What has been read of a name: its text so far, and what is not part of the text; so many indices stood `above`."""

    text: str
    transposed: bool = False
    indices: tuple[Tree, ...] = ()
    above: int = 0


class Atoms(Cursor):
    """The part of the parser that reads names; `binding` says that a name is being given its meaning.

    Blanks in the scripts of a `typeset` text say nothing.
    """

    binding = False
    typeset = False

    def name(self) -> Tree:
        """A name, or an entry of it, or its transpose."""
        start = self.position
        spelling = Spelling(self.base())
        while self.sees("_", "^", "'") and self.script(spelling):
            if len(spelling.text) > LONGEST:
                break
        tree: Tree = Name(self.normal(spelling.text, start), span=self.span(start))
        if spelling.transposed:
            tree = Transposed(tree, span=self.span(start))
        return self.entry(tree, start, spelling.indices)

    def entry(self, tree: Tree, start: int, indices: tuple[Tree, ...] = ()) -> Tree:
        """The tree with the indices in brackets that follow it, if any; `X[r][c]` is `X[r,c]`."""
        while self.sees("["):
            self.take()
            if self.sees("]"):
                raise self.expected("an index")
            indices += self.items("]")
        if len(indices) > MOST_AXES:
            raise self.source.error(self.tokens[start].start, f"a tensor has at most {MOST_AXES} axes; leave some out")
        return Entry(tree, indices, span=self.span(start)) if indices else tree

    def normal(self, text: str, start: int) -> str:
        try:
            found = normal(text)
            # W^{(1)} _ ' has no spelling that could be read again
            split(found)
            return found
        except NameProblem as problem:
            raise self.source.error(self.tokens[start].start, str(problem)) from problem

    def base(self) -> str:
        """A word, or a command with its argument."""
        if self.token.kind not in ("word", "command"):
            raise self.expected("a name")
        start = self.position
        token = self.take()
        if token.kind == "command":
            if token.text[1:] not in COMMANDS:
                self.position = start
                raise self.expected("a name")
            if self.sees("{"):
                self.position = self.partners[self.position] + 1
            elif token.text[1:] in _TAKING and self.token.kind in ("word", "command"):
                return f"{token.text}{{{self.dressed()}}}"
        return joined(self.tokens[start : self.position])

    def dressed(self) -> str:
        """The base under an accent that is written without braces."""
        self.deeper()
        text = self.base()
        self.depth -= 1
        return text

    def script(self, spelling: Spelling) -> bool:
        """Reads one script; False where it is an exponent and no part of the name."""
        mark = self.token.text
        if mark == "'":
            spelling.text += self.take().text
            return True
        content, end = self.content(self.position + 1)
        if mark == "^":
            return self.superscript(spelling, content, end) or self.listed_above(spelling, content, end) or (
                self.subscript_first(content, end))
        self.subscript(spelling, content, end)
        return True

    def content(self, place: int) -> tuple[list[Token], int]:
        """The tokens of the script at a place, without braces, and the place behind it."""
        token = self.tokens[place]
        if token.text == "{" and token.kind == "symbol":
            end = self.partners[place]
            return self.tokens[place + 1 : end], end + 1
        if token.text == "(" and token.kind == "symbol":
            end = self.partners[place] + 1
        elif token.kind == "command" and self.partners.get(place + 1) and token.text[1:] in _TAKING:
            end = self.partners[place + 1] + 1
        else:
            end = place + (token.kind in ("word", "number", "command") or token.text in ("*", "'", "top"))
        return self.tokens[place:end], end

    def subscript(self, spelling: Spelling, content: list[Token], end: int) -> None:
        """A subscript is part of the name, unless it is a list or a formula: then it holds indices."""
        self.take()
        if spelling.above and (run := letters_in(joined(content))):
            spelling.indices += run
            self.position = end
            return
        if is_spelled(content, IN_A_SUBSCRIPT) or (self.typeset and is_run(content)):
            spelling.text += f"_{{{joined(content)}}}"
            self.position = end
            return
        if not self.sees("{") or not content or len(spelling.indices) > spelling.above:
            raise self.expected("a subscript")
        self.take()
        beside = side_by_side(content)
        spelling.indices += self.beside(beside) if beside else self.items("}")

    def beside(self, pieces: list[list[Token]]) -> tuple[Tree, ...]:
        """The indices in `y_{(i+a)(j+b)}`, up to and with the closing brace."""
        found: list[Tree] = []
        for piece in pieces:
            if piece[0].kind == "symbol":
                self.take()
                found += self.items(")")
            else:
                start = self.position
                found.append(Name(self.normal(self.take().text, start), span=self.span(start)))
        self.expect("}")
        return tuple(found)

    def listed_above(self, spelling: Spelling, content: list[Token], end: int) -> bool:
        """`w^{l,m}_{a,b}` is an entry of `w^{l}`, its first index m."""
        layers, indices = layers_and_indices(content)
        if not indices or spelling.transposed or spelling.above:
            return False
        parts = split(spelling.text)
        if run := letters_in(parts.subscript):
            spelling.text, spelling.indices = replace(parts, subscript="").join(), run
        spelling.text += f"^{{{joined(layers)}}}" if layers else ""
        found: list[Tree] = []
        for piece in indices:
            self.position = next(n for n in range(self.position, end) if self.tokens[n] is piece[0])
            found.append(self.expression())
        spelling.indices, spelling.above, self.position = (*found, *spelling.indices), len(found), end
        return True

    def superscript(self, spelling: Spelling, content: list[Token], end: int) -> bool:
        texts = [token.text for token in content]
        transposed = bool(texts) and texts[-1] in _TRANSPOSE and (len(texts) == 1 or texts[-2] in (")", "]"))
        if transposed and not self.knows(f"{spelling.text}^{{{joined(content)}}}"):
            content = content[:-1]
        else:
            transposed = False
        if spelling.transposed or not (content or transposed):
            return False
        # no power is transposed in one breath: x^{(i)T}
        told = transposed and len(content) == 3 and content[1].kind == "word"
        if content and not (told or self.is_layer(spelling.text, content) or self.before_index(spelling.text, content, end)):
            return False
        spelling.text += f"^{{{joined(content)}}}" if content else ""
        spelling.transposed = transposed
        self.position = end
        return True

    def subscript_first(self, content: list[Token], end: int) -> bool:
        """Puts the subscript of `A^k_{ij}`, `s^2_B`, where what is above is no part of the name, before it: both are of A."""
        place = self.position
        is_power = [t.kind for t in content] == ["number"] or (
            [t.kind for t in content] == ["word"] and len(content[0].text) == 1)
        if not is_power or self.tokens[end].text != "_":
            return False
        label, behind = self.content(end + 1)
        if content[0].kind == "number" and not is_label(label):
            # a^2_{j,k} may be of the second layer
            return False
        moved = {n: n - end + place if n >= end else n + behind - end for n in range(place, behind)}
        inside = {n: self.partners.pop(n) for n in moved if n in self.partners}
        self.tokens[place:behind] = [*self.tokens[end:behind], *self.tokens[place:end]]
        self.partners.update({moved[n]: moved.get(partner, partner) for n, partner in inside.items()})
        return True

    def is_layer(self, text: str, content: list[Token]) -> bool:
        """Whether a superscript belongs to the name: a number in brackets does, a bare one is a power.

        But `W^2`, `Z_i^1` are layers where W and Z mean nothing alone and the text has W^1, Z^1 for tensors.
        A letter does (`W^o`), unless the name without it is known and no tensor has a letter above it (`W^c` beside a
        width W), or is the base of the exponential.
        """
        if [token.text for token in content] in (["+"], ["-"], ["*"]):
            # a value after or before a step, or the best one
            return True
        if not is_spelled(content, IN_A_SUPERSCRIPT):
            return False
        script = joined(content)
        if self.binding or set(script) == {"'"} or script in _STEPS or self.knows(f"{text}^{{{script}}}"):
            return True
        if script[0] in "([" and script[1:-1].isdigit():
            return True
        if script.isdigit():
            return not self.knows(text) and self.words.numbers_layers(text)
        lettered = self.is_any_layer(script) or (script.isalpha() and self.words.letters_layers(text))
        return lettered or not (text == "e" or self.knows(text))

    def is_any_layer(self, script: str) -> bool:
        """Whether a superscript stands for any layer, whatever wears it."""
        return False

    def before_index(self, text: str, content: list[Token], end: int) -> bool:
        """Whether a number above a name stands before an index, `z^3_i`: a layer; but `x^2_i` may be a square."""
        script = joined(content)
        return script.isdigit() and script != "2" and "_" not in text and not self.knows(text) and (
            self.tokens[end].text == "_" and self.tokens[end].kind == "symbol")

    def knows(self, text: str) -> bool:
        try:
            return normal(text) in self.words.tensors
        except NameProblem:
            return False


def letters_in(script: str) -> tuple[Tree, ...]:
    """The letters that run together in a script, `ij`, each by itself."""
    return tuple(Name(letter) for letter in script) if _LETTERS.fullmatch(script) else ()
