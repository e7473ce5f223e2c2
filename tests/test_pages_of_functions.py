r"""Pages that list functions and their slopes: each ``f`` holds from its line on, its letters may be any numbers."""

import pytest

from symcnn.checking.check import check


def verdicts(text):
    return [j.verdict.verdict for j in check(text, kind="markdown").judged]


def page(*lines):
    return "\n\n".join(f"$${line}$$" for line in lines)


LISTED = page(
    r"f(x) = \max(0, x)", r"f'(x) = \begin{cases} 1 & x > 0 \\ %s & x \le 0 \end{cases}",
    r"f(x) = \frac{1}{1 + e^{-x}}", "f'(x) = f(x)(%s)",
    r"f(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}", "f'(x) = 1 - f(x)^2",
    r"f(x) = \max(0.1x, x)", r"f'(x) = \begin{cases} 1 & x > 0 \\ %s & \text{otherwise} \end{cases}")


def test_a_function_holds_until_its_letter_is_given_anew():
    assert verdicts(LISTED % ("0", "1 - f(x)", "0.1")) == ["right"] * 6 + ["given", "right"]
    found = verdicts(LISTED % ("0.5", "1 + f(x)", "0"))
    assert [found[n] for n in (1, 3, 5, 7)] == ["wrong", "wrong", "right", "wrong"]
    assert set(found[0::2]) == {"right", "given"}


@pytest.mark.parametrize(("function", "right", "wrong"), [
    (r"x \sigma(\beta x)", r"\beta f(x) + \sigma(\beta x)(1 - \beta f(x))", r"\beta f(x) + \sigma(\beta x)(1 - f(x))"),
    (r"1.7159 \tanh\left(\frac{2}{3} x\right)", r"1.7159 \cdot \frac23 \left(1 - \tanh^2\left(\frac23 x\right)\right)",
     r"1.7159 \left(1 - \tanh^2\left(\frac23 x\right)\right)"),
    (r"\begin{cases} x & x > 0 \\ \alpha(e^x - 1) & x \leq 0 \end{cases}",
     r"\begin{cases} 1 & x > 0 \\ f(x) + \alpha & x \leq 0 \end{cases}",
     r"\begin{cases} 1 & x > 0 \\ f(x) & x \leq 0 \end{cases}"),
    ("e^{-x^2}", "-2xe^{-x^2}", "2xe^{-x^2}"), ("x^3 + a x", "3x^2 + a", "3x^2 + x"),
    (r"\ln(1 + e^x)", r"\frac{1}{1 + e^{-x}}", r"\frac{1}{1 + e^x}")])
def test_slopes_of_functions_of_no_known_name(function, right, wrong):
    assert verdicts(page(f"f(x) = {function}", f"f'(x) = {right}"))[-1] == "right"
    assert verdicts(page(f"f(x) = {function}", f"f'(x) = {wrong}"))[-1] == "wrong"


def test_the_slope_by_another_letter_of_a_function():
    text = page(r"f(y_i) = \max(0, y_i) + a_i \min(0, y_i)",
                r"\frac{\partial f(y_i)}{\partial a_i} = \begin{cases} %s, & y_i > 0 \\ y_i, & y_i \leq 0 \end{cases}")
    assert [verdicts(text % value)[-1] for value in ("0", "1")] == ["right", "wrong"]


@pytest.mark.parametrize("line", [
    r"\sigma' = \sigma(1%s\sigma)", r"\sigma'(z) = \sigma(1%s\sigma)", r"\frac{d\sigma}{dz} = \sigma(1%s\sigma)",
    r"\frac{d\sigma}{dz} = \sigma(z)(1%s\sigma)", r"\frac{\partial \sigma(z)}{\partial z} = \sigma(1%s\sigma)",
    r"\tanh' = 1%s\tanh^2"])
def test_functions_without_their_argument(line):
    assert verdicts(page(line % "-")) == ["right"]
    assert verdicts(page(line % "+")) == ["wrong"]


@pytest.mark.parametrize("line", ["f' = f(1%sf)", r"\frac{df}{dx} = f(1%sf)", "f'(x) = f(1%sf)", "f' = f(x) %sf^2(x)"])
def test_a_writers_function_without_its_argument(line):
    given = r"f(x) = \frac{1}{1+e^{-x}}"
    assert verdicts(page(given, line % "-"))[-1] == "right"
    assert verdicts(page(given, line % "+"))[-1] == "wrong"


