"""Local derivatives that hold all other tensors fixed, as in the graph of a normalization, and words below names."""

import pytest

import symcnn as sc

NORMALISED = r"""
$$\mu = \frac{1}{m} \sum_{i=1}^{m} x_i$$

$$v = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu)^2$$

$$\hat{x}_i = \frac{x_i - \mu}{\sqrt{v + \epsilon}}$$

$$y_i = \gamma \hat{x}_i + \beta$$

"""
BY_ENTRY = r"\frac{\partial L}{\partial \hat x_i} \frac{\partial \hat x_i}{\partial x_i}"
FULL = BY_ENTRY + (r" + \frac{\partial L}{\partial v} \frac{\partial v}{\partial x_i}"
                   r" + \frac{\partial L}{\partial \mu} \frac{\partial \mu}{\partial x_i}")
SHORT = r"""
$z = \mathbf{W}_{\text{out}} \mathbf{h} + b_{\text{out}}$, $y = \sigma(z)$ and $L = -[t \log(y) + (1-t) \log(1-y)]$.

The layer before is $\mathbf{h} = \sigma(\mathbf{z}^{\text{fc}})$ with
$\mathbf{z}^{\text{fc}} = \mathbf{W}_{\text{fc}} \mathbf{a} + b_{\text{fc}}$.

$$\delta^{\text{out}} = \frac{\partial L}{\partial z} = y - t$$

"""


def last(sheet):
    return sc.check(sheet).data()["claims"][-1]


@pytest.mark.parametrize("claim", [
    r"\frac{\partial \hat{x}_i}{\partial x_i} = \frac{1}{\sqrt{v + \epsilon}}",
    r"\frac{\partial \hat{x}}{\partial x} = \frac{1}{\sqrt{v + \epsilon}}",
    r"\frac{\partial L}{\partial x_i} = " + FULL,
    r"\frac{\partial L}{\partial x} = " + FULL.replace("_i", ""),
])
def test_a_direct_derivative_is_right_and_said(claim):
    found = last(NORMALISED + f"$${claim}$$\n")
    assert found["verdict"] == "right", found["evidence"]
    assert any("held fixed" in c for c in found["conventions"]), found


@pytest.mark.parametrize("claim", [
    r"\frac{\partial \hat{x}_i}{\partial x_i} = \frac{1}{\sqrt{v - \epsilon}}",
    r"\frac{\partial L}{\partial x_i} = " + BY_ENTRY,
    r"\frac{\partial L}{\partial x_i} = " + FULL.replace("+", "-", 1),
])
def test_a_wrong_one_is_wrong(claim):
    assert last(NORMALISED + f"$${claim}$$\n")["verdict"] == "wrong"


def test_a_factor_of_a_local_slope_is_none_of_the_loss():
    found = last(NORMALISED + "$$\\frac{\\partial \\hat{x}_i}{\\partial v} = -(x_i - \\mu)(v + \\epsilon)^{-3/2}$$\n")
    assert (found["verdict"], found["cause"]) == ("wrong", "factor")


@pytest.mark.parametrize("claim", [
    r"\frac{\partial L}{\partial \mathbf{W}_{\text{out}}} = \delta^{\text{out}} \mathbf{h}^{\top}",
    r"\delta^{\text{fc}} = (\mathbf{W}_{\text{out}}^{\top} \delta^{\text{out}}) \odot \sigma'(\mathbf{z}^{\text{fc}})",
    r"\mathbf{W}_{\text{out}} \leftarrow \mathbf{W}_{\text{out}} - \eta \frac{\partial L}{\partial \mathbf{W}_{\text{out}}}",
    r"\theta \leftarrow \theta - \eta \nabla_\theta L",
    r"\theta_j := \theta_j - \frac{\alpha}{m} \frac{\partial L}{\partial \theta_j}",
])
def test_words_below_names_are_no_indices(claim):
    found = last(SHORT + f"$${claim}$$\n")
    assert found["verdict"] == "right", found["evidence"]


@pytest.mark.parametrize(("claim", "cause"), [
    (r"\delta^{\text{fc}} = \mathbf{W}_{\text{out}}^{\top} \delta^{\text{out}}", "slope-missing"),
    (r"\theta \leftarrow \theta + \eta \nabla_\theta L", "ascent"),
    (r"\mathbf{W}_{\text{out}} \leftarrow \mathbf{W}_{\text{out}} + \eta \frac{\partial L}{\partial \mathbf{W}_{\text{out}}}",
     "ascent"),
])
def test_what_is_wrong_with_them_is_named(claim, cause):
    found = last(SHORT + f"$${claim}$$\n")
    assert (found["verdict"], found["cause"]) == ("wrong", cause)


def test_old_and_new_values_are_told_apart():
    sheet = "$$z = W x + b$$\n\n$$W_{new} = W_{old} - \\eta \\frac{\\partial L}{\\partial W}$$"
    assert last(sheet)["verdict"] == "right"
    assert last(sheet.replace("W_{old} -", "W_{old} +"))["cause"] == "ascent"
