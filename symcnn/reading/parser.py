"""Expression text to a tree, by precedence climbing; what is read is only ever data."""

from symcnn.errors import quoted
from symcnn.reading.calls import Calls
from symcnn.reading.node import height
from symcnn.reading.source import Source
from symcnn.reading.tokens import tokens
from symcnn.reading.tree import Call, Derivative, Entry, Name, Negation, Number, Operation, Transposed, Tree
from symcnn.reading.words import FUNCTIONS, Words, function_key

HIGHEST = 150
LONGEST = 1_000_000

_RELATIONS = ("==", "!=", ">=", "<=", ">", "<")
_PAIRING, _PRODUCT, _FACTOR = 1, 2, 3
_LEVELS = {"odot": _PAIRING, "star": _PAIRING, "*": _PRODUCT, "/": _PRODUCT, "×": _PRODUCT, "·": _PRODUCT,
           "@": _PRODUCT, "mod": _PRODUCT, "juxtapose": _PRODUCT}  # fmt: skip
_SPELLED = {"×": "*", "·": "juxtapose", "@": "juxtapose"}
# Long sums become trees of little height, so that nothing that walks a tree by recursion runs out of stack.
BALANCED_FROM = 32


def parse(
    text: str, tensors: frozenset[str] = frozenset(), functions: frozenset[str] = FUNCTIONS, line: int = 1
) -> Tree:
    """The tree of an expression; `tensors` are names in normal form, `functions` in `function_key` form.

    >>> parse("2p")
    Operation(operator='juxtapose', left=Number(text='2'), right=Name(name='p'))
    """
    source = checked(text, line)
    parser = Parser(source, tokens(source), Words(tensors, functions))
    tree = parser.whole()
    parser.finish()
    return tree


def checked(text: str, line: int = 1) -> Source:
    """The text as a source, if it is a text of at most a million characters."""
    source = Source(text if isinstance(text, str) else "", line)
    if not isinstance(text, str):
        raise source.error(0, f"expected a text, but {quoted(type(text).__name__)} was given")
    if len(text) > LONGEST:
        raise source.error(0, f"the text has {len(text)} characters; use at most {LONGEST}")
    return source


