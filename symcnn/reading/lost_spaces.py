r"""Commas that are left of thin spaces: `\delta^{(2)} , a^{(1)T}` is a product on a page that lost its backslashes."""

from symcnn.reading.grouping import is_symbol, matched, outermost
from symcnn.reading.latex_words import RELATIONS
from symcnn.reading.tokens import FRACTIONS, Token

_STEPS = (":=", "<-")
_GRADIENTS = frozenset(("\\delta", "\\nabla", "nabla"))
_ENDS = ("\\\\", ";")


def without_lost_spaces(found: list[Token]) -> list[Token]:
    """The tokens without a comma between blanks, alone behind the last relation, where a gradient or a step is given."""
    dropped: set[int] = set()
    row: list[tuple[int, Token]] = []
    for place, token in outermost(found):
        if token.kind in ("end", "wide", "prose") or is_symbol(token, _ENDS):
            dropped |= _lost(found, row)
            row = []
        else:
            row.append((place, token))
    dropped |= _lost(found, row)
    return [t for n, t in enumerate(found) if n not in dropped] if dropped else found


def _lost(found: list[Token], row: list[tuple[int, Token]]) -> set[int]:
    """The place of the comma in one row that stands for a thin space; none where it may stand for itself."""
    signs = [n for n, token in row if is_symbol(token, RELATIONS)]
    commas = [n for n, token in row if is_symbol(token, (",",))]
    if not signs or len(commas) != 1 or commas[0] < signs[-1] or commas[0] + 1 == len(found):
        return set()
    place, behind = commas[0], found[commas[0] + 1]
    apart = found[place].spaced and behind.spaced and behind.kind in ("word", "command", "symbol")
    steps = any(is_symbol(found[n], _STEPS) for n in signs)
    head = next((t for _, t in row if not is_symbol(t, ("&",))), found[place])
    opens = behind.kind != "symbol" or is_symbol(behind, ("(", "[", "nabla"))
    if not (apart and opens and (steps or _is_gradient(found, head))) or _between_fractions(found, place):
        return set()
    return {place}


def _is_gradient(found: list[Token], head: Token) -> bool:
    """Whether a side begins with an error, a nabla or a fraction of differentials."""
    if head.text in FRACTIONS:
        at = found.index(head)
        return any(t.kind == "partial" or t.text == "\\partial" for t in found[at : at + 3])
    return head.text in _GRADIENTS


def _between_fractions(found: list[Token], place: int) -> bool:
    """Whether a list of slopes may be meant: one stands on either side."""
    if found[place + 1].text not in FRACTIONS:
        return False
    opened = {end: start for start, end in matched(found).items()}
    start = opened.get(place - 1)
    return start is not None and start - 1 in opened and found[opened[start - 1] - 1].text in FRACTIONS
