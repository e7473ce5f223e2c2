r"""Exercises with their solutions: names given anew in every question, tables of steps, numbers that stand for names."""

from time import perf_counter

import pytest

import symcnn as sc
from symcnn.checking.check import check
from symcnn.checking.judge.put_in import puts_in
from symcnn.checking.report.verdict import Claim, Judged, Verdict
from symcnn.checking.sheet.numbering import numbered
from symcnn.errors import ShapeError
from symcnn.network import Network
from symcnn.reading.claims import read_claims
from symcnn.reading.mathematics import read_formula
from symcnn.reading.tables import going_on
from symcnn.reading.tree import Call, Name, Operation


def page(text, kind="markdown"):
    return check(text, kind=kind).judged


def judged(*formulas):
    return page("\n\n".join(f"$${f}$$" for f in formulas))


def verdicts(*formulas):
    return [j.verdict.verdict for j in judged(*formulas)]


def last(*formulas):
    found = judged(*formulas)[-1].verdict
    return found.verdict, [c.tag for c in found.causes][:1]


def amiss(text, kind="markdown"):
    found = [(j.claim.line, j.verdict.verdict) for j in page(text, kind)]
    return [each for each in found if each[1] not in ("right", "rounding", "given")]


def test_sizes_hold_the_entries_that_equations_name():
    unit = r"h_{31} = w_{311} a_{21} + w_{312} a_{22} + w_{310}"
    assert last(unit, r"\frac{\partial h_{31}}{\partial w_{311}} = a_{21}") == ("right", [])
    assert last(unit, r"\frac{\partial h_{31}}{\partial w_{310}} = 1") == ("right", [])
    assert last(unit, r"\frac{\partial h_{31}}{\partial w_{312}} = a_{21}")[0] == "wrong"


NEURON = r"""Given: $x = 2$, $w = 0.5$, $b = -0.5$, $y = 1$.

| Step | Computation | Value |
|------|-------------|-------|
| 1 | $u = wx = 0.5 \times 2$ | $1.0$ |
| 2 | $z = u + b = 1.0 - 0.5$ | $0.5$ |
| 3 | $\hat{y} = \sigma(0.5) = \frac{1}{1+e^{-0.5}}$ | $\approx 0.6225$ |
| 4 | $e = \hat{y} - y = 0.6225 - 1$ | $\approx -0.3775$ |
| 5 | $L = e^2 = (-0.3775)^2$ | $\approx 0.1425$ |

| Step | Gradient | Value |
|------|----------|-------|
| 1 | $\frac{\partial L}{\partial e} = 2e = 2 \times (-0.3775)$ | $-0.7550$ |
| 2 | $\frac{\partial L}{\partial z} = \frac{\partial L}{\partial e} \sigma(z)(1 - \sigma(z))$ | $-0.1774$ |
| 3 | $\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} x = -0.1774 \times 2$ | $-0.3548$ |
"""


def test_a_table_of_steps_goes_on_in_its_rows():
    assert amiss(NEURON) == []
    assert sum(j.verdict.verdict in ("right", "rounding") for j in page(NEURON)) >= 20
    assert amiss(NEURON.replace("| $0.5$ |", "| $0.8$ |"))[0] == (6, "wrong")
    assert amiss(NEURON.replace("$-0.3548$", "$-0.3448$")) == [(15, "wrong")]
    # the square of an error, and its slope
    assert amiss(NEURON.replace("= 2e = 2", "= e = 2"))[0] == (13, "wrong")


def test_a_table_of_steps_in_tex():
    table = r"""Parameters: $w = 0.8$, $b = -0.3$, $x = 1.5$.

\begin{tabular}{cccc}
\toprule
Step & Formula & Expression & Value \\
\midrule
1 & $z = wx + b$ & $0.8 \times 1.5 - 0.3$ & $0.9$ \\[0.8em]
2 & $p = \sigma(z)$ & $\sigma(0.9) = \frac{1}{1+e^{-0.9}}$ & $\approx 0.7109$ \\
\bottomrule
\end{tabular}

\[ \frac{\partial p}{\partial w} = p (1 - p) x \]
"""
    assert amiss(table, "tex") == []
    assert amiss(table.replace("$0.9$", "$1.1$"), "tex")[0] == (7, "wrong")


