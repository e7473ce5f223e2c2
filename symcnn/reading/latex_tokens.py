"""LaTeX mathematics to tokens: those of plain text, and rows, cells, environments, words of prose.

What has no meaning becomes a token of kind `unknown` whose text is the message, so that the rest can be read.
"""

import re
from dataclasses import dataclass, replace

from symcnn.errors import ReadError, quoted
from symcnn.notation.spelling import COMMANDS
from symcnn.reading import latex_words as words
from symcnn.reading.arguments import argument_end, behind_label, is_wide
from symcnn.reading.blanked import as_meant, lone_braces
from symcnn.reading.foreign import foreign_words
from symcnn.reading.source import Source
from symcnn.reading.tokens import Token, token_at
from symcnn.reading.upright import Upright
from symcnn.reading.words import FUNCTIONS, function_key

_PATTERN = re.compile(
    r"""
    (?P<blank>   [ \t\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000~INVISIBLE]+ )
  | (?P<comment> %[^\n]* )
  | (?P<row>     \\\\\*?(?:[ ]*\[-?[0-9.]+[ ]*(?:pt|em|ex|mm|cm|in|\\baselineskip)\])? | \\(?:newline|cr)(?![A-Za-z]) )
  | (?P<begin>   \\begin\s*\{(?P<opened>[A-Za-z]+)\*?\} )
  | (?P<end>     \\end\s*\{[A-Za-z]+\*?\} )
  | (?P<grouped> [1-9][0-9]{0,2}(?:(?:\{,\}|\\,)[0-9]{3})+(?![0-9])(?:\.[0-9]+)? )
  | (?P<decimal> [0-9]+\{,\}[0-9]+ )
  | (?P<comma>   [1-9][0-9]{0,2}(?:,[0-9]{3})+(?!,?[0-9])(?:\.[0-9]+)? )
  | (?P<wide>    \\q?quad(?![A-Za-z]) | (?:\\[ ][ ]*){3,} )
  | (?P<norm>    \\\| )
  | (?P<number>  \\\# )
  | (?P<dots>    \.\.(?!\.) )
  | (?P<mark>    [\#"] | \\[%&$] )
  | (?P<command> \\(?P<name>[A-Za-z]+) )
    """.replace("INVISIBLE", words.INVISIBLE),
    re.VERBOSE,
)
_COLUMNS = re.compile(r"\s*(?:\[[a-z]\])?\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_FRAMED = re.compile(r"\s{0,9}(?:\[[^][]{0,200}\])?\s{0,9}\{[a-z]{1,20}\*?\}")
_BOX = re.compile(r"\s{0,9}\[[^][]{0,200}\]")
# in tokens: a sum's lower limit is short, and no text is gone through again for every sign
_LONGEST_LIMIT = 32
_SIGN = re.compile(r"\\[{}|]|\\[A-Za-z]+|.", re.DOTALL)
_DECIMAL_COMMA = re.compile(r"[0-9]+(?:\{,\}|,)[0-9]+(?!,?[0-9])")
_SEPARATORS = re.compile(r"\{,\}|\\,|,")


def latex_tokens(source: Source, rows_at_line_ends: bool = False) -> list[Token]:
    """The tokens of a piece of LaTeX, closed by one of kind `end`; nothing raises here.

    Kinds beside those of plain text: prose, wide (a wide space), unknown; rows and cells are symbols.
    """
    text = as_meant(source.text)
    scanner = _Scanner(replace(source, text=text), rows_at_line_ends=rows_at_line_ends, lone=lone_braces(text))
    while scanner.position < len(text):
        scanner.step()
    end = len(text)
    return [*scanner.found, Token("end", "", end, end, scanner.spaced)]


@dataclass
class _Scanner(Upright):
    """Reads what comes, piece by piece; braces at the places in `lone` say nothing."""

    rows_at_line_ends: bool = False
    lone: frozenset[int] = frozenset()

    def step(self) -> None:
        if self.position in self.lone:
            sign = _SIGN.match(self.text, self.position)
            self.skip(sign.end() if sign else self.position + 1)
            return
        if self.source.comma and "script" not in self.scripts and (decimal := _DECIMAL_COMMA.match(self.text, self.position)):
            self.add("number", decimal[0].replace("{,}", ",").replace(",", "."), decimal.end())
            return
        match = _PATTERN.match(self.text, self.position)
        kind = match.lastgroup if match else ""
        if match is None or (kind == "comma" and self.scripts and self.scripts[-1] != "\\begin"):
            self.plain()
        elif kind == "name" or kind == "command":
            self.command(match["name"], match.end())
        else:
            self.special(str(kind), match)

    def special(self, kind: str, match: re.Match) -> None:
        text, end = match[0], match.end()
        if kind in ("blank", "comment", "number"):
            # a number sign only says that what follows is counted
            self.skip(end)
        elif kind == "row":
            self.add("symbol", "\\\\", end)
        elif kind in ("begin", "opened"):
            self.begin(match["opened"], end)
        elif kind == "end":
            self.add("symbol", "\\end", end)
        elif kind in ("grouped", "comma"):
            self.add("number", _SEPARATORS.sub("", text), end)
        elif kind == "decimal":
            self.add("number", text.replace("{,}", "."), end)
        elif kind == "wide":
            self.add("wide", "", end)
            self.spaced = True
        elif kind in ("norm", "dots"):
            self.add("symbol", "‖" if kind == "norm" else "...", end)
        else:
            self.add("unknown", f"{quoted(text)} has no meaning here; leave it out", end)

    def begin(self, name: str, end: int) -> None:
        if name not in words.ENVIRONMENTS:
            self.add("unknown", f"the environment {quoted(name)} is not known; write its lines without it", end)
            return
        with_columns = name in ("array", "alignat", "alignedat")
        columns = (_COLUMNS if with_columns else _FRAMED).match(self.text, end) if with_columns or name == "empheq" else None
        self.add("symbol", "\\begin", columns.end() if columns else end)

    def command(self, name: str, end: int) -> None:
        if name in words.OLD_FONTS and self.old_font(words.OLD_FONTS[name], end):
            return
        if name in words.SPACES or self.sets_numbers(name, end):
            self.skip(end)
        elif name in words.WITH_ARGUMENT:
            self.spacing(name, end)
        elif name in words.SIGNS:
            self.add("symbol", words.SIGNS[name], end)
        elif name == "over":
            self.add("command", "\\over", end)
        elif name == "bbox":
            # what is around a formula, and its colours
            box = _BOX.match(self.text, end)
            self.skip(box.end() if box else end)
        elif name in words.CONSEQUENCES:
            self.add("prose", "so", end)
        elif name in words.LABELLED_ARROWS:
            self.add("prose", "so", behind_label(self.text, end))
        elif self.sign_of_transpose(name, end) or (
                (name in words.UPRIGHT or self.in_font(name, end)) and self.upright(name, end)):
            return
        elif name in words.NAMED:
            self.add("word", words.NAMED[name], end)
        elif name in words.KEPT or name in words.ROOTS_AND_QUOTIENTS:
            self.add("command", "\\" + words.ROOTS_AND_QUOTIENTS.get(name, name), end)
        elif name in words.REALS:
            self.add("command", "\\mathbb", end)
            self.add("word", "R", end)
        elif name in words.INDICATORS:
            self.add("command", "\\" + words.INDICATORS[name], end)
        elif name in words.UPRIGHT:
            self.skip(end)
        elif name == "lim":
            self.add("unknown", "a limit is not read; write what it is equal to", end)
        elif name not in COMMANDS and function_key(name) in FUNCTIONS and name != "sum":
            self.add("word", name, end)
        else:
            self.plain()

    def spacing(self, name: str, end: int) -> None:
        r"""What says nothing is passed over with its argument; a space as wide as `\quad` is one."""
        behind = argument_end(name, self.text, end)
        if is_wide(name, self.text, end):
            self.add("wide", "", behind)
            self.spaced = True
        else:
            self.skip(behind)

    def plain(self) -> None:
        character = self.text[self.position]
        before = self.found[-1].text if self.found else ""
        foreign = None if self.in_script() else foreign_words(self.text, self.position, before)
        if foreign is not None:
            self.add("prose", *foreign)
            return
        if character in words.CHARACTERS:
            self.add("symbol", words.CHARACTERS[character], self.position + 1)
            return
        if character in words.RAISED:
            self.raised()
            return
        if character in "⇒⟹∴⇔∀":
            self.add("prose", "so", self.position + 1)
            return
        try:
            token = token_at(self.source, self.position, self.spaced)
        except ReadError as problem:
            sign = _SIGN.match(self.text, self.position)
            self.add("unknown", problem.message, sign.end() if sign else self.position + 1)
            return
        if token.kind == "newline":
            self.line_end(token)
        elif token.kind in ("space", "comment"):
            self.skip(token.end)
        else:
            self.taken(token)

    def raised(self) -> None:
        """Small digits above, as `x²`, as an exponent in braces."""
        start, end = self.position, self.position
        while end < len(self.text) and self.text[end] in words.RAISED:
            end += 1
        digits = "".join(words.RAISED[c] for c in self.text[start:end])
        for kind, text in (("symbol", "^"), ("symbol", "{"), ("number", digits), ("symbol", "}")):
            self.add(kind, text, end if kind == "number" or text == "}" else start)

    def line_end(self, token: Token) -> None:
        if self.rows_at_line_ends and not self.scripts:
            self.add("symbol", "\\\\", token.end)
        self.skip(token.end)

    def taken(self, token: Token) -> None:
        before = self.found[-1].text if self.found else ""
        outside = not self.scripts or self.scripts[-1] == "\\begin"
        if before == "^" and token.kind == "word" and len(token.text) > 1 and token.text[0] == "T":
            token = replace(token, text="T", end=token.start + 1)
        elif before in ("_", "^") and token.kind == "word" and self.ends_a_script(token):
            token = replace(token, text=token.text[0], end=token.start + 1)
        if token.kind == "word" and outside and before not in ("_", "^") and token.text in words.CONNECTIVES:
            token = replace(token, kind="prose")
        self.add(token.kind, token.text, token.end)

    def ends_a_script(self, token: Token) -> bool:
        r"""Whether only the first letter is a script, as LaTeX has it: `a_ka_i`, `W^lx^{l-1}`, `\nabla_xJ`; a name goes on
        otherwise.
        """
        behind = self.text[token.end : token.end + 1]
        by = len(token.text) == 2 and len(self.found) > 1 and self.found[-2].text == "nabla"
        above = behind == "(" and len(token.text) == 2 and self.is_above_sum()
        return len(token.text) > 1 and (by or above or behind == "_" or (behind == "^" and len(token.text) == 2))

    def is_above_sum(self) -> bool:
        r"""Whether what comes is the upper limit of a sum with a lower one in braces: `\sum_{v=1}^qI(v)`."""
        last = len(self.found) - 2
        if last < 0 or self.found[last].text != "}":
            return False
        opens = next((n for n in range(last, max(0, last - _LONGEST_LIMIT), -1) if self.found[n].text in ("{", "\\sum")), 0)
        return opens > 1 and self.found[opens - 2].text == "\\sum"
