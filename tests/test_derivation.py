"""What a derivation and a formula are asked: steps, proofs, SymPy, letters, expansion, programs, every way of showing them."""

from dataclasses import replace

import numpy as np
import pytest
import sympy

import symcnn as sc
from contract import random_values
from formulas import assert_reads
from symcnn import derivation
from symcnn.calculus.stages import stages
from symcnn.errors import MeaninglessError, NameUnknown, NotSupportedYet, ProofFailed, ShapeError, ValueProblem
from symcnn.expression.build import multiply, number
from symcnn.functions.partial import Partial
from symcnn.proof import prove_stages


@pytest.fixture(scope="module")
def mini():
    return sc.load("example:mini_cnn")


@pytest.fixture(scope="module")
def worked():
    return sc.load("example:relu_max_5x5")


def test_steps_name_their_rules_and_proofs(mini):
    steps = mini["z"].steps
    assert [s.rule for s in steps] == ["chain rule", "local derivatives", "put in known gradients"]
    assert [s.proved for s in steps] == ["by definition", "equal at 6 entries", "equal at 6 entries"]
    assert steps[-1].equation == mini["z"].equation
    assert_reads(steps[0].latex(), r"""\frac{\partial E}{\partial z_{p_i,p_j,k}} =
        \sum_{o=1}^{2} \frac{\partial E}{\partial o_o} \frac{\partial o_o}{\partial z_{p_i,p_j,k}}""")


def test_contraction_says_what_it_solved_for(mini):
    (step,) = [s for s in mini["y"].steps if s.rule == "contract the deltas"]
    assert step.remarks == ("solved for m = c_i-p_i+1; its range bounds what is left",
                            "solved for n = c_j-p_j+1; its range bounds what is left")


@pytest.mark.parametrize("name", [n for n in sc.examples() if n != "alexnet"])
def test_steps_of_examples_are_proved(name):
    net, looked_at = sc.load(f"example:{name}"), 0
    for key in net.differentiable:
        for step in net.gradient(key).steps[1:]:
            assert step.proved.startswith("equal at"), f"{step} of {name}"
            looked_at += 1
    assert looked_at


def test_a_large_network_is_proved_at_spaced_entries():
    net = sc.load("example:alexnet")
    for key in ("W^{(1)}", "b^{(8)}"):
        assert all(s.proved.startswith("equal at") for s in net.gradient(key).steps[1:])


@pytest.mark.parametrize("place", [1, -1])
def test_a_corrupted_stage_is_found(mini, place):
    found = list(stages(mini.adjoint, "z"))
    wrong = replace(found[place].equation, right=multiply(number(2), found[place].equation.right))
    found[place] = replace(found[place], equation=wrong)
    with pytest.raises(ProofFailed, match="changed the value at"):
        prove_stages(mini.adjoint, "z", found)


def test_a_derivation_shows_no_step_that_is_not_proved(mini, monkeypatch):
    def corrupted(adjoint, by):
        first, *rest = stages(adjoint, by)
        return (first, *(replace(s, equation=replace(s.equation, right=number(0))) for s in rest))
    monkeypatch.setattr(derivation, "stages", corrupted)
    with pytest.raises(ProofFailed, match="local derivatives changed the value"):
        sc.load("example:mini_cnn")["z"].steps  # noqa: B018 (asked for its error)


def test_sides_are_sympy(mini):
    d = mini["w[f_i,f_j,k]"]
    assert isinstance(d.lhs, Partial) and isinstance(d.rhs, sympy.Sum)
    assert [str(limit[0]) for limit in d.rhs.limits] == ["c_j", "c_i"]


def test_letters_substitute(mini):
    d = mini["w[f_i,f_j,k]"]
    put_in = d.rhs.subs({d.letters["f_i"]: 2, d.letters["f_j"]: 1})
    x = sympy.IndexedBase("x")
    c_i, c_j = (limit[0] for limit in reversed(d.rhs.limits))
    assert put_in.has(x[c_i + 1, c_j]) and not put_in.has(d.letters["f_i"])
    net = sc.load("example:same_conv_1d")
    assert net["w"].rhs.subs({net.letters["N"]: 5, net.letters["K"]: 3, net.letters["k"]: 2}).doit().free_symbols
    shape = net.shape("\\hat{x}")[0]
    assert shape.subs(net.letters["N"], 7) == 7


def test_an_entry(mini):
    assert_reads(mini["y[1,1,2]"].latex(), r"\frac{\partial E}{\partial y_{1,1,2}} = \frac{\partial E}{\partial z_{1,1,2}}")
    same = mini[r"\frac{\partial E}{\partial y_{2,2,k}}"]
    assert same.text() == mini["dE/dy[2,2,k]"].text() == mini["y[2,2,k]"].text()
    assert str(same).endswith("sum_{p_i=1}^{2} sum_{p_j=1}^{2} dE/dz[p_i,p_j,k]")


def test_expansion_stops_where_it_is_told(mini):
    d = mini["w[f_i,f_j,k]"]
    assert "dE/dy" in str(d.expand()) and "dE/dz" not in str(d.expand())
    assert "dE/dz" in str(d.expand(into=["dE/dz"])) and "dE/dy" not in str(d.expand(into=["dE/dz"]))
    assert "dE/" not in str(d.expand({"f_i": 1, "f_j": 2, "k": 3}, into=())).split(" = ", 1)[1]
    with pytest.raises(NameUnknown, match="'dE/dq' is no gradient to stop at"):
        d.expand(into=["dE/dq"])
    with pytest.raises(NameUnknown, match="no letter 'q' in the formula: its letters are"):
        d.expand({"q": 1})
    with pytest.raises(ShapeError, match="no entry at f_i = 3: the index runs from 1 to 2"):
        d.expand({"f_i": 3})


