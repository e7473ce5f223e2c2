"""Worksheets as people write them: a network worked by hand, each author with a rounding habit, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from hand_mistakes import GENERAL, MISTAKES, RESHAPED
from hand_networks import Array, Plan, Values, lines_of, random_data, random_plan, rule_of

HABITS = ("full", "rounded", "truncated", "truncated and carried", "float32", "digits by line", "one digit more", "mixed")
SHOWN = {"y": r"\hat{y}"}


@dataclass(frozen=True)
class Author:
    """Who writes: the habit, the digits of each line, decimals or significant ones, and the form of a step."""

    habit: str
    digits: dict[str, int]
    significant: bool
    arrow: str
    coin: int

    def text(self, number: float, line: str) -> str:
        """A number as this author writes it."""
        number, digits = float(number), self.digits[line]
        if line.startswith("size"):
            return str(round(number))
        if abs(number) < (2e-7 if self.habit == "float32" else 1e-14):
            # what is left of a difference in float32 is nought to a person
            return "0"
        places = digits - 1 - int(np.floor(np.log10(abs(number)))) if self.significant else digits
        if self.habit.startswith("truncated"):
            number = np.trunc(number * 10.0 ** places * (1 + 1e-13)) / 10.0 ** places
        if places >= 0:
            text = f"{number:.{places}f}"
            return text if float(text) else text.lstrip("-")
        return str(int(round(number / 10.0 ** -places) * 10 ** -places))

    def rounded(self, value: Array, line: str, more: int = 0) -> Array:
        """An array as it stands on paper, or with some digits more."""
        author = replace(self, digits={line: self.digits[line] + more})
        flat = np.array([float(author.text(n, line)) for n in np.ravel(value)])
        return flat.reshape(np.shape(value)).astype(np.asarray(value).dtype)


@dataclass
class Paper:
    """A sheet on the way: what the author reckons with, and what stands on paper, by line."""

    working: Values = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)


def random_author(plan: Plan, random: np.random.Generator) -> Author:
    """An author; digits change by line for one habit only."""
    habit = HABITS[random.integers(len(HABITS))]
    digits = int(random.integers(2, 5))
    by_line = {line: int(random.integers(2, 5)) if habit == "digits by line" else digits for line in lines_of(plan)}
    return Author(habit, by_line, bool(random.random() < 0.3), [r":=", r"\leftarrow", "="][random.integers(3)],
                  int(random.integers(1 << 30)))


def work(plan: Plan, data: Values, author: Author, at: str = "", mistake: str = "", seed: int = 0) -> Paper | None:
    """The sheet of an author; with a mistake at a line, later lines follow from it. None where it cannot be made."""
    kind = np.float32 if author.habit == "float32" else np.float64
    exact = {n: np.asarray(v, dtype=kind) for n, v in data.items()}
    paper, full, short = Paper(), dict(exact), dict(exact)
    for number, line in enumerate(lines_of(plan)):
        coins = np.random.default_rng([author.coin, number])
        known = {n: (short if takes_written(author, coins) else full)[n] for n in sorted(full)}
        if line == at:
            made = MISTAKES[mistake].rule(plan, line, known, np.random.default_rng(seed))
            if made is None:
                return None
            value = np.asarray(made, dtype=kind)
        else:
            value = np.asarray(rule_of(plan, line, known), dtype=kind)
        if author.habit == "one digit more" and np.all(np.isfinite(value)):
            value = author.rounded(value, line, 1)
        if not np.all(np.isfinite(value)):
            return None
        paper.written[line] = [author.text(n, line) for n in np.ravel(value)]
        full[line], short[line] = value, author.rounded(value, line)
    paper.working = full
    return paper


def takes_written(author: Author, coins: np.random.Generator) -> bool:
    """Whether the author goes on with a number as written, or with the calculator's."""
    return {"rounded": True, "truncated and carried": True, "mixed": bool(coins.random() < 0.5),
            "digits by line": bool(author.coin % 2)}.get(author.habit, False)


def matrix(numbers: list[str], shape: tuple[int, ...]) -> str:
    """A list, a column or a matrix of written numbers."""
    if not shape:
        return numbers[0]
    if len(shape) == 1:
        return r"\begin{bmatrix} " + r" \\ ".join(numbers) + r" \end{bmatrix}"
    rows = [numbers[n:n + shape[-1]] for n in range(0, len(numbers), shape[-1])]
    return r"\begin{bmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{bmatrix}"


def letter(line: str, place: str) -> str:
    """The left side of a line; ``place`` is the subscript of a slice."""
    if line.startswith("new"):
        return line[3:] + place
    if line.startswith("d"):
        name = line[1:]
        return rf"\frac{{\partial E}}{{\partial {SHOWN.get(name, name)}{place}}}"
    return SHOWN.get(line, line) + place


