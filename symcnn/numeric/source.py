"""Source under construction: arrays whose axes are letters, minted names, and one variable for each expression."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box

LONGEST_REMARK = 240
MINTED = re.compile(r"\b[bcv]\d+\b")


@dataclass(frozen=True)
class Array:
    """An atom of the source, a variable or a number, and the letters of its axes."""

    source: str
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Source:
    """The statements written so far; the one mutable thing of a compilation."""

    dtype: str
    boxes: dict[Letter, Box] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    functions: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    openings: dict[str, str] = field(default_factory=dict)
    passing: set[str] = field(default_factory=set)
    shared: dict[str, int] = field(default_factory=dict)
    latest: dict[str, tuple[str, str]] = field(default_factory=dict)

    def constant(self, expression: str) -> str:
        """A name for an array that holds for every call."""
        if expression not in self.constants:
            name = self.constants[expression] = f"c{len(self.constants)}"
            self.definitions[name] = expression
        return self.constants[expression]

    def buffer(self, count: Sequence[int], filling: str = "", kind: str = "") -> str:
        """A name for an array of zeros, or of another number, that is kept between calls; of another kind if one is named."""
        name = f"b{len(self.definitions) - len(self.constants)}"
        text = f"np.full({tuple(count)}, {filling}" if filling else f"np.zeros({tuple(count)}"
        self.definitions[name] = f"{text}, dtype={kind or self.dtype})"
        return name

    def workspace(self, *shapes: Sequence[int]) -> list[str]:
        """Names for arrays side by side in one that all lines share: they hold within a line, until more are asked for."""
        name = next(iter(self.shared)) if self.shared else self.buffer((0,))
        firsts = [0]
        for shape in shapes:
            # whole lines of the cache
            firsts.append(firsts[-1] + -(-prod(shape) // 16) * 16)
        self.shared[name] = max(firsts[-1], self.shared.get(name, 0))
        self.definitions[name] = f"np.zeros(({self.shared[name]},), dtype={self.dtype})"
        return [self.constant(reshaped(f"{name}[{first}:{first + prod(shape)}]", shape))
                for first, shape in zip(firsts, shapes, strict=False)]

    def write(self, statement: str) -> None:
        """A statement."""
        self.lines.append(statement)

    def copy(self, target: str, values: str) -> None:
        """A copy into an array; ``np.copyto`` takes 100 ns longer."""
        self.lines.append(f"{target}[...] = {values}")

    def opening(self, expression: str) -> str:
        """A variable for a view of an argument, made before all else."""
        if expression.endswith(".T") and not expression[:-2].isidentifier():
            return self.opening(f"{self.opening(expression[:-2])}.T")
        if expression not in self.names:
            name = self.names[expression] = f"v{len(self.names)}"
            self.openings[name] = expression
        return self.names[expression]

    def variable(self, expression: str) -> str:
        """A new variable, whatever other one holds the same expression."""
        name = f"v{len(self.names)}"
        self.names[f"{expression}  {name}"] = name
        self.lines.append(f"{name} = {expression}")
        return name

    def loop_name(self) -> str:
        """A new variable for what a loop runs over."""
        name = f"v{len(self.names)}"
        self.names[f"loop {name}"] = name
        return name

    def assign(self, expression: str, letters: Sequence[Letter] = ()) -> Array:
        """A variable for the expression; the same expression is the same variable."""
        if expression not in self.names:
            self.names[expression] = f"v{len(self.names)}"
            self.lines.append(f"{self.names[expression]} = {expression}")
        return Array(self.names[expression], tuple(letters))

    def pass_on(self, expression: str) -> str:
        """A variable, as by ``assign``, of a large array: it is let go after the last statement that reads it."""
        name = self.assign(expression).source
        self.passing.add(name)
        return name

    def held(self, room: str, expression: str) -> str:
        """A variable of what a room holds: worked out again only where something else was put there since."""
        if self.latest.get(room, ("", ""))[0] != expression:
            self.latest[room] = expression, self.variable(expression)
        return self.latest[room][1]

    def padded(self, name: str, counts: Sequence[int], around: Sequence[tuple[int, int]]) -> str:
        """A variable for the array with zeros around it."""
        key = f"{name} with {list(around)} zeros around"
        if key not in self.names:
            self.names[key] = f"v{len(self.names)}"
            shape = tuple(n + before + after for n, (before, after) in zip(counts, around, strict=True))
            inside = ", ".join(f"{b}:{b + n}" for n, (b, _) in zip(counts, around, strict=True))
            self.lines.append(f"{self.names[key]} = np.zeros({shape}, dtype={self.dtype})")
            self.lines.append(f"{self.names[key]}[{inside}] = {name}")
        return self.names[key]

    def call(self, function: Callable[..., object], *arguments: object) -> str:
        """A call of one of our own functions, whose text the program then carries with those that it calls."""
        self._carry(function)
        return f"{function.__name__}({', '.join(map(str, arguments))})"

    def _carry(self, function: Callable[..., object]) -> None:
        if function.__name__ not in self.functions:
            beside = vars(sys.modules[function.__module__])
            for name in function.__code__.co_names:
                if inspect.isfunction(beside.get(name)):
                    self._carry(beside[name])
            self.functions[function.__name__] = inspect.getsource(function)

    def remark(self, text: str) -> None:
        """A comment of one line of printable ASCII."""
        self.lines.append("# " + printable(text))

    def body(self, answer: str) -> tuple[list[str], list[str]]:
        """What the module defines, and the statements of the function: nothing that no statement needs."""
        used: set[str] = set()
        waiting = [*(line for line in self.lines if not line.lstrip().startswith("#")), answer]
        while waiting:
            fresh = set(MINTED.findall(waiting.pop())) - used
            used |= fresh
            waiting += [text for n in fresh if (text := self.definitions.get(n, self.openings.get(n)))]
        return ([f"{n} = {text}" for n, text in self.definitions.items() if n in used],
                [*(f"{n} = {text}" for n, text in self.openings.items() if n in used), *self._releasing(answer), answer])

    def _releasing(self, answer: str) -> Iterable[str]:
        """The statements, each followed by what lets go of large arrays that nothing reads from there on."""
        last: dict[str, int] = {}
        block = 0
        for place, line in enumerate(self.lines):
            # a loop is one statement: its body is indented
            block = block if line.startswith(" ") else place
            if not line.lstrip().startswith("#"):
                last.update(dict.fromkeys(MINTED.findall(line), block))
        kept = set(MINTED.findall(answer))
        block = 0
        for place, line in enumerate(self.lines):
            if not line.startswith(" "):
                yield from self._released(last, kept, block, place)
                block = place
            yield line
        yield from self._released(last, kept, block, len(self.lines))

    def _released(self, last: Mapping[str, int], kept: Collection[str], first: int, stop: int) -> Iterable[str]:
        found = [n for n in sorted(self.passing, key=lambda n: int(n[1:])) if n not in kept and first <= last[n] < stop]
        if found:
            yield f"del {', '.join(found)}"

    def counts(self, letters: Iterable[Letter]) -> tuple[int, ...]:
        """The extents of axes."""
        return tuple(self.boxes[v].extent for v in letters)


def printable(text: str) -> str:
    """The text in printable ASCII and not too long: a comment must not end its line."""
    kept = "".join(c if " " <= c <= "~" else "?" for c in text)
    return kept if len(kept) <= LONGEST_REMARK else kept[:LONGEST_REMARK - 4] + " ..."


def reshaped(source: str, shape: Sequence[int]) -> str:
    """The source of an array in another shape; one of one axis is a view that costs half the time."""
    return f"{source}.ravel()" if len(shape) == 1 else f"{source}.reshape({', '.join(map(str, shape)) or '()'})"


def transposed(source: str, order: Sequence[int]) -> str:
    """The source of an array with its axes in another order."""
    if list(order) == list(range(len(order))):
        return source
    return f"{source}.transpose({', '.join(map(str, order))})"


def aligned(array: Array, order: Sequence[Letter]) -> str:
    """The source of the array with one axis for each letter of the order, of extent 1 where it has none."""
    have = [v for v in order if v in array.letters]
    source = transposed(array.source, [array.letters.index(v) for v in have])
    first = next((i for i, v in enumerate(order) if v in array.letters), len(order))
    if not have or len(have) == len(order) - first:
        return source
    return source + "[" + ", ".join(":" if v in array.letters else "None" for v in order[first:]) + "]"


def common_order(arrays: Iterable[Array]) -> tuple[Letter, ...]:
    """The letters of all arrays; those of the one with most of them stand last, as they are."""
    arrays = list(arrays)
    widest = max(arrays, key=lambda a: len(a.letters)).letters
    others = dict.fromkeys(v for a in arrays for v in a.letters if v not in widest)
    return (*others, *widest)
