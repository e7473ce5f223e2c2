"""Reads what an operand can be: numbers, brackets, calls, sums, fractions, derivatives."""

import re
from abc import abstractmethod

from symcnn.reading.atoms import MOST_AXES
from symcnn.reading.below import Below
from symcnn.reading.grouping import has
from symcnn.reading.tokens import FRACTIONS
from symcnn.reading.tree import (
    Bracket,
    Call,
    Derivative,
    Differential,
    Matrix,
    Name,
    Number,
    Operation,
    Slope,
    Text,
    Tree,
    Tuple,
    find,
)
from symcnn.reading.words import function_key

_RELATIONS = ("==", "!=", ">=", "<=", ">", "<")
_INDICATORS = ("\\mathbb", "\\mathbf")
_UPRIGHT_WORD = re.compile(r"\\(?:text|texttt|mathrm|mathit)\{(\w+)\}")


class Calls(Below):
    """The part of the parser below powers and products."""

    @abstractmethod
    def power(self) -> Tree:
        """Reads an operand with its exponent."""

    @abstractmethod
    def starts_factor(self) -> bool:
        """Whether an operand stands here."""

    def primary(self) -> Tree:
        start, token = self.position, self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "string":
            return Text(self.take().text, span=self.span(start))
        if token.kind == "partial":
            return self.derivative()
        if self.sees("(", "\\{"):
            return self.parenthesis()
        if self.accept("{"):
            tree = self.expression()
            self.expect("}")
            return tree
        if self.sees("["):
            return self.matrix()
        if token.kind in ("word", "command"):
            return self.worded()
        raise self.expected("a name, a number or a bracket")

    def worded(self) -> Tree:
        text = self.token.text
        if text in FRACTIONS or text == "\\sqrt":
            self.deeper()
            tree = self.root() if text == "\\sqrt" else self.fraction()
            self.depth -= 1
            return tree
        if self.is_sum():
            return self.sum_over()
        if self.is_product():
            return self.product_over()
        if self.is_greatest():
            return self.greatest_of()
        if text in _INDICATORS and self.is_indicator():
            self.position += 4
            return self.emphasised_one(self.position - 4)
        return self.called()

    def number(self) -> Tree:
        start = self.position
        token = self.take()
        if token.text == "1" and (self.sees("[") or (self.sees("_") and self.after.text == "{")):
            return self.indicator(start)
        return Number(token.text, span=self.span(start))

    def is_indicator(self) -> bool:
        return [token.text for token in self.tokens[self.position + 1 : self.position + 4]] == ["{", "1", "}"]

    def emphasised_one(self, start: int) -> Tree:
        r"""`\mathbf{1}[x > 0]`, `\mathbb{1}\{x > 0\}`, or the unit vector of a class, `\mathbf{1}_c`."""
        if self.sees("(", "\\{"):
            closing = self.tokens[self.partners[self.position]].text
            self.take()
            condition = self.condition()
            self.expect(closing)
            return Bracket(condition, span=self.span(start))
        if self.sees("_") and not has(self.content(self.position + 1)[0], (*_RELATIONS, "=")):
            self.take()
            content, self.position = self.content(self.position)
            return Name(self.normal(f"\\mathbf{{e}}_{{{''.join(t.text for t in content)}}}", start), span=self.span(start))
        return self.indicator(start)

    def indicator(self, start: int) -> Tree:
        """The Iverson bracket: `1[x > 0]`, `1_{x > 0}`."""
        self.accept("_")
        closing = "]" if self.accept("[") else "}"
        if closing == "}":
            self.expect("{")
        nested = closing == "}" and self.accept("[")
        condition = self.condition()
        if nested:
            self.expect("]")
        self.expect(closing)
        return Bracket(condition, span=self.span(start))

    def condition(self) -> Tree:
        start = self.position
        tree = self.expression()
        if self.accept("="):
            tree = Operation("==", tree, self.expression(), span=self.span(start))
        if not (isinstance(tree, Operation) and tree.operator in _RELATIONS):
            raise self.expected("a relation such as x > 0")
        return tree

    def parenthesis(self) -> Tree:
        """An expression in parentheses, or a tuple where commas stand."""
        start = self.position
        closing = self.tokens[self.partners[start]].text
        self.take()
        items = self.items(closing)
        has_comma = self.tokens[self.position - 2].text == ","
        if len(items) == 1 and not has_comma:
            return items[0]
        return Tuple(items, in_parentheses=closing == ")", span=self.span(start))

    def matrix(self) -> Tree:
        start = self.position
        self.take()
        rows = self.items("]")
        if not rows:
            self.position -= 1
            raise self.expected("a number or a row")
        if len(rows) == 1 and isinstance(rows[0], Operation) and rows[0].operator in _RELATIONS:
            return Bracket(rows[0], span=self.span(start))
        tree = Matrix(rows, span=self.span(start))
        levels = 0
        inner: Tree = tree
        while isinstance(inner, Matrix):
            levels, inner = levels + 1, inner.rows[0]
        if levels > MOST_AXES:
            raise self.source.error(self.tokens[start].start, f"a list has at most {MOST_AXES} axes; leave some out")
        return tree

    def called(self) -> Tree:
        """A name, and the call it makes if it names a function."""
        start = self.position
        from_command = self.source.text[self.token.start] == "\\" and self.token.kind == "word"
        tree = self.name()
        if not isinstance(tree, Name):
            return tree
        if self.is_call(tree.name):
            return self.call(tree.name, start)
        if from_command and self.starts_factor() and not self.sees("("):
            return self.bare_call(tree.name, start)
        return tree

    def bare_call(self, name: str, start: int) -> Tree:
        """`\\log x` takes one operand."""
        self.deeper()
        argument = self.power()
        self.depth -= 1
        return Call(function_key(name), (argument,), span=self.span(start))

    def is_call(self, name: str) -> bool:
        """A tensor before a parenthesis makes a product, `y(1-y)`; a function, and a name nothing knows, a call."""
        if not self.sees("(", "\\{") or name in self.words.tensors:
            return False
        return name.endswith("'") or function_key(name) in self.words.functions or not self.token.spaced

    def call(self, name: str, start: int) -> Tree:
        opening = self.position
        closing = self.tokens[self.partners[opening]].text
        self.take()
        arguments: list[Tree] = []
        keywords: dict[str, Tree] = {}
        while not self.sees(closing):
            self.argument(arguments, keywords)
            if not self.sees(closing, ","):
                raise self.expected(f"',' or '{closing}'")
            self.accept(",")
        self.take()
        if not name.endswith("'"):
            return Call(function_key(name), tuple(arguments), tuple(keywords.items()), span=self.span(start))
        if len(arguments) != 1 or keywords:
            raise self.source.error(self.tokens[opening].start, "a slope takes one argument; give one")
        return Slope(function_key(name[:-1]), arguments[0], span=self.span(start))

    def argument(self, arguments: list[Tree], keywords: dict[str, Tree]) -> None:
        start = self.token.start
        tree = self.expression()
        if not self.sees("="):
            if keywords:
                raise self.source.error(start, "an argument without a name stands behind one with a name; move it")
            arguments.append(tree)
            return
        word = _UPRIGHT_WORD.sub(r"\1", self.source.text[slice(*tree.span)]).replace("\\_", "_")
        if not isinstance(tree, Name) or not word.isidentifier() or not word.isascii():
            raise self.source.error(start, "expected the name of an argument before '='")
        if word in keywords:
            raise self.source.error(start, "an argument is given twice; leave one out")
        self.take()
        keywords[word] = self.expression()

    def root(self) -> Tree:
        start = self.position
        self.take()
        if self.sees("["):
            raise self.expected("'{' (only square roots are read)")
        return Call("sqrt", (self.primary(),), span=self.span(start))

    def fraction(self) -> Tree:
        start = self.position
        self.take()
        if self.after.kind == "partial":
            return self.differentials(start)
        above = self.primary()
        partial = self.sees("{") and self.after.text == "\\partial"
        below = self.primary()
        sign = isinstance(above, Number) or any(find(above, Differential))
        if partial and isinstance(below, Differential) and not sign:
            # the sign above the line is left out
            return Derivative(above, below.argument, span=self.span(start))
        return Operation("/", above, below, span=self.span(start))

    def differentials(self, start: int) -> Tree:
        """`\\frac{\\partial E}{\\partial w}`."""
        found = []
        for _ in range(2):
            self.expect("{")
            found.append(self.differential())
            self.expect("}")
        return Derivative(*found, span=self.span(start))

    def derivative(self) -> Tree:
        start = self.position
        of = self.differential()
        self.expect("/")
        return Derivative(of, self.differential(), span=self.span(start))

    def differential(self) -> Tree:
        if self.token.kind != "partial":
            raise self.expected("a differential")
        self.take()
        if self.sees("^"):
            raise self.expected("a name (second derivatives are not read yet)")
        return self.name()
