"""Worked solutions: what each level of detail shows, that its numbers are right, and what is left to fill in."""

import re
from fractions import Fraction
from math import exp, log

import numpy as np
import pytest

import symcnn as sc
from symcnn.document.blocks import Formula, Heading
from symcnn.document.fold import FORMULA, WORDS
from symcnn.document.parts import equation_line
from symcnn.document.text import text_block
from symcnn.errors import MeaninglessError, NameUnknown, ValueProblem
from symcnn.printing.text import TEXT
from symcnn.printing.writing import Writing
from symcnn.solution.levels import LEVELS, levels
from symcnn.solution.lines import PAGE, width
from symcnn.solution.values import rounded

MINI = sc.load("example:mini_cnn")
HAND = sc.load("example:relu_max_5x5")
CROSS = sc.load("example:cross_correlation_3x3")


def lines(solution):
    """The lines of the page without indentation."""
    return [line.strip() for line in solution.text().splitlines()]


def headings(solution):
    return [b.runs[0] for b in solution.document.blocks if isinstance(b, Heading)]


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_stands_alone(level):
    solution = HAND.solution(detail=level, rate=0.5)
    assert solution.text().split("\n\n")[-1].startswith("Indices start at 1.")
    assert HAND.solution(detail=(level, "shapes"), rate=0.5).subject.levels == {level, "shapes"}


def test_levels_follow_each_other():
    found = [h for h in headings(HAND.solution(rate=0.5)) if h != "Gradient "]
    assert found == ["Worked solution", "Question", "Shapes", "Forward pass", "Backward pass", "Update", "After the update"]


def test_an_unknown_level_is_refused():
    with pytest.raises(MeaninglessError, match="'all' is no level of detail: use one of question, pictures, shapes"):
        MINI.solution(detail="all")
    assert levels("full") > levels("derivation")


def test_the_walk_over_the_input_window_by_window():
    found = lines(CROSS.solution(detail="numbers,windows"))
    for step in ("= 1·1 + 6·2 + 5·(-1) + 3·0 = 8", "= 6·1 + 2·2 + 3·(-1) + 1·0 = 7", "= 5·1 + 3·2 + 7·(-1) + 0·0 = 4",
                 "= 3·1 + 1·2 + 0·(-1) + 4·0 = 5"):
        assert step in found
    assert "O[1,1] = sum of [ 1  6 ] (.) [  1  2 ]" in found and "O = [ 8  7 ]" in found and "[ 4  5 ]" in found


def test_the_same_walk_with_the_kernel_first():
    found = lines(CROSS.solution(detail="closed,numbers,windows", writing=Writing(factors="parameters")))
    for step in ("= 1·1 + 2·6 + (-1)·5 + 0·3 = 8", "= 1·6 + 2·2 + (-1)·3 + 0·1 = 7", "= 1·5 + 2·3 + (-1)·7 + 0·0 = 4",
                 "= 1·3 + 2·1 + (-1)·0 + 0·4 = 5", "= K[1,1]*I[1,1] + K[1,2]*I[1,2] + K[2,1]*I[2,1] + K[2,2]*I[2,2]"):
        assert step in found
    assert "O[1,1] = sum of [  1  2 ] (.) [ 1  6 ]" in found
    # an equation that puts the kernel first needs no option
    stated = sc.Network("I = [[1,6,2],[5,3,1],[7,0,4]]; K = [[1,2],[-1,0]]; "
                        "O[i,j] = sum_{m=1}^2 sum_{n=1}^2 K[m,n] I[i+m-1,j+n-1]")
    assert "= 1·1 + 2·6 + (-1)·5 + 0·3 = 8" in lines(stated.solution(detail="numbers"))


def test_a_window_stands_inside_the_function_and_beside_the_bias():
    found = HAND.solution(detail="numbers,windows").text()
    assert "Z^(1)[1,1] = sum([[2, 0], [0, 4]] (.) [[0.5, 1], [0, -0.5]]) - 1" in found
    net = sc.Network("x = [[1, 2], [3, 4]]; w = [[1, 0], [0, -1]]; y = sigmoid(conv(x, w))")
    assert "sigmoid(sum([[1, 2], [3, 4]] (.) [[1, 0], [0, -1]]))" in net.solution(detail="numbers,windows").text()


