"""Reads what stands between brackets of LaTeX: rows, bars, floors, indicators, indices with slices, conditions."""

from symcnn.reading.bars import Bars
from symcnn.reading.grouping import has, is_symbol
from symcnn.reading.latex_words import RELATIONS
from symcnn.reading.tree import All, Bracket, Call, Entry, Matrix, Name, Number, Operation, Slice, Text, Tree

_BRACKETS = ("(", "[", "\\{")
_CLOSED_FORMS = {"\\lfloor": "floor", "\\lceil": "ceil", "\\langle": "inner"}
_BETWEEN_CONDITIONS = (",", ";", ":", "\\\\", "and", "&")
_SPELLED = {"=": "==", "≈": "=="}
_CONDITIONS = (*RELATIONS, "|")


def _such_that(tree: Tree) -> tuple[Tree, ...]:
    """`m | l + m = j` is m and what holds for it, where `m | n` alone says that m divides n."""
    match tree:
        case All(conditions=(Operation(operator="|", left=letter), *rest)) if rest:
            return letter, *rest
    return (tree,)


class Delimited(Bars):
    """The part of the parser of formulas that reads brackets."""

    def expression(self) -> Tree:
        """An expression; relations may follow each other, and `|` separates what is given."""
        self.deeper()
        start = self.position
        tree = self.sum()
        if self.sees("==", "!=", ">=", "<=", ">", "<"):
            tree = self.related(tree, start, ("==", "!=", ">=", "<=", ">", "<"))
        elif not self.bars and self.accept("|"):
            tree = Operation("|", tree, self.expression(), span=self.span(start))
        self.depth -= 1
        return tree

    def related(self, first: Tree, start: int, relations: tuple[str, ...]) -> Tree:
        """A relation, or all of a chain of them: `0 <= j < K`."""
        found: list[Tree] = []
        left = first
        while self.sees(*relations):
            operator = self.take().text
            right = self.sum()
            found.append(Operation(_SPELLED.get(operator, operator), left, right, span=self.span(start)))
            left = right
        if not found:
            return first
        return found[0] if len(found) == 1 else All(tuple(found), span=self.span(start))

    def condition(self) -> Tree:
        """A relation of any kind, `3 | n` too, or an expression where none stands."""
        self.deeper()
        start = self.position
        tree = self.related(self.sum(), start, RELATIONS if self.bars else _CONDITIONS)
        self.depth -= 1
        return tree

    def conditions(self, *closing: str) -> tuple[Tree, ...]:
        """Conditions between commas, lines or `and`, up to a closing sign, which is taken."""
        found: list[Tree] = []
        while not self.sees(*closing):
            found += _such_that(self.condition())
            if not (self.joins_conditions() or self.sees(*closing)):
                raise self.expected(f"',' or '{closing[0]}'")
            while self.joins_conditions() and not self.sees(*closing):
                self.take()
        self.take()
        return tuple(found)

    def joins_conditions(self) -> bool:
        return self.sees(*_BETWEEN_CONDITIONS) or (self.token.kind == "prose" and self.token.text == "and")

    def items(self, closing: str) -> tuple[Tree, ...]:
        """Expressions or slices between commas, up to and with the closing bracket."""
        found: list[Tree] = []
        while not self.sees(closing):
            found.append(self.item(closing))
            # J(W, b; x, y): what is learned, then what is given
            if not self.sees(closing, ",", ";"):
                raise self.expected(f"',' or '{closing}'")
            if not self.accept(","):
                self.accept(";")
        self.take()
        return tuple(found)

    def item(self, closing: str) -> Tree:
        start = self.position
        if self.sees("*") and self.after.text in (",", closing):
            self.take()
            return Slice(None, None, span=self.span(start))
        return super().item(closing)

    def entry(self, tree: Tree, start: int, indices: tuple[Tree, ...] = ()) -> Tree:
        """A bracket glued to a name or a bracket holds indices; behind a space or a fraction of numbers it starts a factor."""
        glued = self.sees("[") and not self.token.spaced and not isinstance(tree, Number) and not self.has_no_entries(tree)
        if glued and not self.holds_relation():
            return super().entry(tree, start, indices)
        return Entry(tree, indices, span=self.span(start)) if indices else tree

    def has_no_entries(self, tree: Tree) -> bool:
        r"""Whether a bracket behind a fraction is a factor, `\frac{1}{n}[a + b]`: over a number, or where it holds no index."""
        if not (isinstance(tree, Operation) and tree.operator == "/" and self.tokens[self.position - 1].text == "}"):
            return False
        inside = self.tokens[self.position + 1 : self.partners.get(self.position, self.position)]
        formula = any(token.kind == "command" or is_symbol(token, ("_", "^", "(", "[", "·", "*")) for token in inside)
        return formula or isinstance(tree.left, Number)

    def holds_relation(self, relations: tuple[str, ...] = RELATIONS) -> bool:
        """Whether a relation stands in the bracket that opens here."""
        closing = self.partners.get(self.position)
        return closing is not None and has(self.tokens[self.position + 1 : closing], relations)

    def holds_comma(self) -> bool:
        closing = self.partners.get(self.position)
        return closing is not None and has(self.tokens[self.position + 1 : closing], (",", "|"))

    def matrix(self) -> Tree:
        """`[a, b]` is a row, `[x > 0]` one where that holds, and `[a + b]` is `(a + b)`."""
        start = self.position
        if self.holds_relation():
            return self.indicator(start)
        self.take()
        items = self.items("]")
        if not items:
            self.position -= 1
            raise self.expected("a number or a row")
        bracketed = self.tokens[start + 1].text == "\\begin"
        if len(items) == 1 and (bracketed or not isinstance(items[0], Matrix | Slice)):
            return items[0]
        return Matrix(items, span=self.span(start))

    def number(self) -> Tree:
        start = self.position
        token = self.take()
        if token.text == "1" and self.opens_indicator():
            return self.indicator(start)
        return Number(token.text, span=self.span(start))

    def opens_indicator(self) -> bool:
        """Whether `1[x > 0]`, `1_{x > 0}` or `1(x > 0)` goes on here."""
        before = self.position
        self.accept("_")
        opens = (self.sees(*_BRACKETS) or (self.sees("{") and before < self.position)) and self.holds_inside()
        self.position = before
        return opens

    def holds_inside(self) -> bool:
        """Whether the bracket here, or the one directly in it, holds a relation."""
        before = self.position
        held = self.holds_relation(_CONDITIONS)
        while not held and self.sees(*_BRACKETS, "{"):
            self.take()
            held = self.sees(*_BRACKETS) and self.holds_relation(_CONDITIONS)
        self.position = before
        return held

    def indicator(self, start: int) -> Tree:
        """The Iverson bracket."""
        self.accept("_")
        closings: list[str] = []
        while self.sees(*_BRACKETS, "{") and (self.holds_inside() or not closings):
            closings.append(self.tokens[self.partners[self.position]].text)
            self.take()
        found = self.conditions(closings[-1])
        for closing in reversed(closings[:-1]):
            self.expect(closing)
        condition = found[0] if len(found) == 1 else All(found, span=self.span(start))
        return Bracket(condition, span=self.span(start))

    def closed_form(self) -> Tree:
        """A floor, a ceiling or an inner product."""
        start = self.position
        opening = self.take().text
        items = self.items(self.tokens[self.partners[start]].text)
        return Call(_CLOSED_FORMS[opening], items, span=self.span(start))

    def label(self, end: int) -> Tree:
        """The words up to a place as they were written, without their commands."""
        start = self.position
        texts = [token.text for token in self.tokens[start:end] if token.kind in ("word", "number", "prose")]
        self.position = end
        return Text(" ".join(texts), span=self.span(start))

    def single(self) -> Tree:
        """A script: what stands in braces, or one sign without them."""
        start = self.position
        if self.accept("{"):
            tree = self.condition()
            self.expect("}")
            return tree
        if self.token.kind == "number":
            return Number(self.take().text, span=self.span(start))
        return Name(self.normal(self.base(), start), span=self.span(start))
