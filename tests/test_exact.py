"""Exact evaluation: fields, tables, bounds that are checked, and derivatives by dual numbers."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hand_built
from hand_built import J, R, access, system, tensor
from symcnn.errors import NotSupportedYet, ProofFailed, ValueProblem
from symcnn.expression.build import add, divide, multiply, number, power, span, total
from symcnn.expression.nodes import Apply, Compare, Maximum, Partial, Winner
from symcnn.notation.affine import whole
from symcnn.notation.letters import size
from symcnn.numeric.exact import evaluate, exact_gradient, exact_jacobian, random_leaves, tabulate
from symcnn.numeric.fields import PRIME, NeedsOrder, Rationals, Residues
from symcnn.numeric.unroll import unroll


def no_entries(key, place):
    raise AssertionError(f"{key} was read at {place}")


def value(node, field, **scalars):
    return evaluate(node, {}, lambda key, place: scalars[key], field)


def test_a_small_convolution_by_hand():
    net = hand_built.conv(channels=1, filters=1, extent=3, kernel=2)
    leaves = {"x": [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], "w": [[[[1, 10], [100, 1000]]]], "u": [[[1, 0], [0, 2]]]}
    found = tabulate(net, {}, leaves, Rationals())
    assert [found["y"][1, i, j] for i in (1, 2) for j in (1, 2)] == [5421, 6532, 8754, 9865]
    assert found["E"] == {(): 5421 + 2 * 9865}


def test_residues_and_rationals_agree():
    net = hand_built.conv(stride=2, padding=1)
    leaves = random_leaves(net, {}, 1, Rationals())
    rational = tabulate(net, {}, leaves, Rationals())["E"][()]
    residues = Residues()
    same = {k: {p: residues.number(v) for p, v in t.items()} for k, t in leaves.items()}
    assert tabulate(net, {}, same, residues)["E"][()] == residues.number(rational)


def test_indices_from_zero():
    one, zero = hand_built.conv(stride=2, padding=1), hand_built.conv(stride=2, padding=1, origin=0)
    leaves = random_leaves(one, {}, 1, Rationals())
    moved = {k: {tuple(i - 1 for i in p): v for p, v in t.items()} for k, t in leaves.items()}
    assert tabulate(zero, {}, moved, Rationals())["E"] == tabulate(one, {}, leaves, Rationals())["E"]


def test_an_entry_out_of_range_is_an_error_and_does_not_wrap():
    net = system([tensor("x", 3), tensor("y", 3)], [(access("y", R), access("x", whole(R) - 1))])
    with pytest.raises(ProofFailed, match=r"'x' is read at \[0\] and has the shape \(3,\)"):
        tabulate(net, {}, {"x": [1, 2, 3]}, Rationals())


def test_a_size_letter_needs_a_number():
    with pytest.raises(ValueProblem, match="the size N has no number"):
        tabulate(hand_built.letters(), {}, {}, Rationals())
    found = tabulate(hand_built.letters(), {size("N"): 2}, {"x": [3, 4], "w": [[1, 0], [1, 1]]}, Rationals())
    assert found["y"] == {(1,): 3, (2,): 7}


@pytest.mark.parametrize(("leaves", "message"), [
    ({}, "the leaf 'u' has no values"),
    ({"u": [1], "x": [1]}, r"'u' was given 1 entries: its shape is \(3,\)"),
])
def test_leaves_that_are_missing_or_misshapen(leaves, message):
    with pytest.raises(ValueProblem, match=message):
        tabulate(hand_built.pool_adjoint(), {}, leaves, Rationals())


def test_a_letter_or_a_partial_without_a_value():
    with pytest.raises(ValueProblem, match="the letter i has no number"):
        evaluate(access("x", R), {}, no_entries, Rationals())
    with pytest.raises(NotSupportedYet, match="a partial derivative of 'E' has no value"):
        evaluate(Partial(access("E"), access("w")), {}, no_entries, Rationals())


def test_guards_keep_the_body_from_being_looked_at():
    found = tabulate(hand_built.odds_and_ends(), {}, {"x": [Fraction(v) for v in (2, -3, 5, -7, 11)]}, Rationals())
    entries = {key: list(table.values()) for key, table in found.items()}
    assert entries["a"] == [0, 2, -4, 11, -17]
    assert entries["b"] == [18, -10, 18, -10, 18]
    assert entries["c"] == [8, -27, 125, -343, 1331]
    assert entries["g"] == [2, 3, 5, 7, 11]
    assert entries["v"] == [0, 1, 0, 1, 0]
    assert entries["r"] == [1, 0, 1, 0, 1]
    assert entries["h"] == [0, 1, Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)]
    assert entries["e"] == [0] * 5


@pytest.mark.parametrize(("tie", "shares"), [
    ("first", [0, 1, 0, 0]), ("all", [0, 1, 0, 1]), ("split", [0, Fraction(1, 2), 0, Fraction(1, 2)])])
def test_ties(tie, shares):
    window = Maximum((span(R, 1, 2), span(J, 1, 2)), (), access("x", R, J), tie)
    table = {(1, 1): Fraction(3), (1, 2): Fraction(5), (2, 1): Fraction(1), (2, 2): Fraction(5)}
    winners = [Winner(window, (whole(i), whole(j))) for i in (1, 2) for j in (1, 2)]
    assert [evaluate(w, {}, lambda key, place: table[place], Rationals()) for w in winners] == shares
    assert evaluate(Winner(window, (whole(3), whole(1))), {}, lambda key, place: table[place], Rationals()) == 0


def test_a_maximum_over_nothing():
    with pytest.raises(ProofFailed, match="a maximum is taken over no value"):
        evaluate(Maximum((span(R, 2, 1),), (), access("x", R)), {}, no_entries, Rationals())


@pytest.mark.parametrize("node", [
    Apply("relu", number(1)), Apply("elu", number(1)), Compare(">", number(1), number(0)),
    Maximum((span(R, 1, 1),), (), number(1))])
def test_residues_have_no_order(node):
    with pytest.raises(NeedsOrder, match="residues have none: use rationals"):
        evaluate(node, {}, no_entries, Residues())
    assert evaluate(node, {}, no_entries, Rationals()) == 1


@given(st.fractions(min_value=-5, max_value=5, max_denominator=50), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_identities_that_the_atoms_keep(u, seed):
    x = access("x")
    minus = multiply(number(-1), x)
    sigmoid = divide(number(1), add(number(1), Apply("exp", minus)))
    for field in (Rationals(seed), Residues(seed)):
        at = field.number(u)
        assert value(sigmoid, field, x=at) == value(Apply("sigmoid", x), field, x=at)
        other = add(number(1), multiply(number(-1), Apply("sigmoid", minus)))
        assert value(other, field, x=at) == value(Apply("sigmoid", x), field, x=at)
        assert value(Apply("exp", number(0)), field) == 1


def test_atoms_are_told_apart():
    for field in (Rationals(), Residues()):
        values = {value(Apply(f, access("x")), field, x=field.number(Fraction(v)))
                  for f in ("sigmoid", "tanh", "exp", "f", "f'") for v in (1, 2, 3)}
        assert len(values) == 15
    assert 0 < value(Apply("sigmoid", access("x")), Rationals(), x=Fraction(-3)) < 1
    assert value(power(number(Fraction(4, 9)), Fraction(1, 2)), Rationals()) == Fraction(2, 3)
    assert 0 <= value(Apply("exp", access("x")), Residues(), x=5) < PRIME


def test_a_wrong_identity_is_refuted():
    x = access("x")
    for field in (Rationals(), Residues()):
        at = field.number(Fraction(3, 7))
        assert value(Apply("sigmoid", x), field, x=at) != value(Apply("tanh", x), field, x=at)


def test_random_leaves_are_seeded_distinct_and_add_up():
    net = hand_built.network()
    leaves = random_leaves(net, {}, 5, Rationals())
    assert leaves == random_leaves(net, {}, 5, Rationals()) != random_leaves(net, {}, 6, Rationals())
    values = [v for table in leaves.values() for v in table.values()]
    assert len(set(values)) == len(values) == 38
    assert sum(leaves["t"].values()) == 1


@pytest.mark.parametrize(("name", "slope"), [
    ("sigmoid", lambda u, y: y * (1 - y)), ("tanh", lambda u, y: 1 - y * y), ("exp", lambda u, y: y),
    ("log", lambda u, y: 1 / u), ("relu", lambda u, y: int(u > 0)), ("abs", lambda u, y: 1 if u > 0 else -1)])
def test_slopes(name, slope):
    net = system([tensor("x"), tensor("y")], [(access("y"), Apply(name, access("x")))])
    for u in (Fraction(3, 5), Fraction(-3, 5)):
        y = tabulate(net, {}, {"x": {(): u}}, Rationals())["y"][()]
        found = exact_gradient(net, {}, {"x": {(): u}}, of="y", wrt="x", field=Rationals())
        assert found == {(): slope(u, y)}


def test_gradient_of_an_intermediate_and_a_jacobian():
    net = hand_built.conv(channels=1, filters=1, extent=3, kernel=2)
    leaves = random_leaves(net, {}, 2, Rationals())
    assert exact_gradient(net, {}, leaves, of="E", wrt="y", field=Rationals()) == leaves["u"]
    jacobian = exact_jacobian(net, {}, leaves, of="y", wrt="x", field=Rationals())
    assert jacobian[(1, 2, 1), (1, 3, 2)] == leaves["w"][1, 1, 2, 2]
    assert ((1, 1, 1), (1, 3, 3)) not in jacobian
    weighted = exact_gradient(net, {}, leaves, of="y", wrt="x", field=Rationals(), weights=leaves["u"])
    assert weighted == exact_gradient(net, {}, leaves, of="E", wrt="x", field=Rationals())


def test_the_winner_takes_the_gradient():
    net = hand_built.pool_adjoint("split")
    leaves = {"x": [Fraction(v) for v in (1, 2, 2, 9, 0, 0, 4)], "u": [Fraction(v) for v in (1, 10, 100)]}
    found = exact_gradient(net, {}, leaves, of="y", wrt="x", field=Rationals(), weights=leaves["u"])
    assert found == tabulate(net, {}, leaves, Rationals())["d"]
    assert list(found.values()) == [0, Fraction(1, 2), Fraction(1, 2), 10, 0, 0, 100]


SYSTEMS = [hand_built.conv(stride=2, padding=1), hand_built.pool("max", padding=1), hand_built.pool("average"),
           hand_built.pool_adjoint("all"), hand_built.network(), hand_built.odds_and_ends()]


@pytest.mark.parametrize("net", SYSTEMS)
def test_unrolled_equations_are_worth_the_same(net):
    leaves = random_leaves(net, {}, 3, Rationals(2))
    found = tabulate(net, {}, leaves, Rationals(2))
    checked = 0
    for equation in net.equations:
        for place in list(found[equation.tensor])[::5]:
            written_out = unroll(equation.right, dict(zip(equation.letters, place, strict=True)), {})
            result = evaluate(written_out, {}, lambda key, at: found[key][at], Rationals(2))
            assert result == found[equation.tensor][place]
            checked += 1
    assert checked


def test_unrolling_keeps_what_it_cannot_decide():
    body = multiply(access("x", J), access("w", J, R))
    assert unroll(total((span(J, 1, 2),), (), body), {}, {}) == add(
        multiply(access("x", 1), access("w", 1, R)), multiply(access("x", 2), access("w", 2, R)))
    waiting = total((span(J, 1, whole(R)),), (), access("x", J))
    assert unroll(waiting, {}, {}) == waiting
    window = Maximum((span(J, 1, whole(R)),), (), access("x", J))
    assert unroll(window, {R: 1}, {}) == access("x", 1)
    assert unroll(Winner(window, (whole(2),)), {R: 1}, {}) == number(0)
    assert unroll(Winner(window, (whole(1),)), {}, {}) == Winner(window, (whole(1),))


def test_ten_thousand_terms():
    node = total((span(R, 1, 100), span(J, 1, 100)), (), multiply(access("x", R, J), access("w", J, R)))
    assert len(unroll(node, {}, {}).terms) == 10_000