def test_forward_values_with_their_arithmetic():
    found = lines(HAND.solution(detail="forward,numbers"))
    for line in ("= 2·0.5 + 0·1 + 0·0 + 4·(-0.5) - 1 = -2", "= max(0, 0, 2, 1) = 2",
                 "= 0.1·2 + 0.3·1 + (-0.8)·3 + 0.2·3 + 0.7 = -0.6", "= sigmoid(-0.6) ~= 0.3543",
                 "= -(1·log(0.3543) + (1 - 1)·log(1 - 0.3543)) ~= 1.0375", "S = [ 2  1  3  3 ]"):
        assert line in found


def test_numbers_are_those_of_the_compiled_program():
    numbers = HAND.solution(detail="numbers").subject.numbers
    program = HAND.compile(wrt=HAND.parameters, outputs=["Z^{(1)}", "P^{(1)}"])(HAND.values)
    for key, array in program.items():
        for place in np.ndindex(np.shape(array)):
            assert float(numbers.at(key, tuple(n + 1 for n in place))) == pytest.approx(np.asarray(array)[place], abs=1e-12)
    assert len(program) == 7


def test_large_arrays_are_calculated_in_floats_with_the_same_answer(monkeypatch):
    exact = HAND.solution(detail="numbers").subject.numbers
    monkeypatch.setattr("symcnn.solution.values.STEPS", 0)
    solution = HAND.solution(detail="numbers")
    floats = solution.subject.numbers
    assert isinstance(exact.at("Z^{(1)}", (1, 1)), Fraction) and isinstance(floats.at("Z^{(1)}", (1, 1)), float)
    places = [(key, place) for key, table in exact.tables.items() for place in table]
    assert len(places) > 100
    assert all(float(exact.at(*at)) == pytest.approx(float(floats.at(*at)), abs=1e-12) for at in places)
    assert "~= 0.3543" in solution.text()


def test_the_update_and_the_losses_compared():
    solution = HAND.solution(detail="update,after", rate="0.5")
    found = lines(solution)
    rows = {"[ 0.5  1 ] - 0.5", "W^(2) := W^(2) - eta*dC/dW^(2)"}
    assert "W^(2) := W^(2) - eta*dC/dW^(2)" in found and rows
    p = 1 / (1 + exp(0.6))
    assert f"~= {0.7 + 0.5 * (1 - p):.4f}" in " ".join(found)
    assert re.search(r"The loss fell from C ~= 1\.0375 to C ~= 0\.0\d+, by 0\.\d+\.", " ".join(found))
    assert -log(p) == pytest.approx(1.0375, abs=5e-5)


def test_an_update_without_numbers_is_a_rule():
    assert "w := w - eta*dE/dw" in lines(sc.Network("y = conv(x, w)").solution(detail="update"))
    assert "eta" not in MINI.solution(detail="after", rate=1).text()


def test_chain_rule_local_derivative_and_contraction():
    found = lines(sc.Network("y[i] = conv(x, w)").solution("x", "chain,local,contract,closed"))
    for line in ("x[i] reaches E only through y[i], so by the chain rule",
                 "dE/dx[i] = sum_{i'=1}^{N-K+1} dE/dy[i']*dy[i']/dx[i]",
                 "dy[i']/dx[i] = 1[1 <= i-i'+1 <= K]*w[i-i'+1]",
                 "The bracket holds only where i' = i-m+1; the sum over this letter keeps one term, and its range now bounds",
                 "what is left:"):
        assert line in found, line


def test_a_sum_written_out_stands_row_by_row():
    found = lines(HAND.solution("F^{(1)}", "expanded"))
    start = found.index("Written out:")
    assert found[start + 2].startswith("dC/dF^(1)[m,n] = dC/dZ^(1)[1,1]*X[m,n] + dC/dZ^(1)[1,2]*X[m,n+1]")
    rows = zip(found[start + 3:start + 6], (2, 3, 4), strict=True)
    assert all(line.startswith(f"+ dC/dZ^(1)[{r},1]*X[") and line.count("dC/dZ") == 4 for line, r in rows)