@pytest.mark.parametrize(("text", "tex", "found"), [
    ("| a | Value |\n|--|--|\n| $z = 2$ | $3$ |", False, ["$3$ |"]),
    ("a | Result\n--|--\n$z = 2$ | **$3$**", False, ["$3$**"]),
    ("| a | Parameters |\n|--|--|\n| $z = 2$ | $3$ |", False, []),
    ("| a | Value |\n|--|--|\n| $z$ | $3$ |", False, []),
    ("| a | Value |\n|--|--|\n| $z = 2$ | $w = 3$ |", False, []),
    ("| a | Value |\n\n| $z = 2$ | $3$ |", False, []),
    (r"\begin{tabular}{cc} a & Value \\ $z = 2$ & $3$ \\ \end{tabular}", True, ["$3$ \\\\ \\end{tabular}"]),
    (r"\begin{tabular}{cc} a & \textbf{Value} \\ $|z| = 2$ & words $3$ \\ \end{tabular}", True, []),
])
def test_what_goes_on_in_a_table(text, tex, found):
    assert [text[n:] for n in sorted(going_on(text, tex))] == found


HAND = r"""Given $w_1 = 0.5$, $b_1 = 0$, $w_2 = -1.0$, $b_2 = 0.5$, $x = 1.0$ and the target $y = 0$.

- $z_1 = w_1 \cdot x + b_1 = 0.5 \times 1.0 + 0 = 0.5$
- $a_1 = \sigma(0.5) \approx 0.6225$
- $z_2 = w_2 \cdot a_1 + b_2 = -1.0 \times 0.6225 + 0.5 = -0.1225$
- $\hat{y} = a_2 = \sigma(-0.1225) \approx 0.4694$
- $L = (0 - 0.4694)^2 = 0.2203$

- $\frac{\partial L}{\partial \hat{y}} = -2(y - \hat{y}) = -2(0 - 0.4694) = 0.9388$
- $\sigma'(z) = 0.4694 \times 0.5306 = 0.2490$
- $\delta^{(2)} = 0.9388 \times 0.2490 = 0.2338$
- $\frac{\partial L}{\partial w_2} = \delta^{(2)} \cdot a_1 = 0.2338 \times 0.6225 = 0.1455$
- $\frac{\partial L}{\partial b_2} = \delta^{(2)} = 0.2338$
- $\delta^{(1)} = w_2 \delta^{(2)} \sigma'(z_1) = -0.2338 \times 0.2350 = -0.0549$
- $\frac{\partial L}{\partial w_1} = \delta^{(1)} \cdot x = -0.0549 \times 1.0 = -0.0549$
"""


def test_numbers_stand_for_what_was_worked_out_to_them():
    assert amiss(HAND) == []
    assert not any("loss" in note for note in check(HAND, kind="markdown").context.notes if "no loss" in note)
    # the error that is written wrongly is still the error of its layer
    assert amiss(HAND.replace("0.2490 = 0.2338", "0.2490 = 0.2438")) == [(11, "wrong")]
    turned = HAND.replace("-2(y - \\hat{y}) = -2(0 - 0.4694) = 0.9388", "2(y - \\hat{y}) = 2(0 - 0.4694) = -0.9388")
    assert amiss(turned)[0] == (9, "wrong")
    assert amiss(HAND.replace("(0 - 0.4694)^2 = 0.2203", "(0 - 0.4694)^2 = 0.2303"))[0] == (7, "wrong")
    swapped = HAND.replace(r"\delta^{(1)} \cdot x = -0.0549 \times 1.0", r"\delta^{(1)} a_1 = -0.0549 \times 0.6225")
    assert amiss(swapped)[0] == (15, "slip")


def test_a_mistake_stands_where_it_is():
    found = judged(r"a = \sigma(0.5) = \frac{1}{1+e^{-0.5}} \approx 0.5225")[-1]
    assert found.verdict.verdict == "wrong"
    start, end = found.claim.place
    assert found.claim.latex[start:end] == "0.5225"