def claims(plan: Plan, paper: Paper, author: Author, line: str) -> Iterator[str]:
    """The formulas of a line: a matrix, or one for each slice."""
    numbers, full = paper.written[line], np.shape(paper.working[line])
    if line.startswith("size"):
        extents = r" \times ".join(numbers)
        yield rf"{line[4:]} \in \mathbb{{R}}^{{{extents}}}"
        return
    kept = tuple(n for place, n in enumerate(full) if not unwritten(plan, line, place))
    lead = kept[:-2]
    step = int(np.prod(kept[-2:]))
    for number, place in enumerate(np.ndindex(*lead)):
        below = "_{" + ",".join(str(p + 1) for p in place) + "}" if place else ""
        value = matrix(numbers[number * step:(number + 1) * step], kept[-2:])
        head, equals = letter(line, below), "="
        if line.startswith("new"):
            equals = author.arrow
            if equals == "=" or author.coin % 3:
                value = rf"{head} - \eta {letter('d' + line[3:], below)} = {value}"
        yield f"{head} {equals} {value}"


def unwritten(plan: Plan, line: str, place: int) -> bool:
    """Whether an axis has extent one because the network is without it."""
    name = line.removeprefix("new").removeprefix("d")
    if name in ("Z", "A", "P"):
        return (place == 0 and plan.outputs == 1) or (place == 1 and plan.flat)
    if name == "X":
        return (place == 0 and plan.inputs == 1) or (place == 1 and plan.flat)
    if name == "K":
        return (plan.outputs == 1, plan.inputs == 1, plan.flat, False)[place]
    return name == "b" and plan.outputs == 1


def data_text(plan: Plan, data: Values) -> dict[str, str]:
    """The data of the fence."""
    found = {}
    for name, value in data.items():
        kept = [n for place, n in enumerate(value.shape) if not unwritten(plan, name, place)]
        found[name] = str(value.reshape(kept).tolist())
    return found


def markdown(plan: Plan, data: Values, paper: Paper, author: Author) -> str:
    """The whole sheet; the claims of a line carry its name and a number as their id."""
    parts = [plan.fence(data, data_text(plan, data))]
    for line in lines_of(plan):
        for number, claim in enumerate(claims(plan, paper, author, line)):
            parts.append(f"<!-- symcnn: id={line}-{number} -->\n$$ {claim} $$\n")
    return "\n".join(parts)


@dataclass(frozen=True)
class Case:
    """A correct sheet and, where one could be made, the same with a mistake; ``tags`` name the mistake."""

    plan: Plan
    author: Author
    right: str
    wrong: str = ""
    line: str = ""
    mistake: str = ""
    tags: frozenset[str] = frozenset()
    exposed: bool = False
    changed: frozenset[str] = frozenset()


def make_case(seed: int) -> Case:
    """The sheet of a seed: the same on every machine."""
    random = np.random.default_rng([20, seed])
    right = None
    while right is None:
        # a prediction of exactly one or zero on paper has no logarithm
        plan = random_plan(random)
        data, author = random_data(plan, random), random_author(plan, random)
        right = work(plan, data, author)
    text = markdown(plan, data, right, author)
    lines = lines_of(plan)
    for _ in range(40):
        general = random.random() < 0.25
        name = GENERAL[random.integers(len(GENERAL))] if general else list(MISTAKES)[random.integers(len(MISTAKES))]
        places = [n for n in MISTAKES[name].lines if n in lines]
        if not places:
            continue
        line, draw = places[random.integers(len(places))], int(random.integers(1 << 30))
        paper = work(plan, data, author, line, name, draw)
        if paper is None or (np.shape(paper.working[line]) != np.shape(right.working[line]) and name not in RESHAPED):
            continue
        sheet = markdown(plan, data, paper, author)
        exposed = [float(n) for n in paper.written[line]] != [float(n) for n in right.written[line]]
        return Case(plan, author, text, sheet, line, name, alike(plan, data, author, line, name, paper, draw), exposed,
                    changed_slices(plan, right, paper, author, line))
    return Case(plan, author, text)


def changed_slices(plan: Plan, right: Paper, wrong: Paper, author: Author, line: str) -> frozenset[str]:
    """The ids of the claims of a line whose digits the mistake changed."""
    pairs = zip(claims(plan, right, author, line), claims(plan, wrong, author, line), strict=True)
    return frozenset(f"{line}-{n}" for n, (a, b) in enumerate(pairs) if a != b)


def alike(plan: Plan, data: Values, author: Author, line: str, name: str, paper: Paper, draw: int) -> frozenset[str]:
    """The tags of all mistakes that leave the same digits at this line: the numbers cannot tell them apart."""
    tags = set(MISTAKES[name].tags)
    for other, mistake in MISTAKES.items():
        if line in mistake.lines and (other not in GENERAL or other == "transposed"):
            same = work(plan, data, author, line, other, draw)
            if same is not None and same.written[line] == paper.written[line]:
                tags |= set(mistake.tags)
    right = work(plan, data, author)
    assert right is not None
    if len(right.written[line]) != len(paper.written[line]):
        return frozenset(tags)
    pairs = [(a, b) for a, b in zip(right.written[line], paper.written[line], strict=True) if a != b]
    if len(pairs) == 2 and pairs[0] == pairs[1][::-1]:
        tags.add("swapped-entries")
    return frozenset(tags)
