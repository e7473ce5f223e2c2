r"""Reads signs with letters or conditions below them: sums, maxima, `\nabla`, derivatives."""

from dataclasses import replace
from itertools import pairwise

from symcnn.reading.conditions import shared, start_of, summed
from symcnn.reading.delimited import Delimited
from symcnn.reading.tree import (
    All,
    Blank,
    Change,
    Derivative,
    Differential,
    Entry,
    Extremum,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    has,
)

EXTREMA = ("max", "min", "argmax", "argmin")

_PRODUCT = 2


class Bound(Delimited):
    """The part of the parser of formulas that reads signs that bind letters."""

    def below(self) -> tuple[Tree, ...]:
        """What stands below a sign; words that are no formula become one `Text`."""
        if not self.sees("{"):
            return (self.single(),)
        end = self.partners[self.position]
        self.take()
        content = self.tokens[self.position : end]
        kinds = [token.kind for token in content]
        wordy = any(token.kind == "prose" and token.text != "and" for token in content)
        if wordy or any(pair == ("number", "number") for pair in pairwise(kinds)):
            label = self.label(end)
            self.take()
            return (label,)
        if self.token.text == "\\substack":
            self.take()
            self.expect("{")
            found = self.conditions("}")
            self.expect("}")
            return shared(found)
        return shared(self.conditions("}"))

    def sum_over(self) -> Tree:
        self.deeper()
        start = self.position
        self.take()
        found: tuple[Tree, ...] = ()
        upper = None
        while self.sees("_", "^"):
            if self.take().text == "_":
                found = self.below()
            else:
                upper = self.single()
        braced = self.sees("{")
        body = self.climb(1)
        self.depth -= 1
        total = summed(found, upper, body, self.span(start))
        return replace(total, braced=braced) if isinstance(total, SumOver) else total

    def extremum(self) -> Tree:
        r"""`\max_{i} x`, `\arg\max_k`, or a maximum without anything behind it."""
        self.deeper()
        start = self.position
        function = self.take().text
        if function == "arg":
            function += self.take().text
        found: tuple[Tree, ...] = ()
        upper = None
        while self.sees("_", "^"):
            if self.take().text == "_":
                found = self.below()
            else:
                upper = self.single()
        if upper is not None:
            found = _bounded(found, upper)
        body = None
        if self.starts_operand():
            body = self.power() if self.sees("(", "[", "\\{") else self.climb(_PRODUCT)
        self.depth -= 1
        return Extremum(function, found, body, span=self.span(start))

    def starts_operand(self) -> bool:
        return self.starts_factor() or self.token.kind == "number"

    def is_extremum(self) -> bool:
        """A maximum is a call only before a bracket."""
        if self.token.text == "arg":
            return self.after.text in ("max", "min")
        plain = self.after.text not in ("(", "\\{")
        return self.token.kind == "word" and self.token.text in EXTREMA and plain

    def nabla(self) -> Tree:
        start = self.position
        self.take()
        by = self.single() if self.accept("_") else None
        of = None
        if self.token.kind in ("word", "command") and not self.is_operator_word():
            of = self.called()
        elif self.sees("{") or (by is not None and self.sees("(")):
            of = self.power()
        tree = Nabla(by, of, span=self.span(start))
        return self.entry(tree, start)

    def is_operator_word(self) -> bool:
        r"""Whether what stands here is no name: `\nabla_P \sum`, `\nabla_P \frac`."""
        return self.token.text in ("\\frac", "\\dfrac", "\\tfrac", "\\sqrt", "\\sum", *EXTREMA)

    def change(self) -> Tree:
        start = self.position
        self.take()
        return Change(self.called(), span=self.span(start))

    def bare_differential(self) -> Tree:
        r"""`d\hat{y}`."""
        start = self.position
        self.take()
        return Differential(self.name(), span=self.span(start))

    def derivative(self) -> Tree:
        start = self.position
        if self.token.text == "\\partial" and self.after.text == "_":
            return self.partial_by()
        of = self.differential()
        if not (self.sees("/") and self.after.kind == "partial"):
            return Differential(of, span=self.span(start))
        self.take()
        return Derivative(of, self.differential(), span=self.span(start))

    def partial_by(self) -> Tree:
        r"""`\partial_{w} E`, what it is differentiated by standing below."""
        self.deeper()
        start = self.position
        self.take()
        self.expect("_")
        by = self.single()
        is_name = self.token.kind in ("word", "command") and not self.is_operator_word()
        tree = Derivative(self.called() if is_name else self.operand(), by, span=self.span(start))
        self.depth -= 1
        return tree

    def differentials(self, start: int) -> Tree:
        r"""`\frac{\partial E}{\partial w}`, `\frac{\partial}{\partial w} (x)`, `\frac{\partial^2 E}{\partial w^2}`."""
        self.expect("{")
        sign = self.take().text
        if is_higher := self.accept("^"):
            self.single()
        of = None if self.sees("}") else self.expression()
        self.expect("}")
        if self.after.kind != "partial":
            above = Differential(of if of is not None else Blank(), span=self.span(start))
            below = self.primary()
            if sign == "\\partial" and isinstance(of, Name | Entry) and isinstance(below, Name | Entry):
                # the sign below the line is left out
                return Derivative(of, below, span=self.span(start))
            match below:
                case Operation("juxtapose", factor, Differential(single)) if of is not None and not is_higher and not has(
                        factor, Differential):
                    # \frac{\partial a}{a \partial z}: a factor beside what a is differentiated by
                    slope = Derivative(of, single, span=self.span(start))
                    return Operation("juxtapose", Operation("/", Number("1"), factor), slope, span=self.span(start))
            return Operation("/", above, below, span=self.span(start))
        self.expect("{")
        by: list[Tree] = []
        while self.token.kind == "partial":
            self.take()
            # without an order above the line, \sigma^2 below it is the variance, and no second derivative
            by += _repeated(self.power()) if is_higher else [self.power()]
        self.expect("}")
        if of is None:
            of = self.operand()
        for each in reversed(by):
            of = Derivative(of, each, span=self.span(start))
        return of

    def operand(self) -> Tree:
        r"""What `\frac{\partial}{\partial w}` stands before."""
        if self.sees("(", "[", "\\{"):
            return self.power()
        return self.climb(_PRODUCT) if self.starts_operand() else Blank(span=self.span(self.position))


def _repeated(by: Tree) -> list[Tree]:
    """`w^2` below the line is `w` twice."""
    if isinstance(by, Operation) and by.operator == "^" and isinstance(by.right, Number) and by.right.text in "234":
        return [by.left] * int(by.right.text)
    return [by]


def _bounded(found: tuple[Tree, ...], upper: Tree) -> tuple[Tree, ...]:
    """`i = 1` with an upper bound as relations."""
    bounded: list[Tree] = []
    for each in found:
        start = start_of(each)
        bounded.append(_between(start[1], start[0], upper) if start else each)
    return tuple(bounded)


def _between(lower: Tree, letter: Tree, upper: Tree) -> Tree:
    return All((Operation("<=", lower, letter), Operation("<=", letter, upper)))
