"""Results whose entries a document gives one by one: each is a convolution of the two arrays whose entries they read."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.binding.subscripts import other_case
from symcnn.checking.own.lines import Forward, is_forward
from symcnn.checking.own.respeller import Respeller
from symcnn.checking.own.which_kernel import Grids, kernel_last
from symcnn.checking.own.windows import Result, added_to_all, options_of, results_of, slid_matrices
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Mathematics
from symcnn.reading.tree import Matrix, Unread

# of a convolution, from its bracket on: two arrays, and the rest
_OPERANDS = re.compile(r"([^,]+), ([^,)]+)(.*)")


def entrywise(chains: Sequence[tuple[tuple[int, int], Mathematics, Chain]], respeller: Respeller,
              grids: Grids, flips: bool, given: Iterable[str] = ()) -> list[Forward]:
    """Equations for the entries of a result, as one: a convolution of the two arrays whose entries they read.

    A matrix of sums says once more what another equation gives whole, where that is ``given``.
    """
    gathered: dict[str, list[tuple[str, Result]]] = {}
    for _, item, chain in chains:
        if any(isinstance(m, Unread) for m in chain.members):
            continue
        for result in results_of(chain, respeller):
            again = len(chain.members) > 1 and isinstance(chain.members[-1], Matrix) and any(
                n in given for n in other_case(result.name))
            if is_forward(result.name, result.right) and not again:
                gathered.setdefault(result.name, []).append((item.source, result))
    found = []
    for _, item, chain in chains:
        slid = slid_matrices(chain, respeller)
        if slid is not None and not {slid[0], *other_case(slid[0])} & {*gathered, *given}:
            text = f"{slid[0]} = conv({slid[1]}, {slid[2]}{', flip=True' if flips else ''})"
            found.append(Forward((-1, -1), slid[0], text, frozenset(slid[1:]), item.source))
    for name, lines in gathered.items():
        read = frozenset().union(*(names_in(r.right) for _, r in lines))
        bias = added_to_all([r for _, r in lines])
        read -= {bias}
        if name in grids and len(lines) > 1 and len(read) == 2:
            image, kernel = kernel_last(min(read), max(read), grids)
            text = f"{name} = conv({image}, {kernel}{', flip=True' if flips else ''})"
            for pair in () if flips else ((image, kernel), (kernel, image)):
                if (options := options_of([r for _, r in lines], *pair)) is not None:
                    text = f"{name} = conv({', '.join(pair)}{options})"
                    break
            text += f" + {bias}" if bias else ""
            read |= {bias} - {""}
            found.append(Forward((-1, -1), name, text, read, "; ".join(dict.fromkeys(source for source, _ in lines))))
    return found


def with_whole_names(lines: Sequence[Forward], equations: Sequence[Forward]) -> list[Forward]:
    """The lines, their arrays under the capitals that equations between whole arrays have for them: X for x_{11}."""
    whole = {n for line in equations for n in line.reads}
    found = []
    for line in lines:
        names = {n: next((o for o in other_case(n) if o in whole and n not in whole), n) for n in line.reads}
        head, _, inner = line.text.partition("conv(")
        image, kernel, rest = _OPERANDS.fullmatch(inner).groups()  # type: ignore[union-attr]
        text = f"{head}conv({names[image]}, {names[kernel]}{rest}"
        found.append(replace(line, text=text, reads=frozenset(names.values())))
    return found


def without_products(by_entries: Sequence[Forward], equations: Sequence[Forward]) -> list[Forward]:
    r"""The lines of results by their entries without those that an equation gives as a product: ``z = \Theta^T x``."""
    given = [e for e in equations if "conv(" not in e.text and "[" not in e.text]
    return [line for line in by_entries if not any(e.name == line.name and line.reads <= e.reads for e in given)]


def without_entries(equations: Sequence[Forward], written: Container[str]) -> list[Forward]:
    """The equations but those of entries of what another one gives whole, made of arrays that are ``written`` out.

    ``z_1 = w_{11} x_1 + w_{21} x_2`` is one beside ``z = W^T x`` where W is.
    """
    whole = {e.name: e.reads for e in equations if "[" not in e.text}

    def is_entry(line: Forward) -> bool:
        base, read = array_of(line.name), {array_of(n) for n in line.reads}
        return base != line.name and base in whole and read <= whole[base] and any(n in written for n in read)

    return [line for line in equations if not is_entry(line)]


def array_of(name: str) -> str:
    """A name without the numbers below it."""
    parts = parts_of_name(name)
    return name if parts is None or not parts.subscript.isdigit() else replace(parts, subscript="").join()


def without_doubles(equations: Sequence[Forward], by_entries: Sequence[Forward]) -> list[Forward]:
    """The equations without those that give a result by another name, which nothing reads: ``P = X * K`` beside a_{11}."""
    made = {line.text.partition(" = ")[2] for line in by_entries}
    read = {n for line in equations for n in line.reads}
    return [line for line in equations if line.text.partition(" = ")[2] not in made or line.name in read]
