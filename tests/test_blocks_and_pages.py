"""What pages with a network block write, and what the block itself may say: sizes in letters, batches, single channels."""

import pytest

import symcnn as sc

PLAIN = "```symcnn\nX: 5×5\nK: 3×3\nY = conv(X, K)\n```\n\n"
ONE_CHANNEL = """```symcnn
X = [[[1, 2, 0], [0, 1, 3], [2, 1, 1]]]
F = [[[[1, 0], [2, -1]]]]
C = conv(X, F)
```

"""
THREE_ENDS = """```symcnn
x[i]: N
a = avg_pool(x, 2)
m = sum_pool(x, 2)
g = avg_pool(x, N)
```

"""


def verdicts(text):
    return [c["verdict"] for c in sc.check(text).data()["claims"]]


@pytest.mark.parametrize(("formula", "verdict"), [
    (r"H' = \frac{H - K + 2P}{S} + 1", "right"),
    (r"H' = 1 + \left\lfloor \frac{H + 2P - D(K - 1) - 1}{S} \right\rfloor", "right"),
    (r"o = floor\left(\frac{i + 2*padding[0] - k}{stride[0]}\right) + 1", "right"),
    (r"w^{(l+1)}_{img} = w^{(l)}_{img} - f^{(l)} + 1", "right"),
    (r"p = \frac{r - 1}{2}", "right"),
    (r"\hat F = 1 + d (F - 1)", "right"),
    (r"H' = \frac{H - K + 2P}{S}", "wrong"),
    (r"H' = \frac{H - K + P}{S} + 1", "undecided"),
    (r"H' = H + K + 2P", "undecided"),
])
def test_sizes_in_letters_that_nothing_declares(formula, verdict):
    assert verdicts(PLAIN + f"$${formula}$$") == [verdict]


def test_two_ways_to_write_a_size_in_letters():
    full = r"$$N' = \frac{N + 2(K - 1) - K}{1} + 1 = N + K - 1$$"
    assert verdicts(PLAIN + full) == ["given", "right"]
    assert verdicts(PLAIN + full.replace("N + K - 1", "N + K"))[-1] == "wrong"


@pytest.mark.parametrize(("claim", "verdict"), [
    ("C_{12} = 2 + 0 + 2 - 3", "right"), ("C_{12} = 2", "wrong"),
    (r"C_1 = \begin{pmatrix} 0 & 1 \\ 3 & 2 \end{pmatrix}", "right"),
    (r"\frac{\partial L}{\partial F_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial C_{i,j}} X_{i+m-1,j+n-1}", "right"),
    (r"\frac{\partial L}{\partial F_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial C_{i,j}} X_{i+m-1,i+n-1}", "wrong"),
])
def test_a_single_channel_needs_no_index(claim, verdict):
    assert verdicts(ONE_CHANNEL + f"$${claim}$$")[-1] == verdict


@pytest.mark.parametrize(("claim", "verdict"), [
    (r"\frac{\partial L}{\partial x_i} = \frac{1}{2} \frac{\partial L}{\partial a_{\lceil i/2 \rceil}}", "right"),
    (r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial m_{\lceil i/2 \rceil}}", "right"),
    (r"\frac{\partial L}{\partial x_i} = \frac{1}{2} \frac{\partial L}{\partial m_{\lceil i/2 \rceil}}", "wrong"),
    (r"\frac{\partial L}{\partial x_i} = \frac{1}{N} \frac{\partial L}{\partial g}", "right"),
])
def test_one_of_several_ends_is_judged_alone(claim, verdict):
    assert verdicts(THREE_ENDS.replace("x[i]: N", "x[i]: N\nassume 2 divides N") + f"$${claim}$$") == [verdict]


def test_letters_beside_a_kronecker_delta_run_as_far_as_they_do_elsewhere():
    net = "```symcnn\norigin = 0\nx: 2×5\nW: 1×2×3\nf = conv(x, W, stride=2)\n```\n\n"
    line = r"$$\frac{\partial f[a,b]}{\partial x[c,d]} = \sum_k \sum_l W[a,l,k] \delta_{lc} \delta_{2b+k,d}"
    line += r" = \sum_k W[a,c,k] \delta_{k,d-b}$$"
    assert verdicts(net + line) == ["right", "wrong"]


@pytest.mark.parametrize("line", [
    r"\boldsymbol{O}\left({y,x}\right) = \boldsymbol{I} \otimes \boldsymbol{K}",
    r"\frac{{\partial L}}{{\partial \boldsymbol{K}\left({u,v}\right)}} = \mathop\sum\limits_{y} \mathop\sum\limits_{x}"
    r" \frac{{\partial L}}{{\partial \boldsymbol{O}\left({y,x}\right)}} \boldsymbol{I}\left({y+u-1,x+v-1}\right)",
    r"{\partial \over \partial K_{u,v}} L = \sum_{y,x} {\partial L \over \partial O_{y,x}} I_{y+u-1,x+v-1}",
])
def test_spellings_with_braces_and_bold_letters(line):
    assert verdicts(f"```symcnn\nI[y,x]\nK[u,v]\nO[y,x] = conv(I, K)\n```\n\n$${line}$$") == ["right"]