def test_shared_factors_stand_in_front():
    net = sc.Network("x: 4×4; y = avg_pool(x, 2); E = squared_error(y, t)/2")
    found = net.solution("x", "numbers", values={"x": np.ones((4, 4)), "t": np.zeros((2, 2))}).text()
    assert "y[1,1] = 1/4*(x[1,1] + x[1,2] + x[2,1] + x[2,2])" in found and "= 1/4·(1 + 1 + 1 + 1) = 1" in found


def test_border_entries_meet_fewer_terms():
    found = lines(MINI.solution("y", "expanded"))
    assert "dE/dy[1,1,k] = dE/dz[1,1,k]" in found
    assert "dE/dy[2,2,k] = dE/dz[1,1,k] + dE/dz[1,2,k] + dE/dz[2,1,k] + dE/dz[2,2,k]" in found
    assert len([line for line in found if line.startswith("dE/dy[")]) == 9


def test_long_sums_have_dots_in_the_middle_unless_all_is_asked_for():
    net = sc.Network("x: 40; w: 3; y[i] = conv(x, w)")
    found = lines(net.solution("w", "expanded"))
    assert any("dE/dy[1]*x[m] + dE/dy[2]*x[m+1] + ... + dE/dy[38]*x[m+37]" in line for line in found)
    whole = net.solution("w", "expanded", terms=None).text()
    assert whole.count("dE/dy[") == 38 and "..." not in whole


def test_operators_matrix_and_accumulations():
    net = sc.Network("x: 4; w: 2; y[i] = conv(x, w)")
    found = lines(net.solution("x", "operators,matrix,accumulated"))
    assert "dE/dx = dE/dy *_full w = dE/dy ⋆_full flip(w)" in found
    assert "dE/dx[1] += dE/dy[1]*w[1]" in found
    assert any(line.startswith("[ dE/dx[1] ]") for line in found)


def test_digits_and_powers_of_ten():
    assert rounded(Fraction(1, 3), 2).text == "0.33" and not rounded(Fraction(1, 3), 2).exact
    assert rounded(0.25, 4).text == "0.25" and rounded(0.25, 4).exact and rounded(-0.0, 4).text == "0"
    assert rounded(Fraction(5, 2), 0).text == "2" and rounded(123456.75, 1).text == "123456.8"
    assert rounded(2.5e-7, 3).text == "2.50e-7"
    found = lines(HAND.solution(detail="numbers", digits=2))
    assert any(line.endswith("sigmoid(-0.6) ~= 0.35") for line in found)


def test_digits_stay_as_the_author_wrote_them():
    net = sc.Network("x = [1.50, 2]; w = [0.10, 1]; y = conv(x, w)")
    assert "= 1.50·0.10 + 2·1 = 2.15" in lines(net.solution(detail="numbers"))[7]
    assert "[ 1.50  2 ]" in net.solution(detail="question").text()


def test_the_problem_sheet_and_its_key():
    sheet = HAND.solution(detail="question", blank=["dF^{(1)}", "dC/dW^{(2)}[1]"], rate=0.5)
    assert headings(sheet)[0] == "Problem"
    found = sheet.text()
    assert "dC/dW^(2)[1] = ______" in found and "dC/dF^(1) = [ ____  ____ ]" in found
    assert "0.9039" not in found and "eta = 0.5" in found and "the gradients dC/dF^(1)" in found
    assert "0.9039" in HAND.solution(detail="full", rate=0.5).text()


def test_blanks_hide_a_result_and_nothing_else():
    shown = CROSS.solution(detail="numbers", blank=["O"]).text()
    assert "8" not in shown.replace("Numbers are shown", "") and "O = [ ____  ____ ]" in shown
    with pytest.raises(NameUnknown, match="no tensor is called 'V'"):
        CROSS.solution(blank=["V"])
    with pytest.raises(MeaninglessError, match="leaves a letter"):
        MINI.solution(blank=["dw[1,1,k]"])


