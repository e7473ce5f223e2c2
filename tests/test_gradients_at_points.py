r"""Gradients of a function of one letter, at a point too: ``\nabla J(\theta_0)`` where ``J(\theta) = 5\theta^2``."""

import pytest

from symcnn.checking.check import check

STATED = r"$J(\theta) = 5\theta^2$, $\theta_0 = 4$, $\eta = 0.1$" + "\n\n"


def verdicts(page):
    return [j.verdict.verdict for j in check(page, kind="markdown").judged if j.verdict.verdict != "given"]


@pytest.mark.parametrize(("line", "expected"), [
    (r"\nabla J(\theta_0) = 10 \theta_0", ["right"]), (r"\nabla J(\theta_0) = 5 \theta_0", ["wrong"]),
    (r"\nabla J(\theta_0) = -10 \theta_0", ["wrong"]), (r"\nabla J(\theta) = 10 \theta", ["right"]),
    (r"\nabla J(\theta) = 10 \theta^2", ["wrong"]), (r"\nabla J = 10 \theta", ["right"]), (r"\nabla J = 5 \theta", ["wrong"]),
    (r"g_1 = \nabla J(\theta_0) = 10 \times 4 = 40", ["right"] * 3),
    (r"\nabla_\theta J(\theta_0) = 10 \theta_0 = 40", ["right", "right"]),
    (r"\nabla J(\theta_0) = 10 \theta_0 = 20", ["right", "wrong"]),
    (r"\theta_1 = \theta_0 - \eta \nabla J(\theta_0) = 0", ["right"]),
    (r"\theta_1 = \theta_0 - \eta \nabla J(\theta_0) = 8", ["wrong"]),
])
def test_a_gradient_of_a_function_of_one_letter(line, expected):
    found = verdicts(f"{STATED}$${line}$$")
    assert found[-1] == expected[-1]
    assert set(found[:-1]) <= {"right"}


@pytest.mark.parametrize(("second", "verdict"), [("0.001(64) = 0.064", "right"), ("0.001(64) = 0.64", "wrong"), (
    "0.1(64) = 6.4", "wrong")])
def test_a_first_step_goes_on_from_it(second, verdict):
    page = (r"$L(\theta) = \theta^2$, $\nabla L = 2\theta$, $\theta_0 = 4$, $\beta_2 = 0.999$, $m_0 = v_0 = 0$." "\n\n"
            r"$g_1 = 2\theta_0 = 2(4) = 8$." "\n\n"
            rf"$v_1 = \beta_2 v_0 + (1-\beta_2)g_1^2 = 0.999(0) + {second}$.")
    found = verdicts(page)
    assert ("wrong" in found) == (verdict == "wrong")
    assert "undecided" not in found


@pytest.mark.parametrize("stated", [r"J(\theta) = a \theta^2", r"J(\theta) = \theta^2 + b"])
def test_a_function_of_more_letters_is_left_alone(stated):
    assert "right" not in verdicts(f"${stated}$, $\\theta_0 = 4$\n\n$$\\nabla J(\\theta_0) = 8$$")


@pytest.mark.parametrize("given", ["m_0 = v_0 = 0", "v_0 = m_0 = 0", "v_0 = 0"])
def test_names_that_begin_with_nought(given):
    page = f"$\\beta = 0.9$, ${given}$, $g = 8$\n\n$v_1 = \\beta v_0 + (1 - \\beta) g = 0.9(0) + 0.1(8) = 0.8$"
    assert set(verdicts(page)) == {"right"}
    assert "wrong" in verdicts(page.replace("0.1(8) = 0.8", "0.5(8) = 4"))
    assert "wrong" in verdicts(page.replace("0.9(0) + 0.1(8) = 0.8", "0.8 + 0.9 = 1.7"))