def test_a_number_said_once_more_is_as_good_as_before():
    net = (r"z = w x + b", r"a = \sigma(z)", "L = (y-a)^2", "w = 0.5", "x = 1", "b = 0.1", "y=0")
    steps = ("z = 0.6", r"a = \sigma(0.6) \approx 0.6457", r"\frac{\partial L}{\partial a} = -2 (0 - 0.6457) = 1.2914",
             r"\sigma'(z) = 0.6457 (1-0.6457) = 0.229", r"\delta = 1.2914 \times 0.229 = 0.2957", r"\delta = 0.2957",
             r"\frac{\partial L}{\partial w} = \delta x = 0.2957")
    assert set(verdicts(*net, *steps)) <= {"given", "right", "rounding"}
    assert last(*net, *steps[:-2], r"\delta = 0.2857")[0] == "wrong"


ANEW = r"""Compute $\frac{dy}{dx}$:

a) $y = (3x + 1)^2$

b) $y = \sigma(2x - 1)$

c) $y = (5 - \sigma(x))^2$

Solutions. a) Let $u = 3x + 1$:

$$\frac{dy}{dx} = \frac{dy}{du} \cdot \frac{du}{dx} = 2u \cdot 3 = 6(3x + 1)$$

b) Let $z = 2x - 1$:

$$\frac{dy}{dx} = \frac{d\sigma}{dz} \cdot \frac{dz}{dx} = \sigma(z)(1 - \sigma(z)) \cdot 2$$

c) Let $a = \sigma(x)$, then $y = (5 - a)^2$:

$$\frac{dy}{dx} = \frac{dy}{da} \cdot \frac{da}{dx} = -2(5 - \sigma(x)) \cdot \sigma(x)(1 - \sigma(x))$$
"""


def test_a_name_given_anew_in_every_question():
    assert amiss(ANEW) == []
    assert amiss(ANEW.replace("6(3x + 1)", "5(3x + 1)")) == [(11, "wrong")]
    assert amiss(ANEW.replace(r"z)) \cdot 2", r"z)) \cdot 3")) == [(15, "wrong")]


def test_an_equation_that_a_known_mistake_explains_is_no_case():
    assert amiss("$z = w x + b$\n\n$z = w x - b$\n\n$$\\frac{\\partial z}{\\partial b} = 1$$")[0] == (3, "wrong")


EXERCISES = r"""# Exercises

## One

$x = 1$, $u = 2x + 3$, $L = u^2$

$$\frac{dL}{dx} = 2u \cdot 2 = 20$$

## Two

Given $x = [1, 0]^T$ and $W = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$, $z = W x = \begin{bmatrix} 1 \\ 3 \end{bmatrix}$,
$L = \frac12 \|z\|^2 = 5$

$$\frac{\partial L}{\partial z} = z = \begin{bmatrix} 1 \\ 3 \end{bmatrix}$$

## Three

$x = 2$, $w = 0.5$, $z = w x = 1.0$, $a = \sigma(1.0) \approx 0.7311$, $L = (0 - 0.7311)^2 = 0.5345$

$$\frac{\partial L}{\partial a} = 2 \times 0.7311 = 1.4622$$

$$\frac{\partial L}{\partial w} = 1.4622 \times 0.1966 \times 2 = 0.5749$$
"""


def test_sections_are_pages_of_their_own():
    assert amiss(EXERCISES) == []
    assert [j.claim.id.partition(".")[0] for j in page(EXERCISES)] == [f"c{n + 1}" for n in range(len(page(EXERCISES)))]
    assert amiss(EXERCISES.replace("0.1966 \\times 2 = 0.5749", "0.1966 = 0.2875"))[0] == (22, "wrong")


def test_lines_of_several_readings_are_numbered_through():
    lines = [Judged(Claim(name, 1, name), Verdict("right")) for name in ("c1", "c1.1", "mine", "c7.2", "c12 of mine")]
    assert [each.claim.id for each in numbered(lines)] == ["c1", "c2.1", "mine", "c4.2", "c12 of mine"]


NET = (r"z = w x + b", r"L = (z-t)^2")