class Parser(Calls):
    """One recursive descent: relation, sum, pairing (`odot`, `star`), product, power, then names and calls."""

    sizes = False

    def whole(self) -> Tree:
        """An expression whose tree is low enough to be walked by recursion."""
        start = self.token.start
        tree = self.expression()
        self.low(tree, start)
        return tree

    def low(self, tree: Tree, start: int) -> None:
        if height(tree) > HIGHEST:
            raise self.source.error(start, f"the expression has more than {HIGHEST} levels; name a part of it")

    def finish(self) -> None:
        if self.token.kind != "end":
            raise self.expected("an operator or the end")

    def expression(self) -> Tree:
        self.deeper()
        start = self.position
        tree = self.sum()
        if self.sees(*_RELATIONS):
            operator = self.take().text
            tree = Operation(operator, tree, self.sum(), span=self.span(start))
            if self.sees(*_RELATIONS):
                raise self.expected("one relation only")
        self.depth -= 1
        return tree

    def sum(self) -> Tree:
        start = self.position
        terms = [("+", self.term())]
        while self.sees("+", "-"):
            terms.append((self.take().text, self.term()))
        if len(terms) > BALANCED_FROM:
            return balanced([_signed(*term) for term in terms])
        tree = terms[0][1]
        for sign, term in terms[1:]:
            tree = Operation(sign, tree, term, span=(self.tokens[start].start, term.span[1]))
        return tree

    def term(self) -> Tree:
        """A minus sign takes the whole product behind it: `-a*b` is `-(a*b)`."""
        start = self.position
        if not self.sees("+", "-"):
            return self.climb(_PAIRING)
        sign = self.take().text
        argument = self.climb(_PAIRING)
        return Negation(argument, span=self.span(start)) if sign == "-" else argument

    def climb(self, level: int) -> Tree:
        start = self.position
        tree = self.factor()
        while _LEVELS.get(self.operator_behind(tree), 0) >= level:
            operator = self.operator_behind(tree)
            if operator != "juxtapose":
                self.take()
            tree = self.joined(operator, tree, start)
        return tree

    def joined(self, operator: str, left: Tree, start: int) -> Tree:
        """The operation with the operand that follows the operator."""
        right = self.climb(_LEVELS[operator] + 1)
        return Operation(_SPELLED.get(operator, operator), left, right, span=self.span(start))

    def operator_behind(self, tree: Tree) -> str:
        r"""The operator behind a tree; a number behind a derivative, bracket or fraction is a factor: `(y - t) 2 x`."""
        last = self.tokens[self.position - 1].text
        is_fraction = last == "}" and isinstance(tree, Operation) and tree.operator == "/"
        behind = isinstance(tree, Derivative) or last == ")" or is_fraction
        return "juxtapose" if behind and self.token.kind == "number" else self.operator()

    def operator(self) -> str:
        """The operator that stands here; `juxtapose` where a factor follows without one."""
        token = self.token
        if token.kind == "symbol" and token.text in _LEVELS:
            return "" if self.sizes and token.text == "×" else token.text
        return "juxtapose" if self.starts_factor() else ""

    def starts_factor(self) -> bool:
        return self.token.kind in ("word", "command", "partial") or self.sees("(", "{", "\\{")

    def factor(self) -> Tree:
        start = self.position
        if self.sees("+", "-"):
            self.deeper()
            sign = self.take().text
            tree = self.factor()
            self.depth -= 1
            return Negation(tree, span=self.span(start)) if sign == "-" else tree
        if self.is_coefficient():
            number = Number(self.take().text, span=self.span(start))
            return Operation("juxtapose", number, self.power(), span=self.span(start))
        return self.power()

    def is_coefficient(self) -> bool:
        """A number glued to a name is one factor with it: `1/2n` is `1/(2n)`, and `1/2 n` is not."""
        after = self.after
        glued = self.token.kind == "number" and after.kind == "word" and not after.spaced
        return glued and function_key(after.text) not in self.words.functions

    def power(self) -> Tree:
        start = self.position
        base = self.postfix()
        if not self.sees("^"):
            return base
        self.take()
        self.deeper()
        exponent = self.exponent()
        self.depth -= 1
        if base == Name("e") and ("e" not in self.words.tensors or isinstance(exponent, Negation)):
            # a tensor e is squared, and raised to no negative power
            return Call("exp", (exponent,), span=self.span(start))
        return Operation("^", base, exponent, span=self.span(start))

    def exponent(self) -> Tree:
        start = self.position
        if self.accept("-"):
            return Negation(self.power(), span=self.span(start))
        return self.power()

    def postfix(self) -> Tree:
        start = self.position
        tree = self.entry(self.primary(), start)
        while self.sees("^", "_"):
            if self.sees("^") and self.transposes():
                tree = self.entry(Transposed(tree, span=self.span(start)), start)
            elif self.sees("_") and self.tokens[self.position - 1].text == ")":
                tree = Entry(tree, self.indices_below(), span=self.span(start))
            else:
                break
        return tree

    def indices_below(self) -> tuple[Tree, ...]:
        r"""The indices of what stands in a bracket: `(X \ast K)_{i,j}`, `(A B)_{ij}`."""
        self.take()
        if not self.accept("{"):
            return (Number(self.take().text) if self.token.kind == "number" else self.letter(),)
        found = self.items("}")
        run = found[0].name if len(found) == 1 and isinstance(found[0], Name) else ""
        return tuple(map(Name, run)) if 1 < len(run) < 4 and run.isalpha() and run.islower() else found

    def transposes(self) -> bool:
        """Takes `^T` where it stands behind a bracket or an entry."""
        content, end = self.content(self.position + 1)
        if [token.text for token in content] not in (["T"], ["top"]):
            return False
        self.position = end
        return True


def _signed(sign: str, term: Tree) -> Tree:
    return term if sign == "+" else Negation(term, span=term.span)


def balanced(terms: list[Tree]) -> Tree:
    """A sum of many terms as a tree of little height."""
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    left, right = balanced(terms[:middle]), balanced(terms[middle:])
    return Operation("+", left, right, span=(left.span[0], right.span[1]))
