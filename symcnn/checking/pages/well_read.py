"""A document read for its checking: names as networks have them, ranges and indices as the engine counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from symcnn.checking.binding.blocks import spellings
from symcnn.checking.binding.centred import with_first_entries
from symcnn.checking.binding.class_vectors import with_class_vectors
from symcnn.checking.binding.pages import chains_of, trees_of
from symcnn.checking.meaning.ones import with_ones
from symcnn.checking.own.functions import with_known_functions
from symcnn.checking.own.hypotheses import with_hypotheses
from symcnn.checking.own.softmax_entries import with_softmax_entries, with_softmax_named
from symcnn.checking.pages.applied_apart import with_spaced_functions
from symcnn.checking.pages.argument_runs import with_arguments_apart
from symcnn.checking.pages.batch_of_entries import with_entries_of_batches
from symcnn.checking.pages.bracket_indices import with_bracket_indices
from symcnn.checking.pages.by_rows import with_columns_for_rows
from symcnn.checking.pages.cases_before import with_cases_before
from symcnn.checking.pages.cases_beside import with_cases_beside
from symcnn.checking.pages.cases_in_words import with_cases_in_words
from symcnn.checking.pages.cases_said import with_cases
from symcnn.checking.pages.classes_above import named_above, with_classes_below
from symcnn.checking.pages.columns_of_weights import with_columns_of_weights
from symcnn.checking.pages.counted_means import with_counted_means
from symcnn.checking.pages.delta_gradients import with_gradients
from symcnn.checking.pages.doubled_indices import with_doubled_indices
from symcnn.checking.pages.entries_from_one import with_entries_from_nought
from symcnn.checking.pages.entries_in_brackets import with_bracketed_entries
from symcnn.checking.pages.first_layers import with_first_layers
from symcnn.checking.pages.flattened import with_lists_apart
from symcnn.checking.pages.formulas_put_in import with_formulas_put_in
from symcnn.checking.pages.functions_of_numbers import with_arguments_named, with_losses_named
from symcnn.checking.pages.functions_of_results import with_functions_of_results
from symcnn.checking.pages.gates import with_gates
from symcnn.checking.pages.given import with_spaces_said
from symcnn.checking.pages.given_transposed import with_given_transposed
from symcnn.checking.pages.gradients_at import with_gradients_at
from symcnn.checking.pages.heads_before import with_heads_before
from symcnn.checking.pages.index_above import with_indices_above
from symcnn.checking.pages.indicator_targets import with_indicator_targets
from symcnn.checking.pages.jacobians import with_jacobians
from symcnn.checking.pages.last_layers import with_last_layers
from symcnn.checking.pages.layers_below import with_layers_below
from symcnn.checking.pages.lettered_gradients import with_lettered_gradients
from symcnn.checking.pages.losses_of_steps import with_losses_of_steps
from symcnn.checking.pages.numbers_in_cases import with_numbers_of_cases
from symcnn.checking.pages.one_extent import with_one_extent
from symcnn.checking.pages.one_number import without_one_number
from symcnn.checking.pages.one_origin import with_one_origin
from symcnn.checking.pages.one_output import with_one_output
from symcnn.checking.pages.one_spelling import with_one_spelling
from symcnn.checking.pages.operator_names import without_operator_names
from symcnn.checking.pages.own_variants import with_own_variants
from symcnn.checking.pages.partial_operators import with_partial_operators
from symcnn.checking.pages.pools_by_name import with_known_pools
from symcnn.checking.pages.powers_named import with_powers_named
from symcnn.checking.pages.repeated_indices import with_repeated_sums
from symcnn.checking.pages.results_applied import with_results_alone
from symcnn.checking.pages.rows_in_bold import with_rows_in_one_font
from symcnn.checking.pages.runs_transposed import with_last_transposed
from symcnn.checking.pages.sample_index import of_one_sample
from symcnn.checking.pages.sample_totals import with_totals_apart
from symcnn.checking.pages.shares_by_number import with_shares_by_number
from symcnn.checking.pages.sizes_below_roots import with_sizes_below_roots
from symcnn.checking.pages.slopes_at import with_slopes_alone
from symcnn.checking.pages.small_entries import with_arrays_by_their_entries
from symcnn.checking.pages.small_transposes import with_small_transposes
from symcnn.checking.pages.steps_along import with_gradients_by
from symcnn.checking.pages.steps_counted import with_steps_counted
from symcnn.checking.pages.steps_in_place import with_steps_in_place
from symcnn.checking.pages.sums_above import with_sums_above
from symcnn.checking.pages.sums_before_functions import with_sums_named
from symcnn.checking.pages.tuples_apart import with_tuples_apart
from symcnn.checking.pages.turned_errors import with_errors_let, with_turned_errors
from symcnn.checking.pages.whole_sums import with_letters_summed, with_sums_over_all, with_whole_sums
from symcnn.checking.pages.word_vectors import with_word_vectors
from symcnn.network import Network
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.document import network_blocks, read_document
from symcnn.reading.items import Item, NetworkBlock
from symcnn.reading.network import read_network
from symcnn.reading.statements import Definition, FunctionName, Leaf
from symcnn.reading.tree import Name, Number, find
from symcnn.reading.words import FUNCTIONS, function_key

Pass = Callable[[Sequence[Item]], list[Item]]
# what has an effect on what, in order
PASSES: tuple[Pass, ...] = (
    with_last_transposed, with_spaced_functions, with_slopes_alone, with_heads_before, with_softmax_entries,
    with_steps_in_place, with_steps_counted, with_gradients_by, with_tuples_apart, with_given_transposed, with_sums_over_all,
    with_spaces_said, with_small_transposes, with_columns_for_rows, with_known_pools, with_bracket_indices, with_first_layers,
    with_lettered_gradients, with_ones, with_layers_below, with_counted_means, with_indices_above, with_gradients,
    with_errors_let, with_turned_errors, with_whole_sums, with_letters_summed, with_cases)

# what a block leaves nothing to guess of
WITHOUT_BLOCK = (with_small_transposes, with_layers_below, with_counted_means, with_indices_above)
# where the network is the document's own
OWN_PASSES: tuple[Pass, ...] = (
    with_powers_named, with_one_spelling, with_arrays_by_their_entries, with_lists_apart, with_gates, with_entries_of_batches,
    with_sums_above, with_sums_named, with_jacobians, with_columns_of_weights, with_rows_in_one_font, with_totals_apart,
    with_softmax_named, with_shares_by_number, with_one_output, with_hypotheses, with_bracketed_entries, with_last_layers,
    with_doubled_indices, of_one_sample, with_arguments_named, with_losses_named, with_results_alone, with_word_vectors,
    with_classes_below, with_indicator_targets, with_class_vectors, without_operator_names, without_one_number,
    with_entries_from_nought, with_one_origin, with_first_entries, with_losses_of_steps, with_one_extent,
    with_sizes_below_roots)


def words(source: str, kind: str | None, network: Network | None) -> tuple[frozenset[str], frozenset[str]]:
    """The names of tensors and functions in all networks of a document, so that ``y(1-y)`` is read as a product."""
    blocks = network_blocks(source, kind or "")
    tensors: set[str] = set()
    functions = set(FUNCTIONS)
    networks = [network] if network is not None else []
    for block in blocks:
        functions |= {key for key, _ in spellings(block.text, block.line)}
    for statement in (s for block in blocks for s in read_network(block.text, line=block.line)):
        if isinstance(statement, FunctionName):
            functions.add(function_key(statement.name))
        elif isinstance(statement, Leaf | Definition):
            tensors.add(statement.name)
    for net in networks:
        tensors |= {t.shown for t in net.forward_system.tensors.values()}
        functions |= set(net.assembled.functions)
    return frozenset(tensors), frozenset(functions)


def read_well(source: str, kind: str | None, network: Network | None, own: bool = True,
              more: Iterable[str] = ()) -> list[Item]:
    """The items of a document, its known functions and its errors under the names and with the signs that ours have.

    There are ``more`` names of tensors than those of the network. Where that is the document's ``own``, kernels are counted
    from their first entry on.
    """
    tensors, functions = words(source, kind, network)
    tensors |= frozenset(more)
    tensors |= named_above(source, tensors)
    items = own_functions_known(read_document(source, kind or "", tensors, functions))
    blocks = any(isinstance(item, NetworkBlock) for item in items)
    if given := frozenset() if blocks else (numbered_layers(items) | error_named(items)) - tensors:
        # a^2 is a name too, beside a^1_i
        items = own_functions_known(read_document(source, kind or "", tensors | given, functions))
    for each in (p for p in PASSES if not (blocks and p in WITHOUT_BLOCK)):
        items = each(items)
    items = with_partial_operators(with_repeated_sums(items, source), network)
    for each in OWN_PASSES if own else ():
        items = each(items)
    return items


def own_functions_known(items: Sequence[Item]) -> list[Item]:
    """The items of a document with the functions that it defines, in cases told in words too, under known names."""
    items = with_arguments_apart(items)
    told = with_gradients_at(with_numbers_of_cases(with_cases_in_words(with_cases_before(with_cases_beside(items)))))
    return with_functions_of_results(with_formulas_put_in(with_known_functions(with_own_variants(told))))


def error_named(items: Sequence[Item]) -> frozenset[str]:
    r"""The name e, where a line gives it: ``e = \hat{y} - y``, of which ``e^2`` is the square."""
    given = [c.members for c in chains_of(items) if c.kind == "claim" and c.relations[0] in ("=", ":=")]
    named = any(head == Name("e") and not isinstance(right, Number) for head, right, *_ in given)
    return frozenset({"e"} if named else ())


def numbered_layers(items: Sequence[Item]) -> frozenset[str]:
    """The names with the number of a layer above them, of letters that stand nowhere without one."""
    names = {t.name for tree in trees_of(items) for t in find(tree, Name)}
    parts = {n: p for n in names if "^" in n and (p := parts_of_name(n)) is not None}
    bases = {p.base for p in parts.values() if p.superscript.isdigit()} - names
    return frozenset(replace(p, subscript="").join() for p in parts.values() if p.superscript.isdigit() and p.base in bases)
