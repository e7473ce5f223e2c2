"""LaTeX mathematics to a tree: the parser of plain text, with what hand derivations write beside it."""

import re
from dataclasses import replace

from symcnn.notation.spelling import COMMANDS
from symcnn.reading.applied import Applied
from symcnn.reading.atoms import Spelling
from symcnn.reading.indicators import EMPHASISED
from symcnn.reading.latex_tokens import latex_tokens
from symcnn.reading.latex_words import SCRIPT
from symcnn.reading.parser import checked
from symcnn.reading.primes import is_applied, only_name, with_outer_prime
from symcnn.reading.rewriting import rewritten
from symcnn.reading.source import Source
from symcnn.reading.tokens import Token
from symcnn.reading.tree import (
    Application,
    Call,
    Cancelled,
    Convolved,
    Derivative,
    Differential,
    Dots,
    Entry,
    Family,
    Name,
    Number,
    Operation,
    Text,
    Transposed,
    Tree,
    Tuple,
)
from symcnn.reading.words import FUNCTIONS, SPOKEN, Words, function_key

_GLYPHS = {"*": "*", "×": "*", "star": "star", "odot": "odot"}
_STRUCK = ("\\cancel", "\\bcancel", "\\xcancel", "\\cancelto")
_CLOSED_FORMS = ("\\lfloor", "\\lceil", "\\langle")
_PRODUCT, _FACTOR = 2, 3
_OPENING = ("(", "\\{", "[")


def read_formula(text: str, tensors: frozenset[str] = frozenset(), functions: frozenset[str] = FUNCTIONS) -> Tree:
    r"""The tree of one LaTeX expression without a relation `=`; raises `ReadError`.

    >>> read_formula(r"\nabla W^o")
    Nabla(by=None, of=Name(name='W^{o}'))
    """
    source = checked(text)
    return member(source, rewritten(latex_tokens(source)), Words(tensors, functions))


def member(source: Source, found: list[Token], words: Words) -> Tree:
    """The tree of the tokens of one side of a chain; the last token is of kind `end`."""
    for token in found:
        if token.kind == "unknown":
            raise source.error(token.start, token.text)
    if len(found) == 2 and found[0].kind == "prose":
        return Text(found[0].text, span=(found[0].start, found[0].end))
    parser = Mathematics(source, [token for token in found if token.kind != "wide"], words)
    tree = parser.whole()
    parser.finish()
    return with_lists(tree)


def with_lists(tree: Tree) -> Tree:
    r"""`1 \dots d` is the list of a first, left out and last part."""
    items = list(_juxtaposed(tree))
    if len(items) == 3 and isinstance(items[1], Dots):
        return Tuple(tuple(items), span=tree.span)
    return tree


def _juxtaposed(tree: Tree) -> list[Tree]:
    items: list[Tree] = []
    while isinstance(tree, Operation) and tree.operator == "juxtapose":
        items.append(tree.right)
        tree = tree.left
    return [tree, *reversed(items)]


