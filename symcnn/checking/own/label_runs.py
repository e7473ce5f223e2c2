"""Words below a name that are no indices: ``W_{out}``, ``W_{hh}`` and ``b_{fc}`` are names, ``W_{ij}`` is an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from symcnn.checking.meaning.link import is_numeric
from symcnn.notation.spelling import parts_of_name, split, undressed
from symcnn.reading.tree import (
    PRODUCTS,
    Application,
    Derivative,
    Entry,
    Matrix,
    Name,
    Operation,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    find,
    has,
    mapped,
    walk,
)

WORDS = frozenset(("in", "fc", "hh", "xh", "hx", "hy", "yh", "ih", "ho", "hi", "xx", "zh", "zx", "xz"))


def labelled(trees: Sequence[Tree], time: str = "", layers: Set[str] = frozenset()) -> frozenset[str]:
    """The names with a word below them: a run of letters, not all of which are indices elsewhere in a document.

    So are those with one of the letters that name ``layers``; those of one step of ``time``, ``h_t`` and ``h_{t-1}``, are
    names of their own too, and so are ``b_h`` and ``b_y`` there.
    """
    names = [t.name for member in trees for t in find(member, Name)]
    bases = {undressed(split(n).base) for n in names if "_" in n or n not in INDICES} if time else set()
    summed = {c for member in trees for t in find(member, SumOver) for c in t.letters}
    # h of b_h is no index, so that W_{hh} has none either
    words = {n for n in names if len(below(n)) == 1 and below(n) in bases - summed}
    letters = index_letters(trees) - {below(n) for n in words} - {time}
    found = words | {n for n in names if is_label(below(n), letters) or below(n) in layers}
    return frozenset(found | of_steps(names, time, summed) if time else found)


def of_steps(names: Iterable[str], time: str, summed: Set[str]) -> set[str]:
    r"""The names of a net over time: ``h_t`` and ``h_T``, and ``W_{xf}`` between two arrays that it has in each step."""
    steps = {n for n in names if is_step(below(n), time)}
    bases = {split(n).base for n in steps}
    arrays = {undressed(b).lower() for b in bases} | {n.lower() for n in names if len(n) == 1 and n not in INDICES}
    between = {n for n in names if len(script := below(n)) == 2 and script.isalpha() and set(script.lower()) <= arrays
               and not set(script) & summed and split(n).base not in bases}
    return steps | between | {n for n in names if split(n).base in bases and below(n) not in summed | INDICES - {"n"}
                              and len(below(n)) == 1 and below(n).isalpha()}


def totals(trees: Sequence[Tree]) -> frozenset[str]:
    r"""The names that never stand with anything below them but one capital letter, and that is no index: ``S_C``, ``\mu_B``.

    Sums run up to it, or it stands nowhere among other indices, and no sum goes over it.
    """
    nodes = [t for member in trees for t in walk(member)]
    last = {t.upper.name for t in nodes if isinstance(t, SumOver) and isinstance(t.upper, Name)}
    runs = {c for t in nodes if isinstance(t, SumOver) for c in t.letters} | {
        t.name for e in nodes if isinstance(e, Entry) for i in e.indices for t in find(i, Name)} | {
        c for t in nodes if isinstance(t, Name) and len(word := below(t.name)) > 1 for c in word}
    names = {t.name for t in nodes if isinstance(t, Name)}
    used: dict[str, set[str]] = {}
    for name in names:
        used.setdefault(split(name).base, set()).add(below(name))
    used |= {t.base.name: {""} for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name)}
    return frozenset(n for n in names if len(word := below(n)) == 1 and word.isupper() and used[split(n).base] == {word}
                     and (word in last or word not in runs))


INDICES = frozenset("ijklmn")


def layer_letters(chains: Iterable[Sequence[Tree]]) -> frozenset[str]:
    """Letters below names that say which layer is meant: ``z_o = w_o a_d + b_o``, where no sum goes over d."""
    chains = [tuple(c) for c in chains]
    trees = [m for c in chains for m in c]
    nodes = [t for m in trees for t in walk(m)]
    used = {c for t in nodes if isinstance(t, SumOver) for c in t.letters} | INDICES | indices_of(nodes)
    named = {t.name for t in nodes if isinstance(t, Name)}
    numbered = {split(n).base for n in named if below(n).isdigit()}
    found: set[str] = set()
    for head, right in ((c[0], c[1]) for c in chains if len(c) > 1 and isinstance(c[0], Name)):
        own = below(head.name)  # type: ignore[attr-defined]
        others = {below(t.name) for t in find(right, Name) if len(below(t.name)) == 1} - {own}
        letters = {own, *others}
        if len(own) == 1 and others and not letters & used and all(c.isalpha() for c in letters):
            found |= letters
        elif len(own) == 1 and own.isalpha() and own not in used and is_written_out(right):
            # W_d = [[0.5, ...]] is no entry of W
            found.add(own)
    # beside a sum over z_d, z_c is an entry
    summed = {c for t in nodes if isinstance(t, SumOver) for c in t.letters}
    numbered |= {split(n).base for n in named if below(n) in summed}
    found = {c for c in found if not any(below(n) == c and split(n).base in numbered for n in named)}
    found |= letters_of_results(chains) - used
    return frozenset(found | letters_of_neurons(chains, used - INDICES) | named & {below(n) for n in named if "_" in below(n)})


def letters_of_results(chains: Iterable[Sequence[Tree]]) -> set[str]:
    """Letters below several results that nothing on their right sides has: ``z_h = W_1 x + b_1`` and ``z_o = W_2 h + b_2``."""
    heads: dict[str, set[str]] = {}
    for head, right in ((c[0], c[1]) for c in chains if len(c) > 1 and isinstance(c[0], Name) and has(c[1], Name)):
        letter = below(head.name)  # type: ignore[attr-defined]
        if len(letter) == 1 and letter.isalpha() and not any(letter in below(t.name) for t in find(right, Name)):
            heads.setdefault(split(head.name).base, set()).add(letter)  # type: ignore[attr-defined]
    return {c for letters in heads.values() if len(letters) > 1 for c in letters}


def letters_of_matrices(chains: Iterable[Sequence[Tree]]) -> frozenset[str]:
    r"""Letters below matrices that are told apart by them: ``H = \sigma(X W_h + b_h)``, where h stands nowhere on the left.

    So are those of other matrices with the same letter, ``W_o``, unless a sum goes over them or they stand beside an index.
    """
    chains = [tuple(c) for c in chains]
    nodes = [t for c in chains for m in c for t in walk(m)]
    used = {c for t in nodes if isinstance(t, SumOver) for c in t.letters} | indices_of(nodes)
    names = {t.name for t in nodes if isinstance(t, Name)}
    # \delta_{oi} is an entry of \delta_o
    runs = {(run[1:] if parted(n, run[0]) in names else run) for n in names if len(run := below(n)) > 1 and run.isalpha()
            and not is_label(run, frozenset(used))}
    used |= {c for run in runs for c in run}
    found: set[str] = set()
    for head, right in ((c[0], c[1]) for c in chains if len(c) > 1 and isinstance(c[0], Name)):
        for left, other in (pair for t in find(right, Operation) for pair in beside(t)):
            letter = below(left.name) if isinstance(left, Name) and is_capital(left) else ""
            free = len(letter) == 1 and letter.isalpha() and letter not in used and below(head.name) != letter  # type: ignore[attr-defined]
            if free and not any(below(t.name) == letter for t in find(other, Name)):
                found.add(left.name)  # type: ignore[attr-defined]
    bases = {split(n).base for n in found}
    plain = {split(n).base for n in names if not below(n)}
    alike = {below(n) for n in names if split(n).base in bases - plain}
    return frozenset({below(n) for n in found} | {c for c in alike if len(c) == 1 and c.isalpha()} - used)


def parted(name: str, letter: str) -> str:
    """A name with one letter below it in place of all."""
    return replace(split(name), subscript=letter).join()


def beside(tree: Operation) -> tuple[tuple[Tree, Tree], ...]:
    """The factors of a product side by side, each with the other."""
    if tree.operator not in PRODUCTS:
        return ()
    return (tree.left, tree.right), (tree.right, tree.left)


def is_capital(tree: Name) -> bool:
    """Whether a name is called what matrices are called."""
    return undressed(split(tree.name).base).lstrip("\\")[:1].isupper()


def letters_written_out(chains: Iterable[Sequence[Tree]], trees: Iterable[Tree]) -> set[str]:
    """Letters below names that have matrices in their place elsewhere: ``W_l`` where ``W_1`` and ``W_2`` are written out.

    A matrix has rows and columns, so that ``W_1`` is none of a larger array; a sum over the letter says that it is one.
    """
    nodes = [t for m in trees for t in walk(m)]
    summed = {c for t in nodes if isinstance(t, SumOver) for c in t.letters}
    given = [c[0].name for c in chains if len(c) > 1 and isinstance(c[0], Name) and below(c[0].name).isdigit()
             and is_written_out(c[1]) and has_columns(c[1])]
    bases = [split(n).base for n in dict.fromkeys(given)]
    several = {b for b in bases if bases.count(b) > 1}
    named = {t.name for t in nodes if isinstance(t, Name)}
    return {c for n in named if split(n).base in several and len(c := below(n)) == 1 and c.isalpha()} - summed


def has_columns(tree: Tree) -> bool:
    """Whether an array that is written out has more than one row and more than one column."""
    rows = tree.rows if isinstance(tree, Matrix) else ()
    return len(rows) > 1 and all(isinstance(r, Matrix) and len(r.rows) > 1 for r in rows)


def is_written_out(tree: Tree) -> bool:
    """Whether an array of numbers is written out, as it lies or across."""
    tree = tree.argument if isinstance(tree, Transposed) else tree
    return isinstance(tree, Matrix | Tuple) and is_numeric(tree)


def letters_of_neurons(chains: Iterable[Sequence[Tree]], used: Set[str]) -> set[str]:
    """Letters below names that say which neuron is meant: ``z_o = v_1 h_1 + v_2 h_2`` beside ``z_1 = w_{11} x_1 + b_1``."""
    found, bases = set(), set()
    for head, right in ((c[0], c[1]) for c in chains if len(c) > 1 and isinstance(c[0], Name)):
        scripts = {below(t.name) for t in find(right, Name)} - {""}
        if scripts and all(s.isdigit() for s in scripts):
            own, base = below(head.name), split(head.name).base  # type: ignore[attr-defined]
            bases |= {base} if own.isdigit() or own[1:].isdigit() or "_" in own else set()
            found |= {(own, base)} if len(own) == 1 and own.isalpha() and own not in used else set()
    return {letter for letter, base in found if base in bases}


def indices_of(nodes: Iterable[Tree]) -> set[str]:
    """The letters that stand as one index of several, or in a sum below a name."""
    found: set[str] = set()
    for node in nodes:
        inner = node.indices if isinstance(node, Entry) else ()
        found |= {n.name for t in inner for n in find(t, Name)}
        if isinstance(node, Name) and len(below(node.name)) > 1 and not below(node.name).isalpha():
            found |= set(below(node.name))
    return found


def time_of(sides: Iterable[tuple[Tree, Tree]]) -> str:
    """The letter of time of a recurrent net, whose state hangs on the one before: ``h_t = f(h_{t-1})``; empty for others."""
    for head, right in sides:
        letter = below(head.name) if isinstance(head, Name) else ""
        before = {t.name for t in find(right, Name) if below(t.name) == f"{letter}-1"}
        same = any(split(n).base == split(head.name).base for n in before)  # type: ignore[attr-defined]
        # a gate f_t hangs on h_{t-1}; z_l does on a_{l-1} too, where l is no time
        if len(letter) == 1 and letter.isalpha() and (same or (before and letter == "t")):
            return letter
    return ""


def states(names: Iterable[str], time: str) -> frozenset[str]:
    """Those that are the state of a recurrent net at a time, and no loss: ``h_t``."""
    return frozenset(n for n in names if time and is_step(below(n), time) and split(n).base.islower())


def is_step(script: str, time: str) -> bool:
    """Whether a subscript is a step of time: ``t``, ``t-1``."""
    rest = script.removeprefix(time)
    return script.startswith(time) and (not rest or (rest[0] in "+-" and rest[1:].isdigit()))


def at_one_time(tree: Tree, time: str) -> Tree:
    """``y_{t,k}`` as the entry k of ``y_t``."""
    tree = mapped(tree, lambda t: at_one_time(t, time))
    if isinstance(tree, Entry) and len(tree.indices) > 1 and isinstance(tree.base, Name) and tree.indices[0] == Name(time):
        step = replace(split(tree.base.name), subscript=time).join()
        return replace(tree, base=Name(step, span=tree.base.span), indices=tree.indices[1:])
    return tree


def losses_of_samples(chains: Iterable[Sequence[Tree]]) -> frozenset[str]:
    """The losses of one sample that are differentiated, whose letter stands nowhere else: ``E_n = sum_k (y_k - t_k)^2``."""
    chains = list(chains)
    nodes = [t for c in chains for m in c for t in walk(m)]
    losses = {t.of.name for t in nodes if isinstance(t, Derivative) and isinstance(t.of, Name) and len(below(t.of.name)) == 1}
    used = indices_of(nodes) | {c for t in nodes if isinstance(t, SumOver) for c in t.letters} | {
        below(t.name) for t in nodes if isinstance(t, Name) and t.name not in losses}
    named = {c[0].name for c in chains if len(c) > 1 and isinstance(c[0], Name)}
    return frozenset(n for n in losses & named if below(n).isalpha() and below(n) not in used)


def is_label(script: str, letters: frozenset[str]) -> bool:
    """Whether a subscript is a word: one of three letters or more, or one of those that writers take."""
    run = script.isascii() and script.isalpha() and script.islower() and len(script) > 1
    if not run or set(script) <= letters:
        return False
    return len(script) > 2 or (script in WORDS and not set(script) & letters)


def index_letters(trees: Iterable[Tree]) -> frozenset[str]:
    """The letters that stand as indices where no word can: alone, between commas, below a sum, beside a number."""
    found: set[str] = set()
    for node in (t for member in trees for t in walk(member)):
        if isinstance(node, SumOver):
            found |= set(node.letters)
        elif isinstance(node, Entry | Application):
            inner = node.indices if isinstance(node, Entry) else node.arguments
            found |= {n.name for t in inner for n in find(t, Name) if len(n.name) == 1}
        elif isinstance(node, Name) and len(below(node.name)) == 1:
            found.add(below(node.name))
    return frozenset(found) | of_pairs(trees)


def of_pairs(trees: Iterable[Tree]) -> frozenset[str]:
    """The letters of ``W_{ij}``, where two names have the same two below them."""
    pairs: dict[str, set[str]] = {}
    for node in (t for member in trees for t in walk(member)):
        if isinstance(node, Name) and len(script := below(node.name)) == 2 and script.isalpha():
            pairs.setdefault(script, set()).add(split(node.name).base)
    return frozenset(c for script, bases in pairs.items() if len(bases) > 1 and script not in WORDS
                     and len(set(script)) == len(script) for c in script)


def below(name: str) -> str:
    """What stands below a name."""
    parts = parts_of_name(name)
    return parts.subscript if parts is not None else ""