@pytest.mark.parametrize(("writing", "wanted"), [
    (Writing(), r"\frac{\partial E}{\partial w_{m,n}} = \sum_{i=1}"),
    (Writing(partial="d"), r"\frac{\mathrm{d}E}{\mathrm{d}w_{m,n}} = \sum"),
    (Writing(partial="delta"), r"\frac{\delta E}{\delta w_{m,n}} = \sum"),
    (Writing(partial="nabla"), r"\nabla w_{m,n} = \sum"),
    (Writing(entries="brackets"), r"\frac{\partial E}{\partial w[m][n]} = \sum"),
    (Writing(entries="parentheses"), r"x(i+m-1,j+n-1)"),
    (Writing(star="asterisk"), r"\frac{\partial E}{\partial w} = x * \frac{\partial E}{\partial y}"),
    (Writing(), r"\frac{\partial E}{\partial w} = x \star \frac{\partial E}{\partial y}"),
])
def test_the_author_s_way_of_writing(writing, wanted):
    net = sc.Network("x: H×W; w: K×K; y = conv(x, w)")
    text = net.solution("w", "closed,operators", writing=writing).latex().replace(" &", "")
    assert wanted.replace(" ", "") in text.replace(" ", ""), text


def test_abbreviations_of_the_network_are_used():
    net = sc.Network("y = conv(x, w)\n\\delta = dE/dy")
    found = net.solution("w", "closed").text()
    assert "sum_{i=1}" in found and "delta[i,j]*x[i+m-1,j+n-1]" in found and "dE/dy" not in found


def test_an_unknown_way_of_writing_is_refused():
    with pytest.raises(MeaninglessError, match="'curly' is no way of writing known here: use one of partial, d"):
        Writing(partial="curly")


def test_numbers_that_have_no_logarithm_are_refused():
    net = sc.Network("p: scalar; y: scalar; E = bce(p, y)")
    with pytest.raises(ValueProblem, match="log has no value at -1: give other numbers"):
        net.solution(detail="numbers", values={"p": 2, "y": 0}).text()


def test_every_formula_of_a_page_prints_in_every_style():
    count = 0
    for name in ("mini_cnn", "relu_max_7x7", "same_conv_1d", "multichannel_conv", "mini_cnn_max"):
        solution = sc.load(f"example:{name}").solution(rate=0.5)
        for block in solution.document.blocks:
            if isinstance(block, Formula):
                for kind in ("latex", "text", "mathml"):
                    style = solution.style(kind)
                    assert all(part.left.shown(style).text + part.right.shown(style).text for part in block.lines)
                    count += 1
    assert count > 300


LOGITS = sc.Network("z = dense(x, W); x: 8; W: 10×8; E = cross_entropy_logits(z, t)")


def test_a_long_bracket_goes_on_on_further_lines():
    random = np.random.default_rng(4)
    values = {k: np.round(random.standard_normal(LOGITS.shape(k)), 2) for k in ("x", "W", "t")}
    page = LOGITS.solution(detail="numbers", values=values).document
    blocks = [b for b in page.blocks if isinstance(b, Formula)]
    assert all(width(part.left) + width(part.right) <= PAGE + 6 for b in blocks for part in b.lines)
    found = lines(LOGITS.solution(detail="numbers", values=values, terms=3))
    start = next(n for n, line in enumerate(found) if line.startswith("= -("))
    assert found[start + 1].startswith("+ ") and any(line.endswith(")") for line in found[start + 1:start + 4])


def test_a_matrix_too_wide_for_the_page_has_dots_in_fewer_columns():
    net = sc.Network("x: 7; E = squared_error(x, t)")
    small = {"x": np.arange(1, 8) * 1.234567e-5, "t": np.zeros(7)}
    (row,) = [line for line in lines(net.solution("x", "numbers", values=small)) if line.startswith("dE/dx ~=")]
    assert row.count("...") == 1 and row.count("e-5") + row.count("e-4") < 7
    full = net.solution("x", "numbers", values=small, entries=None)
    assert any(line.startswith("dE/dx ~=") and "..." not in line for line in lines(full))