@pytest.mark.parametrize(("step", "verdict"), [
    (r"w -= \eta \frac{\partial L}{\partial w}", "right"),
    (r"w \mathrel{-}= \eta\, dw", "right"),
    (r"w -= \text{learning\_rate} \times dw", "right"),
    (r"b -= \eta\, dw", "wrong"),
    (r"w += \eta\, dw", "wrong"),
    (r"w += -\eta\, dw", "right"),
    (r"w *= 0.9", "undecided"),
    (r"w \leftarrow w - \eta", "wrong"),
    (r"\frac{\partial L}{\partial w} \to 0", "given"),
    (r"\Delta z = z - t", "undecided"),
    (r"w^* = 3", "given"),
    (r"dw += 2(z-t)x", "right"),
])
def test_steps_in_place_and_what_is_no_step(step, verdict):
    assert last(*NET, step)[0] == verdict


@pytest.mark.parametrize(("line", "verdict"), [
    (r"e^{10} \approx 22026", "rounding"),
    (r"e^{10} \approx 22028", "wrong"),
    (r"\sqrt{50} \approx 7", "rounding"),
    (r"\sqrt{50} \approx 9", "wrong"),
    (r"11 \cdot 11 \cdot 3 \cdot 96 \approx 35000", "rounding"),
    (r"11 \cdot 11 \cdot 3 \cdot 96 \approx 36000", "wrong"),
    (r"\frac{32-5}{2}+1 = 14", "wrong"),
])
def test_about_a_whole_number(line, verdict):
    assert verdicts(line) == [verdict]


def test_norms_say_which_they_are():
    net = (r"y_i = \sum_{j=1}^{n} W_{ij} x_j", r"\frac{\partial y_i}{\partial x_j} = W_{ij}")
    assert last(*net, r"||x||_1 = \sum_{j=1}^{n} |x_j|")[0] == "right"
    assert last(*net, r"||x||_1 = \sqrt{\sum_{j=1}^{n} x_j^2}")[0] == "wrong"
    assert last(*net, r"\lVert x \rVert_2 = \sqrt{\sum_{j=1}^{n} x_j^2}")[0] == "right"
    assert read_formula(r"\|x\|_\infty") == Call("max", (Call("abs", (Name("x"),)),))
    assert read_formula(r"\|x\|_{1}") == read_formula(r"||x||_1") == Call("sum", (Call("abs", (Name("x"),)),))


def test_a_star_above_a_name_is_part_of_it():
    assert read_formula(r"w^* x") == read_formula(r"w^{*} x") == read_formula(r"w^\star x")
    assert read_formula(r"\Delta{y_1}") == read_formula(r"\Delta y_1")


def test_an_error_called_e():
    found = read_formula(r"e^{-x}", frozenset({"e"}))
    assert found == read_formula(r"e^{-x}") and isinstance(read_formula("e^2", frozenset({"e"})), Operation)
    assert last(r"\hat{y} = w x", r"e = \hat{y} - y", "L = e^2", r"\frac{\partial L}{\partial w} = 2 e x")[0] == "right"
    assert read_claims("w -= g")[0].relations == ("-=",)


def test_indices_of_a_result_are_no_numbers_of_samples():
    assert last("y = W x", r"\frac{\partial y_i}{\partial x_j} = W_{ij}") == ("right", [])
    assert last("y = W x", r"\frac{\partial y_i}{\partial x_j} = W_{ji}") == ("wrong", ["transpose"])


def test_a_weight_that_is_shared():
    net = (r"h_1 = w_1 x_1", r"h_2 = w_2 x_2", r"E = \frac12 (h_1 + h_2 - t)^2", r"w_1 = w_2 = w_{tied}")
    assert last(*net, r"\frac{\partial E}{\partial w_{tied}} = (h_1 + h_2 - t)(x_1 + x_2)")[0] == "right"
    assert last(*net, r"\frac{\partial E}{\partial w_{tied}} = (h_1 + h_2 - t) x_1", ) == ("wrong", ["term-missing"])
    copy = r"\frac{\partial E}{\partial w_2} = (h_1 + h_2 - t) x_2"
    assert last(*net, copy, r"\frac{\partial E}{\partial w_{tied}} = (h_1 + h_2 - t) x_2")[0] == "wrong"
    assert verdicts(*net[:3], "w_1 = w_2", copy)[-2:] == ["undecided", "right"]


