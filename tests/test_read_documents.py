"""Habits of real documents: scripts of one letter, stops for products, aligned rows in brackets, pairs of bounds."""

import pytest

from symcnn.reading.claims import read_claims
from symcnn.reading.tree import Application, Matrix, Name, Operation, Slope, SumOver, Tuple

TENSORS = frozenset({"W^{l}", "x^{l-1}", "\\omega'^{l}", "K'"})


def side(text):
    (chain,) = read_claims(text, tensors=TENSORS)
    (tree,) = chain.members
    return tree


def product(*names):
    tree = Name(names[0])
    for name in names[1:]:
        tree = Operation("juxtapose", tree, Name(name))
    return tree


@pytest.mark.parametrize(("text", "tree"), [
    ("W^lx^{l-1}", product("W^{l}", "x^{l-1}")), ("a_ka_i", product("a_k", "a_i")),
    ("z_out", Name("z_{out}")), ("x_{1} . dz", product("x_1", "dz")), ("x_1 . dz", product("x_1", "dz")),
])
def test_a_script_without_braces_is_one_letter(text, tree):
    assert side(text) == tree


def test_the_letter_of_a_sum_without_braces():
    tree = side(r"\sum_ky_k")
    assert isinstance(tree, SumOver) and tree.letters == ("k",) and tree.body == Name("y_k")


def test_a_point_before_an_asterisk_multiplies_entry_by_entry():
    tree = side(r"X .* \sigma'(Z)")
    assert tree == Operation("odot", Name("X"), Slope("sigma", Name("Z")))


def test_a_stop_glued_to_what_it_ends_parts_two_statements():
    assert [c.members for c in read_claims("a = b. c = d")] == [(Name("a"), Name("b")), (Name("c"), Name("d"))]
    assert [c.members for c in read_claims("a = b . c = d")] == [(Name("a"), product("b", "c"), Name("d"))]


@pytest.mark.parametrize("text", [r"y = x \eqno{(2)}", r"y = x \eqno(2)", r"y = x \leqno{(7)}"])
def test_the_number_of_an_equation_says_nothing(text):
    assert read_claims(text) == read_claims("y = x")


def test_aligned_rows_in_brackets_are_a_matrix():
    tree = side(r"\left[\begin{aligned} a \quad b \\ c \quad d \end{aligned}\right]")
    assert tree == Matrix((Matrix((Name("a"), Name("b"))), Matrix((Name("c"), Name("d")))))
    column = side(r"\left(\begin{aligned} a \\ b \end{aligned}\right)")
    assert column == Matrix((Matrix((Name("a"),)), Matrix((Name("b"),))))


def test_aligned_equations_behind_a_brace_are_lines():
    assert len(read_claims(r"\left\{\begin{aligned} a &= b \\ c &= d \end{aligned}\right.")) == 2


def test_a_sum_over_a_pair_has_pairs_for_bounds():
    tree = side(r"\sum^{(2,3)}_{i,j=(1,1)} a_{ij}")
    assert tree.letters == ("i", "j") and isinstance(tree.lower, Tuple) and isinstance(tree.upper, Tuple)


def test_a_primed_tensor_has_entries_and_a_function_a_slope():
    assert side("K'(m, n)") == Application(Name("K'"), (Name("m"), Name("n")))
    assert side("f'(x)") == Slope("f", Name("x"))
    assert side(r"(\omega')^l_{m,n}").base == Name("\\omega'^{l}")
