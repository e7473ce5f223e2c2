"""LaTeX of hand derivations and the outline of the tree it is read as."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.errors import ReadError, SymcnnError
from symcnn.reading.claims import read_claims
from symcnn.reading.mathematics import read_formula
from symcnn.reading.outline import outline
from symcnn.reading.repair import repaired
from symcnn.reading.tree import Blank, Entry, Name, Number, walk

FORMULAS = [
    (r"w_{1,1,k}", "w[1, 1, k]"),
    (r"w_{f_i,f_j,k}", "w[f_i, f_j, k]"),
    (r"x_{12}", "x_{12}"),
    (r"x_{in}", "x_{in}"),
    (r"x_{\text{out}}", "x_{out}"),
    (r"\hat{y}_i", r"\hat{y}_i"),
    (r"\hat y", r"\hat{y}"),
    (r"\hat{y}_{i,j}", r"\hat{y}[i, j]"),
    (r"A^{(1)}", "A^{(1)}"),
    (r"W^{(2)^{\top}}", "W^{(2)}^T"),
    (r"W^{(2)\top}", "W^{(2)}^T"),
    (r"(W^o)^\top \vec{P}", r"(W^{o}^T \vec{P})"),
    (r"{W^{(2)}}^T x", "(W^{(2)}^T x)"),
    (r"W^TX", "(W^T X)"),
    (r"W^\top x", "(W^T x)"),
    (r"W^{o\top} x", "(W^{o}^T x)"),
    (r"Z_{11}^{(1)}", "Z_{11}^{(1)}"),
    (r"W_0^o", "W_0^{o}"),
    (r"y_{c_i',c_j'}", "y[c_i', c_j']"),
    (r"c''_i", "c_i''"),
    (r"\mathcal{L}", r"\mathcal{L}"),
    (r"\mathbf{W}x", r"(\mathbf{W} x)"),
    (r"\textit{C}", "C"),
    (r"\boldsymbol{\delta}^{l}", r"\boldsymbol{\delta}^{l}"),
    (r"y_1^*", "y_1^{*}"),
    (r"X[r][c]", "X[r, c]"),
    (r"X[r+1][c+K]", "X[(r + 1), (c + K)]"),
    (r"X(r,c)", "X<r, c>"),
    (r"C(r, c)", "C<r, c>"),
    (r"C (r, c)", "C<r, c>"),
    (r"y(1-y)", "y<(1 - y)>"),
    (r"W_0^x(r, c)", "W_0^{x}<r, c>"),
    (r"dA\_prev[1,1]", "dA_{prev}[1, 1]"),
    (r"dx[0:2,0:2]", "dx[0:2, 0:2]"),
    (r"W[:, 0]", "W[:, 0]"),
    (r"dW", "dW"),
    (r"dw0", "dw0"),
    (r"\hat{x}_{i+1}", r"\hat{x}_{i+1}"),
    (r"x_{2i+1, j}", "x[((2 i) + 1), j]"),
    (r"x_{c_i+1[f_i==2], c_j+1[f_j==2]}", "x[(c_i + 1{(f_i == 2)}), (c_j + 1{(f_j == 2)})]"),
    (r"c_{j+1}", "c_{j+1}"),
    (r"\frac{\partial E}{\partial z_{1,1,k}}", "d(E)/d(z[1, 1, k])"),
    (r"\frac{\delta C}{\delta x}", "d(C)/d(x)"),
    (r"\left(\frac{\delta C}{\delta x}\right)_i", "d(C)/d(x)[i]"),
    (r"\delta C/\delta x", "d(C)/d(x)"),
    (r"\frac{dE}{dw}", "d(E)/d(w)"),
    (r"\frac{d E}{d w}", "d(E)/d(w)"),
    (r"\frac{\mathrm{d}E}{\mathrm{d}w}", "d(E)/d(w)"),
    (r"\frac{d}{dx} f(x)", "d(f<x>)/d(x)"),
    (r"\frac{\partial}{\partial k_{11}} (k_{11} x_{11})", "d((k_{11} x_{11}))/d(k_{11})"),
    (r"\frac{\partial (y_{11})}{\partial k_{11}}", "d(y_{11})/d(k_{11})"),
    (r"\frac{\partial (b + kx)}{\partial b}", "d((b + kx))/d(b)"),
    (r"\frac{\partial C[r][c]}{\partial W^x[1][1]}", "d(C[r, c])/d(W^{x}[1, 1])"),
    (r"\frac{\partial^2 E}{\partial w^2}", "d(d(E)/d(w))/d(w)"),
    (r"\frac{\partial^2 E}{\partial w \partial v}", "d(d(E)/d(v))/d(w)"),
    (r"\frac{\partial \textit{C}}{\partial \textit{W}^{(2)}}", "d(C)/d(W^{(2)})"),
    (r"\frac{\partial f(x)}{\partial x}", "d(f<x>)/d(x)"),
    (r"\frac{\delta x_j}{w_i}", r"((\delta x_j) / w_i)"),
    (r"\frac{\delta_i}{\delta_j}", r"(\delta_i / \delta_j)"),
    (r"\partial L / \partial x_{i,j}", "d(L)/d(x[i, j])"),
    (r"dfdx", "dfdx"),
    (r"d\hat{y}", r"d(\hat{y})"),
    (r"\partial W", "d(W)"),
    (r"\nabla W^o", "nabla[](W^{o})"),
    (r"\nabla_P", "nabla[P]()"),
    (r"\nabla_W E", "nabla[W](E)"),
    (r"\nabla_{W^{(1)}} L(W)", "nabla[W^{(1)}](L<W>)"),
    (r"\nabla A[(r-1)\times s+i][(c-1)\times s+j]", "nabla[](A[(((r - 1) * s) + i), (((c - 1) * s) + j)])"),
    (r"\nabla[r][c]", "nabla[]()[r, c]"),
    (r"\vec{P} \nabla \hat{y}", r"(\vec{P} nabla[](\hat{y}))"),
    (r"\Delta w", "change(w)"),
    (r"\Delta_{ij}", r"\Delta_{ij}"),
    (r"\sum_{c_i=1}^{3}\sum_{c_j} x_{c_i,c_j}", "sum[c_i=1..3](sum[c_j=..](x[c_i, c_j]))"),
    (r"\sum_{i+u=h} x_i", "sum[=.. where ((i + u) == h)](x_i)"),
    (r"\sum a_i", "sum[=..](a_i)"),
    (r"\sum_{i,j=1}^{N} x", "sum[i, j=1..N](x)"),
    (r"\sum_{i=1,j=1}^{N} x", "sum[i=1..N](sum[j=1..N](x))"),
    (r"\sum_{\substack{i=1\\j=2}}^N x", "sum[i=1..N](sum[j=2..N](x))"),
    (r"\sum_{k \neq i} x_k", "sum[k=.. where (k != i)](x_k)"),
    (r"\sum_{0\le i<n} x_i", "sum[i=.. where (0 <= i) & (i < n)](x_i)"),
    (r"\sum_{i \in S} x_i", "sum[i=.. where (i in S)](x_i)"),
    (r"\sum_{(i,j): i \le j} x_{i,j}", "sum[i, j=.. where (i <= j)](x[i, j])"),
    (r"\sum_{i=1}^n(x_i)", "sum[i=1..n](x_i)"),
    (r"\sum\limits_{i} x_i + c", "(sum[i=..](x_i) + c)"),
    (r"\sum_{i=1,\dots,n} x_i", "sum[i=1..n](x_i)"),
    (r"\sum_m\sum_n \delta_{i-m,j-n} w_{m,n}", r"sum[m=..](sum[n=..]((\delta[(i - m), (j - n)] w[m, n])))"),
    (r"\sum_{i=1}^{10^{12}} i", "sum[i=1..(10 ^ 12)](i)"),
    (r"\sum_{k=1, k \ne j}^{K} x_k", "sum[k=1..K where (k != j)](x_k)"),
    (r".634", ".634"),
    (r"1,234", "1234"),
    (r"0{,}5", "0.5"),
    (r"1{,}234.5", "1234.5"),
    (r"10\,000", "10000"),
    (r"5.0e-05", "5.0e-05"),
    (r"1.1 + 6.2", "(1.1 + 6.2)"),
    (r"-.293", "-.293"),
    (r"5. - 1", "(5. - 1)"),
    (r"\frac12", "(1 / 2)"),
    (r"\frac1N", "(1 / N)"),
    (r"9^{9^{9}}", "(9 ^ (9 ^ 9))"),
    (r"2 \cdot 0.5", "(2 0.5)"),
    (r"5 \times 10^{-5}", "(5 * (10 ^ -5))"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & .5 \end{bmatrix}", "[[1, 2], [3, .5]]"),
    (r"\begin{pmatrix} a \\ b \\ \end{pmatrix}", "[[a], [b]]"),
    (r"\begin{array}{|c|c|} \hline 8 & 7 \\ \hline 4 & 5 \\ \hline \end{array}", "[[8, 7], [4, 5]]"),
    (r"\left[\begin{array}{cc} 1 & -1 \end{array}\right]", "[[1, -1]]"),
    (r"\begin{matrix}1 & 2 & \\ 3 & 4 &\end{matrix}", "[[1, 2], [3, 4]]"),
    (r"\begin{bmatrix} 1 && 2 \\ 3 && 4 \end{bmatrix}", "[[1, 2], [3, 4]]"),
    (r"\begin{bmatrix} w & \\ & w \end{bmatrix}", "[[w, _], [_, w]]"),
    (r"\begin{bmatrix} 0 & \dots & 0 \\ \vdots & \ddots & \vdots \end{bmatrix}", "[[0, ..., 0], [..., ..., ...]]"),
    (r"\begin{bmatrix} -1 & -2.5 \end{bmatrix}^{\top}", "[[-1, -2.5]]^T"),
    (r"[a \quad b]^\top", "[a, b]^T"),
    (r"[0.8, 0.7]^\top", "[0.8, 0.7]^T"),
    (r"[1 -2 .5]", "[1, -2, .5]"),
    (r"[1\ 2\ 3]^T", "[1, 2, 3]^T"),
    (r"[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
    (r"0.5 \begin{bmatrix} 1 \end{bmatrix}", "(0.5 [[1]])"),
    (r"\begin{bmatrix} 1 \end{bmatrix}\begin{bmatrix} 2 \end{bmatrix}", "([[1]] [[2]])"),
    (r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix}", "[[1, 2], [3, 4]]"),
    (r"[a + b] c", "((a + b) c)"),
    (r"\sigma'(z) \left[ a - b \right]", "(sigma'(z) (a - b))"),
    (r"a \odot b", "(a odot b)"),
    (r"X \circledast K", "(X star K)"),
    (r"X \star K", "(X star K)"),
    (r"X * K", "(X * K)"),
    (r"X *_{full} K", "(X *_full K)"),
    (r"Y \underset{\text{full}}{*} \text{rot180}(K)", "(Y *_full rot180(K))"),
    (r"X \star_{\text{valid}} K", "(X star_valid K)"),
    (r"X \overset{full}{\circledast} K + b", "((X star_full K) + b)"),
    (r"a \otimes b", "(a star b)"),
    (r"\delta * W", r"(\delta * W)"),
    (r"a \circ b", "(a odot b)"),
    (r"\max\{a, b\}", "max(a, b)"),
    (r"\max(0, x)", "max(0, x)"),
    (r"\max_{\substack{1\le i\le 2\\1\le j\le 3}} A(i, j)", "max[(1 <= i) & (i <= 2), (1 <= j) & (j <= 3)](A<i, j>)"),
    (r"\max_{0\le j\le K-1}(x_{i+j})", "max[(0 <= j) & (j <= (K - 1))](x_{i+j})"),
    (r"\max_{2 \text{ by } 2}", 'max["2 by 2"]()'),
    (r"\max_{\text{2 by 2}}", 'max["2 by 2"]()'),
    (r"\max_{i,j} x_{i,j}", "max[i, j](x[i, j])"),
    (r"\min_{i=1}^{n} x_i", "min[(1 <= i) & (i <= n)](x_i)"),
    (r"\arg\max_k p_k", "argmax[k](p_k)"),
    (r"\operatorname*{arg\,max}_k p_k", "argmax[k](p_k)"),
    (r"\underset{i}{\max} x_i", "max[i](x_i)"),
    (
        r"\{\max_{0 \leq j \leq K-1} (x_{i+j})\}_{i=1, i+=S}^{N-K+1}",
        "family[(i == 1), (i += S)..((N - K) + 1)](max[(0 <= j) & (j <= (K - 1))](x_{i+j}))",
    ),
    (r"1[x>0]", "1{(x > 0)}"),
    (r"\mathbf{1}[y==\max]", "1{(y == max[]())}"),
    (r"\mathbb{1}_{\{x>0\}}", "1{(x > 0)}"),
    (r"\mathbf{1} \left[y = z\right]", "1{(y == z)}"),
    (r"1_{i=j, k=l}", "1{(i == j) & (k == l)}"),
    (r"\mathbb{1}(x > 0)", "1{(x > 0)}"),
    (r"\mathbb{I}[z \ge 0]", "1{(z >= 0)}"),
    (r"\mathbf{1}^T \delta", r"(ones()^T \delta)"),
    (r"[z > 0]", "1{(z > 0)}"),
    (r"2[x > 0]", "(2 1{(x > 0)})"),
    (r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}", "{1 if (x > 0); 0}"),
    (r"\begin{cases} x, & \text{if } x > 0, \\ 0, & \text{else} \end{cases}", "{x if (x > 0); 0}"),
    (
        r"\begin{cases} 1 & x_i > x_{i+1} > \dots > x_n \\ 0 & otherwise \end{cases}",
        "{1 if (x_i > x_{i+1}) & (x_{i+1} > ...) & (... > x_n); 0}",
    ),
    (
        r"\begin{cases} \nabla P[r][c] & \text{if } i = i^* \text{ and } j = j^* \\ 0 & \text{otherwise} \end{cases}",
        "{nabla[](P[r, c]) if (i == i^{*}) & (j == j^{*}); 0}",
    ),
    (r"\left\{ \begin{array}{ll} 1 & x \geq 0 \\ 0 & x < 0 \end{array} \right.", "{1 if (x >= 0); 0 if (x < 0)}"),
    (r"\begin{cases} 1 & \text{if x is the max} \\ 0 \end{cases}", '{1 if "if x is the max"; 0}'),
    (r"\underbrace{a + b}_{c} d", "((a + b) d)"),
    (r"\overbrace{a}^{b}", "a"),
    (r"\overset{0}{\cancel{k_{12}}}", "cancelled(k_{12}; 0)"),
    (r"\cancel{x_j} y", "(cancelled(x_j; ) y)"),
    (r"\cancelto{0}{a+b}", "cancelled((a + b); 0)"),
    (r"\boxed{Y_1}", "Y_1"),
    (r"\overset{k}{x} y", "(x y)"),
    (r"X_1 * K_1 + \dots + X_n * K_n", "(((X_1 * K_1) + ...) + (X_n * K_n))"),
    (r"1 \dots d", "(1, ..., d,)"),
    (r"f'(z)", "f'(z)"),
    (r"tanh^{'}(x)", "tanh'(x)"),
    (r"\sigma^{\prime}(z)", "sigma'(z)"),
    (r"\sigma(x)(1-\sigma(x))", "(sigma(x) (1 - sigma(x)))"),
    (r"f(z)(1-f(z))", "(f<z> (1 - f<z>))"),
    (r"\tanh^2(z)", "(tanh(z) ^ 2)"),
    (r"\text{reshape}(dS, \text{shape}(P))", "reshape(dS, shape<P>)"),
    (
        r"\mathsf{reshape}\left(\frac{\partial C}{\partial S}, \mathsf{shape}(P^{(1)})\right)",
        "reshape(d(C)/d(S), shape<P^{(1)}>)",
    ),
    (r"\mathsf{ReLU}(Z^{(1)})", "relu(Z^{(1)})"),
    (r"\operatorname{softmax}(z)_i", "softmax(z)[i]"),
    (r"\text{max pool}(A, 2)", "maxpool(A, 2)"),
    (r"\ReLU(z)", "relu(z)"),
    (r"\text{Conv}(I, K, stride=2)", "conv(I, K, stride=2)"),
    (r"A^{N_r^a \times N_c^a}", "(A ^ (N_r^{a} * N_c^{a}))"),
    (r"A^{5 \times 5}", "(A ^ (5 * 5))"),
    (r"4 \times 1", "(4 * 1)"),
    (r"28x28", "(28 * 28)"),
    (r"(1 \times N) \times (N \times K)", "((1 * N) * (N * K))"),
    (r"\mathbb{R}^{4 \times 4}", r"(\mathbb{R} ^ (4 * 4))"),
    (r"\frac{1}{1+e^{-z}}", "(1 / (1 + exp(-z)))"),
    (r"\frac{e^{-x}}{(1+e^{-x})^2}", "(exp(-x) / ((1 + exp(-x)) ^ 2))"),
    (r"\exp(z)", "exp(z)"),
    (r"\ln(1-\hat{y})", r"ln((1 - \hat{y}))"),
    (r"\log p(y|x)", "log(p<(y | x)>)"),
    (r"-y \log \hat{y}", r"-(y log(\hat{y}))"),
    (r"\log 2", "log(2)"),
    (r"e^{x_i}/\sum_j e^{x_j}", "(exp(x_i) / sum[j=..](exp(x_j)))"),
    (r"\sqrt{\frac{1}{n}}", "sqrt((1 / n))"),
    (r"\frac{1}{2}\|y - t\|^2", "((1 / 2) (norm((y - t)) ^ 2))"),
    (r"|x - 1|", "abs((x - 1))"),
    (r"\lvert a \rvert b", "(abs(a) b)"),
    (r"\lfloor \frac{n-k}{s} \rfloor + 1", "(floor(((n - k) / s)) + 1)"),
    (r"\left\lceil a \right\rceil", "ceil(a)"),
    (r"\langle a, b \rangle", "inner(a, b)"),
    (r"n\left(\frac{\delta J}{\delta w}\right)", "(n d(J)/d(w))"),
    (r"-\infty", "-infinity"),
    (r"a \quad b", "(a b)"),
    (r"a\,b\;c\!d", "(((a b) c) d)"),
    (r"\displaystyle\frac{a}{b}", "(a / b)"),
    (r"\color{red}{a} + b", "(a + b)"),
    (r"{\bf W} x", r"(\mathbf{W} x)"),
    (r"a % remark", "a"),
    (r"∇W + ∂E/∂w", "(nabla[](W) + d(E)/d(w))"),
    (r"\left. a \right| b", "(a b)"),
]


@pytest.mark.parametrize(("text", "tree"), FORMULAS)
def test_each_formula(text, tree):
    assert outline(read_formula(text)) == tree


def test_a_known_tensor_is_applied_and_never_called():
    assert outline(read_formula("max(1-y)", frozenset({"max"}))) == "max<(1 - y)>"
    assert outline(read_formula("max(1-y)")) == "max((1 - y))"


def test_a_known_layer_is_no_power():
    assert outline(read_formula("A^1", frozenset({"A^{(1)}"}))) == "A^{(1)}"
    assert outline(read_formula("A^1")) == "(A ^ 1)"


def test_operators_with_a_word_group_to_the_left():
    assert outline(read_formula(r"a *_{full} b *_{full} c + d")) == "(((a *_full b) *_full c) + d)"
    assert outline(read_formula(r"a \star_{full} b * c")) == "(a star_full (b * c))"


def test_digits_are_kept():
    assert read_formula("0.210") == Number("0.210")
    assert read_formula("0.210") != read_formula("0.21")


def test_empty_cells_stay_where_others_of_their_column_are_filled():
    (row, other) = read_formula(r"\begin{bmatrix} w & \\ & w \end{bmatrix}").rows
    assert row.rows == (Name("w"), Blank())
    assert other.rows == (Blank(), Name("w"))


def test_spans_are_places_in_the_source():
    text = r"a + \frac{\partial E}{\partial w_{1,1,k}} \cdot \left(\nabla P\right)_{i}"
    pieces = [text[slice(*node.span)] for node in walk(read_formula(text)) if isinstance(node, Entry)]
    assert pieces == [r"w_{1,1,k}", r"(\nabla P\right)_{i}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\href{a}{b}", r"command '.*href' is not known"),
        (r"\input{file}", r"command '.*input' is not known"),
        (r"\write18{ls}", r"command '.*write' is not known"),
        (r"\def\a{b}", r"command '.*def' is not known"),
        (r"\require{html}", r"command '.*require' is not known"),
        (r"\htmlClass{a}{b}", r"command '.*htmlClass' is not known"),
        (r"\begin{tikzpicture} \end{tikzpicture}", "environment 'tikzpicture' is not known"),
        (r"a + ", "expected a name, a number or a bracket, but the line ends"),
        (r"\left( a", "never closed"),
        (r"\begin{bmatrix} 1 & 2", "never closed"),
        (r"\begin{bmatrix} \end{bmatrix}", "expected a number or a row"),
        (r"\begin{cases} \end{cases}", "expected a value"),
        ("x # y", "has no meaning here"),
        (r"5 \% 2", "has no meaning here"),
        ("a = b", "expected an operator or the end, but '=' stands here"),
        ("x_{i", "never closed"),
        (r"\frac{a}", "expected a name"),
        (r"\sum_{i=1", "never closed"),
        ("{" * 40 + "x" + "}" * 40, "nested more than 32 deep"),
        (r"\sqrt " * 40 + "x", "nested more than 32 deep"),
        (r"\cancel" * 40 + "{x}", "nested more than 32 deep"),
        (r"\max_i " * 40 + "x", "nested more than 32 deep"),
        ("[]", "expected a number or a row"),
        (3, "expected a text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, message):
    with pytest.raises(ReadError, match=message):
        read_formula(text)


def test_an_error_points_at_its_place():
    with pytest.raises(ReadError, match="line 1, column 5") as caught:
        read_formula(r"a + \foo{b}")
    assert str(caught.value).splitlines()[1:] == [r"    a + \foo{b}", "        ^"]


@pytest.mark.parametrize(
    ("text", "whole", "broken"),
    [
        ("\nabla W", r"\nabla W", (r"\nabla",)),
        ("\frac{a}{b} \times \text{x}", r"\frac{a}{b} \times \text{x}", (r"\frac", r"\times", r"\text")),
        ("\begin{bmatrix} 1 \\end{bmatrix}", r"\begin{bmatrix} 1 \end{bmatrix}", (r"\begin",)),
        ("a egin{bmatrix}1\\end{bmatrix}", r"a \begin{bmatrix}1\end{bmatrix}", (r"\begin",)),
        ("\rho + \alpha + \beta \vec{P}", r"\rho + \alpha + \beta \vec{P}", (r"\rho", r"\alpha", r"\beta", r"\vec")),
        ("\right) \tau \neq 0", r"\right) \tau \neq 0", (r"\right", r"\tau", r"\neq")),
        ("a\nb\tc\r\n", "a\nb\tc\r\n", ()),
        ("\nu\n\tx = 1", "\nu\n\tx = 1", ()),
    ],
)
def test_commands_broken_by_a_python_string_are_repaired(text, whole, broken):
    assert repaired(text) == (whole, broken)


PIECES = [
    *sorted({piece for text, _ in FORMULAS for piece in text.split()}),
    "\\\\", "&", "=", "+=", r"\quad", r"\text{if }", r"\begin{align}", r"\end{align}", r"\left\{", r"\right.", "{", "}",
    "(", ")", "[", "]", "_", "^", "'", "\x00", "é", "%", "$", r"\overset", r"\underbrace", r"\mathbf{1}", ",", ";", "|",
]  # fmt: skip


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["", " "]))
def test_only_our_own_errors_escape(pieces, between):
    text = between.join(pieces)
    for chain in read_claims(text):
        assert all(isinstance(outline(member), str) for member in chain.members)
        assert chain.kind in ("claim", "range", "expression")
    try:
        tree = read_formula(text)
    except SymcnnError:
        return
    assert outline(tree)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    assert all(len(chain.members) == len(chain.relations) + 1 for chain in read_claims(text))