def test_losses_that_differ_in_the_words_below():
    net = (r"\hat{y} = \sigma(z)", r"L_{\text{MSE}} = (\hat{y} - y)^2")
    assert last(*net, r"\frac{\partial L_{\text{MSE}}}{\partial z} = 2(\hat{y} - y)\hat{y}(1-\hat{y})")[0] == "right"
    assert last(*net, r"\frac{\partial L_{\text{MSE}}}{\partial z} = 2(\hat{y} - y)\hat{y}(1-\hat{y})",
                r"\frac{\partial L_{\text{CE}}}{\partial z} = \hat{y} - y")[0] == "undecided"
    both = (*net, r"L_{\text{CE}} = -y\log \hat{y} - (1-y)\log(1-\hat{y})")
    assert last(*both, r"\frac{\partial L_{\text{CE}}}{\partial z} = \hat{y} - y")[0] == "right"
    assert last(*both, r"\frac{\partial L_{\text{CE}}}{\partial z} = 2(\hat{y} - y)")[0] == "wrong"


def test_numbers_side_by_side_and_heads_that_nobody_knows():
    net = ("u = 2 - w_1 - 3 w_2", "L = u^2", r"\frac{\partial L}{\partial w_1} = -2 u", "(w_1, w_2) = (1, 0)")
    assert verdicts(*net)[-2:] == ["given", "given"]
    assert last(*net, r"\frac{\partial L}{\partial w_2} = -6 u = -6")[0] == "right"
    assert last(*net, r"\frac{\partial L}{\partial w_2} = -6 u = -9")[0] == "wrong"
    given = (r"\delta^{(2)} = -0.1903", r"a^{(1)} = [0.6457, 0.4256]^T")
    product = (r"\frac{\partial L}{\partial W^{(2)}} = \delta^{(2)} (a^{(1)})^T"
               r" = \begin{bmatrix} -0.1229 & -0.0810 \end{bmatrix}")
    assert verdicts(*given, product)[-2:] == ["undecided", "right"]
    assert verdicts(*given, product.replace("0.1229", "0.1329"))[-2:] == ["undecided", "wrong"]


def test_a_loss_is_one_number():
    with pytest.raises(ShapeError, match="L has 1 axes, and a loss is one number"):
        sc.Network("w: 2\nL = w^2\ndL/dL = 1")
    assert sc.Network("w: 2\ny = w^2\ndL/dy = [1, 1]").loss == "L"


PARTS = r"""
* $`v(a, b, c) = c(a - b)²`$
* $`a(w, x, y) = (w + x + y)²`$
* $`b(x, y, z) = (x - y - z)^2`$
* $`\frac{\partial v}{\partial a} = 2c(a - b)`$
* $`\frac{\partial v}{\partial c} = (a - b)²`$
* $`\frac{\partial v}{\partial w} = \frac{\partial v}{\partial a} \cdot \frac{\partial a}{\partial w} = 4c(a - b)(w + x + y)`$
"""


def test_mathematics_as_code_forges_have_it():
    assert [j.verdict.verdict for j in page(PARTS)] == ["given"] * 3 + ["right"] * 4
    assert amiss(PARTS.replace("= 2c(a", "= c(a"))[0] == (5, "wrong")
    assert amiss(PARTS.replace("4c(a", "2c(a"))[0] == (7, "wrong")
    assert read_formula("x²y³") == read_formula("x^2 y^{3}")
    assert read_formula("(a - b)¹⁰") == read_formula("(a - b)^{10}")
    # prices, and code, are no mathematics
    assert page("It costs $`5 and $6.") == ()


def test_numbers_put_in_that_nobody_gave():
    net = (r"z = \sigma(W x + b)", r"y = V z", r"\frac{\partial y}{\partial z} = V")
    chain = r"z = \sigma(W x + b) = \sigma(0 x + 0) = \sigma(0) = \frac{1}{2}"
    assert verdicts(*net, chain)[-4:] == ["right", "given", "right", "right"]
    assert verdicts(*net, chain.replace(r"\frac{1}{2}", r"\frac{1}{3}"))[-1] == "wrong"
    left, right = read_claims(r"[V \circ z \circ (1-z)] x^T = (0 \circ \frac{1}{2} \circ \frac{1}{2}) x^T")[0].members
    assert puts_in(left, right) and not puts_in(left, left)
    assert not puts_in(read_formula("w x + w"), read_formula("2 x + 3"))
    assert not puts_in(read_formula("w x + b"), read_formula("2 x - 3"))