class Mathematics(Applied):
    """The parser of one expression of LaTeX."""

    typeset = True

    def primary(self) -> Tree:
        start = self.position
        if self.sees("..."):
            self.take()
            return Dots(span=self.span(start))
        if self.sees("nabla"):
            return self.nabla()
        if self.sees("\\begin"):
            return self.environment()
        if self.sees("|", "‖"):
            return self.normed()
        if self.sees(*_CLOSED_FORMS):
            return self.closed_form()
        return super().primary()

    def worded(self) -> Tree:
        text = self.token.text
        if text in _STRUCK:
            return self.struck()
        if self.is_extremum():
            return self.extremum()
        if text in EMPHASISED and self.is_indicator():
            return self.emphasised()
        if text == "\\delta" and self.is_kronecker():
            return self.kronecker()
        if text == "\\Delta" and self.starts_name(self.position + 1) and text not in self.words.tensors:
            return self.change()
        glued = self.after.kind == "command" and not self.after.spaced
        if text == "d" and glued and self.starts_name(self.position + 1) and text not in self.words.tensors:
            return self.bare_differential()
        return super().worded()

    def starts_name(self, place: int) -> bool:
        token = self.tokens[place]
        return token.kind == "word" or (token.kind == "command" and token.text[1:] in COMMANDS)

    def struck(self) -> Tree:
        self.deeper()
        start = self.position
        has_value = self.take().text == "\\cancelto"
        value = self.primary() if has_value else None
        inner = self.primary()
        self.depth -= 1
        if isinstance(inner, Cancelled):
            return Cancelled(inner.argument, value or inner.value, span=self.span(start))
        return Cancelled(inner, value, span=self.span(start))

    def called(self) -> Tree:
        """A name, the call of a known function, or the application of any other name."""
        start = self.position
        if (numbered := self.call_by_number()) is not None:
            return numbered
        spelled_out = self.source.text[self.token.start] == "\\" and self.token.kind == "word"
        tree = self.name()
        if isinstance(tree, Entry) and self.opens_entries(self.position):
            # k_{1,p}(u, v)
            self.take()
            return Entry(tree.base, tree.indices + self.items(")"), span=self.span(start))
        if not isinstance(tree, Name):
            return tree
        if tree.name.endswith("'}") or (self.sees("(") and "'^" in tree.name and tree.name not in self.words.tensors):
            tree = replace(tree, name=with_outer_prime(tree.name))
        known = tree.name not in self.words.tensors and function_key(tree.name.rstrip("'")) in self.words.functions
        if known and self.sees("^") and (size := self.numbered_script()):
            behind = self.tokens[self.position + size]
            if behind.text == "(" or (spelled_out and behind.kind in ("word", "command") and behind.text not in _CLOSING):
                return self.power_of_call(tree.name, start)
        applied = self.takes_brackets(tree, start)
        if self.sees(*_OPENING[: 3 if applied else 2]) and (known or self.is_slope(tree.name)):
            return self.call(tree.name, start)
        if applied and self.sees("["):
            self.take()
            return Application(tree, self.items("]"), span=self.span(start))
        # log x, without its backslash, is nothing else
        spelled_out = spelled_out or tree.name in ("log", "ln")
        if known and spelled_out and (self.starts_factor() or self.token.kind == "number"):
            return self.bare_call(tree.name, start)
        before = self.source.text[: self.token.start]
        if self.sees("\\{") and tree.name.startswith(SCRIPT):
            # what an operator makes of what stands in its braces
            self.take()
            return Application(tree, self.items("\\}"), span=self.span(start))
        if self.sees("(") and (not self.token.spaced or self.holds_comma() or function_key(tree.name) in SPOKEN
                               or is_applied(tree.name, before)):
            self.take()
            return Application(tree, self.items(")"), span=self.span(start))
        return tree

    def superscript(self, spelling: Spelling, content: list[Token], end: int) -> bool:
        r"""Reads `W^{(2)^{\top}}` and `W^{o\top}` too."""
        texts = [token.text for token in content]
        if len(content) == 1 and content[0].kind == "number" and not spelling.transposed and self.opens_entries(end):
            # C_p^1(i, j): no power has entries
            spelling.text, self.position = f"{spelling.text}^{{{texts[0]}}}", end
            return True
        tail = next((len(each) for each in _TRANSPOSES if tuple(texts[-len(each) :]) == each), 0)
        rest = content[: len(content) - tail]
        if tail and rest and not spelling.transposed and self.is_layer(spelling.text, rest):
            spelling.text += f"^{{{''.join(token.text for token in rest)}}}"
            spelling.transposed, self.position = True, end
            return True
        return super().superscript(spelling, content, end)

    def is_any_layer(self, script: str) -> bool:
        """`b^l` is no power beside `W^l`."""
        return script in self.words.layers

    def starts_factor(self) -> bool:
        if self.sees("[", "\\begin", "nabla", "...", *_CLOSED_FORMS):
            return True
        if self.sees("‖"):
            return not self.norms
        return super().starts_factor() or self.starts_indicator()

    def joined(self, operator: str, left: Tree, start: int) -> Tree:
        mode = self.mode() if operator in _GLYPHS else ""
        if not mode:
            tree = super().joined(operator, left, start)
            if operator == "/" and isinstance(left, Differential) and isinstance(tree, Operation) and isinstance(
                    tree.right, Differential):
                return Derivative(left.argument, tree.right.argument, span=tree.span)
            return tree
        right = self.climb(_FACTOR if _GLYPHS[operator] == "*" else _PRODUCT)
        return Convolved(_GLYPHS[operator], mode, left, right, span=self.span(start))

    def mode(self) -> str:
        r"""The word at an operator, and its numbers: `*_{full}`, `\circledast^{same}`, `\star_{stride 2}`."""
        if not self.sees("_", "^"):
            return ""
        self.take()
        content, end = self.content(self.position)
        mode = "".join(token.text for token in content if token.kind in ("word", "prose"))
        if not mode:
            raise self.expected("a word such as full")
        self.position = end
        return " ".join([mode.casefold(), *(token.text for token in content if token.kind == "number")])

    def postfix(self) -> Tree:
        start = self.position
        tree = self.entry(self.primary(), start)
        if isinstance(tree, Name) and self.tokens[start].text == "(" and self.sees("^", "_"):
            tree = self.scripted(tree, start)
        if self.sees("'") and self.tokens[start].text == "(" and (by := only_name(tree)) is not None:
            self.take()
            tree = Derivative(tree, by, span=self.span(start))
        if isinstance(tree, Derivative) and isinstance(tree.by, Name) and self.sees("(") and self.holds_comma():
            # dL/dK (m, n): by an entry
            self.take()
            tree = replace(tree, by=Entry(tree.by, self.items(")"), span=tree.by.span))
        while self.sees("^", "_") or self.is_at_a_point():
            if self.is_at_a_point():
                # df/dz |_{z=2}, as with brackets that nothing opens
                self.take()
                tree = self.indexed(tree, start)
            elif self.sees("^") and self.transposes():
                tree = self.entry(Transposed(tree, span=self.span(start)), start)
            elif self.sees("_") and isinstance(tree, Call) and tree.function == "inner":
                # <A, B>_F
                self.position = self.content(self.position + 1)[1]
            elif self.sees("_") and not isinstance(tree, Number):
                tree = self.indexed(tree, start)
            else:
                break
        return tree

    def is_at_a_point(self) -> bool:
        """Whether a bar with conditions below it stands here, and closes no absolute value."""
        return not self.bars and self.sees("|") and self.tokens[self.position + 1].text == "_"

    def scripted(self, tree: Name, start: int) -> Tree:
        r"""A name in brackets with the layer behind them: `(\omega')^l_{m,n}`, where that is the name of a tensor."""
        before = self.position
        if self.sees("^"):
            content, end = self.content(self.position + 1)
            name = f"{tree.name}^{{{''.join(token.text for token in content)}}}"
            if content and self.knows(name):
                self.position = end
                return Name(self.normal(name, start), span=self.span(start))
        self.position = before
        return tree

    def indexed(self, tree: Tree, start: int) -> Tree:
        r"""A subscript behind a bracket: `(A)_{i,j}`, `\{x_i\}_{i=1}^{N}`."""
        self.take()
        if not self.sees("{"):
            return Entry(tree, (self.single(),), span=self.span(start))
        if not self.holds_relation():
            self.take()
            indices = self.items("}")
            if len(indices) == 1 and isinstance(indices[0], Name) and re.fullmatch("[a-z]{2,3}", indices[0].name):
                # (A B)_{ij}: a run of letters
                indices = tuple(Name(letter) for letter in indices[0].name)
            return Entry(tree, indices, span=self.span(start))
        self.take()
        found = self.conditions("}")
        upper = self.single() if self.accept("^") else None
        return Family(tree, found, upper, span=self.span(start))


# commands that end an operand and begin none
_CLOSING = ("\\right", "\\cdot", "\\times", "\\odot", "\\star", "\\circ", "\\otimes", "\\circledast", "\\quad", "\\\\")
_TRANSPOSES = (
    ("^", "{", "top", "}"), ("^", "{", "T", "}"), ("^", "top"), ("^", "T"), ("top",),
)  # fmt: skip
