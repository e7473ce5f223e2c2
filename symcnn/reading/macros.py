r"""Commands that a document defines, put in where it uses them: `\newcommand{\dd}[2]{\frac{\partial #1}{\partial #2}}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_CALLS = 20_000
LONGEST_BODY = 400
LONGEST_TEXT = 2_000_000
DEEPEST = 8

_STARTS = re.compile(
    r"\\(?P<how>newcommand|renewcommand|providecommand|DeclareMathOperator|DeclarePairedDelimiter|NewDocumentCommand|def)(?![A-Za-z])\*?\s*")
_NAME = re.compile(r"\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+)")
_COUNT = re.compile(r"\s*\[([0-9])\]")
_DEFAULT = re.compile(r"\s*\[([^][]*)\]")
_MARKS = re.compile(r"((?:#[0-9])*)\s*")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_PLACE = re.compile(r"#([0-9])")
_REMARK = re.compile(r"(?<!\\)%[^\n]*(?:\n\s*|$)")
_PACKAGE = re.compile(r"\\usepackage(?:\[[^][]*\])?\{[^{}]*\b(?:physics|derivative)\b[^{}]*\}")


@dataclass(frozen=True)
class Macro:
    """What a command stands for, and how many arguments it takes; the first may have a `default`."""

    count: int
    body: str
    default: str | None = None


# what widely used packages define
PACKAGES = {"pdv": Macro(2, r"\frac{\partial #1}{\partial #2}"), "dv": Macro(2, r"\frac{d #1}{d #2}"),
            "vb": Macro(1, r"\mathbf{#1}")}


def expanded(text: str, known: Mapping[str, Macro] | None = None) -> str:
    r"""The text with the commands that it defines, or that are known, put in; every line keeps its number.

    What goes too deep or grows too long is left as it stands.

    >>> print(expanded(r"\newcommand{\bx}{\mathbf{x}} $y = W \bx$").strip())
    $y = W \mathbf{x}$
    """
    bare, macros = without_definitions(text)
    macros = {**(PACKAGES if _PACKAGE.search(text) else {}), **(known or {}), **macros}
    return _put_in(bare, macros) if macros else text


def without_definitions(text: str) -> tuple[str, dict[str, Macro]]:
    """The text with spaces for its definitions, and what they define."""
    macros: dict[str, Macro] = {}
    parts, place = [], 0
    for start in _STARTS.finditer(text):
        if start.start() < place or _is_comment(text, start.start()):
            continue
        found = _definition(text, start)
        if found is not None:
            name, macro, end = found
            macros[name] = macro
            parts += [text[place:start.start()], "".join(c if c == "\n" else " " for c in text[start.start():end])]
            place = end
    return "".join([*parts, text[place:]]), macros


def _is_comment(text: str, place: int) -> bool:
    line = text[text.rfind("\n", 0, place) + 1:place]
    return "%" in line.replace("\\%", "")


def _definition(text: str, start: re.Match) -> tuple[str, Macro, int] | None:
    """A name, what it stands for and where its definition ends; None where this is none."""
    name = _NAME.match(text, start.end())
    if name is None:
        return None
    place, count, default = name.end(), 0, None
    if start["how"] == "DeclarePairedDelimiter":
        if (opening := group(text, place)) is None or (closing := group(text, opening[1])) is None:
            return None
        return name[1] or name[2], Macro(1, f"\\left{opening[0].strip()} #1 \\right{closing[0].strip()}"), closing[1]
    if start["how"] == "def":
        marks = _MARKS.match(text, place)
        count, place = (len(marks[1]) // 2, marks.end()) if marks else (0, place)
    elif start["how"] == "NewDocumentCommand":
        kinds = group(text, place)
        if kinds is None or set(kinds[0].split()) - {"m"}:
            return None
        count, place = len(kinds[0].split()), kinds[1]
    elif (number := _COUNT.match(text, place)) is not None:
        count, place = int(number[1]), number.end()
        if (given := _DEFAULT.match(text, place)) is not None:
            default, place = given[1], given.end()
    body = group(text, place)
    if body is None or len(body[0]) > LONGEST_BODY:
        return None
    said = " ".join(_REMARK.sub("", body[0]).split())
    if start["how"] == "DeclareMathOperator":
        said = f"\\operatorname{{{said}}}"
    return name[1] or name[2], Macro(count, said, default), body[1]


def group(text: str, place: int) -> tuple[str, int] | None:
    """What stands in the braces at a place, spaces before them passed over, and the place behind; None without braces."""
    while place < len(text) and text[place] in " \t\n":
        place += 1
    if text[place:place + 1] != "{":
        return None
    depth = 0
    for at in range(place, min(len(text), place + 10 * LONGEST_BODY)):
        escaped = text[at - 1] == "\\" and text[at - 2:at] != "\\\\"
        depth += 0 if escaped else (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return text[place + 1:at], at + 1
    return None


def _put_in(text: str, macros: Mapping[str, Macro]) -> str:
    calls = 0
    for _ in range(DEEPEST):
        parts: list[str] = []
        place = 0
        for use in _COMMAND.finditer(text):
            if use.start() < place or use[1] not in macros or text[use.start() - 1:use.start()] == "\\":
                continue
            found = _call(text, use, macros[use[1]])
            if found is not None and calls < MOST_CALLS:
                calls += 1
                is_script = text[use.start() - 1:use.start()] in ("_", "^")
                parts += [text[place:use.start()], f"{{{found[0]}}}" if is_script else found[0]]
                place = found[1]
        if not parts:
            break
        text = "".join([*parts, text[place:]])
        if len(text) > LONGEST_TEXT:
            break
    return text


def _call(text: str, use: re.Match, macro: Macro) -> tuple[str, int] | None:
    """What a use of a command stands for, and where it ends; None where arguments are missing."""
    given: list[str] = []
    place = use.end()
    if macro.default is not None:
        optional = _DEFAULT.match(text, place)
        given.append(macro.default if optional is None else optional[1])
        place = place if optional is None else optional.end()
    while len(given) < macro.count:
        found = group(text, place) or _sign(text, place)
        if found is None:
            return None
        given.append(found[0])
        place = found[1]
    return _filled(macro.body, given, text[place:place + 1]), place


def _filled(body: str, given: list[str], behind: str) -> str:
    """The body with its arguments; of one that stands twice, one keeps its line ends."""
    seen: set[int] = set()

    def put(mark: re.Match) -> str:
        number = int(mark[1]) - 1
        if not 0 <= number < len(given):
            return ""
        first = number not in seen
        seen.add(number)
        return given[number] if first else " ".join(given[number].split())

    found = _PLACE.sub(put, body)
    # a command at the end takes no letters in that stand behind it
    glued = behind.isalpha() and re.search(r"\\[A-Za-z]+$", found) is not None
    return f"{found} " if glued else found


def _sign(text: str, place: int) -> tuple[str, int] | None:
    """A single letter, digit or command as an argument without braces."""
    while place < len(text) and text[place] == " ":
        place += 1
    command = _COMMAND.match(text, place)
    if command is not None:
        return command[0], command.end()
    return (text[place], place + 1) if text[place:place + 1].isalnum() else None