@pytest.mark.parametrize(("text", "tex"), [(text, True) for text in (
    r"\begin{tabular}{c}" * 5_000, r"\begin{tabular}{c}" * 5_000 + r"\end{tabular}",
    r"\begin{tabular}{c}" + "\\\\[" * 20_000 + r"\end{tabular}",
    r"\begin{tabular}{c} a & Value \\" + "$&" * 20_000 + r"\end{tabular}",
)] + [(text, False) for text in (
    "|-|\n" * 20_000, "|--|--|\n| $z=2$ | $3$ |\n" * 10_000, "a|b\n" + " " * 100_000 + "x|\n",
    "a|b\n|-|" + " \t" * 50_000 + "x|",
)])
def test_tables_that_do_not_end_take_no_time(text, tex):
    start = perf_counter()
    assert going_on(text, tex) == frozenset()
    assert perf_counter() - start < 5


SHEET = r"""# Sheet

## One

$u = 4 - 2w$, $L = u^2$

$$\frac{dL}{dw} = -4u$$

## Two

$$\frac{dL}{dw} = 2w - 6$$

## Three

$u = 2 - w_1 - 3w_2$, $L = u^2$

$$\frac{\partial L}{\partial w_1} = -2u$$
"""


def test_an_exercise_that_does_not_give_what_others_give():
    assert amiss(SHEET) == [(11, "undecided")]
    assert (17, "wrong") in amiss(SHEET.replace("= -2u", "= 2u"))
    # what is said twice in one way holds everywhere
    same = SHEET.replace("2 - w_1 - 3w_2", "4 - 2w").replace(r"\partial w_1} = -2u", r"\partial w} = -4u")
    assert amiss(same) == [(11, "wrong")]
    assert amiss(same.replace("2w - 6", "-4u")) == []
    # forward and backward pass of one exercise
    steps = SHEET.replace("## Two", "### Backward pass").replace("2w - 6", "4u")
    assert (11, "wrong") in amiss(steps)


CAPITALS = r"""$$O_{NKP} = \sum_{C} I_{NCP} F_{KC}$$

$$\frac{\partial E}{\partial F_{KC}} = \sum_N \sum_P \frac{\partial E}{\partial O_{NKP}} I_{NCP}$$

$$\frac{\partial E}{\partial I_{NCP}} = \sum_K \frac{\partial E}{\partial O_{NKP}} F_{KC}$$
"""


def test_capitals_as_indices():
    assert [j.verdict.verdict for j in page(CAPITALS)] == ["given", "right", "right"]
    found = [j.verdict for j in page(CAPITALS.replace("O_{NKP}} F_{KC}", "O_{NKP}} F_{CK}"))]
    assert [v.verdict for v in found] == ["given", "right", "wrong"] and found[-1].causes[0].tag == "transpose"


def test_sizes_that_nobody_named_take_no_letters_of_indices():
    letters = {"n", "k", "p", "c"}
    named = Network("O[n,k,p] = sum_c(I[n,c,p]*F[k,c])")
    assert {str(s) for s in named.shape("O")} == {"N", "K", "P"}
    others = Network("O[N,K,P] = sum_C(I[N,C,P]*F[K,C])")
    assert not {str(s) for s in (*others.shape("O"), *others.shape("F"))} & {n.upper() for n in letters}


@pytest.mark.parametrize(("at", "verdict"), [("nck", "right"), ("ncK", "undecided"), ("nKp", "undecided"), ("nCp", "right")])
def test_a_line_about_entries_that_no_array_has_is_not_right(at, verdict):
    n, c, p = at
    # there are more kernels than channels and places
    network = "I: N×C×P\nF: K×C\nassume K > C\nassume K > P\nO[n,k,p] = sum_c(I[n,c,p]*F[k,c])"
    line = rf"\frac{{\partial E}}{{\partial I_{{{at}}}}} = \sum_m \frac{{\partial E}}{{\partial O_{{{n},m,{p}}}}} F_{{m,{c}}}"
    assert [j.verdict.verdict for j in check(line, given=network).judged] == [verdict]