def test_odd_sizes_stay_odd():
    d = sc.load("example:same_conv_1d")["w"]
    assert str(d.expand({"K": 3, "N": 4, "k": 1})) == "dE/dw[1] = dE/dxhat[2]*x[1] + dE/dxhat[3]*x[2] + dE/dxhat[4]*x[3]"
    with pytest.raises(ValueProblem, match="K is odd, but 4 was given"):
        d.expand({"K": 4})


def test_scatter_with_letters():
    shown = str(sc.Network("x: N; w: K; y = conv(x, w, stride=s)")["x"].scatter())
    assert shown == "dE/dx[s*(j-1)+i] += dE/dy[j]*w[i]  for 1 <= j <= floor((N-K)/s)+1, 1 <= i <= K" or "+=" in shown


@pytest.mark.parametrize("name", ["w[f_i,f_j,k]", "w[p_i,p_j,k,o]", "z", "y", "x"])
def test_programs_of_one_formula(mini, name):
    values = random_values(mini, {})
    d = mini[name]
    whole = mini.compile(wrt=[name], outputs=["y", "z", "o"])(values)
    assert np.allclose(d.numpy()(values), whole[d.key])
    assert np.allclose(d.expand(into=()).numpy()(values), whole[d.key])
    upstream = {k: v for k, v in mini.compile(wrt=["y", "z", "o"])(values).items() if k != "E"}
    assert np.allclose(d.expand().numpy()({**values, **upstream}), whole[d.key])
    first = d.expand(dict.fromkeys((v.name for v in d.equation.letters), 1), into=())
    assert first.numpy()(values) == pytest.approx(whole[d.key].flat[0])


def test_the_program_of_a_closed_form_stands_alone(mini):
    d = mini["w[f_i,f_j,k]"]
    names = {}
    exec(d.numpy().source, names)  # noqa: S102 (a program we generated)
    arrays = [np.random.default_rng(3).random(s) for s in ((4, 4), (3, 3, 3), (3, 3, 3))]
    (found,) = names["program"](*arrays)
    x, y, up = arrays
    assert found.shape == (2, 2, 3)
    assert found[1, 0, 2] == pytest.approx(np.sum(up[:, :, 2] * y[:, :, 2] * (1 - y[:, :, 2]) * x[1:4, 0:3]))


def test_forward_programs(mini):
    values = random_values(mini, {})
    assert np.allclose(mini.forward("z").numpy()(values), mini.compile(wrt=[], outputs=["z"])(values)["z"])
    with pytest.raises(MeaninglessError, match="x: it is a leaf"):
        mini.forward("x")


def test_abbreviations():
    net = sc.Network("X: 4×4\nF: 2×2\nZ^{(1)} = conv(X, F)\nA = sigmoid(Z^{(1)})\nt: 3×3\nC = squared_error(A, t)/2\n"
                     r"\delta = dC/dZ^{(1)}")
    assert net[r"\delta"].key == net.key("C", "Z^{(1)}")
    assert_reads(net[r"\delta"].latex(), r"""\frac{\partial C}{\partial Z^{(1)}_{i,j}} =
        (A_{i,j}-t_{i,j}) A_{i,j} (1-A_{i,j})""")


def test_keys(mini, worked):
    assert mini.key("E", "z") == "dE/dz"
    assert mini.key("E", "w[f_i,f_j,k]") == mini["w[f_i,f_j,k]"].key == "dE/dw[f_i,f_j,k]"
    assert worked.key("C", "Z^{(1)}") == worked[r"\frac{\partial C}{\partial Z^{(1)}}"].key
    with pytest.raises(NameUnknown, match="w names 2 tensors: say which of"):
        mini.gradient("w")
    with pytest.raises(NameUnknown, match=r"z is not the loss, which is E: use jacobian\(of, wrt\)"):
        mini.gradient("dz/dy")


def test_every_value_shows_itself(mini):
    d = mini["y"]
    for value in (mini, d, d.formula, d.scatter(), d.expand(), mini.forward("E")):
        bundle = value._repr_mimebundle_()
        assert set(bundle) == {"text/plain", "text/latex", "text/markdown"}
        assert bundle["text/plain"] == str(value) == value.text()
        assert bundle["text/latex"] == value._repr_latex_() == f"$\\displaystyle {value.latex()}$"
        assert value.markdown() == f"$$\n{value.latex()}\n$$"
        assert value.latex().count("{") == value.latex().count("}")


def test_direct_jacobians_are_one_step(mini):
    d = mini.jacobian("z", "y", direct=True)
    assert [s.rule for s in d.steps] == ["local derivative"]
    assert str(d) == ("dz[p_i,p_j,k]/dy[c_i,c_j,k'] = 1[p_i <= c_i <= p_i+1, p_j <= c_j <= p_j+1, k = k']")


def test_letters_have_no_numbers_to_scatter():
    with pytest.raises(NotSupportedYet, match="put numbers in"):
        sc.load("example:max_pool_1d")["x"].scatter().sets()


def test_conventions_are_stated():
    said = sc.load("example:relu_max_7x7").conventions
    assert said[0] == "Indices start at 1."
    assert "Convention: ReLU has slope 0 at 0." in said and any("first of equal values" in s for s in said)
    assert "Here h = (K-1)/2." in sc.load("example:same_conv_1d").conventions
