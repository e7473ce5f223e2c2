"""What formulas look like: LaTeX literals compared up to white space, and their plain text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symcnn.equation import Axis, Equation, Tensor
from symcnn.expression.build import (
    ONE,
    access,
    add,
    at_least_zero,
    divide,
    multiply,
    negate,
    number,
    power,
    quantity,
    span,
    subtract,
    total,
)
from symcnn.expression.nodes import Apply, Compare, Greatest, Guard, Maximum, Partial, Range, Size, Sum, Winner
from symcnn.notation.affine import Affine, ceiling_divide, constant, whole
from symcnn.notation.letters import index, size
from symcnn.printing.latex import latex_entry, latex_equation, latex_node, latex_tensor
from symcnn.printing.show import positive
from symcnn.printing.summary import latex_shapes, shapes
from symcnn.printing.text import text_entry, text_equation, text_node, text_tensor
from symcnn.system import System

LETTERS = ("c_i", "c_j", "f_i", "f_j", "p_i", "p_j", "i", "j", "k", "m")
ci, cj, fi, fj, pi, pj, i, j, k, m = (whole(index(n)) for n in LETTERS)
N, K, h, s, p = (whole(size(n)) for n in "NKhsp")


def tensor(key, shown, letters, extents, role="intermediate", partial=None):
    axes = tuple(Axis(v, whole(e)) for v, e in zip(letters.split(), extents, strict=True))
    return Tensor(key, shown, axes, role, partial)


def system_of(*tensors, equations=(), **options):
    return System({t.key: t for t in tensors}, tuple(equations), **options)


MINI = system_of(
    tensor("x", "x", "i j", (4, 4), "data"), tensor("w", "w", "f_i f_j k", (2, 2, 3), "parameter"),
    tensor("y", "y", "c_i c_j k", (3, 3, 3)), tensor("z", "z", "p_i p_j k", (2, 2, 3)),
    tensor("E", "E", "", (), "loss"),
    tensor("dE/dw", "w", "f_i f_j k", (2, 2, 3), "gradient", ("E", "w")),
    tensor("dE/dy", "y", "c_i c_j k", (3, 3, 3), "gradient", ("E", "y")),
    tensor("dE/dz", "z", "p_i p_j k", (2, 2, 3), "gradient", ("E", "z")),
    tensor("H", "H", "f_i f_j k f_i f_j k", (2, 2, 3, 2, 2, 3), "gradient", ("dE/dw", "w")),
    tensor("J", "J", "c_i c_j k f_i f_j k", (3, 3, 3, 2, 2, 3), "gradient", ("y", "w")))

LINE = system_of(
    tensor("x", "x", "i", (N,), "data"), tensor("w", "w", "k", (2 * h + 1,), "parameter"),
    tensor("xhat", r"\hat{x}", "i", (N,)), tensor("w0", "w_0", "i", (N,)), tensor("b", "b", "", (), "parameter"),
    tensor("t", "t", "i", (N,), "target"), tensor("Z", "Z^{(1)}", "i j", (N, N)), tensor("c", "c", "", (), "target"),
    tensor("dw", "w", "k", (2 * h + 1,), "gradient", ("C", "w")),
    tensor("dx", r"\hat{x}", "i", (N,), "gradient", ("C", "xhat")), halves={size("h"): size("K")})


def same(printed, expected):
    assert "".join(printed.split()) == "".join(expected.split())


def test_the_gradient_of_the_filter_of_the_mini_cnn():
    y = access("y", ci, cj, k)
    equation = Equation(access("dE/dw", fi, fj, k), total(
        [span(ci.letter, 1, 3), span(cj.letter, 1, 3)], [],
        multiply(access("dE/dy", ci, cj, k), y, subtract(ONE, y), access("x", ci + fi - 1, cj + fj - 1))))
    same(latex_equation(equation, MINI), r"""\frac{\partial E}{\partial w_{f_i,f_j,k}} =
        \sum_{c_i=1}^{3}\sum_{c_j=1}^{3}
        \frac{\partial E}{\partial y_{c_i,c_j,k}} y_{c_i,c_j,k}(1-y_{c_i,c_j,k}) x_{c_i+f_i-1,c_j+f_j-1}""")
    assert text_equation(equation, MINI) == (
        "dE/dw[f_i,f_j,k] = sum_{c_i=1}^{3} sum_{c_j=1}^{3} "
        "dE/dy[c_i,c_j,k]*y[c_i,c_j,k]*(1 - y[c_i,c_j,k])*x[c_i+f_i-1,c_j+f_j-1]")


def test_bounds_of_overlapping_windows():
    ranges = [Range(q.letter, (c - 1, constant(1)), (c, constant(2))) for q, c in ((pi, ci), (pj, cj))]
    equation = Equation(access("dE/dy", ci, cj, k), total(ranges, [], access("dE/dz", pi, pj, k)))
    same(latex_equation(equation, MINI), r"""\frac{\partial E}{\partial y_{c_i,c_j,k}} =
        \sum_{p_i=\max(1,c_i-1)}^{\min(2,c_i)}\sum_{p_j=\max(1,c_j-1)}^{\min(2,c_j)}
        \frac{\partial E}{\partial z_{p_i,p_j,k}}""")


def test_bounds_in_letters_of_a_same_convolution():
    r = Range(i.letter, (constant(1), h + 2 - k), (N, N + h + 1 - k))
    equation = Equation(access("dw", k), total([r], [], multiply(access("dx", i), access("x", i + k - h - 1))))
    same(latex_equation(equation, LINE), r"""\frac{\partial C}{\partial w_k} = \sum_{i=\max(1,h+2-k)}^{\min(N,N+h+1-k)}
        \frac{\partial C}{\partial \hat{x}_i} x_{i+k-h-1}""")


def entry(name, *indices):
    return access(name, *indices)


def window(tie):
    a, b = index("i", 5), index("j", 6)
    return Maximum((span(a, 1, 2), span(b, 1, 2)), (), entry("y", 2 * pi + a - 2, 2 * pj + b - 2, k), tie)


def pooled(tie):
    return system_of(
        MINI.tensors["y"], MINI.tensors["z"], MINI.tensors["dE/dz"],
        equations=[Equation(entry("z", pi, pj, k), window(tie))])


exp_sum = total([span(index("i", 1), 1, N)], [], Apply("exp", entry("t", index("i", 1))))
log_terms = add(multiply(entry("t", i), Apply("log", entry("xhat", i))),
                multiply(subtract(ONE, entry("t", i)), Apply("log", subtract(ONE, entry("xhat", i)))))
difference = subtract(entry("xhat", i), entry("t", i))

NODES = [
    (divide(Apply("exp", entry("t", i)), exp_sum), r"\frac{e^{t_i}}{\sum_{i'=1}^{N} e^{t_{i'}}}",
     "exp(t[i])/(sum_{i'=1}^{N} exp(t[i']))"),
    (multiply(number(Fraction(1, 2)), power(difference, 2)), r"\frac{1}{2} (\hat{x}_i - t_i)^2",
     "1/2*(xhat[i] - t[i])^2"),
    (divide(total([span(i.letter, 1, N)], [], power(difference, 2)), quantity(N)),
     r"\frac{1}{N} \sum_{i=1}^{N} (\hat{x}_i - t_i)^2", "1/N*sum_{i=1}^{N} (xhat[i] - t[i])^2"),
    (total([span(i.letter, 1, N)], [], negate(entry("t", i))), r"-\sum_{i=1}^{N} t_i", "-sum_{i=1}^{N} t[i]"),
    (negate(log_terms), r"-t_i \log(\hat{x}_i) - (1 - t_i) \log(1 - \hat{x}_i)",
     "-t[i]*log(xhat[i]) - (1 - t[i])*log(1 - xhat[i])"),
    (divide(difference, multiply(entry("xhat", i), subtract(ONE, entry("xhat", i)))),
     r"\frac{\hat{x}_i - t_i}{\hat{x}_i (1 - \hat{x}_i)}", "(xhat[i] - t[i])/(xhat[i]*(1 - xhat[i]))"),
    (divide(multiply(entry("dx", i), entry("t", i)), entry("xhat", i)),
     r"\frac{\partial C}{\partial \hat{x}_i} \frac{t_i}{\hat{x}_i}", "dC/dxhat[i]*t[i]/xhat[i]"),
    (subtract(entry("b"), ONE), "b - 1", "b - 1"),
    (multiply(entry("Z", 1, 2), entry("w0", i), entry("b"), power(entry("Z", i, j), 2)),
     r"Z^{(1)}_{1,2} {w_0}_i b (Z^{(1)}_{i,j})^2", "Z^(1)[1,2]*w_0[i]*b*Z^(1)[i,j]^2"),
    (multiply(total([span(j.letter, 1, 3)], [], entry("t", j)), add(entry("t", 1), entry("t", 2))),
     r"(t_1 + t_2) \sum_{j=1}^{3} t_j", "(t[1] + t[2])*sum_{j=1}^{3} t[j]"),
    (total([span(j.letter, 1, 3)], [], add(entry("t", j), entry("b"))), r"\sum_{j=1}^{3} (t_j + b)",
     "sum_{j=1}^{3} (t[j] + b)"),
    (total([span(j.letter, 1, N)], [], multiply(Compare("==", Size(j), entry("c")), entry("t", j))),
     r"\sum_{j=1}^{N} \mathbf{1}[j = c] t_j", "sum_{j=1}^{N} 1[j = c]*t[j]"),
    (Compare(">", entry("t", i), number(0)), r"\mathbf{1}[t_i > 0]", "1[t[i] > 0]"),
    (Apply("sigmoid", total([span(j.letter, 1, N)], [], entry("t", j))), r"\sigma\left(\sum_{j=1}^{N} t_j\right)",
     "sigmoid(sum_{j=1}^{N} t[j])"),
    (Apply("relu", entry("t", 1)), r"\operatorname{ReLU}(t_1)", "relu(t[1])"),
    (Apply("f'", entry("t", 1)), "f'(t_1)", "f'(t[1])"),
    (Greatest((entry("t", 1), entry("b"))), r"\max(t_1,b)", "max(t[1], b)"),
    (Winner(Greatest((entry("t", 1), entry("b"))), (constant(1),)), r"\mathbf{1}[b > t_1]", "1[b > t[1]]"),
    (power(add(entry("b"), ONE), Fraction(-1, 2)), r"\frac{1}{\sqrt{1 + b}}", "1/sqrt(1 + b)"),
    (multiply(number(3), Sum((), (Guard("|", m + 1, constant(2)), at_least_zero(N - i)), entry("t", i))),
     r"3 \cdot \mathbf{1}[i \le N, 2 \mid m+1] t_i", "3*1[i <= N, 2 | m+1]*t[i]"),
    (total([span(k.letter, 1, K)], [at_least_zero(i + k - p - 2), at_least_zero(N - i - k + p + 1)],
           entry("t", i + k - p - 1)),
     r"\sum_{k=1}^{K} \mathbf{1}[1 \le i+k-p-1 \le N] t_{i+k-p-1}",
     "sum_{k=1}^{K} 1[1 <= i+k-p-1 <= N]*t[i+k-p-1]"),
    (Sum((), (Guard("==", i - j),), ONE), r"\mathbf{1}[i = j]", "1[i = j]"),
    (total([Range(j.letter, (constant(1), ceiling_divide(m - 2, s)), (N,))], [], entry("t", j)),
     r"\sum_{j=\max\left(1,\left\lceil\frac{m-2}{s}\right\rceil\right)}^{N} t_j",
     "sum_{j=max(1, ceil((m-2)/s))}^{N} t[j]"),
]


@pytest.mark.parametrize(("node", "latex", "text"), NODES)
def test_a_right_side(node, latex, text):
    same(latex_node(node, LINE), latex)
    assert text_node(node, LINE) == text


def test_only_letters_that_clash_get_primes():
    first, second, alone = index("i", 1), index("i", 2), index("j", 9)
    inner = total([span(second, 1, N)], [], entry("t", second))
    node = total([span(first, 1, N)], [], multiply(entry("t", first), entry("t", i), Apply("exp", inner)))
    same(latex_node(node, LINE), r"\sum_{i'=1}^{N} t_{i'} t_i e^{\sum_{i''=1}^{N} t_{i''}}")
    same(latex_node(total([span(alone, 1, N)], [], entry("t", alone)), LINE), r"\sum_{j=1}^{N} t_j")
    same(latex_node(total([span(index("c_i", 4), 1, N)], [], entry("Z", ci, index("c_i", 4))), LINE),
         r"\sum_{c_i'=1}^{N} Z^{(1)}_{c_i,c_i'}")


def test_entries_of_derivatives():
    marked = [index(n, 1) for n in ("f_i", "f_j", "k")]
    jacobian = entry("J", ci, cj, k, fi, fj, marked[2])
    same(latex_entry(jacobian, MINI), r"\frac{\partial y_{c_i,c_j,k}}{\partial w_{f_i,f_j,k'}}")
    assert text_entry(jacobian, MINI) == "dy[c_i,c_j,k]/dw[f_i,f_j,k']"
    same(latex_entry(entry("H", fi, fj, k, *marked), MINI),
         r"\frac{\partial^2 E}{\partial w_{f_i,f_j,k} \partial w_{f_i',f_j',k'}}")
    same(latex_node(Partial(entry("y", ci, cj, k), entry("w", fi, fj, k)), MINI),
         r"\frac{\partial y_{c_i,c_j,k}}{\partial w_{f_i,f_j,k}}")
    same(latex_tensor(MINI.tensors["dE/dw"], MINI), r"\frac{\partial E}{\partial w}")
    assert text_tensor(MINI.tensors["J"], MINI) == "dy/dw"


@pytest.mark.parametrize(("tie", "switch"), [
    ("first", r"""\mathbf{1}[(c_i,c_j) = \operatorname*{argmax}_{\substack{2p_i-1 \le c_i' \le 2p_i \\
        2p_j-1 \le c_j' \le 2p_j}} y_{c_i',c_j',k}]"""),
    ("all", r"\mathbf{1}[y_{c_i,c_j,k} = z_{p_i,p_j,k}]"),
    ("split", r"""\frac{\mathbf{1}[y_{c_i,c_j,k} = z_{p_i,p_j,k}]}{\sum_{\substack{1 \le i \le 2 \\ 1 \le j \le 2}}
        \mathbf{1}[y_{2p_i+i-2,2p_j+j-2,k} = z_{p_i,p_j,k}]}"""),
])
def test_the_switch_of_a_window_maximum(tie, switch):
    node = multiply(entry("dE/dz", pi, pj, k), Winner(window(tie), (ci - 2 * pi + 2, cj - 2 * pj + 2)))
    same(latex_node(node, pooled(tie)), r"\frac{\partial E}{\partial z_{p_i,p_j,k}}" + switch)


def test_a_window_maximum():
    system = pooled("first")
    same(latex_equation(system.equations[0], system), r"""z_{p_i,p_j,k} =
        \max_{\substack{1 \le i \le 2 \\ 1 \le j \le 2}} y_{2p_i+i-2,2p_j+j-2,k}""")


def test_a_node_without_a_rule_is_named():
    with pytest.raises(TypeError, match="no rule for printing Affine"):
        positive(Affine({}), None)


def test_shapes_in_columns():
    assert shapes(MINI, {"y": "(4-2)/1+1=3"}).splitlines() == [
        "tensor        shape   parameters  from",
        "x[i,j]        4×4",
        "w[f_i,f_j,k]  2×2×3   12",
        "y[c_i,c_j,k]  3×3×3               (4-2)/1+1=3",
        "z[p_i,p_j,k]  2×2×3",
        "E             scalar"]
    assert "w[k]" in shapes(LINE)
    assert shapes(LINE).splitlines()[-1].split() == ["total", "K+1"]
    same(latex_shapes(LINE).splitlines()[3], r"w_k & K & K \\")
