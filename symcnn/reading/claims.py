"""A piece of LaTeX mathematics to the chains it states."""

import re
from dataclasses import dataclass, field, replace

from symcnn.errors import ReadError
from symcnn.reading.latex_tokens import latex_tokens
from symcnn.reading.mathematics import Mathematics, member, with_lists
from symcnn.reading.parser import checked
from symcnn.reading.paths import equations_on_path, is_path
from symcnn.reading.pieces import Statement, statements
from symcnn.reading.rewriting import rewritten
from symcnn.reading.source import Source
from symcnn.reading.tokens import Token
from symcnn.reading.tree import All, Blank, Cases, Dots, Matrix, Name, Number, Operation, Text, Tree, Tuple, Unread
from symcnn.reading.words import FUNCTIONS, Words

LONGEST_PIECE = 100_000
MOST_SIDES = 5_000

_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_CLOSING = re.compile(r"\s{0,9}\}")
_ORDERS = ("<=", "<", ">=", ">")


@dataclass(frozen=True)
class Chain:
    """`a = b \\\\approx c`: its sides, the relations between them, and the places of the sides in the source.

    A side is `Blank` where another line holds it, and `Unread` where it cannot be read. The relations are
    `= := <- -> ≈ += -= *= ∝ in == != >= <= > <`.
    """

    members: tuple[Tree, ...]
    relations: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)

    @property
    def kind(self) -> str:
        """`claim`; `range`, for `k = 1,2,3` or `0 <= j < K`; `expression`, where nothing is claimed."""
        if not self.relations or is_path(self.members, self.relations):
            return "expression"
        return "range" if _is_range(self) else "claim"

    @property
    def errors(self) -> tuple[ReadError, ...]:
        return tuple(each.error for each in self.members if isinstance(each, Unread))


def read_claims(
    text: str,
    tensors: frozenset[str] = frozenset(),
    functions: frozenset[str] = FUNCTIONS,
    line: int = 1,
    rows_at_line_ends: bool = False,
    comma: bool = False,
) -> tuple[Chain, ...]:
    r"""The chains of a piece of mathematics without its dollar signs.

    Lines of an align that go on with a relation are one chain with the line above. Raises `ReadError` only for what
    is no text or too long; a side that cannot be read is `Unread`. Where the writer's decimal point is a `comma`, `0,5` and
    `1{,}025` are read so.

    >>> [(chain.kind, chain.relations) for chain in read_claims(r"a &= b \\ &\approx 0.5, \quad k = 1,2")]
    [('claim', ('=', '≈')), ('range', ('=',))]
    """
    source = replace(checked(text, line), comma=comma)
    if len(text) > LONGEST_PIECE:
        raise source.error(0, f"the mathematics has {len(text)} characters; use at most {LONGEST_PIECE}")
    words = Words(tensors, functions)
    found = statements(source, rewritten(latex_tokens(source, rows_at_line_ends)))
    if sum(len(each.sides) for each in found) > MOST_SIDES:
        raise source.error(0, f"the mathematics has more than {MOST_SIDES} sides; split it")
    return tuple(part for each in found for part in _off_path(_chain(source, each, words)))


def _off_path(chain: Chain) -> list[Chain]:
    r"""The chain, or the equations at the stations of a path that it is: `y = f(x)` of `x \to y = f(x) \to L`."""
    places = equations_on_path(chain.members, chain.relations)
    if places is None:
        return [chain]
    return [Chain(chain.members[a:b], chain.relations[a:b - 1], chain.spans[a:b]) for a, b in places]


def _chain(source: Source, statement: Statement, words: Words) -> Chain:
    members: list[Tree] = []
    spans: list[tuple[int, int]] = []
    place = 0
    for side in statement.sides:
        span = _with_braces(source.text, side[0].start, side[-1].end) if side else (place, place)
        place = span[1]
        members.append(_side(source, side, span, words))
        spans.append(span)
    if statement.conditions:
        members[-1] = _with_condition(source, statement, members[-1], words)
    return Chain(tuple(members), tuple(statement.relations), tuple(spans))


def _with_braces(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the braces around its first and its last part that were opened when it was read: `{w}_1 x`."""
    depth = lowest = 0
    for sign in _BRACES.findall(text, start, end):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        lowest = min(lowest, depth)
    for _ in range(-lowest):
        if not text[max(0, start - 9) : start].rstrip().endswith("{"):
            return start, end
        start = text.rindex("{", 0, start)
    for _ in range(depth - lowest):
        behind = _CLOSING.match(text, end)
        end = behind.end() if behind else end
    return start, end


def _side(source: Source, side: list[Token], span: tuple[int, int], words: Words) -> Tree:
    """The tree of a side; commas at its outermost level make a tuple."""
    if not side:
        return Blank(span=span)
    try:
        return _List(source, _ended(side), words).side() if _is_plain(side) else member(source, _ended(side), words)
    except ReadError as error:
        return Unread(error, span=span)


def _is_plain(side: list[Token]) -> bool:
    return all(token.kind not in ("unknown", "prose") for token in side)


def _ended(side: list[Token]) -> list[Token]:
    end = side[-1].end
    return [*(token for token in side if token.kind != "wide"), Token("end", "", end, end)]


class _List(Mathematics):
    """Reads the expressions of a side, between commas."""

    def side(self) -> Tree:
        start = self.position
        items = [with_lists(self.whole())]
        while self.accept(","):
            items.append(with_lists(self.whole()))
        self.finish()
        return items[0] if len(items) == 1 else Tuple(tuple(items), span=self.span(start))


def _with_condition(source: Source, statement: Statement, value: Tree, words: Words) -> Tree:
    """`1 if x > 0` as cases."""
    branches: list[tuple[Tree, Tree | None]] = []
    for content in statement.conditions:
        if not content:
            continue
        span = (content[0].start, content[-1].end)
        try:
            branches.append((value, _condition(source, content, words)))
        except ReadError:
            branches.append((value, Text(" ".join(source.text[slice(*span)].split()), span=span)))
    if statement.otherwise:
        span = (statement.otherwise[0].start, statement.otherwise[-1].end)
        branches.append((_side(source, statement.otherwise, span, words), None))
    return Cases(tuple(branches), span=value.span)


def _condition(source: Source, content: list[Token], words: Words) -> Tree:
    closing = Token("symbol", "\\\\", content[-1].end, content[-1].end)
    parser = Mathematics(source, [*content, closing, *_ended(content)[-1:]], words)
    found = parser.conditions("\\\\")
    parser.finish()
    return found[0] if len(found) == 1 else All(found, span=(content[0].start, content[-1].end))


def _is_range(chain: Chain) -> bool:
    """Whether a chain says what letters run over, and claims nothing."""
    if all(relation in _ORDERS for relation in chain.relations):
        return len(chain.members) == 3 and isinstance(chain.members[1], Name | Tuple)
    head, *rest = chain.members
    if len(rest) != 1 or not isinstance(head, Name | Tuple):
        return False
    if chain.relations[0] == "in":
        within = rest[0].left if isinstance(rest[0], Operation) and rest[0].operator == "^" else rest[0]
        return isinstance(within, Tuple | Matrix)
    values = rest[0].items if isinstance(rest[0], Tuple) else ()
    if chain.relations[0] != "=" or not values:
        return False
    # what letters run over are whole numbers; in parentheses these are a vector
    listed = any(isinstance(each, Dots) for each in values) or (
        not rest[0].in_parentheses and all(isinstance(each, Number) and each.text.isdigit() for each in values))  # type: ignore[attr-defined]
    return listed and isinstance(head, Name)
