"""Pages without a network block in the ways lecture notes have: differentials, time steps, own functions, pools, penalties."""

import pytest

import symcnn as sc

LAYER = r"""
$$\mu = \frac{1}{D}\sum_{i=1}^{D}x_i$$

$$\sigma^2 = \frac{1}{D}\sum_{i=1}^{D}(x_i - \mu)^2$$

$$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$$

$$y_i=\gamma_i\hat{x}_i + \beta_i$$

"""
STATE = r"""
$$h_t = \tanh(U x_t + W h_{t-1} + b_h)$$

$$q = V h_t + b_y$$

$$\hat{y}_t = \text{softmax}(q)$$

$$E_t = - \sum_k y_{t,k} \log \hat{y}_{t,k}$$

"""
MODEL = r"""
The model is $p = \phi(z)$ and $z = w^T x$ with $\phi(z) = \frac{1}{1 + e^{-z}}$.

"""
POOL = r"""
$$Y_{i,j} = \max_{0 \le m,n < k} X_{ki+m,kj+n}$$

"""
MEAN = r"""
$$Y_{i,j} = \frac{1}{k^2} \sum_{m=0}^{k-1}\sum_{n=0}^{k-1} X_{ki+m,kj+n}$$

"""
DECAY = r"""
Weight decay is $J = L + \frac{\lambda}{2} \sum_i w_i^2$ with $L = \frac{1}{2}\left(\sum_i w_i x_i - t\right)^2$.

"""
LINE = r"""
$$y_i = \sum_{j=0}^{k-1} x_{i+j} \cdot w_j$$

"""
FILTERS = r"""
$$O_{f,i,j} = \sum_{ch=1}^{n_{ch}}\sum_{r=1}^{f_r}\sum_{c=1}^{f_c}W_{f, ch, r, c} * X_{ch, (i-1)s+r, (j-1)s+c} + b_f$$

"""
ANY_LAYER = r"""
$$z^l_i = \sum_{m=0}^{W-1} w^{l}_{m}a^{l-1}_{i+m} + b^l$$

$$a^l_i = f(z^l_i)$$

$$\Gamma^l_i = \frac{\partial C}{\partial z^l_i}$$

"""
BOLD = r"""
$\mathbf{y}[r, c] = \sum_{a=0}^{k_{1}-1} \sum_{b=0}^{k_{2}-1} \mathbf{X}[r + a, c + b] \mathbf{w}[a, b]$

"""
PARTIAL = r"\frac{\partial L}{\partial X_{ki+m,kj+n}} = "
RIGHT = [
    (LAYER, r"d\gamma_i = dy_i \cdot \frac{x_i-\mu}{\sqrt{\sigma^2 + \epsilon}}"),
    (LAYER, r"d\sigma^2 = -\frac{1}{2} \sum_{i=1}^{D} d\hat{x}_i (x_i - \mu) (\sigma^2 + \epsilon)^{-\frac{3}{2}}"),
    (STATE, r"\frac{\partial E_t}{\partial q} = \hat{y}_t - y_t"),
    (STATE, r"\frac{\partial E_t}{\partial U} = \left( V^T (\hat{y}_t - y_t) \odot (1 - h_t^2) \right) x_t^T"),
    (STATE, r"\frac{\partial h_t}{\partial h_{t-1}} = \text{diag}(1 - h_t^2) W"),
    (MODEL, r"\phi'(z) = \phi(z) (1 - \phi(z))"),
    (MODEL, r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial p} p (1-p) x"),
    (POOL, PARTIAL + r"\frac{\partial L}{\partial Y_{i,j}} \cdot \mathbb{1}[X_{ki+m,kj+n} = Y_{i,j}]"),
    (MEAN, PARTIAL + r"\frac{1}{k^2} \frac{\partial L}{\partial Y_{i,j}}"),
    (DECAY, r"\frac{\partial J}{\partial w_i} = \frac{\partial L}{\partial w_i} + \lambda w_i"),
    (LINE, r"\frac{\partial L}{\partial x_i} = \sum_{j=\max(0, i-k+1)}^{\min(i, n-k)} \frac{\partial L}{\partial y_j} w_{i-j}"),
    (FILTERS, r"\frac{\partial L}{\partial W_{f,ch,r,c}} = \sum_{i=1}^{h}\sum_{j=1}^{w} \frac{\partial L}{\partial O_{f,i,j}} "
              r"X_{ch,(i-1)s+r,(j-1)s+c}"),
    (ANY_LAYER, r"\Gamma^{l}_i = \sum_m \Gamma^{l+1}_m w_{i-m}^{l+1} f'(z^l_i)"),
    (BOLD, r"\frac{\partial L}{\partial \mathbf{X}[r', c']} = \sum_{a} \sum_{b} "
           r"\frac{\partial L}{\partial \mathbf{y}[r' - a, c' - b]} "
           r"\frac{\partial \mathbf{y}[r' - a, c' - b]}{\partial \mathbf{X}[r', c']}"),
]
WRONG = [
    (LAYER, r"d\beta_i = dy_i \gamma_i", ""),
    (STATE, r"\frac{\partial E_t}{\partial q} = y_t - \hat{y}_t", "sign"),
    (STATE, r"\frac{\partial E_t}{\partial U} = V^T (\hat{y}_t - y_t) x_t^T", "slope-missing"),
    (MODEL, r"\phi'(z) = \phi(z) (1 + \phi(z))", ""),
    (POOL, PARTIAL + r"\frac{\partial L}{\partial Y_{i,j}}", ""),
    (MEAN, PARTIAL + r"\frac{\partial L}{\partial Y_{i,j}}", "pool-factor"),
    (DECAY, r"\frac{\partial J}{\partial w_i} = \frac{\partial L}{\partial w_i} - \lambda w_i", "sign"),
    (FILTERS, r"\frac{\partial L}{\partial W_{f,ch,r,c}} = \sum_{i=1}^{h}\sum_{j=1}^{w} \frac{\partial L}{\partial O_{f,i,j}} "
              r"X_{ch,i-1+r,j-1+c}", "stride-dropped"),
    (ANY_LAYER, r"\Gamma^{l}_i = \sum_m \Gamma^{l+1}_m w_{i+m}^{l+1} f'(z^l_i)", ""),
    ("$$z = W x + b$$\n\n$$\\frac{\\partial L}{\\partial W} = \\frac{\\partial L}{\\partial z} x^T$$\n\n",
     r"\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial z}", "transpose"),
]


def last(sheet, claim):
    return sc.check(f"{sheet}$${claim}$$\n").data()["claims"][-1]


@pytest.mark.parametrize(("sheet", "claim"), RIGHT)
def test_a_right_line_is_right(sheet, claim):
    found = last(sheet, claim)
    assert found["verdict"] == "right", (found["evidence"], found["message"])


@pytest.mark.parametrize(("sheet", "claim", "cause"), WRONG)
def test_a_wrong_line_is_wrong(sheet, claim, cause):
    found = last(sheet, claim)
    assert found["verdict"] in ("wrong", "slip"), found["evidence"]
    assert cause in ("", found["cause"])


def test_what_does_not_hang_on_a_thing_has_no_gradient_by_it():
    """Nought is nought, whatever stands before it: nothing can be told."""
    sheet = "$$J = L + w^2$$\n\n$$L = (v - t)^2$$\n\n"
    assert last(sheet, r"\frac{\partial L}{\partial w} = 7 \frac{\partial L}{\partial w}")["verdict"] == "undecided"


def test_a_factor_may_be_turned_by_one_who_never_writes_a_transpose():
    assert last("$$z = W x + b$$\n\n", r"\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial z}")["verdict"] == "right"
