"""Exact evaluation of right sides and systems with plain loops: the truth that all else is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from symcnn.equation import Tensor
from symcnn.errors import ProofFailed, ValueProblem, quoted
from symcnn.expression.nodes import Node
from symcnn.expression.walk import free_letters
from symcnn.notation.letters import Letter
from symcnn.numeric.dual import Dual, Duals
from symcnn.numeric.entrywise import Entries, Evaluation, Place, prepare
from symcnn.numeric.fields import Field, Rationals, Residues
from symcnn.numeric.sizes import as_quantities, numbers
from symcnn.system import System

Table = Mapping[Place, Any]


def evaluate(node: Node, letters: Mapping[Letter, int], entries: Entries, field: Field) -> Any:
    """The value of a node where its free letters have numbers; ``entries`` gives the entries of tensors.

    Raises ``ValueProblem`` for a letter without a number, ``ProofFailed`` where the node has no value.
    """
    loose = sorted(free_letters(node) - letters.keys())
    if loose:
        raise ValueProblem(f"the letter {loose[0].name} has no number: give one")
    return prepare(node, Evaluation(field, entries, {}))(dict(letters))


def tabulate(system: System, sizes: Mapping[Letter, int], leaves: Mapping[str, Table | Any], field: Field,
             ) -> dict[str, dict[Place, Any]]:
    """Every tensor of a system, leaves included, as tables from index to value.

    A leaf is a table, or a list, nested for several axes, of elements of the field. An intermediate that is given is
    taken as it is.
    """
    sizes = numbers(system, sizes, system.equations)
    tables = {key: as_table(system.tensors[key], sizes, values) for key, values in leaves.items()}
    missing = sorted(set(system.leaves) - tables.keys())
    if missing:
        raise ValueProblem(f"the leaf {quoted(missing[0])} has no values: give them")
    read = checked_entries(system, sizes, tables)
    known = as_quantities(sizes)
    for equation in system.equations:
        if equation.tensor not in tables:
            run = prepare(equation.right, Evaluation(field, read, known))
            places = places_of(system.tensors[equation.tensor], sizes)
            tables[equation.tensor] = {
                place: run(dict(zip(equation.letters, place, strict=True))) for place in places}
    return tables


def checked_entries(system: System, sizes: Mapping[Letter, int], tables: Mapping[str, Table]) -> Entries:
    """Access to tables that raises ``ProofFailed`` for a place outside the tensor."""
    def read(key: str, place: Place) -> Any:
        table = tables[key]
        if place not in table:
            shape = tuple(axis.extent.value(sizes) for axis in system.tensors[key].axes)
            raise ProofFailed(f"{quoted(key)} is read at {list(place)} and has the shape {shape}: look at the bounds")
        return table[place]
    return read


def places_of(tensor: Tensor, sizes: Mapping[Letter, int]) -> Iterator[Place]:
    """All index tuples of a tensor, the last index fastest."""
    return product(*(range(a.origin, a.origin + a.extent.value(sizes)) for a in tensor.axes))


def as_table(tensor: Tensor, sizes: Mapping[Letter, int], values: Table | Any) -> dict[Place, Any]:
    """Nested lists or a table as a table; raises ``ValueProblem`` where the places are not the tensor's."""
    places = list(places_of(tensor, sizes))
    table = dict(values) if isinstance(values, Mapping) else dict(_entries_of_lists(values, tensor.axes))
    if table.keys() != set(places):
        shape = tuple(axis.extent.value(sizes) for axis in tensor.axes)
        raise ValueProblem(f"{quoted(tensor.key)} was given {len(table)} entries: its shape is {shape}")
    return table


def _entries_of_lists(values: Any, axes: tuple[Any, ...]) -> Iterator[tuple[Place, Any]]:
    if not axes:
        yield (), values
        return
    for position, value in enumerate(values):
        for place, entry in _entries_of_lists(value, axes[1:]):
            yield (position + axes[0].origin, *place), entry


def random_leaves(system: System, sizes: Mapping[Letter, int], seed: int, field: Residues | Rationals,
                  ) -> dict[str, dict[Place, Any]]:
    """Random elements for every leaf, all different, so that no maximum has a tie.

    Where the entries of a tensor add up to one, they do so along its last axis: what stands before it is the batch.
    """
    sizes = numbers(system, sizes, ())
    result = {}
    for key in system.leaves:
        places = list(places_of(system.tensors[key], sizes))
        table = {place: field.random(seed, key, *place) for place in places}
        if key in system.unit_sum and system.tensors[key].axes:
            _make_unit_sums(table, system.tensors[key], field)
        result[key] = table
    return result


def _make_unit_sums(table: dict[Place, Any], tensor: Tensor, field: Field) -> None:
    minus_one = field.number(Fraction(-1))
    for place in [p for p in table if p[-1] == tensor.axes[-1].origin]:
        others = field.number(Fraction(0))
        for other, value in table.items():
            if other[:-1] == place[:-1] and other != place:
                others = field.add(others, value)
        table[place] = field.add(field.number(Fraction(1)), field.multiply(minus_one, others))


def exact_gradient(system: System, sizes: Mapping[Letter, int], leaves: Mapping[str, Table | Any], *, of: str, wrt: str,
                   field: Field, weights: Table | Any = None) -> dict[Place, Any]:
    """The derivative of ``of``, weighted entry by entry with ``weights``, by every entry of ``wrt``.

    Forward mode with dual numbers, so that it shares nothing with the adjoint it is the truth for. ``wrt`` is a leaf or
    an intermediate; without ``weights`` the entries of ``of`` count once each.
    """
    jacobian = exact_jacobian(system, sizes, leaves, of=of, wrt=wrt, field=field)
    tensor, numbered = system.tensors[of], numbers(system, sizes, ())
    weight = None if weights is None else as_table(tensor, numbered, weights)
    result = {place: field.number(Fraction(0)) for place in places_of(system.tensors[wrt], numbered)}
    for (row, column), value in jacobian.items():
        result[column] = field.add(result[column], value if weight is None else field.multiply(weight[row], value))
    return result


def exact_jacobian(system: System, sizes: Mapping[Letter, int], leaves: Mapping[str, Table | Any], *, of: str, wrt: str,
                   field: Field) -> dict[tuple[Place, Place], Any]:
    """The derivatives that are not trivially zero, by the places of both entries."""
    duals, numbered = Duals(field), numbers(system, sizes, ())
    plain = tabulate(system, sizes, leaves, field)
    given = {key: {p: Dual(v, {}) for p, v in plain[key].items()} for key in {*leaves, wrt}}
    one = field.number(Fraction(1))
    given[wrt] = {place: Dual(plain[wrt][place], {place: one}) for place in places_of(system.tensors[wrt], numbered)}
    table = tabulate(system, sizes, given, duals)[of]
    return {(row, column): value for row, dual in table.items() for column, value in dual.slopes.items()}
