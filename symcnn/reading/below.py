r"""Reads the signs of a network that bind letters: sums, products and maxima, `\sum_{j \ne c}`, `\max_{0 \le m,n < 2}`."""

from abc import abstractmethod
from dataclasses import replace

from symcnn.reading.atoms import Atoms
from symcnn.reading.conditions import shared, summed
from symcnn.reading.tree import All, Call, Dots, Entry, Extremum, Name, Number, Operation, SumOver, Tree, Tuple

_RELATIONS = ("==", "=", "!=", ">=", "<=", ">", "<")
_BETWEEN = (",", ";", ":", "|")


class Below(Atoms):
    """The part of the parser that reads such signs and what stands below them."""

    @abstractmethod
    def climb(self, level: int) -> Tree:
        """Reads a product."""

    @abstractmethod
    def sum(self) -> Tree:
        """Reads a sum of terms."""

    def is_sum(self) -> bool:
        """`sum_{i}` and `sum_i` are sums, `sum_pool` and `sum(t)` are not."""
        return self.token.text == "\\sum" or (self.token.text in ("sum", "Sum") and self.runs())

    def is_product(self) -> bool:
        return self.token.text == "\\prod" or (self.token.text == "prod" and self.runs())

    def is_greatest(self) -> bool:
        """`max_{i}` is a maximum over a letter, `max_pool` and `max(a, b)` are not."""
        return self.token.text in ("\\max", "max") and self.runs()

    def runs(self) -> bool:
        """Whether letters stand below a word, and no other word."""
        script = self.tokens[min(self.position + 2, len(self.tokens) - 1)]
        return self.after.text == "_" and (script.text == "{" or script.kind == "command" or len(script.text) == 1)

    def greatest_of(self) -> Tree:
        self.deeper()
        start = self.position
        self.take()
        self.take()
        found = self.below()
        if any(isinstance(each, Operation) and each.operator == "==" for each in found):
            raise self.source.error(self.token.start, "expected a maximum over a whole axis: leave the bounds out")
        body = self.climb(1)
        self.depth -= 1
        return Extremum("max", found, body, span=self.span(start))

    def product_over(self) -> Tree:
        """A product as the call of one with what a sum would have."""
        start = self.position
        return Call("prod", (self.sum_over(),), span=self.span(start))

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
                upper = self.script_above()
        body = self.climb(1)
        self.depth -= 1
        return bounded(summed(found, upper, body, self.span(start)))

    def script_above(self) -> Tree:
        """The upper bound, in braces or one sign."""
        if self.accept("{"):
            tree = self.sum()
            self.expect("}")
            return tree
        start = self.position
        return Number(self.take().text, span=self.span(start)) if self.token.kind == "number" else self.letter()

    def below(self) -> tuple[Tree, ...]:
        """The letters and the conditions on them."""
        if not self.accept("{"):
            return (self.letter(),)
        found: list[Tree] = []
        while not self.sees("}"):
            found.append(self.below_one())
            if not self.sees(*_BETWEEN, "}"):
                raise self.expected("'}'")
            while self.sees(*_BETWEEN):
                self.take()
        self.take()
        return in_sets(shared(tuple(found)))

    def below_one(self) -> Tree:
        """A letter, or one of several with a relation, or a chain of these."""
        start = self.position
        first = self.pair() if self.sees("(") else self.sum()
        if self.accept("in"):
            return Operation("in", first, self.members(), span=self.span(start))
        relations: list[Tree] = []
        left = first
        while self.sees(*_RELATIONS):
            operator = self.take().text
            right = self.sum()
            relations.append(Operation("==" if operator == "=" else operator, left, right, span=self.span(start)))
            left = right
        if not relations and not isinstance(first, Name | Tuple):
            if isinstance(first, Entry):
                raise self.source.error(self.tokens[start].start, "expected a letter to sum over")
            self.position = start
            raise self.expected("a name")
        return first if not relations else relations[0] if len(relations) == 1 else All(tuple(relations), span=self.span(start))

    def pair(self) -> Tree:
        """`(m, n)`."""
        start = self.position
        self.take()
        return Tuple(self.items(")"), in_parentheses=True, span=self.span(start))

    def members(self) -> Tree:
        r"""What is in a set: `\{0, \ldots, K-1\}`, one times another, or a set by its name."""
        start = self.position
        tree = self.listed() if self.sees("\\{") else self.name()
        while self.accept("×"):
            tree = Operation("*", tree, self.listed(), span=self.span(start))
        return tree

    def listed(self) -> Tree:
        start = self.position
        self.expect("\\{")
        items: list[Tree] = []
        while not self.sees("\\}"):
            items.append(Dots() if self.accept("...") else self.sum())
            if not self.sees(",", "\\}"):
                raise self.expected("',' or '\\}'")
            self.accept(",")
        self.take()
        return Tuple(tuple(items), span=self.span(start))

    def letter(self) -> Tree:
        start = self.token.start
        tree = self.name()
        if not isinstance(tree, Name):
            raise self.source.error(start, "expected a letter to sum over")
        return tree


def in_sets(found: tuple[Tree, ...]) -> tuple[Tree, ...]:
    r"""`m, n \in \{0, 1\}` is said of both letters."""
    made: list[Tree] = []
    for each in reversed(found):
        behind = made[-1] if made else None
        alone = isinstance(each, Name) and isinstance(behind, Operation) and behind.operator == "in" and isinstance(
            behind.left, Name) and isinstance(behind.right, Tuple)
        made.append(replace(behind, left=each) if alone and isinstance(behind, Operation) else each)
    return tuple(reversed(made))


def bounded(tree: Tree) -> Tree:
    r"""A sum with its letters one by one where conditions bound them from both sides: `0 \le m, n < K`."""
    if not isinstance(tree, SumOver):
        return tree
    ends = {name: found for each in tree.conditions for name, *found in [between(each)] if name}
    if not ends:
        return tree
    rest = tuple(each for each in tree.conditions if not between(each)[0])
    others = tuple(n for n in tree.letters if n not in ends)
    body = replace(tree, letters=others, conditions=rest) if others else tree.body
    for name, (low, high) in reversed(ends.items()):
        body = SumOver((name,), low, high, body, () if others else rest, span=tree.span)
        rest = ()
    return body


def between(tree: Tree) -> tuple[str, Tree, Tree]:
    """A letter and its two ends, both included; no letter where this says something else."""
    match tree:
        case All(conditions=(Operation(operator="<=" | "<" as before, left=low, right=Name() as letter),
                             Operation(operator="<=" | "<" as behind, left=again, right=high))) if letter == again:
            return letter.name, low if before == "<=" else next_to(low, 1), high if behind == "<=" else next_to(high, -1)
        case Operation(operator="in", left=Name() as letter, right=Tuple(items=(low, *middle, high))) if all(
                isinstance(t, Dots) for t in middle) or consecutive((low, *middle, high)):
            return letter.name, low, high
    return "", tree, tree


def next_to(tree: Tree, step: int) -> Tree:
    """One more, or one less."""
    if isinstance(tree, Number) and tree.text.isdigit() and int(tree.text) + step >= 0:
        return Number(str(int(tree.text) + step), span=tree.span)
    return Operation("+" if step > 0 else "-", tree, Number("1"), span=tree.span)


def consecutive(items: tuple[Tree, ...]) -> bool:
    """Whether whole numbers follow each other."""
    numbers = [int(t.text) for t in items if isinstance(t, Number) and t.text.isdigit()]
    return len(numbers) == len(items) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
