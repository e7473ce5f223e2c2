r"""Arrows that lead from one thing to the next claim nothing; equations on a path and other arrows are read on."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims

NEURON = ("z = w x + b", r"a = \sigma(z)", "L = (a - y)^2")
SLOPE = r"\frac{dL}{dw} = 2 (a - y) a (1 - a) x"


def verdicts(*formulas):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged]


@pytest.mark.parametrize("path", [
    r"w \rightarrow z \rightarrow a \rightarrow L", r"L \to a \to z \to w", r"z \to a", r"(x, w) \to z \to a \to \mathcal{L}",
    r"x \to \text{Linear}_1 \to \operatorname{ReLU} \to \text{Cross Entropy} \to L", r"W_1 \to W_2 \to \dots \to W_n",
    r"\frac{\partial L}{\partial a} \to \frac{\partial L}{\partial z} \to \frac{\partial L}{\partial w}",
    r"\frac{dL}{da} \longrightarrow \frac{dL}{dz}", r"dA \to dZ \to dW, db", r"x → z → a", r"\to \text{ReLU} \to",
    r"a^{[0]} \to z^{[1]} \to a^{[1]} \to \hat{y}", r"x \xrightarrow{w_1} h \xrightarrow[\text{layer}]{w_2} \hat{y}",
    r"[1, -2] \xrightarrow{\text{ReLU}} [1, 0]", r"(1, 9) \rightarrow (1, 1, 3, 3)", r"(B, 9) \to (B, 3, 3)", r"(2, 3) \to 6",
    r"(n, c \times k) \to (n, m)",
])
def test_a_path_claims_nothing(path):
    assert verdicts(*NEURON, path, SLOPE) == ["given", "given", "given", "right"]
    assert verdicts(*NEURON, path, SLOPE.replace("2 (", "(")) == ["given", "given", "given", "wrong"]


@pytest.mark.parametrize("path", [
    r"w \to z = w x + b \to a \to L", r"z = w x + b \to a", r"x \xrightarrow{w} z = w x + b \xrightarrow{\sigma} a",
    r"x \to z = w x + b \to a \to \frac{\partial L}{\partial a}",
])
def test_an_equation_at_a_station_is_read(path):
    found = [chain for chain in read_claims(path) if chain.kind == "claim"]
    assert [(chain.relations, len(chain.members), len(chain.spans)) for chain in found] == [(("=",), 2, 2)]
    assert verdicts(path, *NEURON[1:], SLOPE)[-1] == "right"
    assert verdicts(path, *NEURON[1:], SLOPE.replace("x", "w"))[-1] == "wrong"


@pytest.mark.parametrize("step", ["2 (a - y) a (1 - a) x", "2 (y - a) a (1 - a) x"])
def test_a_slope_on_a_path_is_judged(step):
    assert verdicts(*NEURON, rf"L \to \frac{{dL}}{{dw}} = {step} \to w")[-1] == ("right" if "(a - y)" in step else "wrong")


@pytest.mark.parametrize("arrows", [
    r"\frac{dL}{dz} \to 2 (a - y)", r"w \to w - \eta \frac{dL}{dw}", r"w \to 0.35", r"(0.4, 0.2) \to (1, 1)", r"z \to 3 \to L",
    r"2 = 3 \to 3", r"z = 2 \to 3", r"\frac{dL}{dz} \to \delta", r"x \to x^2 \to y", r"[1, 2] \to [3, 4]", r"2.5 \to 3",
])
def test_other_arrows_are_read_on(arrows):
    assert [chain.kind for chain in read_claims(arrows)] == ["claim"]


def test_a_slope_behind_an_arrow_is_judged():
    assert verdicts(*NEURON, r"\frac{dL}{da} \to 2 (a - y)")[-1] == "right"
    assert verdicts(*NEURON, r"\frac{dL}{da} \to (a - y)")[-1] == "wrong"
