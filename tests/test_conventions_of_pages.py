"""Conventions that pages follow without a word: one sample beside a batch, means taken late, steps that are counted."""

import pytest

from symcnn.checking.check import check


def verdicts(page, *only):
    found = [(j.claim.latex, j.verdict.verdict) for j in check(page).judged if j.verdict.verdict != "given"]
    return [v for t, v in found if not only or any(o in t for o in only)]


def sheet(*lines):
    return "\n\n".join(f"$${line}$$" for line in lines) + "\n"


LAYERS = (r"\delta^{(l)} = \frac{\partial L}{\partial u^{(l)}}", r"u^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}",
          r"h^{(l)} = \sigma(u^{(l)})", r"\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(u^{(l)})")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial W^{(l)}} = \frac{1}{m} \delta^{(l)} (h^{(l-1)})^T", "right"),
    (r"\frac{\partial L}{\partial b^{(l)}} = \frac{1}{m} \sum_{i=1}^{m} \delta^{(l)}_i", "right"),
    (r"\frac{\partial L}{\partial W^{(l)}} = \frac{1}{m} \delta^{(l)} (h^{(l)})^T", "wrong"),
    (r"\frac{\partial L}{\partial W^{(l)}} = -\frac{1}{m} \delta^{(l)} (h^{(l-1)})^T", "wrong"),
    (r"\frac{\partial L}{\partial b^{(l)}} = -\frac{1}{m} \sum_{i=1}^{m} \delta^{(l)}_i", "wrong"),
    (r"\frac{\partial L}{\partial b^{(l)}} = \frac{1}{m} \sum_{i=1}^{m} h^{(l)}_i", "wrong"),
])
def test_a_mean_over_samples_is_taken_where_it_comes_to_the_weights(line, verdict):
    assert verdicts(sheet(*LAYERS, line))[-1] == verdict


MEAN = (r"u = W x + b", r"p = \sigma(u)", r"J = \frac{1}{2m} \sum_{i=1}^{m} (p_i - q_i)^2")
WEIGHTS = r"\frac{\partial J}{\partial W} = \frac{1}{m} \delta x^T"


@pytest.mark.parametrize(("error", "weights", "found"), [
    (r"(p - q) \odot \sigma'(u)", WEIGHTS, ["right", "right"]),
    (r"(q - p) \odot \sigma'(u)", WEIGHTS, ["wrong"]),
    (r"(p - q) \odot \sigma(u)", WEIGHTS, ["wrong"]),
    (r"\frac{1}{m} (p - q) \odot \sigma'(u)", r"\frac{\partial J}{\partial W} = \delta x^T", ["right", "right"]),
    # the mean is taken twice
    (r"\frac{1}{m} (p - q) \odot \sigma'(u)", WEIGHTS, ["right", "wrong"]),
    # and nowhere
    (r"(p - q) \odot \sigma'(u)", r"\frac{\partial J}{\partial W} = \delta x^T", ["wrong"]),
    (r"(p - q) \odot \sigma'(u)", r"\frac{\partial J}{\partial W} = \frac{1}{m} \delta p^T", ["right", "wrong"]),
])
def test_an_error_may_be_that_of_each_sample(error, weights, found):
    page = sheet(*MEAN, rf"\delta = \frac{{\partial J}}{{\partial u}} = {error}", weights)
    assert verdicts(page, error, weights)[:len(found)] == found


BOTH = r"""For a sample (a row):

- $\mathbf{s}^{(l)} = \mathbf{g}^{(l-1)} \mathbf{W}^{(l)} + \mathbf{b}^{(l)}$
- $\mathbf{g}^{(l)} = f(\mathbf{s}^{(l)})$

For all samples, row by row:

- $\mathbf{S}^{(l)} = \mathbf{G}^{(l-1)} \mathbf{W}^{(l)} + \mathbf{1} \mathbf{b}^{(l)\top}$
- $\mathbf{G}^{(l)} = f(\mathbf{S}^{(l)})$

With $\delta^{(l)} = \partial L/\partial \mathbf{s}^{(l)}$:

"""


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\partial L/\partial \mathbf{W}^{(l)} = (\mathbf{G}^{(l-1)})^{\top} \delta^{(l)}", "right"),
    (r"\partial L/\partial \mathbf{W}^{(l)} = -(\mathbf{G}^{(l-1)})^{\top} \delta^{(l)}", "wrong"),
    (r"\partial L/\partial \mathbf{W}^{(l)} = (\mathbf{G}^{(l)})^{\top} \delta^{(l)}", "wrong"),
])
def test_layers_for_one_sample_and_for_a_batch_are_the_same_layers(line, verdict):
    assert verdicts(BOTH + sheet(line)) == [verdict]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial E_i}{\partial w_k} = x_i \frac{\partial E_i}{\partial u_{ki}}", "right"),
    (r"\frac{\partial E^{(i)}}{\partial w_k} = x_i \frac{\partial E^{(i)}}{\partial u_{ki}}", "right"),
    (r"\frac{\partial E}{\partial w_k} = \sum_i x_i \frac{\partial E}{\partial u_{ki}}", "right"),
    (r"\frac{\partial E_i}{\partial w_k} = w_k \frac{\partial E_i}{\partial u_{ki}}", "wrong"),
    (r"\frac{\partial E_i}{\partial w_k} = -x_i \frac{\partial E_i}{\partial u_{ki}}", "wrong"),
    (r"\frac{\partial E}{\partial w_k} = x_i \frac{\partial E}{\partial u_{ki}}", "wrong"),
])
def test_the_loss_of_one_sample_has_one_term_of_a_sum(line, verdict):
    assert verdicts(sheet(r"u_{ki} = x_i w_k, \quad v_{ki} = f(u_{ki})", line)) == [verdict]


