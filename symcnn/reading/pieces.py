"""Splits the tokens of a display into statements, and those into the sides of a chain."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from symcnn.reading import latex_words as words
from symcnn.reading.domains import function_of_domain
from symcnn.reading.grouping import has, is_symbol, matched, outermost, parts
from symcnn.reading.rows import OPERATORS, is_aside, joined_rows
from symcnn.reading.source import Source
from symcnn.reading.tokens import Token

_ADDING = ("+=", "-=", "*=")
_ENDS = (".", ",", ";", ":", "&")
# in tokens
_LONGEST_CASE = 8


@dataclass
class Statement:
    """A chain before it is read: the tokens of its sides, and the relations between them; no tokens, no side."""

    sides: list[list[Token]]
    relations: list[str] = field(default_factory=list)
    conditions: list[list[Token]] = field(default_factory=list)
    otherwise: list[Token] = field(default_factory=list)


def statements(source: Source, found: list[Token]) -> list[Statement]:
    """The statements of a piece of mathematics, in order; the token of kind `end` is left out."""
    body = _without_frames(source, [token for token in found if token.kind != "end"])
    made: list[Statement] = []
    for line in joined_rows(source, body):
        _read(line, made)
    return [_without_domain(each) for one in made for each in _apart(one) if any(each.sides)]


def _without_domain(whole: Statement) -> Statement:
    r"""The name alone of a function that is said to go from one set to another, `f: \mathbb{R}^n \to \mathbb{R}`."""
    head = function_of_domain(whole.sides, whole.relations)
    return whole if head is None else Statement([head or whole.sides[0]])


def _apart(whole: Statement) -> list[Statement]:
    r"""`f = 1/x \rightarrow df/dx = -1/x^2` as two statements: an arrow between equations joins no values."""
    for place, relation in enumerate(whole.relations):
        if relation == "->" and "=" in whole.relations[:place] and "=" in whole.relations[place + 1:]:
            first = Statement(whole.sides[:place + 1], whole.relations[:place])
            rest = Statement(whole.sides[place + 1:], whole.relations[place + 1:], whole.conditions, whole.otherwise)
            return [first, *_apart(rest)]
    return [whole]


def _without_frames(source: Source, found: list[Token]) -> list[Token]:
    """The tokens without the environments whose rows are whole lines."""
    dropped: set[int] = set()
    pairs = matched(found)
    place = 0
    while place < len(found):
        end = pairs.get(place)
        if end is None:
            place += 1
        elif found[place].text == "\\begin" and _is_frame(source, found, place, end):
            dropped |= {place, end}
            if _is_written_sum(source, found, place, end):
                found = [replace(t, text="=") if is_symbol(t, ("\\\\",)) and place < i < end else t
                         for i, t in enumerate(found)]  # fmt: skip
            place += 1
        else:
            place = end + 1
    return [token for place, token in enumerate(found) if place not in dropped]


def _environment(source: Source, token: Token) -> str:
    text = source.text[token.start : token.end]
    return text[text.find("{") + 1 : text.find("}")].rstrip("*").strip()


def _is_frame(source: Source, found: list[Token], place: int, end: int) -> bool:
    """An align is one; an array, a matrix or cases that stands alone is one if its rows are equations."""
    name = _environment(source, found[place])
    if name in words.OPEN:
        return not (place and is_symbol(found[place - 1], ("[", "("))) or has(found[place + 1 : end], words.EQUATIONS)
    rest = found[:place] + found[end + 1 :]
    if name not in words.CASES | {"array", "matrix"} or any(token.text not in _ENDS for token in rest):
        return False
    if _is_written_sum(source, found, place, end):
        return True
    rows = parts(found[place + 1 : end], ("\\\\",))
    return any(has(row, words.EQUATIONS) for row in rows)


def _is_written_sum(source: Source, found: list[Token], place: int, end: int) -> bool:
    """One column with a line above its last row, as sums are written below each other."""
    content = found[place + 1 : end]
    if _environment(source, found[place]) != "array" or has(content, ("&",)):
        return False
    return "\\hline" in source.text[found[place].end : found[end].start] and has(content, ("\\\\",))


def _read(line: list[Token], made: list[Statement]) -> None:
    lead = ""
    start = len(made)
    for segment in _segments(line):
        if segment[0].kind == "prose" and len(segment) == 1:
            lead = _prose(segment[0], made if len(made) > start else [])
        elif lead in ("if", "and") and len(made) > start:
            _condition(made[-1], segment, lead)
            lead = ""
        else:
            _statement(segment, made, len(made) > start or not lead)
            lead = ""


def _prose(token: Token, made: list[Statement]) -> str:
    """What a word of prose does to what follows; behind a relation it is itself the side."""
    word = token.text.lower()
    if made and made[-1].relations and not made[-1].sides[-1]:
        made[-1].sides[-1] = [token]
        return ""
    if word in ("if", "when", "whenever"):
        return "if"
    conditional = bool(made and made[-1].conditions)
    if word in words.ELSE and conditional:
        _otherwise(made[-1])
    return "and" if word in words.JOINERS and conditional else "so"


def _otherwise(statement: Statement) -> None:
    """In `1 if x > 0, 0 otherwise` the last part of the condition is the other value."""
    found = parts(statement.conditions[-1], (",",))
    if len(found) > 1 and not has(found[-1], words.RELATIONS):
        statement.otherwise = found[-1]
        kept = len(statement.conditions[-1]) - len(found[-1]) - 1
        statement.conditions[-1] = statement.conditions[-1][:kept]


def _condition(statement: Statement, segment: list[Token], lead: str) -> None:
    content = [token for token in segment if token.kind != "wide"]
    if lead == "and" and content:
        statement.conditions[-1] += [Token("symbol", "and", content[0].start, content[0].start), *content]
    else:
        statement.conditions.append(content)


def _segments(line: list[Token]) -> list[list[Token]]:
    """The parts between words of prose, semicolons, and wide spaces between two statements."""
    made: list[list[Token]] = []
    joins = False
    pieces = list(_pieces(line))
    for place, (piece, mark) in enumerate(pieces):
        following = pieces[place + 1][0] if mark is not None and mark.kind == "wide" else []
        if joins and piece and not _is_apart(made[-1], piece, following):
            made[-1].extend([] if is_aside(piece) and not is_symbol(made[-1][-1], OPERATORS) else piece)
        elif piece:
            made.append(list(piece))
            joins = True
        if mark is not None and mark.kind != "wide":
            joins = False
            made += [[mark]] if mark.kind == "prose" else []
    return made


def _pieces(line: list[Token]) -> Iterator[tuple[list[Token], Token | None]]:
    """The tokens between words of prose, semicolons and wide spaces, each with the mark behind them."""
    start = 0
    for place, token in outermost(line):
        if token.kind in ("prose", "wide") or is_symbol(token, (";",)) or (
                is_symbol(token, (":",)) and _is_case(line[start:place]) and has(line[place:], words.RELATIONS)):
            yield line[start:place], token
            start = place + 1
    yield line[start:], None


def _is_case(piece: list[Token]) -> bool:
    """Whether a colon behind a piece opens what holds in this case: `i = j:`, `x > 0:`; `i = 1:n` is a range."""
    if len(piece) > _LONGEST_CASE or has(piece, (",",)):
        return False
    return has(piece, ("!=", ">", "<", ">=", "<=")) or (has(piece, ("=",)) and piece[-1].kind != "number")


def _is_apart(before: list[Token], piece: list[Token], following: list[Token]) -> bool:
    """Whether a wide space between two parts separates two statements; the second may go on behind another space."""
    states = has(piece, words.RELATIONS) or is_symbol((following or piece)[0], words.RELATIONS)
    if not states or not has(before, words.RELATIONS):
        return False
    return not any(is_symbol(token, (*OPERATORS, *words.RELATIONS)) for token in (before[-1], piece[0]))


def _statement(segment: list[Token], made: list[Statement], goes_on: bool) -> None:
    """Adds the statements of a segment: commas part lists and equations."""
    segment = _trimmed(segment)
    if not segment:
        return
    if made and goes_on and is_symbol(segment[0], words.RELATIONS) and not made[-1].conditions:
        _extend(made[-1], segment)
        return
    waiting: list[list[Token]] = []
    opened: Statement | None = None
    for piece in parts(segment, (",",)):
        if not has(piece, words.RELATIONS):
            waiting += [piece] if piece else []
            continue
        if opened is not None and waiting and not has(piece, _ADDING):
            opened.sides[-1] = _listed([opened.sides[-1], *waiting])
            waiting = []
        opened = Statement([[]])
        made.append(opened)
        _extend(opened, _listed([*waiting, piece]))
        waiting = []
    if waiting and opened is not None:
        opened.sides[-1] = _listed([opened.sides[-1], *waiting])
    elif waiting:
        made.append(Statement([_listed(waiting)]))


def _listed(pieces: list[list[Token]]) -> list[Token]:
    comma = Token("symbol", ",", pieces[-1][0].start, pieces[-1][0].start)
    joined: list[Token] = []
    for piece in pieces:
        joined += [comma, *piece] if joined else piece
    return joined


def _extend(statement: Statement, segment: list[Token]) -> None:
    """Adds the sides that follow; the first tokens, before any relation, go on the last side."""
    start = 0
    marks = [(place, token) for place, token in outermost(segment) if is_symbol(token, words.RELATIONS)]
    for place, token in marks:
        statement.sides[-1] = statement.sides[-1] + segment[start:place]
        statement.sides.append([])
        statement.relations.append(token.text)
        start = place + 1
    statement.sides[-1] = statement.sides[-1] + segment[start:]


def _trimmed(segment: list[Token]) -> list[Token]:
    """Without the marks a sentence puts at its end; `8.` is then `8`."""
    while segment and (is_symbol(segment[-1], _ENDS) or segment[-1].kind == "wide"):
        segment = segment[:-1]
    while segment and (is_symbol(segment[0], _ENDS) or segment[0].kind == "wide"):
        segment = segment[1:]
    if segment and segment[-1].kind == "number" and segment[-1].text.endswith("."):
        last = segment[-1]
        segment = [*segment[:-1], replace(last, text=last.text[:-1], end=last.end - 1)]
    return segment
