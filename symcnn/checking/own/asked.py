"""What a document asks of its network: the losses that it differentiates, and by what."""

from __future__ import annotations

from collections.abc import Sequence, Set

from symcnn.checking.binding.own_evidence import is_value, named, names_in
from symcnn.checking.own.chains import Chains
from symcnn.checking.own.label_runs import states
from symcnn.checking.own.lines import Forward
from symcnn.notation.names import without_letters
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.tree import Application, Derivative, Entry, Nabla, Name, Tree, find


def with_errors(given: Sequence[str], chains: Chains) -> set[str]:
    r"""The results whose errors a document works out without a word of a loss: ``z_1``, ``a_1`` where it has ``\delta_1``."""
    heads = {c.members[0].name for c in chains.claims() if len(c.members) > 1 and isinstance(c.members[0], Name)}
    labels = {(p.subscript, p.superscript) for n in heads if (p := parts_of_name(n)) is not None and p.base == "\\delta"}
    return {n for n in given if (p := parts_of_name(n)) is not None and (p.subscript, p.superscript) in labels - {("", "")}}


def stepped(chains: Chains) -> set[str]:
    r"""What a document takes a step with, ``w := w - \eta (p - t) x``, and differentiates nowhere."""
    heads = [(c.members[0], c.members[1]) for c in chains.claims() if c.relations[0] in (":=", "<-") and len(c.members) > 1]
    return {n for head, right in heads if isinstance(head, Name | Entry) for n in named(head) & named(right)}


def of_any_layer(asked: Set[str], names: Set[str]) -> set[str]:
    r"""The names that ``\Theta_{ij}^{(l)}`` asks for: those of each layer."""
    letters = {p.base for n in asked if (p := parts_of_name(n)) is not None and p.superscript.strip("()[]").isalpha()}
    return {n for n in names if (p := parts_of_name(n)) is not None and p.base in letters
            and p.superscript.strip("()[]").isdigit()}


def losses_of(trees: Sequence[Tree], time: str) -> set[str]:
    """What a document differentiates, and nothing by it."""
    slopes = [(t.of, t.by) for m in trees for t in find(m, Derivative)]
    slopes += [(t.of, t.by) for m in trees for t in find(m, Nabla) if t.of is not None and t.by is not None]
    # J(w) is J
    of = [of.base if isinstance(of, Application) else of for of, _ in slopes]
    found = {t.name for t in of if isinstance(t, Name)} - {n for _, by in slopes for n in names_in(by)}
    return {n for n in found - states(found, time) if not is_value(without_letters(n))}


def without_inner_layers(losses: Set[str], lines: Sequence[Forward]) -> set[str]:
    """The losses but for what another one hangs on by way of a layer: a link of a chain whose other links are left out."""
    reads = {line.name: line.reads for line in lines}

    def behind(names: Set[str], seen: Set[str]) -> Set[str]:
        more = {n for name in names for n in reads.get(name, ())} - seen
        return behind(more, seen | more) if more else seen
    return {n for n in losses if not any(
        n not in reads[other] and n in behind(reads[other], reads[other]) for other in losses - {n} if other in reads)}
