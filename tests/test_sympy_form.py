"""The door to SymPy: out, in, there and back, and the slope of a function as a node."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from sympy import Function, IndexedBase, Mod, Piecewise, Rational, Sum, Symbol

from symcnn.equation import Axis, Tensor
from symcnn.errors import NameUnknown, NotSupportedYet, ShapeError
from symcnn.expression import nodes
from symcnn.expression.build import add, divide, multiply, negate, number, power, quantity, span, total
from symcnn.expression.nodes import Access, Apply, Compare, Greatest, Guard, Maximum, Range, Size
from symcnn.expression.walk import canonical, descend, free_letters, transform
from symcnn.functions.generic import generic
from symcnn.functions.iverson import Iverson
from symcnn.functions.partial import Partial
from symcnn.functions.window import WindowMax
from symcnn.functions.winner import Winner
from symcnn.notation.affine import floor_divide, whole
from symcnn.notation.letters import index, size
from symcnn.sympy_form import from_sympy, letter_symbol, quantity_to_sympy, to_sympy
from symcnn.system import System

N, K, s, h = map(size, "NKsh")
i, m, n = map(index, "imn")


def tensor(key: str, *axes: str, role: str = "data", shown: str = "", partial: tuple[str, str] | None = None) -> Tensor:
    return Tensor(key, shown or key, tuple(Axis(a, whole(N)) for a in axes), role, partial)


TENSORS = {t.key: t for t in (
    tensor("x", "i"), tensor("w", "m"), tensor("v", "i", "j"), tensor("b"), tensor("E", role="loss"),
    tensor("dE/dw", "m", role="gradient", partial=("E", "w")),
    tensor("dx/dw", "i", "m", role="gradient", partial=("x", "w")),
)}
SYSTEM = System(TENSORS, ())
SYMBOLS = {letter_symbol(v): v for v in (N, K, s, i)}
size_n, size_k, stride, at_i = SYMBOLS
at_m, at_n = letter_symbol(m), letter_symbol(n)
x, w, v, b = IndexedBase("x"), IndexedBase("w"), IndexedBase("v"), Symbol("b")


def at(name: str, *indices) -> Access:
    return Access(name, tuple(whole(j) for j in indices))


def read(expr):
    return from_sympy(expr, TENSORS, SYMBOLS)


WINDOW = Maximum(
    (span(m, 1, K), span(n, m, K)), (Guard(">=", whole(i) - m),), multiply(at("x", whole(i) + m), at("w", n)))
NODES = {
    "affine sum": total((span(m, 1, K),), (), multiply(at("x", s * (whole(i) - 1) + m), at("w", m))),
    "nested sum": total((span(m, 1, K), span(n, m, N)), (), at("v", m, n)),
    "bounds of both sides": total((Range(m, (whole(1), whole(i) - N + 1), (whole(K), whole(i))),), (), at("w", m)),
    "guards": total((span(m, 1, K),), (Guard("|", whole(i) - m, whole(s)), Guard(">=", whole(i) - m)),
                    at("x", floor_divide(whole(i) - m, s))),
    "bracket alone": total((), (Guard("==", whole(i) - K),), at("x", i)),
    "maximum": WINDOW,
    "winner": nodes.Winner(WINDOW, (whole(1), whole(i))),
    "compare": multiply(Compare(">", at("x", i), number(0)), at("w", i)),
    "quotient": divide(at("x", i), total((span(m, 1, N),), (), Apply("exp", at("x", m)))),
    "mean": divide(total((span(m, 1, N),), (), at("x", m)), quantity(whole(N))),
    "greatest": Greatest((at("x", i), at("w", i)), "split"),
    "functions": Apply("sigmoid", Apply("leaky_relu", at("x", i), (Fraction(1, 5),))),
    "generic": Apply("f''", at("x", i)),
    "root": power(add(at("b"), number(Fraction(1, 3))), Fraction(-1, 2)),
    "gradient": multiply(at("dE/dw", m), at("dx/dw", i, i)),
    "sizes": multiply(Size(whole(N) - 1), at("b")),
    "quotient of letters": Size(floor_divide(whole(i) - K + 1, 2) + s),
}


@pytest.mark.parametrize("name", NODES)
def test_there_and_back(name):
    letters = {letter_symbol(a): a for a in free_letters(NODES[name])}
    out = to_sympy(NODES[name], SYSTEM)
    back = from_sympy(out, TENSORS, letters)
    assert to_sympy(back, SYSTEM) == out
    assert unordered(back) == unordered(NODES[name])


def unordered(node):
    """The canonical form with terms and factors sorted: SymPy does not keep their order."""
    def in_order(part):
        match part:
            case nodes.Add():
                return nodes.Add(tuple(sorted(part.terms, key=repr)))
            case nodes.Multiply():
                return nodes.Multiply(tuple(sorted(part.factors, key=repr)))
        return part
    return transform(canonical(node), in_order)


@pytest.mark.parametrize("other", [
    multiply(at("x", n), at("w", m)), multiply(at("x", m), at("w", n), at("b")), multiply(at("x", m), at("x", n))])
def test_the_comparison_fails_on_another_product(other):
    right = multiply(at("w", n), at("x", m))
    assert unordered(multiply(at("x", m), at("w", n))) == unordered(right)
    assert unordered(other) != unordered(right)


def test_sums_are_innermost_first():
    assert to_sympy(NODES["nested sum"], SYSTEM) == Sum(v[at_m, at_n], (at_n, at_m, size_n), (at_m, 1, size_k))
    assert Sum(at_m, (at_n, at_m, 3), (at_m, 1, 2)).doit() == 3 * 1 + 2 * 2, "SymPy's outer range is no longer the last"


def test_forward_forms():
    assert to_sympy(NODES["affine sum"], SYSTEM) == Sum(
        x[at_i * stride - stride + at_m] * w[at_m], (at_m, 1, size_k))
    assert to_sympy(NODES["bounds of both sides"], SYSTEM) == Sum(
        w[at_m], (at_m, sympy.Max(1, at_i - size_n + 1), sympy.Min(size_k, at_i)))
    assert to_sympy(NODES["maximum"], SYSTEM) == WindowMax(
        x[at_i + at_m] * w[at_n], (at_n, at_m, size_k), (at_m, 1, size_k), where=at_i - at_m >= 0)
    assert to_sympy(at("dE/dw", m), SYSTEM) == Partial(Symbol("E"), w[at_m])
    assert to_sympy(at("dx/dw", i, m), SYSTEM) == Partial(x[at_i], w[at_m])
    assert to_sympy(total((span(m, 3, 1),), (), at("x", m)), SYSTEM) == 0
    assert to_sympy(Compare("<=", at("b"), number(2)), SYSTEM) == Iverson(b <= 2)


def test_a_floor_stays_whole():
    assert str(quantity_to_sympy(floor_divide(whole(m) + K + 1, 2))) == "floor((K + m + 1)/2)"
    assert str(quantity_to_sympy(floor_divide(whole(N) - K, 2 * whole(s)))) == "floor((-K + N)/(2*s))"


def test_turned_floors_keep_their_value():
    quantities = [i - 3 * floor_divide(whole(K) - N - 1, s) for i in (whole(i), whole(N))]
    quantities += [whole(i) - s * floor_divide(i, s), -floor_divide(whole(K) - i, 2)]
    places = [(a, c, d, e) for a in (1, 6) for c in (1, 3) for d in (1, 2, 4) for e in (-3, 0, 5)]
    for q in quantities:
        shown = quantity_to_sympy(q)
        for place in places:
            assert shown.subs(dict(zip((size_n, size_k, stride, at_i), place, strict=True))) == q.value(
                dict(zip((N, K, s, i), place, strict=True)))
    assert str(quantity_to_sympy(floor_divide(whole(N) - K, s) + 1)) == "floor((-K + N)/s) + 1"


def test_letters_are_one_symbol_each():
    letters = [index("i"), index("i", 1), index("i'"), index("i", 7), size("i"), index("i", 3), index("i'", 2)]
    assert len({letter_symbol(a) for a in letters}) == len(letters)
    assert letter_symbol(index("i", 2)) == Symbol("i''", integer=True)
    assert letter_symbol(size("N")) == Symbol("N", integer=True, positive=True)


def test_odd_sizes_are_shown_as_themselves():
    system = System({}, (), halves={h: K})
    assert quantity_to_sympy(2 * whole(h) + 1, system) == letter_symbol(K, system)
    assert letter_symbol(K, system).is_odd
    shown = quantity_to_sympy(whole(i) - h, system)
    letters = {letter_symbol(K, system): 2 * whole(h) + 1, letter_symbol(i): i}
    assert from_sympy(shown, {}, letters) == Size(whole(i) - h)


def test_bound_letters_going_out_get_primes_only_on_a_clash():
    inner = total((span(index("m", 9), 1, K),), (), multiply(at("w", index("m", 9)), at("x", i)))
    assert to_sympy(inner, SYSTEM) == Sum(w[at_m] * x[at_i], (at_m, 1, size_k))
    outer = total((span(index("i", 4), 1, K),), (), multiply(at("w", index("i", 4)), at("x", i)))
    prime = letter_symbol(index("i", 1))
    assert to_sympy(outer, SYSTEM) == Sum(w[prime] * x[at_i], (prime, 1, size_k))


def test_bound_letters_coming_in_capture_nothing():
    expr = Sum(x[at_i] * Sum(w[at_i], (at_i, 1, size_k)), (at_i, 1, size_n)) + x[at_i]
    node = read(expr)
    assert free_letters(node) == {i, K, N}
    bound = [r.letter for a in nodes_of(node, nodes.Sum) for r in a.ranges]
    assert i not in bound
    assert len(set(bound)) == len(bound) == 2


def nodes_of(node, kind):
    return [a for a in descend(node) if isinstance(a, kind)]


def test_two_tensors_of_one_shown_name():
    both = {f"W[{a}]": tensor(f"W[{a}]", *a.split(","), shown="W") for a in ("i,j", "k,l", "m")}
    system = System(both, ())
    assert to_sympy(at("W[m]", i), system) == IndexedBase("W")[at_i]
    one, other = (to_sympy(at(key, i, i), system) for key in ("W[i,j]", "W[k,l]"))
    assert one != other
    assert from_sympy(other, both, SYMBOLS) == at("W[k,l]", i, i)
    assert from_sympy(IndexedBase("W")[at_i], both, SYMBOLS) == at("W[m]", i)
    with pytest.raises(NameUnknown, match=r"'W' shows more than one tensor: write one of the keys W\[i,j\], W\[k,l\]"):
        from_sympy(IndexedBase("W")[at_i, at_i], both, SYMBOLS)


@pytest.mark.parametrize(("expr", "wanted"), [
    (sympy.Max(0, x[at_i]), Apply("relu", at("x", i))),
    (sympy.Min(x[at_i], b), negate(Greatest((negate(at("b")), negate(at("x", i)))))),
    (sympy.Abs(b), Apply("abs", at("b"))),
    (sympy.sqrt(b), power(at("b"), Fraction(1, 2))),
    (sympy.exp(x[at_i]), Apply("exp", at("x", i))),
    (sympy.log(b), Apply("log", at("b"))),
    (sympy.E, Apply("exp", number(1))),
    (b * sympy.Float("0.1"), multiply(number(Fraction(1, 10)), at("b"))),
    (Function("g")(b), Apply("g", at("b"))),
    (Function("ln")(b), Apply("log", at("b"))),
    (Function("g")(b).diff(b), Apply("g'", at("b"))),
    (generic("g")(b).diff(b, 2), Apply("g''", at("b"))),
    (sympy.KroneckerDelta(at_i, size_k), total((), (Guard("==", whole(K) - i),), number(1))),
    (Piecewise((b, b > 0), (0, True)), multiply(at("b"), Compare(">", at("b"), number(0)))),
    (Piecewise((x[at_i], at_i < size_n), (b, True)),
     add(total((), (Guard(">=", whole(N) - i - 1),), at("x", i)), total((), (Guard(">=", whole(i) - N),), at("b")))),
    (Iverson(sympy.Ne(at_i, size_n)) * b,
     multiply(add(total((), (Guard(">=", whole(i) - N - 1),), number(1)),
                  total((), (Guard(">=", whole(N) - i - 1),), number(1))), at("b"))),
    (Iverson(sympy.Eq(Mod(at_i, stride), 0)) ** 2 * b, total((), (Guard("|", whole(i), whole(s)),), at("b"))),
    (sympy.ceiling(at_i / stride), Size(floor_divide(whole(i) + s - 1, s))),
    (Mod(at_i, stride), Size(whole(i) - s * floor_divide(i, s))),
    (at_i * b, multiply(Size(whole(i)), at("b"))),
    (Symbol("N") * b, multiply(Size(whole(N)), at("b"))),
])
def test_what_a_user_writes(expr, wanted):
    node = read(expr)
    assert unordered(node) == unordered(wanted)
    assert to_sympy(node, SYSTEM) == to_sympy(wanted, SYSTEM)


@pytest.mark.parametrize(("expr", "error", "message"), [
    (sympy.sin(b), NotSupportedYet, r"sin in 'sin\(b\)': use sums, products"),
    (sympy.Integral(b, b), NotSupportedYet, "Integral in"),
    (sympy.Product(x[at_m], (at_m, 1, 3)), NotSupportedYet, "Product in"),
    (b**b, NotSupportedYet, "Pow in 'b\\*\\*b': give a rational exponent"),
    (sympy.pi, NotSupportedYet, "Pi in 'pi'"),
    (sympy.oo, NotSupportedYet, "Infinity in 'oo'"),
    (Symbol("q"), NameUnknown, "no tensor or letter is named 'q': use one of"),
    (x[at_i, at_i], ShapeError, "'x' with 2 indices: give it 1"),
    (Symbol("x"), ShapeError, "'x' with 0 indices: give it 1"),
    (x[at_i / 2], NotSupportedYet, "an index 'i/2': use whole multiples"),
    (x[b], NotSupportedYet, "an index 'b': use whole multiples"),
    (Sum(x[at_m], (at_m, 1, sympy.oo)), NotSupportedYet, "a bound 'oo': use whole multiples"),
    (Sum(x[at_m], (at_m, sympy.Min(1, size_k - 3), 3)), NotSupportedYet, r"a bound 'Min\(1, K - 3\)'"),
    (Piecewise((b, b > 0)), NotSupportedYet, "give a last case that holds else"),
    (Iverson(sympy.Or(b > 0, b < -1)), NotSupportedYet, "use comparisons, joined by And"),
    (sympy.Derivative(Function("relu")(b), b), NotSupportedYet, "Derivative in .*: write the derivative out"),
    (sympy.Subs(sympy.Derivative(b * x[at_i], b), b, 2), NotSupportedYet, "Subs in .*: put the values in"),
    (Function("g")(b, b), NotSupportedYet, "the function 'g' of 2 arguments: give one"),
    ("__import__('os')", NotSupportedYet, "str .* for a right side: give a SymPy expression"),
])
def test_refusals(expr, error, message):
    with pytest.raises(error, match=message):
        read(expr)


def test_slope_of_a_generic_as_sympy_writes_it():
    assert read(Function("g")(b**2).diff(b)) == multiply(number(2), at("b"), Apply("g'", power(at("b"), 2)))


def test_a_partial_without_a_gradient_tensor_stays_named():
    assert read(Partial(x[at_i], b)) == nodes.Partial(at("x", i), at("b"))
    assert to_sympy(nodes.Partial(at("x", i), at("b")), SYSTEM) == Partial(x[at_i], b)


def test_the_loss_of_a_fragment_is_only_a_name():
    fragment = System({t.key: t for t in (tensor("Y", "i"), tensor("dL/dY", "i", partial=("L", "Y")))}, ())
    assert to_sympy(at("dL/dY", m), fragment) == Partial(Symbol("L"), IndexedBase("Y")[at_m])
    with pytest.raises(NameUnknown, match="no tensor has the key 'q': use one of Y, dL/dY"):
        to_sympy(at("q", m), fragment)


def test_winner_and_empty_window_in_sympy_numbers():
    window = Maximum((span(m, 1, 2),), (), quantity(m))
    assert to_sympy(nodes.Winner(window, (whole(2),)), SYSTEM).doit() == 1
    assert isinstance(to_sympy(nodes.Winner(window, (whole(i),)), SYSTEM), Winner)
    assert to_sympy(nodes.Winner(Greatest((at("x", i),)), (whole(0),)), SYSTEM) == 1


def test_sympy_traps_that_the_engine_keeps_away_from():
    delta = Sum(sympy.KroneckerDelta(at_m, 2 * at_i) * x[at_i], (at_i, 0, 3)).doit().subs(at_m, 3)
    assert delta == x[Rational(3, 2)]
    assert Sum(x[at_i], (at_i, 3, 1)).doit() == -x[2]
    assert sympy.Derivative(v[at_i, at_i], w[at_m]).doit() == 0
