"""Lines of a page judged by the network that they state themselves, or by none."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.blocks import with_functions
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.meaning.conventions import Choice
from symcnn.checking.own.choice import without_layers
from symcnn.checking.own.network import OwnNetwork
from symcnn.checking.own.ranks import fitted, written_ranks
from symcnn.checking.own.size_numbers import sizes_of
from symcnn.checking.own.sizes import as_ranked
from symcnn.checking.sheet.judging import better, run, run_well
from symcnn.checking.sheet.known import Known
from symcnn.checking.sheet.losses_meant import losses_meant
from symcnn.checking.sheet.minus_errors import with_minus_errors
from symcnn.checking.sheet.one_output import outputs_of_one
from symcnn.checking.sheet.page import Page, Part
from symcnn.checking.sheet.said_before import of_another_layer
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.weight_means import with_weight_means
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.tree import Derivative, Differential, Nabla, has


def own_part(page: Page, begin: int, end: int) -> Part | None:
    """Some of the items judged by their own network; None where they state none."""
    return page.part(begin, end, lambda: judged_either_way(page, begin, end))


def judged_either_way(page: Page, begin: int, end: int) -> Part | None:
    """Some items of a document judged by their own network; a convolution is tried either way."""
    best: Part | None = None
    for flips in (False, True):
        own = page.own(begin, end, flips=flips)
        own = own if own.text else page.own(begin, end, flips=flips, said=True)
        if not own.text or (best is not None and (best.sheet.wrong() == 0 or "flip" not in own.text)):
            break

        def tried(own: OwnNetwork, flips: bool = flips) -> Part:
            return own_run(page, begin, end, own, flips)
        told = page.own(begin, end, flips=flips, said=True)
        ways, runs = [own] if told.text in ("", own.text) else [own, told], []
        for way in ways:
            with suppress(SymcnnError):
                # else the numbers of the page do not fit what its equations were taken for
                runs.append((way, tried(way)))
        if not runs:
            continue
        written = own.text
        own, part = runs[0]
        if own.by_numbers:
            plain = page.own(begin, end, flips=flips, by_numbers=False)
            other = tried(plain) if plain.text else bare_part(page, begin, end)
            if part.gain(other) < 0:
                # what the numbers were taken for makes more lines wrong than right
                if not plain.text:
                    break
                own, part = plain, other
        if runs[-1][0] is told and runs[-1][1].amiss <= part.amiss:
            # what is said in words holds, unless the numbers say something else
            own, part = told, replace(runs[-1][1], notes=(said_in_words(written, told.text),))
        for meant in losses_meant(part.sheet, page.read_again(part.sheet, own)[begin:end]):
            with suppress(SymcnnError):
                other = tried(replace(own, text=f"{own.text}{meant.line}\n"))
                part = replace(other, notes=(*part.notes, meant.said)) if (
                    other.amiss, -other.accounted) < (part.amiss, -part.accounted) else part
        for one in outputs_of_one(part.sheet, part.own):
            with suppress(SymcnnError):
                other = tried(replace(part.own, text=f"{one.line}\n{part.own.text}"))
                part = replace(other, notes=(*part.notes, one.said)) if other.amiss < part.amiss else part
        if best is None or better(best.sheet, part.sheet) is part.sheet:
            best = part
        if best.own.again and best.sheet.wrong() > 1:
            # what is said twice may be wrong where the network was taken from
            said_first = page.own(begin, end, flips=flips, first=True)
            part = tried(said_first) if said_first.text not in ("", own.text) else best
            best = part if part.sheet.wrong() < best.sheet.wrong() and part.amiss < best.amiss else best
    if best is not None and (stated := [page.items[begin + n].line for n, _ in best.own.places if n >= 0]):
        best = replace(best, stated=min(stated))
        best.sheet.judged = of_another_layer(best.sheet.judged, best.stated)
    return best


def said_in_words(written: str, told: str) -> str:
    """What a network has of words and not of its equations."""
    known = written.splitlines()
    return f"taken from the words beside it: {'; '.join(line for line in told.splitlines() if line not in known)}"


def bare_part(page: Page, begin: int, end: int) -> Part:
    """Some items judged without a network, where they state none."""
    own, items = page.own(begin, end, by_numbers=False), page.items[begin:end]

    judged = page.kept((items, own.aside), lambda hasty: run(items, Sheet(
        Known(None), aside=own.aside, patient=True, hasty=hasty)))
    return Part(judged(True), own, partial(judged, False), begins=begin, ends=end)


def own_run(page: Page, begin: int, end: int, own: OwnNetwork, flips: bool) -> Part:
    """Some items judged by one network of their own."""
    items = page.items[begin:end]
    network = fitted(with_functions(own.text), own.text, written_ranks(items), with_functions)
    again = page.read(network, own.text, own.layers)[begin:end]
    again = with_trees(again, lambda t: without_layers(t, own.layers)) if own.layers else again
    slopes = any(has(m, Derivative, Nabla, Differential) for m in trees_of(again))
    sizes = {**sizes_of(network, as_ranked(network, own.extents)), **own_sizes(network, own),
             **sizes_of(network, own.grids, trees_of(items))}

    def judged(hasty: bool) -> Sheet:
        empty = Sheet(Known(network, own.text, sizes=dict(sizes), choice=Choice(flips=flips), own=own.places),
                      aside=own.aside, anew=None if slopes else own.again, patient=True, left_out=own.left_out, hasty=hasty)
        return with_weight_means(again, lambda read: with_minus_errors(read, lambda found: run_well(found, empty)))
    kept = page.kept((items, again, own, flips), judged)
    return Part(kept(True), own, partial(kept, False), begins=begin, ends=end)


def own_sizes(network: Network, own: OwnNetwork) -> dict[str, int]:
    """The numbers of size letters that the numbers of a document tell, of those that its network still has."""
    letters = {v.name for v in network.system.sizes_as_written}
    return {n: k for n, k in own.sizes.items() if n in letters}
