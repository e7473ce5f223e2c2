"""Short pages as they are typed: pools by twice a letter, names given on the right, entries that are the same number."""

from symcnn.checking.check import check


def verdicts(text):
    return [j.verdict.verdict for j in check(text).judged]


def test_a_pool_of_a_list_by_twice_a_letter():
    assert verdicts(r"""Let $a_i = \max(0, z_i)$ with $z \in \mathbb{R}^{6}$, $p_j = \max(a_{2j-1}, a_{2j})$,
$o = \sum_j v_j p_j$ and $L = \frac{1}{2} (o - t)^2$.
$$\frac{\partial L}{\partial v_j} = (o - t) p_j$$
$$\frac{\partial L}{\partial a_i}
= \begin{cases} (o - t) v_{\lceil i/2 \rceil} & a_i = p_{\lceil i/2 \rceil} \\ 0 & \text{otherwise} \end{cases}$$
$$\frac{\partial L}{\partial a_i} = (o - t) v_{\lceil i/2 \rceil}$$
""") == ["given"] * 5 + ["right", "right", "wrong"]


def test_a_name_given_on_the_right():
    assert verdicts(r"""$$h = \mathrm{relu}(W_1 x), \quad y = x + W_2 h, \quad L = \tfrac12 \|y - t\|^2$$
$$\frac{\partial L}{\partial y} = y - t =: \delta$$
$$\frac{\partial L}{\partial W_2} = \delta h^\top$$
$$\frac{\partial L}{\partial x} = \delta + W_1^\top \left(W_2^\top \delta \odot 1_{W_1 x > 0}\right)$$
$$\frac{\partial L}{\partial x} = W_1^\top \left(W_2^\top \delta \odot 1_{W_1 x > 0}\right)$$
""") == ["given"] * 3 + ["right"] * 3 + ["wrong"]


def test_entries_that_are_the_same_number_are_rounded_alike():
    page = r"""$$X = \begin{pmatrix}1&2&3\\4&5&6\\7&8&9\end{pmatrix}, \quad W = \begin{pmatrix}1&0\\0&-1\end{pmatrix}$$
$b = 1$,
$Z = X \star W + b$, $A = \sigma(Z)$, $A_{11} = \frac{1}{1+e^{3}} = 0.0474$.
$$E = \frac12 \sum_{ij} (A_{ij} - T_{ij})^2, \quad T = \begin{pmatrix}0&0\\0&1\end{pmatrix}$$
$$\frac{\partial E}{\partial Z} = \begin{pmatrix}0.00214&0.00214\\0.00214&%s\end{pmatrix}$$
"""
    # 0.0474 - 1 times 0.0474 times 1 - 0.0474, and not 0.04743
    assert verdicts(page % "-0.04301")[-1] == "rounding"
    assert verdicts(page % "-0.04303")[-1] in ("right", "rounding")
    assert verdicts(page % "-0.04271")[-1] == "wrong"
