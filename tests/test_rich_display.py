"""What public values show of themselves in a notebook: Markdown or LaTeX beside plain text, and never HTML."""

import inspect
from dataclasses import replace

import pytest
import sympy

import symcnn as sc
from symcnn.assembly.assembled import Assembled
from symcnn.expression.nodes import Guard, Range
from symcnn.forms.bands import Band
from symcnn.forms.nodes import Form
from symcnn.notation.affine import Affine
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Letter
from symcnn.printing.writing import Writing
from symcnn.solution.subject import Subject

NET = sc.load("example:relu_max_5x5")
MINI = sc.load("example:mini_cnn")
FRAGMENT = sc.Network("x: 4; w: 2; y = conv(x, w)")
LETTERS = sc.Network("x: N; w: 3; y = conv(x, w, padding=1)")
REPORT = NET.check(r"$C = 2$ and $\frac{\partial C}{\partial F^{(1)}} = X * \frac{\partial C}{\partial Z^{(1)}}$"
                   r" and $\hat{y} = $")
FORMULAS = {"text/plain", "text/latex", "text/markdown"}
WORDS = {"text/plain", "text/markdown"}
PICTURES = {"text/plain", "image/svg+xml"}


def wrong_backward(dY, X, K):
    return dY * 0, X


VALUES = {
    "network": NET, "fragment": FRAGMENT, "letters": LETTERS,
    "forward": MINI.forward("z"), "gradient": MINI.gradient("w[f_i,f_j,k]"), "entry": NET["F^{(1)}_{1,2}"],
    "jacobian": MINI.jacobian("z", "y"), "direct": MINI.jacobian("z", "y", direct=True),
    "hessian": sc.Network("w: 2; E = squared_error(w, t)/2").hessian("w", "w"),
    "expanded": NET["Z^{(1)}"].expand({"i": 1, "j": 2}), "scatter": FRAGMENT["x"].scatter(), "shape": NET.shape("P^{(1)}"),
    "scalar shape": NET.shape("C"), "operator": NET["S"].operator(), "turning": FRAGMENT["x"].operator(),
    "matrix": FRAGMENT["x"].matrix(), "dotted": LETTERS["x"].matrix(), "entries": FRAGMENT["x"].entries(),
    "patches": NET["F^{(1)}"].patches(), "valued patches": NET["F^{(1)}"].patches(NET.values),
    "switches": NET.switches("P^{(1)}"), "windows": NET.windows("P^{(1)}"), "coverage": NET.coverage("Z^{(1)}", of="X"),
    "program": NET.compile(),
    "program of letters": LETTERS.compile(["w"], outputs=["y"]), "formula program": FRAGMENT["x"].numpy(),
    "scalar program": MINI.forward("E").numpy(),
    "check": NET.gradient_check(), "solution": NET.solution(detail="question,numbers"),
    "report": REPORT, "judged": REPORT["c1"], "backward": sc.check_backward(wrong_backward, "Y = conv(X, K)"),
    "drawing": NET.draw(), "entry drawn": FRAGMENT["x"].draw(),
    "system": NET.system, "leaves alone": sc.Network("y = x").system, "batch": sc.Network("batch n; y = conv(x, w)").system,
    "layers": (sc.Input("x", (4, "N")), sc.Input("x"), sc.Conv("y", weight="w", kernel_size=2), sc.Conv("y"),
               sc.Dense("z", weight="W"),
               sc.MaxPool("p", kernel_size=2), sc.AvgPool("p", kernel_size=2),
               sc.SumPool("p", kernel_size="K"), sc.Flatten("f"),
               sc.Reshape("r"), sc.Pad("q"), sc.Dilate("d"), sc.Dropout("d"), sc.Relu("x"), sc.Sigmoid("s"), sc.Tanh("t"),
               sc.Activation("a", function="elu"), sc.Activation(), sc.Softmax("s"), sc.LogSoftmax("s"),
               sc.Define("y")),
    "losses": (sc.SquaredError("E", target="t"), sc.Bce("E", target="t"), sc.BceLogits("E", target="t"),
               sc.CrossEntropy("E", target="t"), sc.CrossEntropyLogits("E", target="t"), sc.CrossEntropyLogits("E"),
               sc.AbsoluteError("E", target="t"), sc.MeanAbsoluteError("E"), sc.MeanSquaredError("E", target="t")),
}
# what the engine works with: letters and quantities, sizes known, conditions, the parts of an operator form, of a band and
# of a page, and what was asked for
INNER = (Affine, Letter, Facts, Guard, Range, Form, Assembled, Band, Subject, Writing)
ASKED = {"derive", "solution", "check", "gradient_check", "step", "value_and_grad", "save", "grade", "put_in"}


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, frozenset)) and not type(value).__module__.startswith("symcnn"):
        for each in value:
            yield from flat(each)
    elif type(value).__module__.startswith("symcnn") and not inspect.isclass(value):
        yield value


