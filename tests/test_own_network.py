"""Sheets whose network stands in their own equations: of any layer, of named neurons, with functions nobody defines."""

import pytest

import symcnn as sc

ERRORS_OF_ANY_LAYER = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$C = \frac{1}{2} \sum_j (y_j-a^L_j)^2$$
$$\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}$$
$$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)$$
$$\frac{\partial C}{\partial a^L_j} = (a_j^L-y_j)$$
$$\delta^L = (a^L-y) \odot \sigma'(z^L)$$
$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$
$$\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} \sigma'(z^l_j)$$
"""
CONVOLUTIONS_OF_ANY_LAYER = r"""
$$x_{i,j}^l = \sum_{m} \sum_{n} w_{m,n}^l o_{i+m,j+n}^{l-1} + b^l$$
$$o_{i,j}^l = f(x_{i,j}^l)$$
$$\frac{\partial E}{\partial w_{m',n'}^l} = \sum_{i=0}^{H-k_1} \sum_{j=0}^{W-k_2} \delta_{i,j}^l o_{i+m',j+n'}^{l-1}$$
$$\frac{\partial E}{\partial w_{m',n'}^l} = \text{rot}_{180^\circ}\{\delta_{i,j}^l\} * o_{m',n'}^{l-1}$$
$$\frac{\partial E}{\partial x_{i',j'}^l} =
\sum_{m=0}^{k_1-1} \sum_{n=0}^{k_2-1} \frac{\partial E}{\partial x_{i'-m,j'-n}^{l+1}}
\frac{\partial x_{i'-m,j'-n}^{l+1}}{\partial x_{i',j'}^l}$$
$$\frac{\partial x_{i'-m,j'-n}^{l+1}}{\partial x_{i',j'}^l} = w_{m,n}^{l+1} f'(x_{i',j'}^l)$$
$$\frac{\partial E}{\partial x_{i',j'}^l} =
\sum_{m=0}^{k_1-1} \sum_{n=0}^{k_2-1} \delta_{i'-m,j'-n}^{l+1} w_{m,n}^{l+1} f'(x_{i',j'}^l)$$
"""
LAST_LAYER_BY_NAME = r"""
$$z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}, \quad a^{(l+1)} = f(z^{(l+1)})$$
$$\delta^{(l)}_i = \left( \sum_{j=1}^{s_{l+1}} W^{(l)}_{ji} \delta^{(l+1)}_j \right) f'(z^{(l)}_i)$$
$$\delta^{(l)} = \left((W^{(l)})^T \delta^{(l+1)}\right) \bullet f'(z^{(l)})$$
$$\frac{\partial}{\partial W_{ij}^{(l)}} J(W,b; x, y) = a^{(l)}_j \delta_i^{(l+1)}$$
$$\nabla_{W^{(l)}} J(W,b;x,y) = \delta^{(l+1)} (a^{(l)})^T$$
"""
NEURONS = r"""
$w_1 = .15$, $w_2 = .20$, $b_1 = .35$, $w_5 = .40$, $b_2 = .60$, $i_1 = .05$, $i_2 = .10$, $target_{o1} = 0.01$
$$net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 * 1 = 0.3775$$
$$out_{h1} = \frac{1}{1+e^{-net_{h1}}} = 0.593269992$$
$$net_{o1} = w_5 * out_{h1} + b_2$$
$$out_{o1} = \frac{1}{1+e^{-net_{o1}}} = 0.697898$$
$$E_{total} = \frac{1}{2}(target_{o1} - out_{o1})^{2}$$
$$\frac{\partial E_{total}}{\partial w_{5}} = \frac{\partial E_{total}}{\partial out_{o1}} *
\frac{\partial out_{o1}}{\partial net_{o1}} * \frac{\partial net_{o1}}{\partial w_{5}}$$
$$\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1}(1 - out_{o1})$$
$$\frac{\partial net_{o1}}{\partial w_{5}} = 1 * out_{h1} * w_5^{(1 - 1)} = 0.593269992$$
$$\frac{\partial E_{total}}{\partial w_{5}} = -(target_{o1} - out_{o1}) * out_{o1}(1 - out_{o1}) * out_{h1} = 0.08604$$
$$w_5^{+} = w_5 - \eta * \frac{\partial E_{total}}{\partial w_{5}} = 0.4 - 0.5 * 0.08604 = 0.35698$$
$$w_1^{+} = 0.14965$$
"""
NORMALISED = r"""
$$\mu = \frac{1}{m}\sum_{i=1}^{m} x_i, \quad \sigma^2 = \frac{1}{m}\sum_{i=1}^{m} (x_i - \mu)^2$$
$$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}, \quad y_i = \gamma \hat{x}_i + \beta$$
$$\frac{\partial L}{\partial \gamma} = \sum_{i=1}^m \frac{\partial L}{\partial y_i} \hat{x}_i$$
$$\frac{\partial L}{\partial \hat{x}_i} = \frac{\partial L}{\partial y_i} \gamma$$
$$\frac{\partial L}{\partial \sigma^2} = \sum_{i=1}^m \frac{\partial L}{\partial \hat{x}_i} (x_i - \mu)
\cdot \frac{-1}{2} (\sigma^2 + \epsilon)^{-3/2}$$
$$\frac{\partial L}{\partial \mu} = \sum_{i=1}^m \frac{\partial L}{\partial \hat{x}_i} \cdot \frac{-1}{\sqrt{\sigma^2+\epsilon}}
+ \frac{\partial L}{\partial \sigma^2} \cdot \frac{\sum_{i=1}^m -2(x_i - \mu)}{m}$$
$$\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial \hat{x}_i} \frac{1}{\sqrt{\sigma^2+\epsilon}}
+ \frac{\partial L}{\partial \sigma^2} \frac{2(x_i - \mu)}{m} + \frac{\partial L}{\partial \mu} \frac{1}{m}$$
"""
NAMED_SUMS = r"""
$h = \mathrm{ReLU}(W_1 x + b_1)$, $\hat{y} = \mathrm{softmax}(W_2 h + b_2)$, $L = -\sum_k y_k \log \hat{y}_k$.
Let $z_2 = W_2 h + b_2$ and $z_1 = W_1 x + b_1$.
$$\frac{\partial L}{\partial z_2} = \hat{y} - y$$
$$\frac{\partial L}{\partial W_2} = (\hat{y} - y) h^T$$
$$\frac{\partial L}{\partial h} = W_2^T (\hat{y} - y)$$
$$\frac{\partial L}{\partial z_1} = \frac{\partial L}{\partial h} \odot \mathbb{1}\{z_1 > 0\}$$
$$\frac{\partial L}{\partial W_1} = \frac{\partial L}{\partial z_1} x^T$$
"""
ROWS_AND_COLUMNS = r"""
$Z = W X + b$, $A = \tanh(Z)$, $\hat{Y} = A V + c$
$$\frac{\partial L}{\partial b} = \sum_{j} \frac{\partial L}{\partial Z_{:,j}}$$
$$\frac{\partial L}{\partial c} = \sum_{j} \frac{\partial L}{\partial \hat{Y}_{j,:}}$$
$$\frac{\partial L}{\partial V} = A^T \frac{\partial L}{\partial \hat{Y}}$$
$$\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial A} \odot (1 - A^2)$$
"""
TWO_POOLS = r"""
## Average
$$y_{i,j} = \frac{1}{4} \sum_{m=0}^{1}\sum_{n=0}^{1} x_{2i+m, 2j+n}$$
$$\frac{\partial L}{\partial x_{p,q}} = \frac{1}{4} \frac{\partial L}{\partial y_{\lfloor p/2 \rfloor, \lfloor q/2 \rfloor}}$$
$$\frac{\partial y_{i,j}}{\partial x_{2i+m,2j+n}} = \frac{1}{4}$$
## Maximum
$$y_{i,j} = \max_{0 \le m,n \le 1} x_{2i+m,2j+n}$$
$$\frac{\partial L}{\partial x_{2i+m,2j+n}} = \frac{\partial L}{\partial y_{i,j}} 1[x_{2i+m,2j+n} = y_{i,j}]$$
$$\frac{\partial L}{\partial x_{2i+m,2j+n}} = \begin{cases} \frac{\partial L}{\partial y_{i,j}} &
\text{if } x_{2i+m,2j+n} = y_{i,j} \\ 0 & \text{otherwise} \end{cases}$$
"""
FROM_THE_MIDDLE = r"""
$$X = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{bmatrix}$$
$$K = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}$$
$$Z = X \star K, \quad A = \mathrm{ReLU}(Z)$$
Suppose $\frac{\partial L}{\partial Z} = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$. Then
$$\frac{\partial L}{\partial K} = X \star \frac{\partial L}{\partial Z} = \begin{bmatrix} 37 & 47 \\ 67 & 77 \end{bmatrix}$$
$$\frac{\partial L}{\partial X} = \begin{bmatrix} 1 & 2 & 0 \\ 3 & 3 & -2 \\ 0 & -3 & -4 \end{bmatrix}$$
$$\frac{\partial L}{\partial K_{1,2}} = 1 \cdot 2 + 2 \cdot 3 + 3 \cdot 5 + 4 \cdot 6 = 47$$
"""
ABBREVIATED = r"""
Let $X \in \mathbb{R}^{3\times3}$ and $K \in \mathbb{R}^{2\times2}$.
$Y_{ij} = \sum_{a=1}^{2}\sum_{b=1}^{2} X_{i+a-1,j+b-1} K_{ab}$
$\frac{\partial L}{\partial K_{ab}} = \sum_{i=1}^2 \sum_{j=1}^2 G_{ij} X_{i+a-1,j+b-1}$
where $G_{ij} = \frac{\partial L}{\partial Y_{ij}}$.
$\frac{\partial L}{\partial X_{22}} = G_{11}K_{22} + G_{12}K_{21} + G_{21}K_{12} + G_{22}K_{11}$
$\frac{\partial L}{\partial X_{13}} = G_{12} K_{12}$
"""
STEPS = r"""
$y = f(\sum_i w_i x_i + b)$, $net = \sum_i w_i x_i + b$ and $E = \frac{1}{2}(t - y)^2$.
$$\frac{\partial E}{\partial y} = -(t-y)$$
$$\frac{\partial E}{\partial w_i} = -(t - y) f'(net) x_i$$
$$\Delta w_i = \eta (t - y) f'(net) x_i$$
$$\Delta b = -\eta \frac{\partial E}{\partial b}$$
"""
SHEETS = (ERRORS_OF_ANY_LAYER, CONVOLUTIONS_OF_ANY_LAYER, LAST_LAYER_BY_NAME, NEURONS, NORMALISED, NAMED_SUMS,
          ROWS_AND_COLUMNS, TWO_POOLS, FROM_THE_MIDDLE, ABBREVIATED, STEPS)
MISTAKES = (
    (ERRORS_OF_ANY_LAYER, r"(a_j^L-y_j)$$", r"(y_j-a_j^L)$$"),
    (ERRORS_OF_ANY_LAYER, r"= ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", r"= (w^{l+1})^T \delta^{l+1}"),
    (ERRORS_OF_ANY_LAYER, r"= a^{l-1}_k \delta^l_j", r"= a^{l}_k \delta^l_j"),
    (CONVOLUTIONS_OF_ANY_LAYER, r"\delta_{i'-m,j'-n}^{l+1} w", r"\delta_{i'+m,j'+n}^{l+1} w"),
    (CONVOLUTIONS_OF_ANY_LAYER, r"w_{m,n}^{l+1} f'(x_{i',j'}^l)$$" "\n$$", "w_{m,n}^{l+1}$$\n$$"),
    (LAST_LAYER_BY_NAME, r"a^{(l)}_j \delta_i^{(l+1)}", r"a^{(l)}_j \delta_i^{(l)}"),
    (NEURONS, "0.35698", "0.44302"),
    (NEURONS, "0.14965", "0.15035"),
    (NEURONS, "= 0.697898", "= 0.687335"),
)


def judged(sheet):
    return [j for j in sc.check(sheet).judged if j.verdict.verdict != "given"]


@pytest.mark.parametrize("sheet", SHEETS)
def test_right_lines_are_right(sheet):
    found = judged(sheet)
    assert len(found) > 3
    assert {j.verdict.verdict for j in found} <= {"right", "rounding"}, [
        (j.claim.latex, j.verdict.evidence) for j in found if j.verdict.verdict not in ("right", "rounding")]


@pytest.mark.parametrize(("sheet", "right", "wrong"), MISTAKES)
def test_a_mistake_is_found(sheet, right, wrong):
    assert right in sheet
    assert "wrong" in [j.verdict.verdict for j in judged(sheet.replace(right, wrong, 1))]


@pytest.mark.parametrize("sheet", [
    "$$S_j = \\frac{e^{a_j}}{\\sum_k e^{a_k}}$$\n$$\\frac{\\partial S_i}{\\partial a_j} = -S_j S_{a_j,i}$$\n$$xent_{a,b} = P$$",
    "$$X = [[1, 2], [3, 4]]$$\n$$Z = X \\star K$$\n$$\\frac{\\partial L}{\\partial Z} = [[1, 2, 3]]$$"
    "\n$$\\frac{\\partial L}{\\partial K} = 3$$",
    "$$z = w_1 x_1 + b$$\n$$\\frac{\\partial z}{\\partial x_1} = 10^{400} w_1$$",
])
def test_what_does_not_fit_ends_in_a_report(sheet):
    assert all("symcnn failed" not in j.verdict.evidence for j in sc.check(sheet).judged)


def test_a_name_with_a_bracket_above_it_is_given_in_numbers():
    text = "\n".join([r"$W^{[1]} = \begin{bmatrix} 0.5 & 0.3 \\ -0.2 & 0.8 \end{bmatrix}$", "",
                      r"$x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$", "",
                      r"$$z^{[1]} = W^{[1]} x$$", "", r"$$z^{[1]} = \begin{bmatrix} 1.1 \\ %s \end{bmatrix}$$"])
    assert [sc.check(text % last).judged[-1].verdict.verdict for last in ("1.4", "1.5")] == ["right", "wrong"]
