"""What a name, an entry and a name before a parenthesis may stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.domains import is_letter, is_likelihood
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.target import Target
from symcnn.checking.meaning.functions import ARRAYS
from symcnn.checking.meaning.indexing import extents_of, index, shaped, slices
from symcnn.checking.meaning.kronecker import kronecker, kronecker_name, unit_index, unit_vectors
from symcnn.checking.meaning.letter_runs import is_run, product_of
from symcnn.checking.meaning.operations import Option
from symcnn.checking.meaning.options import masked, whole_numbers
from symcnn.checking.meaning.turned_names import turned_kernel
from symcnn.checking.numbers.value import Value, apply, combine, exact
from symcnn.errors import NameProblem, NameUnknown, NotSupportedYet, SymcnnError, quoted
from symcnn.expression.nodes import Access, Apply
from symcnn.expression.walk import descend
from symcnn.notation.spelling import Parts, split
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Entry,
    Nabla,
    Name,
    Number,
    Operation,
    Slope,
    Tree,
)
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter

IDENTITIES = ("I", "\\mathbf{I}", "\\mathbb{I}")


def read_name(reader: Interpreter, tree: Name) -> Iterator[Option]:
    if tree.name in reader.letters:
        yield reader.letters[tree.name], ()
    elif tree.name in reader.defined:
        yield reader.defined[tree.name], ()
    elif (number := reader.names.size(tree.name)) is not None and not reader.names.keys(tree.name):
        yield exact(number), ()
    elif tree.name in ("e", "\\pi") and not reader.names.keys(tree.name):
        yield exact(np.e if tree.name == "e" else np.pi), ()
    elif (bracket := kronecker_name(reader, tree.name)) is not None:
        yield from reader.read(bracket)
    elif (turned := turned_kernel(reader.names, tree.name)) is not None:
        for value, said in reader.read(Call("rot180", (Name(turned),))):
            yield value, (*said, f"{tree.name} read as {turned} turned")
        with suppress(NameUnknown):
            yield from named_value(reader, tree)
    elif (power := power_behind_layer(reader, tree)) is not None:
        yield from reader.read(power)
    elif tree.name.endswith("'") and (slope := bare_slope(reader, tree.name)) is not None:
        yield from reader.read(slope)
    elif tree.name in IDENTITIES and not reader.names.keys(tree.name):
        # as large as what it is added to or multiplied by
        for extent in sorted({n for shape in reader.names.model.shapes.values() for n in shape}):
            yield exact(np.eye(extent)), ()
    else:
        yield from named_value(reader, tree)


def power_behind_layer(reader: Interpreter, tree: Name) -> Operation | None:
    """``A^{[1]2}`` as the square of ``A^{[1]}``, where only that is there."""
    if not tree.name.endswith("}") or not tree.name[-2].isdigit() or reader.names.keys(tree.name):
        return None
    parts = split(tree.name)
    layer, digit = parts.superscript[:-1], parts.superscript[-1:]
    plain = replace(parts, superscript=layer)
    if not layer.endswith((")", "]")) or not reader.names.keys(plain.join()):
        return None
    return Operation("^", Name(plain.join()), Number(digit))


def named_value(reader: Interpreter, tree: Name | Entry) -> Iterator[Option]:
    """What a name or an entry stands for; a delta with two indices that nothing else explains is Kronecker's."""
    delta = with_entries(tree)
    pair = isinstance(delta, Entry) and delta.base == Name("\\delta") and len(delta.indices) == 2
    try:
        target = reader.names.named(tree)
        yield reader.entry(target), ()
        yield from ((part, ()) for part in slices(reader, target))
        # \delta_{o1} of a unit has no index
        pair = isinstance(delta, Entry) and pair and all(is_known(reader, t) for t in delta.indices)
    except NameUnknown:
        if isinstance(tree, Name) and is_run(tree.name) and not any(is_unknown(reader, Name(c)) for c in tree.name):
            # qz: letters side by side, each of them known
            yield from reader.read(product_of(tree.name))
            return
        if (found := numbered(reader, delta)) is not None:
            yield found, ()
            return
        if (where := unit_index(reader, delta)) is not None:
            yield from ((unit, ()) for unit in unit_vectors(reader, where))
            return
        if not pair:
            raise
    if pair and isinstance(delta, Entry):
        one, other = (index(reader, t) for t in delta.indices)
        yield combine(one, other, lambda a, b: (a == b).astype(float)), ("Kronecker's delta",)


def is_known(reader: Interpreter, tree: Tree) -> bool:
    """Whether an index has a value here."""
    with suppress(SymcnnError):
        return index(reader, tree) is not None
    return False


def numbered(reader: Interpreter, tree: Tree) -> Value | None:
    """``y_i`` where ``y_1``, ``y_2`` are names of their own: one of them for every number of the letter."""
    if not isinstance(tree, Entry) or len(tree.indices) != 1 or not isinstance(tree.base, Name):
        return None
    letter, parts = tree.indices[0], split(tree.base.name)
    if not isinstance(letter, Name) or letter.name not in reader.letters or parts.subscript:
        return None
    numbers = reader.letters[letter.name]
    total = exact(0.0)
    for number in sorted(set(whole_numbers(numbers.data).ravel().tolist())):
        name = Name(Parts(parts.base, str(number), parts.primes, parts.superscript).join())
        here = combine(numbers, exact(float(number)), lambda a, b: (a == b).astype(float))
        total = combine(total, combine(here, reader.only(name), masked), np.add)
    return total


