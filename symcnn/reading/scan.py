"""Finds the mathematics of Markdown and of TeX, with the line on which each piece stands.

One pass from left to right that takes time in proportion to the text, whatever it holds.
"""

import re
from dataclasses import dataclass, field, replace

from symcnn.reading.directives import Directive, directives
from symcnn.reading.items import NetworkBlock, Piece
from symcnn.reading.markdown import LANGUAGE
from symcnn.reading.tables import going_on

Found = Piece | NetworkBlock | tuple[Directive, int]

_FRAMES = "(?:equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math|empheq)"
_VERBATIM = "(?:verbatim|lstlisting|minted|comment|symcnn)"
_MATHEMATICS = rf"""
  | (?P<framed>   \\begin\{{(?P<frame>{_FRAMES}\*?)\}} )
  | (?P<double>   \$\$ )
  | (?P<bracket>  \\\[ )
  | (?P<round>    \\\( )
  | (?P<dollar>   \$ )
  | (?P<blank>    \n(?:[ \t>]*\n)+ )
"""
_MARKDOWN = re.compile(
    rf"""
    (?P<brackets> \\\\\[ )
  | (?P<rounds>   \\\\\( )
  | (?P<escaped>  \\[\\$`<] )
  | (?P<fence>    ^[ \t>]*(?P<mark>`{{3,}}|~{{3,}})[ \t]*(?P<info>[^`\n]*)$ )
  | (?P<code>     `+ )
  | (?P<comment>  <!-- )
  | (?P<script>   <script\s+type\s*=\s*["']?math/tex(?P<mode>\s*;\s*mode\s*=\s*display)?["']?\s*> )
  | (?P<item>     ^[ \t>]*(?:[-*+]|[0-9]{{1,9}}[.)]|\#{{1,6}}|\|)(?=[ \t]) )
    {_MATHEMATICS}
    """,
    re.VERBOSE | re.MULTILINE,
)
_TEX = re.compile(
    rf"""
    (?P<escaped>  \\[\\$%] )
  | (?P<remark>   %[^\n]* )
  | (?P<verbatim> \\begin\{{(?P<raw>{_VERBATIM}\*?)\}} )
    {_MATHEMATICS}
    """,
    re.VERBOSE | re.MULTILINE,
)
_DOLLAR = re.compile(r"\\.|\$|\n[ \t>]*(?=\n)", re.DOTALL)
_DOLLARS = re.compile(r"\\.|\$\$|\n[ \t>]*(?=\n)", re.DOTALL)
_DOLLARS_ALONE = re.compile(r"\\.|\$\$", re.DOTALL)
# the marks of mathematics with their strokes escaped, as pages have it that go through Markdown before they are typeset
_TWICE = {"brackets": "\\\\]", "rounds": "\\\\)"}
_ESCAPED = re.compile(r"\\([\\_*])")
_QUOTES = re.compile(r"^[ \t]*>+", re.MULTILINE)
# what a line begins with that a formula gives the value of: "- Sum $= 3 + 4$"
_LET = re.compile(r"\b(?:[Ll]et|[Dd]efine|[Dd]enote|[Cc]all|[Ww]rite)(?: (?:us|by|us call))?[ \t]*$")
_VALUE = re.compile(r"\s*(?:=|≈|\\(?:approx|simeq|sim)\b)")
_SCALE = re.compile(r"[ \t]+(?P<word>thousand|million|billion|trillion)\b")
_NAME = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+|[0-9]+[.)][ \t]+)?(?:\*\*)?(?!(?:So|Then|Thus|Hence|Therefore|Finally|And|Which|This|It|We|Now)\b)"
    r"[A-Z][a-z]+(?:[ ][A-Za-z]+){0,3}(?:\*\*)?:?[ \t]*")
_PROSE = re.compile(r"^[ \t>]*\n[ \t>]*#{1,6}[ \t]", re.MULTILINE)
_LONGEST_CODE_MARK = 3
_REACH = 80
# how many letters of the words beside a piece are kept
_REACH_OF_WORDS = 240