def test_the_batch_letter_may_stand_in_the_axes():
    net = sc.Network("batch n; x[n,c,i,j]: N×3×5×5; w[o,c,p,q]: 2×3×2×2; y[n,o,i,j] = conv(x, w) + b; E = squared_error(y, t)")
    other = sc.Network("batch n; x[c,i,j]: 3×5×5; w[o,c,p,q]: 2×3×2×2; y[o,i,j] = conv(x, w) + b; E = squared_error(y, t)")
    assert net.gradient("w").rhs == other.gradient("w").rhs
    assert sc.Network("batch n; x[n,i]: 4×3; W[o,i]: 2×3; z[n,o] = dense(x, W)").shape("z") == (4, 2)


def test_an_axis_of_one_entry_need_not_be_written_on_the_left():
    assert len(sc.Network("z[c,i,j]: C×H×W; g[c] = avg_pool(z, (H, W))").shape("g")) == 1
    with pytest.raises(sc.SymcnnError, match="give both the same"):
        sc.Network("z[c,i,j]: C×H×W; g[c] = avg_pool(z, 2)")


MINUS = """```symcnn
x: 2
w: 2
t: scalar
z = sum_{i=1}^{2} w_i x_i
o = sigmoid(z)
E = squared_error(o, t)/2
```

"""


def test_a_delta_may_be_minus_the_gradient_throughout():
    first, step = r"$$\delta_o = (t - o)\, o (1 - o)$$", r"$$w_i \leftarrow w_i + \eta\, \delta_o x_i$$"
    other = r"$$-\frac{\partial E}{\partial w_i} = \delta_o x_i$$"
    assert verdicts(MINUS + "\n\n".join([first, other, step])) == ["right", "right", "right"]
    assert verdicts(MINUS + first) == ["wrong"]
    assert verdicts(MINUS + first + "\n\n" + other.replace("-", "", 1))[0] == "wrong"


def test_a_wrong_entry_costs_once():
    net = "```symcnn\nX = [[1, 2, 0], [0, 1, 3], [2, 1, 1]]\nF = [[1, 0], [2, -1]]\nC = conv(X, F)\n```\n\n"
    lines = [r"$$C_{11} = 0$$", r"$$C_{21} = 0 + 0 + 4 + 1 = 5$$", r"$$C = \begin{bmatrix} 0 & 1 \\ 5 & 2 \end{bmatrix}$$"]
    assert verdicts(net + "\n\n".join(lines)) == ["right", "wrong", "carried", "carried"]
    assert verdicts(net + lines[2]) == ["wrong"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\text{Output Size} = \frac{\text{Input Size} - \text{Kernel Size} + 2 \cdot \text{Padding}}{\text{Stride}} + 1",
     "right"),
    (r"\text{number of weights} = 3 \cdot 3 \cdot 8 = 72", "right"),
    (r"\text{number of weights} = 3 \cdot 3 \cdot 8 = 71", "wrong"),
])
def test_a_few_words_are_a_name(line, verdict):
    assert verdicts(PLAIN + f"$${line}$$")[-1] == verdict


def test_numbers_of_an_error_are_kept_for_the_lines_behind_it():
    first, good = r"$$\delta_o = (o - t)\, o (1 - o) = -0.2$$", r"$$\frac{\partial E}{\partial w_1} = \delta_o x_1 = -0.2$$"
    net = MINUS.replace("x: 2", "x = [1, 0]").replace("w: 2", "w = [0, 0]").replace("t: scalar", "t = 1")
    assert verdicts(net + first + "\n\n" + good) == ["right", "wrong", "right", "carried"]


@pytest.mark.parametrize(("lines", "wanted"), [
    ([r"$$v' = 0.9 v + \frac{\partial E}{\partial w}$$", r"$$w' = w - 0.1 v'$$"], ["given", "given"]),
    ([r"$$w' = w - 0.1 \frac{\partial E}{\partial w}$$"], ["right"]),
    ([r"$$w' = w + 0.1 \frac{\partial E}{\partial w}$$"], ["wrong"]),
])
def test_a_prime_makes_a_name_of_its_own(lines, wanted):
    assert verdicts(MINUS.replace("x: 2\n", "x: 2\nv: 2\n") + "\n\n".join(lines)) == wanted


def test_letters_above_names_of_which_one_is_declared():
    net = sc.Network("X: H×W; W^c: 2×2; Z = conv(X, W^c); p = flatten(Z); s = W^d p + b^d")
    assert {"W^{c}", "W^{d}", "b^{d}"} <= set(net.forward_system.leaves)


def test_small_letters_name_the_entries_of_a_product():
    net = "```symcnn\nA = [[a_1, a_2], [a_3, a_4]]\nB = [[b_1, b_2], [b_3, b_4]]\nC = A B\n```\n\n"
    said = r"$$C = \begin{bmatrix} c_1 & c_2 \\ c_3 & c_4 \end{bmatrix}$$"
    assert verdicts(net + said + "\n\n" + r"$$c_3 = a_3 b_1 + a_4 b_3$$") == ["given", "right"]
    assert verdicts(net + said + "\n\n" + r"$$c_3 = a_3 b_1 + a_4 b_4$$") == ["given", "wrong"]


def test_a_list_of_decimals_is_no_range():
    net = "```symcnn\nz = [0, 1]\np = sigmoid(z)\n```\n\n"
    assert verdicts(net + "$$p = (0.50, 0.73)$$") == ["right"]
    assert verdicts(net + "$$p = (0.50, 0.37)$$") == ["wrong"]