def bare_slope(reader: Interpreter, name: str) -> Slope | None:
    """``f'`` without an argument: the slope at the one place where the network applies f."""
    network = reader.names.model.network
    key = function_key(name.rstrip("'"))
    meant = network.assembled.functions.get(key, key)
    found = [e.right.argument for e in network.forward_system.equations
             if isinstance(e.right, Apply) and e.right.function == meant]
    if len(found) != 1 or reader.names.keys(name) or not isinstance(found[0], Access):
        return None
    return Slope(key + name[len(name.rstrip("'")):-1], Name(network.forward_system.tensors[found[0].tensor].shown))


def read_entry(reader: Interpreter, tree: Entry) -> Iterator[Option]:
    if isinstance(tree.base, Nabla | Derivative):
        inner = tree.base.by if isinstance(tree.base, Derivative) else tree.base.by or tree.base.of
        if inner is not None:
            yield from reader.read(replace(tree.base, by=Entry(inner, tree.indices)))
            return
    if (shape := extents_of(tree)) is not None:
        yield from shaped(reader, tree.base, shape)
        return
    try:
        yield from named_value(reader, tree)
    except NameUnknown:
        if (bracket := kronecker(reader, tree)) is not None:
            yield from reader.read(bracket)
            return
        for value, said in whole_of(reader, tree.base):
            if is_parameter(reader, tree.base, value) and all(is_free_letter(reader, i) for i in tree.indices):
                yield value, (*said, "one number for all entries")
            else:
                yield reader.at(value, tree.indices), said


def whole_of(reader: Interpreter, base: Tree) -> list[Option]:
    """What entries are taken of: an array, and not the letter that it shares its name with."""
    if isinstance(base, Name) and base.name in reader.letters and reader.names.keys(base.name):
        return [(reader.entry(Target(reader.names.keys(base.name)[0])), ())]
    return reader.options(base)


def is_parameter(reader: Interpreter, base: Tree, value: Value) -> bool:
    """Whether a name stands for one parameter alone."""
    if value.rank or value.names or not isinstance(base, Name):
        return False
    try:
        return reader.names.model.system.tensors[reader.names.target(base.name).key].role == "parameter"
    except (NameUnknown, NameProblem):
        return False


def is_free_letter(reader: Interpreter, tree: Tree) -> bool:
    return isinstance(tree, Name) and tree.name not in reader.defined and is_letter(tree.name)


def likelihood(reader: Interpreter, tree: Application) -> Value:
    """``p(y|x)``, how likely what was observed is: the loss is its logarithm, with the sign turned."""
    network = reader.names.model.network
    logs = any(isinstance(n, Apply) and n.function == "log" for e in network.forward_system.equations for n in descend(e.right))
    if not logs or network.loss is None:
        raise NotSupportedYet("a likelihood is understood beside a loss that is made with logarithms alone")
    return apply(reader.entry(Target(network.loss)), lambda loss: np.exp(-loss))


def read_application(reader: Interpreter, tree: Application) -> Iterator[Option]:
    """``C(r, c)`` is an entry, ``y(1-y)`` a product."""
    base = tree.base
    if is_likelihood(tree):
        yield likelihood(reader, tree), ()
        return
    if isinstance(base, Name) and function_key(base.name) in ARRAYS and not reader.names.keys(base.name):
        yield from reader.read(Call(function_key(base.name), tree.arguments))
        return
    if isinstance(base, Name):
        try:
            if reader.names.target(base.name).key == reader.names.model.network.loss:
                # C(w): the loss as a function of what it depends on
                yield from reader.read(base)
                return
            indexed = not reader.names.multiplies(tree)
            if indexed and reader.names.rank(reader.names.target(base.name).key) >= len(tree.arguments) > 0:
                yield from reader.read(Entry(base, tree.arguments))
                return
        except (NameUnknown, NameProblem):
            pass
        if all(is_unknown(reader, t) for t in tree.arguments):
            # C(w): the arguments a writer recalls
            yield from reader.read(base)
            return
    if len(tree.arguments) == 1:
        yield from reader.read(Operation("juxtapose", base, tree.arguments[0]))
        return
    raise NotSupportedYet(f"{quoted(getattr(base, 'name', '?'))} before a parenthesis is not understood")


def is_unknown(reader: Interpreter, tree: Tree) -> bool:
    if not isinstance(tree, Name) or tree.name in reader.letters or tree.name in reader.defined:
        return False
    try:
        reader.names.target(tree.name)
    except (NameUnknown, NameProblem):
        return True
    return False


OF_NAMES: dict[type, Callable[..., Iterator[Option]]] = {
    Name: read_name,
    Entry: read_entry,
    Application: read_application,
}