@pytest.mark.parametrize(("error", "verdict"), [
    (r"(a^2 - y) \odot \sigma'(z^2)", "right"), (r"(a^2 - y) \cdot \sigma'(z^2)", "right"),
    (r"(a^2 - y) \odot \sigma'(z^1)", "other"), (r"(a^1 - y) \odot \sigma'(z^2)", "other"),
])
def test_a_loss_told_of_one_neuron_is_that_of_the_network_too(error, verdict):
    page = r"""A neuron has $z = w x + b$, $a = \sigma(z)$ and the loss $L(a, y) = \frac{1}{2}(a - y)^2$.

# Two layers

""" + sheet(r"z^1 = W^1 x + b^1", r"a^1 = \text{ReLU}(z^1)", r"z^2 = W^2 a^1 + b^2", r"a^2 = \text{sigmoid}(z^2)",
            rf"\delta^2 = {error}", r"W^2 = \begin{bmatrix} 0.2 & -0.1 & 0.3 \end{bmatrix}",
            r"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}, \quad y = \begin{bmatrix} 1 \end{bmatrix}")
    found = verdicts(page)
    assert (found == ["right"]) is (verdict == "right")


NEURON = r"""A neuron: $$z = \sum_i w_i x_i + b$$ Its output goes through an activation $f$: $$a = f(z)$$
"""


@pytest.mark.parametrize(("path", "verdict"), [
    (r"\frac{\partial L}{\partial a_j} \frac{\partial a_j}{\partial z_j} \frac{\partial z_j}{\partial w_{ij}}", "right"),
    (r"\frac{\partial L}{\partial a_j} \frac{\partial z_j}{\partial w_{ij}}", "wrong"),
    (r"-\frac{\partial L}{\partial a_j} \frac{\partial a_j}{\partial z_j} \frac{\partial z_j}{\partial w_{ij}}", "wrong"),
])
def test_a_function_that_the_text_mentions_is_a_function(path, verdict):
    assert verdicts(NEURON + sheet(rf"\frac{{\partial L}}{{\partial w_{{ij}}}} = {path}")) == [verdict]


STEPS = (r"w(k+1) = w(k) SIGN \eta \frac{\partial E}{\partial w(k)}",
         r"w_{t+1} = w_t SIGN \eta \frac{\partial E}{\partial w_t}", r"w_{n+1} = w_n SIGN \eta \frac{\partial E}{\partial w}",
         r"w_{t+1} = w_t SIGN \eta \nabla E(w_t)", r"w \leftarrow w SIGN \eta \nabla E(w)", r"w := w SIGN \eta \nabla_w E(w)")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ["z = w x", "z = w^T x"])
def test_steps_are_counted_behind_and_below_names(step, state):
    page = sheet(state, r"E = \frac12 (z - y)^2", r"\frac{\partial E}{\partial z} = z - y", step)
    assert verdicts(page.replace("SIGN", "-"), r"\eta") == ["right"]
    assert verdicts(page.replace("SIGN", "+"), r"\eta") == ["wrong"]


def test_the_sum_of_a_value_and_a_velocity_is_nobodys_mistake():
    lines = (r"v(i+1) = \lambda v(i) - \mu \frac{\partial \xi}{\partial \theta(i)}", r"\theta(i+1) = \theta(i) + v(i+1)")
    assert "wrong" not in verdicts(sheet(r"z = w x, \quad \xi = \frac12 (z - t)^2", *lines))


@pytest.mark.parametrize(("sign", "verdict"), [("-", "right"), ("+", "wrong")])
def test_a_step_goes_against_the_gradient_of_a_loss_by_any_letter(sign, verdict):
    step = rf"w \leftarrow w {sign} \eta \frac{{\partial \xi}}{{\partial w}}"
    assert verdicts(sheet(r"z = w x, \quad \xi = \frac12 (z - t)^2", step)) == [verdict]


@pytest.mark.parametrize(("factor", "verdict"), [("", "right"), ("2", "wrong")])
def test_a_mean_over_samples_of_one_sample_needs_no_bounds(factor: str, verdict: str) -> None:
    page = (r"$$Z^{(l)} = W^{(l)} A^{(l-1)} + b^{(l)}$$", r"$$A^{(l)} = \sigma(Z^{(l)})$$",
            r"$$dW^{(l)} = \frac{1}{m} dZ^{(l)} (A^{(l-1)})^T$$",
            rf"$$db^{{(l)}} = {factor}\frac{{1}}{{m}} \sum_i dZ^{{(l)}}_i$$")
    assert [j.verdict.verdict for j in check("\n\n".join(page)).judged][-2:] == ["right", verdict]