@pytest.mark.parametrize("line", ["|x| = x", r"\text{relu}'(x) = \begin{cases} 1 & x > 0 \\ 1 & x \le 0 \end{cases}"])
def test_lines_that_hold_above_zero_only_are_wrong(line):
    assert verdicts(page(line)) == ["wrong"]


def test_a_logarithm_behind_a_kink_is_of_a_number_above_zero():
    assert verdicts(page("|x| = x", r"\frac{d}{dx} \ln x = \frac{1}{x}")) == ["wrong", "right"]


def test_a_slope_by_differences_is_worked_out_anew_while_causes_are_looked_for():
    found = check(page(r"g(x) = \max(0.1x, x)", r"g'(x) = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"), kind="markdown")
    assert "belongs where" not in str(found)


BATCH = page(
    r"\mu_l = \frac{1}{N} \sum_p h_{pl}", r"v_l = \frac{1}{N} \sum_p (h_{pl} - \mu_l)^2",
    r"y_{kl} = (h_{kl} - \mu_l)(v_l + \epsilon)^{-1/2}", r"L = \sum_{k,l} y_{kl} t_{kl}",
    r"\frac{\partial L}{\partial h_{ij}} = \frac{1}{N} (v_j + \epsilon)^{-1/2} \left( N t_{ij} - \sum_k t_{kj} "
    r"%s (h_{ij} - \mu_j)(v_j + \epsilon)^{-1} \sum_k t_{kj} (h_{kj} - \mu_j) \right)")


def test_what_a_mean_divides_by_is_how_many_it_adds_up():
    assert [verdicts(BATCH % sign)[-1] for sign in "-+"] == ["right", "wrong"]


MEANS = page(
    r"F^k = \frac{1}{Z} \sum_i \sum_j A^k_{ij}", r"Y^c = \sum_k w^c_k F^k",
    r"\frac{\partial F^k}{\partial A^k_{ij}} = \frac{1}{Z}", r"\frac{\partial Y^c}{\partial A^k_{ij}} = %s")


def test_a_letter_above_and_indices_below_belong_to_one_name():
    assert [verdicts(MEANS % value)[-2:] for value in (r"\frac{w^c_k}{Z}", "w^c_k")] == [["right", "right"], ["right", "wrong"]]


def test_what_is_left_out_beside_the_rest_is_no_mistake():
    steps = r"""$\alpha = 0.1$, $\epsilon = 10^{-8}$, $w_0 = 2$, $m = 4$, $v = 16$
$$w_1 = w_0 - \alpha \frac{m}{\sqrt{v} + \epsilon} = 2 - 0.1 \cdot \frac{4}{%s} = 1.9$$
"""
    assert "wrong" not in verdicts(steps % "4")
    assert "wrong" in verdicts(steps % "4.1")


MODEL = page(
    "H(SAMPLE) = BODY", r"J = \frac{1}{2m} \sum_{i=1}^m (H(SAMPLE) - TARGET)^2",
    r"\frac{\partial J}{\partial SLOPE} = \frac{1}{m} \sum_{i=1}^m (H(SAMPLE) - TARGET) %s",
    r"\frac{\partial J}{\partial CONSTANT} = \frac{1}{m} \sum_{i=1}^m (H(SAMPLE) - TARGET) %s")


@pytest.mark.parametrize(("name", "sample", "target", "slope", "constant"), [
    ("h", "x_i", "y_i", "w", "b"), ("f", "x_i", "t_i", "a", "c"),
    (r"h_\theta", "x^{(i)}", "y^{(i)}", r"\theta_1", r"\theta_0")])
def test_a_model_of_the_samples_of_a_loss(name, sample, target, slope, constant):
    text = MODEL
    for word, letters in (("H", name), ("SAMPLE", sample), ("TARGET", target), ("SLOPE", slope), ("CONSTANT", constant),
                          ("BODY", f"{slope} {sample} + {constant}")):
        text = text.replace(word, letters)
    assert verdicts(text % (sample, "")) == ["given", "given", "right", "right"]
    assert verdicts(text % ("", sample)) == ["given", "given", "wrong", "wrong"]
