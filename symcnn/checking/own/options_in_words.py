"""What words beside the equation of a layer say of it: "with stride 2 and a padding of 1", "negative slope 0.2"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from symcnn.checking.own.lines import Forward, forward
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Call, Number, Text, Tree, find, mapped

# how many lines above an equation are read for what is said of it
ABOVE = 4
COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "eins": 1, "zwei": 2, "drei": 3, "deux": 2, "trois": 3, "dos": 2,
           "tres": 3, "dois": 2, "três": 3, "due": 2, "tre": 3, "no": 0, "zero": 0}
COUNT = rf"\W{{0,4}}(?:[A-Za-z]\s*=\s*)?(?P<count>\d+|{'|'.join(COUNTED)})\b"
SAID = r"(?:\s+(?:of|by|with|is|equal to|size|length|rate|factor|width|von|de|di|к|=))*"
OPTIONS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "stride": (
        re.compile(rf"(?<![A-Za-z])(?:strides?|schrittweite|pas|paso|passo|zancada|步长|步幅|шаг\w*)(?:为|是)?"
                   rf"{SAID}{COUNT}", re.IGNORECASE),
        re.compile(r"(?P<count>\d)-strided", re.IGNORECASE)),
    "padding": (
        re.compile(rf"(?<![A-Za-z])(?:padding|(?:zero[- ])?pad(?:ded)?|auffüllung|rembourrage|remplissage|relleno|填充)"
                   rf"(?:为|是)?{SAID}{COUNT}", re.IGNORECASE),
        re.compile(r"(?P<count>\d|one) (?:row|ring|border|layer|line|pixel)s?\b[^.]{0,20}\bzero", re.IGNORECASE)),
    "dilation": (re.compile(rf"dilat\w*{SAID}{COUNT}", re.IGNORECASE),),
    "alpha": (
        re.compile(r"slope(?:\s+(?:of|is|=|parameter|coefficient))*[\s$]{0,3}(?:\\?[a-z]+\s*=\s*)?(?P<count>0?\.\d+)",
                   re.IGNORECASE),
        re.compile(r"(?:\\alpha|α|\\beta|\\lambda|\ba)\s*=\s*(?P<count>\d?\.\d+|1|2)(?![.\d])")),
    "window": (
        re.compile(r"(?P<count>\d)\s*(?:\\times|×|x|by|-by-)\s*(?P=count)\b"),
        re.compile(rf"(?:window|kernel|pool(?:ing)? size|fenster|fenêtre|ventana)(?:\s+size)?{SAID}{COUNT}", re.IGNORECASE)),
}
NONE = re.compile(r"\b(?:no|without(?: any)?|ohne|sans|sin|sem|keine?) (?:zero[- ])?(?:padding|auffüllung|remplissage|relleno)",
                  re.IGNORECASE)
SLID = {"conv": ("stride", "padding", "dilation"), "convtranspose": ("stride", "padding")}
USUAL = {"stride": "1", "padding": "0", "dilation": "1"}
POOLED = ("maxpool", "avgpool", "sumpool")
SLOPED = ("leakyrelu", "lrelu", "elu")


def with_options_said(equations: Iterable[Forward], items: Sequence[Item]) -> list[Forward]:
    """The equations, layers that state no options of their own with those that are said of them in words."""
    found = []
    for line in equations:
        if line.sides is not None and line.place[0] >= 0 and any(is_open(t) for t in find(line.sides[1], Call)):
            options = said_of(items, line.place[0])
            right = with_options(line.sides[1], options) if options else line.sides[1]
            line = forward(line.place, line.sides[0], right, line.source) if right != line.sides[1] else line
        found.append(line)
    return found


def is_open(tree: Tree) -> bool:
    """Whether a layer may have options and states none."""
    if not isinstance(tree, Call) or tree.keywords:
        return False
    plain = len(tree.arguments) == 1 or (tree.function in SLID and len(tree.arguments) == 2)
    return plain and tree.function in (*SLID, *POOLED, *SLOPED)


def with_options(tree: Tree, options: Mapping[str, str]) -> Tree:
    """The tree with options in the layers that they may be of."""
    tree = mapped(tree, lambda t: with_options(t, options))
    if not isinstance(tree, Call) or not is_open(tree):
        return tree
    if tree.function in SLOPED and "alpha" in options:
        return replace(tree, arguments=(*tree.arguments, Number(options["alpha"])))
    if tree.function in POOLED and "window" in options:
        stride = (("stride", Number(options["stride"])),) if "stride" in options else ()
        return replace(tree, arguments=(*tree.arguments, Number(options["window"])), keywords=stride)
    if tree.function in SLID:
        known = [(name, options[name]) for name in SLID[tree.function] if options.get(name, USUAL[name]) != USUAL[name]]
        return replace(tree, keywords=tuple((n, Number(v) if v.isdigit() else Text(v)) for n, v in known))
    return tree


def said_of(items: Sequence[Item], place: int) -> dict[str, str]:
    """The options that the words beside a piece of mathematics say, each where they say but one."""
    text = beside(items, place)
    found = {}
    for name, patterns in OPTIONS.items():
        counts = dict.fromkeys(number(m["count"]) for p in patterns for m in p.finditer(text))
        if len(counts) == 1:
            found[name] = next(iter(counts))
    if NONE.search(text):
        found.pop("padding", None)
    elif re.search(r"\bsame[- ]padding|padding[\s\"'=`]+same", text, re.IGNORECASE):
        found["padding"] = "same"
    return found


def number(word: str) -> str:
    """Digits for a number."""
    return str(COUNTED.get(word.casefold(), word))


def beside(items: Sequence[Item], place: int) -> str:
    """The words before a piece of mathematics, as far as a few lines above, with the formulas among them, and those behind."""
    item = items[place]
    assert isinstance(item, Mathematics)
    parts = [item.words, f"${item.source}$", item.behind.partition("\n\n")[0]]
    for before in reversed(items[:place]):
        if not isinstance(before, Mathematics) or before.line < item.line - ABOVE or "\n#" in parts[0]:
            break
        parts[:0] = [before.words, f"${before.source}$" if len(before.source) < 40 else "$ $"]
    for behind in items[place + 1:]:
        if not isinstance(behind, Mathematics) or behind.line > item.line + 1 or behind.display:
            break
        parts += [f"${behind.source}$", behind.behind.partition("\n\n")[0]]
    # what stands above a heading is said of something else
    return "".join(parts).rpartition("\n#")[2]