def test_lines_for_a_terminal_are_no_longer_than_it():
    written = sc.Network("x: 40; w: 30; y[i] = conv(x, w) + b").forward("y").expand()
    whole = equation_line(written.equation, written.system)
    text = text_block(Formula((whole,)), TEXT)
    assert len(written.text()) > 2 * FORMULA and len(text.splitlines()) > 3 and max(map(len, text.splitlines())) <= FORMULA
    # nothing but the ends of lines is different
    assert "".join(text.split()) == "".join(written.text().split())
    words = sc.Network("y[i] = conv(x, w)").solution("x", "chain,contract").text()
    said = next(b for b in words.split("\n\n") if b.startswith("The bracket holds"))
    assert max(map(len, said.splitlines())) <= WORDS < len(" ".join(said.split()))


def test_a_long_product_goes_on_behind_a_dot():
    net = sc.Network("X: C×H×W; K: D×C×F×F; B: D; Z = conv(X, K, stride=s, padding=p) + B")
    page = net.solution("X", "forward,local,contract,closed").document
    found = [part for b in page.blocks if isinstance(b, Formula) for part in b.lines]
    assert all(width(part.left) + width(part.right) <= PAGE + 8 for part in found)
    latex = net.solution("X", "forward").latex()
    assert r"\le W] \\" in latex and r"&\quad  \cdot X_{c,s(i-1)+m-p,s(j-1)+n-p} K_{o,c,m,n} + B_o" in latex
    (block,) = [b for b in net.solution("X", "forward").data() if b["block"] == "formula"]
    assert block["text"][-1].strip() == "·X[c,s*(i-1)+m-p,s*(j-1)+n-p]*K[o,c,m,n] + B[o]"


TIES = sc.Network("X=[[1,1,0,2],[3,1,3,2],[0,3,3,1],[2,0,1,1]]; P = max_pool(X, 2, stride=1); E = squared_error(P, T)/2; "
                  "T=[[1,1,1],[1,1,1],[1,1,1]]")


def test_the_switches_of_a_pooling_and_its_ties():
    found = lines(TIES.solution(detail="switches,numbers"))
    for line in ("P[1,1] = 3 = X[2,1]", "P[2,2] = 3 = X[2,3]   (equal: X[3,2], X[3,3])", "P[3,3] = 3 = X[3,3]",
                 "[ 2  0  4  0 ]", "[ 0  2  1  0 ]",
                 "Of equal values, the first in row-major order takes all of the gradient."):
        assert line in found
    # PyTorch's own pooling passes the gradients of the windows to the same cells
    torch = pytest.importorskip("torch")
    x = torch.tensor(TIES.values["X"], requires_grad=True)
    torch.nn.functional.max_pool2d(x[None, None], 2, 1).sum().backward()
    start = found.index("[ 2  0  4  0 ]") - 1
    assert found[start:start + 4] == ["[ " + "  ".join(str(int(n)) for n in row) + " ]" for row in x.grad.tolist()]
    assert not any("taken from" in line for line in lines(TIES.solution(detail="numbers")))
    blank = TIES.solution(detail="switches,numbers", blank=["P"])
    assert not any("taken from" in line for line in lines(blank))


def test_the_gradient_of_a_pooling_is_calculated_where_something_passes():
    found = lines(TIES.solution(detail="closed,numbers"))
    assert "= (3 - 1)·1 + (3 - 1)·1 = 4" in found
    assert [line for line in found if line.startswith("dE/dX[2,3] = ") and line.endswith(" = 8")]
    assert not [line for line in found if line.startswith("dE/dX[1,1]")]


def test_leaves_without_numbers_are_named_beside_a_learning_rate():
    found = lines(sc.Network("y = W x; E = squared_error(y, t)/2").solution(detail="question", rate=0.1))
    assert "eta = 0.1" in found and "where x, W and t are given." in found
