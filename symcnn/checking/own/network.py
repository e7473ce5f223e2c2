"""The network that a sheet states in its own forward equations, where no block and nobody else states one.

An equation counts that gives a tensor for the first time and leads to what the sheet differentiates; it is kept where the
network with it can be built. Shapes said of a name and numbers given to one come along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from symcnn.checking.binding.centred import first_index, shapes
from symcnn.checking.binding.class_vectors import is_unit_vector
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.equation_order import behind_what_they_read
from symcnn.checking.binding.own_evidence import differentiated, is_array, names_in, whole_grids
from symcnn.checking.binding.samples import divisors
from symcnn.checking.binding.subscripts import other_case
from symcnn.checking.binding.tried_networks import network_of
from symcnn.checking.own.asked import losses_of, of_any_layer, stepped, with_errors, without_inner_layers
from symcnn.checking.own.by_numbers import steps_by_numbers
from symcnn.checking.own.chains import Chains, own_chains
from symcnn.checking.own.choice import (
    by_name,
    connected,
    is_tie,
    latest,
    names_of_cells,
    of_other_ranks,
    without_counts,
    without_loose_ends,
    without_places,
)
from symcnn.checking.own.declarations import declarations, head_of, numbered_alone, rows_in_lists
from symcnn.checking.own.entries import entrywise, with_whole_names, without_doubles, without_entries, without_products
from symcnn.checking.own.kept_lines import buildable, extents_of, is_open, kept_lines, losses_last, with_numbers
from symcnn.checking.own.label_runs import (
    labelled,
    layer_letters,
    letters_of_matrices,
    letters_written_out,
    losses_of_samples,
    totals,
)
from symcnn.checking.own.letters import keyed_by_letters, shared_leaves
from symcnn.checking.own.lines import Forward, Found, gathered, names_of_all_layers, of_all_layers
from symcnn.checking.own.losses import squares_beside_errors, with_named_losses
from symcnn.checking.own.maps import layers_of_maps
from symcnn.checking.own.numbers import numbered_weights, numbers_by_entries
from symcnn.checking.own.options_in_words import with_options_said
from symcnn.checking.own.places import beginnings, first_entries, loose_ends
from symcnn.checking.own.respell import respelled
from symcnn.checking.own.respeller import (
    Respeller,
    functions_in,
    lettered,
    matrices_multiplied,
    rows_times_columns,
    run_together,
    star_multiplies,
)
from symcnn.checking.own.shapes import numbers_below
from symcnn.checking.own.size_numbers import sizes_of
from symcnn.checking.own.sizes import listed, of_layers, with_sizes
from symcnn.checking.own.squares import with_roots
from symcnn.checking.own.star_heads import sign_of
from symcnn.checking.own.stars import with_star_meanings
from symcnn.checking.own.unit_labels import numbered_units
from symcnn.checking.own.which_kernel import Grids
from symcnn.notation.names import without_letters
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Tree, find

MOST = 60


@dataclass(frozen=True)
class OwnNetwork:
    """The network found: its text, the chains that state it, by their places, and these as they were written.

    ``grids`` are the extents of arrays whose entries the writer names one and all; ``guessed`` says that an equation
    was put together from its entries. ``left_out`` are names whose equations do not go together with the others;
    ``again`` are chains that give a name of the network once more; ``sizes`` are the numbers of size letters that arrays
    of numbers tell. ``starts`` are the places where equations begin that have but parameters in common with those before,
    ``turns`` those of equations that neither read what one before gives nor give what one reads. ``aside`` are equations
    that have nothing to do with what is differentiated: they claim nothing that could be judged. Some equations may be told
    ``by_numbers`` alone. ``extents`` are those of arrays that are written out, ``summed`` losses written without their sum.
    """

    text: str = ""
    places: frozenset[tuple[int, int]] = frozenset()
    written: tuple[str, ...] = ()
    grids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: bool = False
    left_out: frozenset[str] = frozenset()
    again: frozenset[tuple[int, int]] = frozenset()
    sizes: Mapping[str, int] = field(default_factory=dict)
    starts: frozenset[int] = frozenset()
    turns: frozenset[int] = frozenset()
    aside: frozenset[tuple[int, int]] = frozenset()
    layers: Mapping[str, str] = field(default_factory=dict)
    by_numbers: bool = False
    extents: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    summed: frozenset[str] = frozenset()


def own_network(items: Sequence[Item], flips: bool = False, first: bool = False, by_numbers: bool = True,
                case: tuple[int, int] | None = None, said: bool = False) -> OwnNetwork:
    """The network in the equations of a document that differentiates something; ``flips`` turns every kernel.

    Of several equations for a name the likeliest is taken, or the ``first``, or that in the place of a ``case``. A result
    whose entries are given one by one is tried as a convolution of the two arrays that they read, one in numbers alone as
    any layer, if ``by_numbers``. Layers have the options ``said`` of them in words.
    """
    chains = own_chains(items)
    asked, trees = set(differentiated(c for _, _, c in chains.placed)), chains.trees
    grids = whole_grids(trees)
    respeller, found, numbers_alone = gathered_well(chains, flips, grids)
    layers_told, axes_told = layers_of_maps(chains.placed)
    numbered = {line.name for line in found.numbers}
    # numbers tell the axes themselves
    found.shapes[:0] = [line for line in axes_told if line.name not in numbered]
    found.equations = without_places([*layers_told, *found.equations], trees)
    found.equations = [line for line in found.equations if not is_tie(line)]
    found.equations = with_roots(found.equations)
    found.equations = with_options_said(found.equations, items) if said else found.equations
    sums = numbers_by_entries(chains.placed, respeller, worked_out=True) if by_numbers else []
    in_numbers = sorted((*found.numbers, *sums), key=lambda line: line.place)
    steps = steps_by_numbers(in_numbers, {line.name for line in found.equations}) if by_numbers else []
    # where a gradient is given, it flows through what it is by and through nothing beside it
    ends = {line.name for line in found.upstream}
    read = {n for line in (*found.equations, *steps) for n in line.reads}
    found.equations += [line for line in steps if not ends or line.name in read | ends]
    given = [line.name for line in found.equations]
    # a forward pass asks for what it works out in numbers, gives once more, or has of arrays written out
    again = len(set(given)) < len(given) and any(isinstance(e.sides[0], Entry) for e in found.equations if e.sides)
    written = listed(chains.claims(), grids)
    worked_out = bool(found.numbers or again or written)
    asked = asked or with_errors(given, chains) or stepped(chains) or (set(given) if worked_out else set())
    if not asked:
        return OwnNetwork(aside=frozenset(line.place for line in found.equations))
    found.equations = with_star_meanings(with_named_losses(found.equations))
    found.abbreviations = names_of_all_layers(found, trees)
    found.equations = keyed_by_letters(by_name(of_all_layers(found.equations, trees)), trees)
    asked |= {line.name for line in found.equations if without_letters(line.name) in asked}
    names = {n for line in found.equations for n in (line.name, *line.reads)}
    asked |= of_any_layer(asked, names)
    # dL/dW where the equations have entries of w
    asked |= {m for n in asked - names for m in other_case(n) if m in names}
    asked |= {n for k in grids if k in asked for n in other_case(k)}
    by_entries = entrywise(chains.placed, respeller, grids, flips, {line.name for line in found.equations})
    by_entries = without_products(with_whole_names(by_entries, found.equations), found.equations)
    numbers_alone = numbers_alone and not by_entries
    found.equations = without_entries(without_doubles(found.equations, by_entries), written)
    layers = names_of_cells(found.equations, by_entries)
    found.equations = [line for line in found.equations if line.name not in layers]
    likeliest = latest(without_counts(found.equations, asked), first, case)
    lines = behind_what_they_read(
        connected([*by_entries, *likeliest], asked), lambda line: line.name, lambda line: line.reads)
    losses = without_inner_layers(losses_of(trees, chains.time), lines)
    if not losses and not numbers_alone:
        losses = squares_beside_errors([c.members for c in chains.claims()])
    spoken = Counter(n for t in trees for n in names_in(t))
    lines = without_loose_ends(lines, asked | {n for n, times in spoken.items() if times > 1}, losses)
    settings = ["origin = 0"] if first_index(trees) == 0 else []
    names = {n for line in lines for n in line.reads}
    settings += [f"{n}: {'×'.join(map(respelled, extents))}" for n, extents in shapes(trees).items() if n in names]
    settings += [f"{n}: scalar" for n in divisors(trees) if n in names]
    settings += [f"assume {n} one-hot" for n in sorted(names) if is_unit_vector(n)]
    declared = shared_leaves(lines) or declarations(
        lines, found.shapes, settings, trees, numbers_alone, losses)
    rows = rows_in_lists(lines, found.numbers)
    declared = [line for line in declared if head_of(line) not in rows]
    told = {line.name for line in lines} | {n for line in by_entries for n in line.reads}
    signs = [m for c in chains.claims() if sign_of(c.members[0]) is not None for m in c.members[1:]]
    network = built(lines, found, [*settings, *declared], losses, signs, written)
    slopes = [with_entries(m) for c in chains.claims() if isinstance(c.members[0], Derivative | Nabla) for m in c.members[1:]]
    # what a slope sums over tells the size of an axis of which nothing else speaks
    network = replace(network, text=with_sizes(network.text, slopes, {t.name for m in trees for t in find(m, Name)}))
    whole = told | ({head_of(line) for line in declared} if not numbers_alone else set())
    # where a result is small enough to be named entry by entry, so is what it reads
    named = {name for k in grids for name in (k, *other_case(k))}
    whole |= {n for line in lines for n in line.reads if line.name in named} | numbered_alone(lines)
    stated = with_places(replace(network, guessed=bool(by_entries), grids=of_layers(grids, lines) | {
        name: v for k, v in grids.items() for name in (k, *other_case(k)) if name in whole}), found.equations, lines, told)
    return replace(stated, layers=layers, by_numbers=bool({s.name for s in steps} & {line.name for line in lines}),
                   starts=stated.starts | first_entries(by_entries, found.equations, chains, respeller))


def gathered_well(chains: Chains, flips: bool, grids: Grids) -> tuple[Respeller, Found, bool]:
    """The lines of a document, how its trees are spelled, and whether it speaks of numbers alone."""
    trees = chains.trees
    products = matrices_multiplied(trees) or rows_times_columns(chains.claims())
    claimed = [c.members for c in chains.claims()]
    layers = layer_letters(claimed) | letters_of_matrices(claimed) | letters_written_out(claimed, trees)
    words = labelled(trees, chains.time, layers) | numbered_units(trees) | totals(trees) | losses_of_samples(claimed)
    words |= numbers_below(claimed)
    respeller = Respeller(lettered(trees, words), flips, run_together(trees), multiplies=products,
                          convolves=not (products or star_multiplies(trees)), labels=words, grids=grids)
    found = gathered(chains.placed, respeller)
    if shaped := {line.name for line in found.shapes} - respeller.indexed:
        # w_1 is an entry where w is said to be a list
        respeller = replace(respeller, indexed=respeller.indexed | shaped)
        found = gathered(chains.placed, respeller)
    if units := numbered_weights(chains.placed, respeller):
        names = {n for n in respeller.indexed if replace(split(n), superscript="").join() in units}
        respeller = replace(respeller, indexed=respeller.indexed - names)
        found = gathered(chains.placed, respeller)
    functions = functions_in(chains.uses(), {line.name for line in found.equations})
    single = {line.name for line in found.numbers if "[" not in line.text.partition("=")[2]}
    numbers_alone = not found.shapes and not any(is_array(respeller.entries(t), found.names, single) for t in trees)
    if numbers_alone or functions:
        respeller = replace(respeller, convolves=respeller.convolves and not numbers_alone, functions=functions)
        found = gathered(chains.placed, respeller)
    # whichever is first: entry by entry, or all at once
    found.numbers = sorted((*found.numbers, *numbers_by_entries(chains.placed, respeller)), key=lambda line: line.place)
    return respeller, found, numbers_alone


def with_places(network: OwnNetwork, equations: Sequence[Forward], lines: Sequence[Forward], told: Set[str]) -> OwnNetwork:
    """The network, and where equations give a name once more, begin anew, lead elsewhere or are nothing to the rest."""
    reached = {line.name for line in lines}
    return replace(
        network, again=frozenset({line.place for line in equations if line.name in told} - network.places - {(-1, -1)}),
        starts=frozenset(n for n, _ in (*beginnings(equations), *of_other_ranks(equations))),
        turns=frozenset(n for n, _ in loose_ends(equations)),
        aside=frozenset(line.place for line in equations if line.name not in reached))


def told_of(extents: Sequence[int]) -> list[int]:
    """Extents but those of one, which nobody needs to write."""
    return [n for n in extents if n != 1]


def built(lines: Sequence[Forward], found: Found, settings: Sequence[str], losses: set[str], signs: Sequence[Tree],
          extents: Mapping[str, tuple[int, ...]]) -> OwnNetwork:
    """The network of those lines with which it can be built; what is differentiated by other things is one number.

    What the page says its ``signs`` are tells sizes, and so do ``extents`` of arrays.
    """
    kept = kept_lines(lines[:MOST], settings, losses)
    if len(kept) < len(lines[:MOST]):
        kept = with_numbers(kept, lines[:MOST], found, settings, losses)
    if not kept:
        return OwnNetwork()
    names = {n for k in kept for n in k.reads | {k.name}}
    for line in (*found.shapes, *found.numbers):
        known = {k.name for k in kept}
        # numbers of an array that is written out with another shape are those of another exercise
        written = extents.get(line.name) if line in found.numbers else None
        others = written is not None and told_of(extents_of(line.text)) != told_of(written)
        if line.name in names and line.name not in known and not others and buildable(
                [*settings, line.text, *(k.text for k in kept)]):
            kept.insert(0, line)
    last = {k.name for k in kept if k in lines} - {n for k in kept for n in k.reads}
    for line in found.upstream:
        # the gradient that the end of a fragment is given
        lines_so_far = [*settings, *(k.text for k in kept)]
        if line.name in last and is_open(lines_so_far) and buildable([*lines_so_far, line.text]):
            kept.append(line)
            break
    short = [line for line in found.abbreviations if line.name not in names
             and buildable([*settings, *(k.text for k in kept), line.text])]
    kept = losses_last(kept, losses)
    text = "\n".join([*settings, *(k.text for k in (*kept, *short))]) + "\n"
    equations = [k for k in kept if k in lines]
    bare = [*settings, *(k.text for k in kept if k not in found.numbers)]
    shapes = {k.name: extents_of(k.text) for k in kept if k in found.numbers}
    text = with_sizes(text, [*(t for k in kept if k.sides for t in k.sides), *signs])
    return OwnNetwork(text, frozenset(k.place for k in kept), tuple(dict.fromkeys(k.source for k in equations)),
                      sizes=sizes_of(network_of("\n".join(bare)), shapes) if buildable(bare) else {}, extents=extents,
                      left_out=frozenset(line.name for line in lines) - {k.name for k in kept},
                       summed=frozenset(k.name for k in kept if k.text == k.summed))
