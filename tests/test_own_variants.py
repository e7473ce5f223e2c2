r"""Variants of known functions that a page defines for itself, ``ELU(z) = \alpha(e^z - 1)`` below nought, and their slopes."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check

ELU = r"$$ELU(z) = \begin{cases} z & z > 0 \\ %s (e^z - 1) & z \le 0\end{cases}$$"
SLOPE = r"$$ELU'(z) = \begin{cases} 1 & z > 0 \\ %s & z \le 0\end{cases}$$"
LAYER = r"""$$z = W x + b$$

$$a = %s(z)$$

$$L = \frac{1}{2} \|a - y\|^2$$"""


def verdicts(*lines: str) -> list[str]:
    return [j.verdict.verdict for j in check("\n\n".join(lines)).judged]


@pytest.mark.parametrize(("parameter", "slope", "verdict"), [
    (r"\alpha", r"\alpha e^z", "right"),
    (r"\alpha", r"ELU(z) + \alpha", "right"),
    (r"\alpha", r"ELU(z) - \alpha", "wrong"),
    (r"\alpha", r"\alpha", "wrong"),
    ("0.3", "0.3 e^z", "right"),
    ("0.3", "e^z", "wrong"),
    ("0.3", "-0.3 e^z", "wrong"),
])
def test_slopes_of_an_elu_are_those_of_the_one_defined(parameter: str, slope: str, verdict: str) -> None:
    assert verdicts(ELU % parameter, SLOPE % slope) == ["given", verdict]


def test_a_formula_that_is_of_no_family_is_one_of_the_known_function() -> None:
    assert verdicts(r"$$ELU(z) = \begin{cases} z & z > 0 \\ e^z + 1 & z \le 0\end{cases}$$") == ["wrong"]
    assert verdicts(r"$$LeakyReLU(x) = \max(0.2, x)$$") == ["wrong"]


@pytest.mark.parametrize(("number", "verdict"), [("0.2", "right"), ("0.01", "wrong")])
@pytest.mark.parametrize("formula", [r"\max(0.2 x, x)", r"\begin{cases} x & x > 0 \\ 0.2 x & x \le 0\end{cases}"])
def test_a_leak_is_the_one_of_the_page(formula: str, number: str, verdict: str) -> None:
    slope = rf"$$LeakyReLU'(x) = \begin{{cases}} 1 & x > 0 \\ {number} & x \le 0\end{{cases}}$$"
    assert verdicts(f"$$LeakyReLU(x) = {formula}$$", slope) == ["given", verdict]


@pytest.mark.parametrize(("slope", "verdict"), [
    (r"\sigma(\beta x) + \beta x \sigma(\beta x)(1 - \sigma(\beta x))", "right"),
    (r"\sigma(\beta x) + x \sigma(\beta x)(1 - \sigma(\beta x))", "wrong"),
])
def test_a_swish_may_have_a_parameter(slope: str, verdict: str) -> None:
    assert verdicts(r"$$swish(x) = x \sigma(\beta x)$$", f"$$swish'(x) = {slope}$$") == ["given", verdict]


def test_functions_of_which_no_rule_is_known_are_those_of_the_page() -> None:
    selu = r"$$SELU(x) = \begin{cases} \lambda x & x > 0 \\ \lambda\alpha (e^x - 1) & x \le 0\end{cases}$$"
    right = r"$$SELU'(x) = \begin{cases} \lambda & x > 0 \\ \lambda\alpha e^x & x \le 0\end{cases}$$"
    assert verdicts(selu, right, right.replace(r"\lambda &", "1 &")) == ["given", "right", "wrong"]


@pytest.mark.parametrize("parameter", ["0.5", r"\alpha"])
def test_a_layer_applies_the_variant_of_the_page(parameter: str) -> None:
    line = r"$$\frac{\partial L}{\partial z_i} = (a_i - y_i) \begin{cases} 1 & z_i > 0 \\ %s e^{z_i} & z_i \le 0\end{cases}$$"
    found = verdicts(ELU % parameter, LAYER % "ELU", r"$$\frac{\partial L}{\partial z} = (a - y) \odot ELU'(z)$$",
                     line % parameter, line % "")
    assert found == ["given"] * 4 + ["right", "right", "wrong"]


def test_a_layer_applies_a_variant_to_every_entry() -> None:
    page = (r"$$swish(z) = z \sigma(1.7 z)$$", LAYER % "swish")
    slope = r"\sigma(1.7 z_i) + 1.7 z_i \sigma(1.7 z_i)(1 - \sigma(1.7 z_i))"
    right = rf"$$\frac{{\partial L}}{{\partial z_i}} = (a_i - y_i) ({slope})$$"
    assert verdicts(*page, right, right.replace("+ 1.7", "+ "))[-2:] == ["right", "wrong"]


@pytest.mark.parametrize(("number", "verdict"), [("0.1", "right"), ("0.2", "wrong")])
def test_a_number_beside_a_condition_is_that_of_its_letter(number: str, verdict: str) -> None:
    given = r"$$ELU(z) = \begin{cases} z & z > 0 \\ \alpha(\exp(z) - 1) & z <= 0, \alpha=0.1 \tag 8 \end{cases}$$"
    assert verdicts(given, SLOPE % f"{number} e^z") == ["given", verdict]
    slope = r"$$\frac{\partial ELU(z)}{\partial z} = \begin{cases} 1 & z > 0 \\ \alpha e^z & z <= 0, \alpha = %s \end{cases}$$"
    assert verdicts(given, slope % number) == ["given", verdict]