def handed_out(value):
    """What the public properties of a value hold, and what its methods return that need no argument."""
    for name in dir(type(value)):
        if name.startswith("_") or name in ASKED:
            continue
        try:
            found = getattr(value, name)
            if inspect.ismethod(found) and not inspect.isclass(found.__self__) and not _needs(found):
                found = found()
        except sc.SymcnnError:
            continue
        yield from flat(found)
    for name in getattr(value, "__dataclass_fields__", ()):
        if not name.startswith("_"):
            yield from flat(getattr(value, name))


def _needs(method):
    return any(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
               for p in inspect.signature(method).parameters.values())


def shown(value):
    if isinstance(value, sympy.Basic):
        assert value._repr_latex_()
        return {}
    bundle = value._repr_mimebundle_()
    assert set(bundle) in (FORMULAS, WORDS, PICTURES), type(value).__name__
    assert all(bundle.values()), (type(value).__name__, bundle)
    return bundle


@pytest.mark.parametrize("name", VALUES)
def test_every_public_value_shows_itself_and_what_it_hands_out(name):
    count = 0
    for value in flat(VALUES[name] if isinstance(VALUES[name], tuple) else [VALUES[name]]):
        for each in (value, *handed_out(value)):
            if isinstance(each, INNER):
                continue
            bundle, count = shown(each), count + 1
            if isinstance(each, sympy.Basic):
                continue
            assert all(part.strip() for part in bundle.get("text/markdown", "").split("$$")[1::2]), type(each).__name__
            assert bundle.get("text/markdown", "").count("$") % 2 == 0, type(each).__name__
            assert "<" not in bundle.get("text/latex", "") and not hasattr(each, "_repr_html_")
            if "text/latex" not in bundle:
                # IPython asks for it beside the bundle, and VS Code would take it
                assert not hasattr(each, "_repr_latex_")
    assert count


def test_the_rule_of_a_step_is_told_beside_its_equation():
    step = FRAGMENT["w"].steps[0]
    assert step._repr_mimebundle_()["text/markdown"] == f"*chain rule*\n\n$$\n{step.latex()}\n$$"
    turned = FRAGMENT["x"].operator().steps[2]
    assert turned.markdown().startswith(f"*{turned.rule}*\n\n$$\n") and turned.markdown().endswith("- 3-m is written for m")


def test_equations_tensors_and_axes_are_typeset_by_their_names():
    gradient = MINI["w[f_i,f_j,k]"]
    assert gradient.equation.latex() == gradient.latex() and MINI.system.equation("z").latex() == MINI.forward("z").latex()
    tensor = gradient.system.tensors[gradient.key]
    assert tensor.latex() == r"\frac{\partial E}{\partial w_{f_i,f_j,k}} \in \mathbb{R}^{2 \times 2 \times 3}"
    assert NET.system.tensors["C"].latex() == r"C \in \mathbb{R}"
    assert [a.text() for a in sc.Network("x: N×2; y = x").system.tensors["x"].axes] == ["i = 1, ..., N", "j = 1, 2"]


def test_a_tensor_without_a_known_name_is_told_by_its_key():
    equation = MINI.adjoint.equation("z")
    assert replace(equation, known={}).latex().startswith(r"\text{dE/dz}(p_i,p_j,k) = \sum_{o=1}^{2}")


def test_layers_are_the_equations_they_stand_for():
    assert sc.Conv("y", weight="w", kernel_size=2).latex() == sc.Network("y = conv(x, w); w: 2×2").forward("y").latex()
    assert str(sc.SquaredError("E", target="t")) == "SquaredError('E', target='t')\n    E = sum_{n=1}^{N} (x[n] - t[n])^2"
    assert sc.Input("x", (4, "N")).latex() == r"x_{i,j} \in \mathbb{R}^{4 \times N}"
    assert sc.Conv("y").latex() == r"\text{Conv('y')}"


def test_programs_say_what_they_read_and_give():
    assert str(LETTERS.compile(["w"], outputs=["y"], sizes={"N": 4})) == """NumPy program (float64)
    reads x      4
    reads w      3
    reads dE/dy  4
    gives y      4
    gives dE/dw  3"""


def test_a_notebook_gets_what_the_bundle_holds_and_no_more():
    formatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    for value in (NET, REPORT, VALUES["solution"], NET["F^{(1)}"].steps[0], NET.system, NET.compile(), sc.Relu("r")):
        found, _ = formatter.format(value)
        assert set(found) == set(value._repr_mimebundle_())