def markdown_pieces(text: str) -> list[Found]:
    """Pieces, networks and directives (each with the number of its block) of Markdown, in order."""
    return _Scanner(text, _MARKDOWN, going_on(text, tex=False)).scan()


def tex_pieces(text: str) -> list[Found]:
    """Pieces, networks and directives (each with the number of its block) of a TeX file, in order."""
    return _Scanner(text, _TEX, going_on(text, tex=True)).scan()


@dataclass
class _Scanner:
    """A position in a text, and what has been found up to it."""

    text: str
    pattern: re.Pattern
    going_on: frozenset[int] = frozenset()
    found: list[Found] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    block: int = 1
    line: int = 1
    counted: int = 0
    behind: int = 0

    def scan(self) -> list[Found]:
        position = 0
        while match := self.pattern.search(self.text, position):
            position = max(self.take(str(match.lastgroup), match), match.start() + 1)
        self.words_up_to(len(self.text))
        return self.found

    def words_up_to(self, position: int) -> str:
        """The last words between the piece before and a position; the first of them are said behind that piece."""
        if self.behind and self.found and isinstance(last := self.found[-1], Piece):
            self.found[-1] = replace(last, behind=self.text[self.behind : min(position, self.behind + _REACH_OF_WORDS)])
        return self.text[max(self.behind, position - _REACH_OF_WORDS) : position]

    def take(self, kind: str, match: re.Match) -> int:
        """Reads what opens at a match, and hands on the position behind it."""
        start, end = match.start(), match.end()
        if kind in ("blank", "item"):
            self.block += 1
            return end
        if kind == "remark":
            self.found += [(each, self.block) for each in directives(match[0], self.line_at(start))]
            return end
        if kind == "comment":
            return self.comment(start)
        if kind == "code":
            return self.code(match)
        if kind == "fence":
            return self.fence(match)
        if kind == "verbatim":
            return self.verbatim(match)
        return end if kind == "escaped" else self.mathematics(kind, match)

    def line_at(self, position: int) -> int:
        """The line of a position; positions are asked for in order."""
        self.line += self.text.count("\n", self.counted, position)
        self.counted = max(self.counted, position)
        return self.line

    def find(self, closing: str, position: int) -> int:
        """The place of a closing mark, or -1; what is missing once is not looked for again."""
        if closing in self.missing:
            return -1
        place = self.text.find(closing, position)
        if place < 0:
            self.missing.add(closing)
        return place

    def comment(self, start: int) -> int:
        end = self.find("-->", start)
        if end < 0:
            return start + 4
        found = directives(self.text[start : end + 3], self.line_at(start))
        self.found += [(each, self.block) for each in found]
        return end + 3

    def code(self, match: re.Match) -> int:
        mark, end = match[0], match.end()
        if len(mark) > _LONGEST_CODE_MARK:
            return end
        close = self.find(mark, end)
        return end if close < 0 or self.text.find("\n\n", end, close) >= 0 else close + len(mark)

    def fence(self, match: re.Match) -> int:
        """A fenced block; one without an end runs to the end of the text."""
        mark = match["mark"]
        self.block += 1
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{min(len(mark), 100)},}}[ \t]*$", re.MULTILINE)
        close = closing.search(self.text, match.end())
        end = close.start() if close else len(self.text)
        if match["info"].split()[:1] == [LANGUAGE]:
            content = self.unquoted(self.text[match.end() + 1 : end], match)
            self.found.append(NetworkBlock(content.removesuffix("\n"), self.line_at(match.start()) + 1))
        elif match["info"].split()[:1] == ["math"] and (content := self.text[match.end() + 1 : end]).strip():
            # a display, as a README has it
            self.found.append(Piece(self.line_at(match.start()) + 1, self.unquoted(content, match), True, self.block))
            self.block += 1
        return close.end() if close else end

    def verbatim(self, match: re.Match) -> int:
        end = self.find(f"\\end{{{match['raw']}}}", match.end())
        if end < 0:
            return match.end()
        if match["raw"].rstrip("*") == LANGUAGE:
            content = self.text[match.end() : end]
            line = self.line_at(match.start()) + content.startswith("\n")
            self.found.append(NetworkBlock(content.strip("\n"), line))
        return end

    def mathematics(self, kind: str, match: re.Match) -> int:
        begin, (end, behind) = match.end(), self.closing(kind, match)
        if end < 0:
            return match.end()
        if kind == "framed":
            begin, end = match.start(), behind
        content = self.text[begin:end]
        if kind == "dollar" and self.pattern is _MARKDOWN and not self.is_mathematics(content, end):
            return match.end()
        if kind == "dollar" and len(content) > 2 and content[0] == content[-1] == "`":
            # as code forges have it
            content = content[1:-1]
        if kind in _TWICE:
            content = _ESCAPED.sub(r"\1", content)
        display = kind not in ("round", "rounds", "dollar") and (kind != "script" or match["mode"] is not None)
        apart = display and self.starts_line(match.start())
        self.block += apart
        if content.strip():
            before = self.before(match.start())
            named = not display and bool(_VALUE.match(content)) and bool(_NAME.fullmatch(before))
            defines = bool(_LET.search(before))
            if not display and content[-1].isdigit() and (scale := _SCALE.match(self.text, behind)):
                # 8.6 billion, said in words behind the formula
                content += f"\\text{{ {scale['word']}}}"
            words = self.words_up_to(match.start())
            self.found.append(Piece(self.line_at(begin), self.unquoted(content, match), display, self.block, named=named,
                                    defines=defines, goes_on=match.start() in self.going_on, words=words))
            self.behind = behind
        self.block += apart
        return behind

    def closing(self, kind: str, match: re.Match) -> tuple[int, int]:
        """The end of the content and the position behind the closing mark; -1 where there is none."""
        position = match.end()
        if kind in _TWICE:
            end = self.find(_TWICE[kind], position)
            return end, end + len(_TWICE[kind])
        fixed = {"bracket": "\\]", "round": "\\)", "script": "</script>", "framed": f"\\end{{{match['frame']}}}"}.get(kind)
        if fixed:
            end = self.find(fixed, position)
            return end, end + len(fixed)
        alone = kind == "double" and self.text[position : position + 1] == "\n"
        mark = "$" if kind == "dollar" else "$$"
        if mark in self.missing:
            return -1, -1
        pattern = _DOLLARS_ALONE if alone else _DOLLAR if kind == "dollar" else _DOLLARS
        while found := pattern.search(self.text, position):
            if found[0] == mark:
                # the second mark of a pair that has no first opens nothing
                prose = alone and _PROSE.search(self.text, position, found.start()) is not None
                return (-1, -1) if prose else (found.start(), found.end())
            if found[0][0] == "\n":
                return -1, -1
            position = found.end()
        self.missing.add(mark)
        return -1, -1

    def is_mathematics(self, content: str, end: int) -> bool:
        """Whether dollars around a text are not those of prices: `$5 and $6`."""
        if any(sign in content for sign in "\\=_^"):
            return True
        is_tight = bool(content) and not content[0].isspace() and not content[-1].isspace()
        return is_tight and not self.text[end + 1 : end + 2].isdigit()

    def starts_line(self, position: int) -> bool:
        return not self.before(position).strip(" \t>")

    def before(self, position: int) -> str:
        """What stands before a position on its line, as far as a mark of quotation can be."""
        return self.text[max(0, position - _REACH) : position].rpartition("\n")[2]

    def unquoted(self, content: str, match: re.Match) -> str:
        """The content without the marks of a quotation that it stands in."""
        is_quoted = (self.before(match.start()) + match[0][:_REACH]).lstrip().startswith(">")
        return _QUOTES.sub("", content) if is_quoted and self.pattern is _MARKDOWN else content

