"""Pages of several sections: dense layers, then convolutions under the same names, then a small case entry by entry."""

import pytest

from symcnn.checking.check import check

DENSE = (r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)", r"\frac{\partial J}{\partial W^l} = \delta^l (a^{l-1})^T",
         r"\frac{\partial J}{\partial b^l} = \delta^l")
POOL = (r"\delta_k^{l-1} = upsample(\delta_k^l) \odot \sigma'(z_k^{l-1})",)
CONVOLUTION = (r"a^l = \sigma(z^l) = \sigma(a^{l-1} * W^l + b^l)",
               r"\delta^{l-1} = \delta^l * rot180(W^l) \odot \sigma'(z^{l-1})",
               r"\frac{\partial J}{\partial W^l} = a^{l-1} * \delta^l",
               r"\frac{\partial J}{\partial b^l} = \sum_{u,v} (\delta^l)_{u,v}")
SMALL = (r"\begin{pmatrix} a_{11} & a_{12} & a_{13} \\ a_{21} & a_{22} & a_{23} \\ a_{31} & a_{32} & a_{33} \end{pmatrix} * "
         r"\begin{pmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \end{pmatrix} = "
         r"\begin{pmatrix} z_{11} & z_{12} \\ z_{21} & z_{22} \end{pmatrix}",
         *(f"z_{{{i}{j}}} = a_{{{i}{j}}} w_{{11}} + a_{{{i}{j + 1}}} w_{{12}} + a_{{{i + 1}{j}}} w_{{21}} + "
           f"a_{{{i + 1}{j + 1}}} w_{{22}}" for i in (1, 2) for j in (1, 2)),
         r"\nabla a_{11} = \delta_{11} w_{11}", r"\nabla a_{12} = \delta_{11} w_{12} + \delta_{12} w_{11}",
         r"\nabla a_{33} = \delta_{22} w_{21}",
         r"\frac{\partial J}{\partial W_{11}^l} = "
         r"a_{11} \delta_{11} + a_{12} \delta_{12} + a_{21} \delta_{21} + a_{22} \delta_{22}",
         r"\frac{\partial J}{\partial W_{12}^l} = "
         r"a_{12} \delta_{11} + a_{13} \delta_{12} + a_{22} \delta_{21} + a_{22} \delta_{22}")


def judged(*lines):
    found = {}
    for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged:
        found.setdefault(j.claim.line, set()).add(j.verdict.verdict)
    return [found.get(2 * n + 1, set()) for n in range(len(lines))]


def test_what_stands_before_a_network_is_not_blamed_by_it():
    dense, rest = judged(*DENSE, *POOL, *CONVOLUTION)[:3], judged(*DENSE, *POOL, *CONVOLUTION)[4:]
    assert all(found <= {"right", "undecided"} for found in dense)
    assert rest == [{"right"}] * 4


def test_a_mistake_before_its_network_is_found_where_it_is_not_said_again():
    assert judged(r"\frac{\partial J}{\partial b^l} = 2 \sum_{u,v} (\delta^l)_{u,v}", *CONVOLUTION[:3])[0] == {"wrong"}


@pytest.mark.parametrize("before", [(), CONVOLUTION, (*DENSE, *POOL, *CONVOLUTION)])
def test_a_small_case_has_a_network_of_its_own(before):
    found = judged(*before, *SMALL)[len(before):]
    assert found == [*[{"right"}] * 7, {"wrong"}, {"right"}, {"wrong"}]


@pytest.mark.parametrize("sign", ["*", r"\ast", r"\star"])
def test_spaces_said_of_arrays_make_no_product_of_a_star(sign):
    spaces = r"x \in \mathbb{R}^{3 \times 3}, w \in \mathbb{R}^{2 \times 2}"
    found = judged(spaces, f"h = x {sign} w", r"L = \sum_{i,j} h_{ij}^2",
                   r"\frac{\partial L}{\partial w_{mn}} = 2 \sum_{i,j} h_{ij} x_{i+m-1,j+n-1}",
                   r"\frac{\partial L}{\partial w_{mn}} = \sum_{i,j} h_{ij} x_{i+m-1,j+n-1}")
    assert found[3:] == [{"right"}, {"wrong"}]


@pytest.mark.parametrize("numbers", ["(0, 6, 3)", "[0, 6, 3]", "(0, 6.5, 3)"])
def test_numbers_of_a_result_whose_inputs_have_none_are_given(numbers):
    found = judged(r"z_i = x_i + b", r"a_i = \mathrm{ReLU}(z_i)", f"a = {numbers}", r"L = \sum_i a_i",
                   r"\frac{\partial L}{\partial b} = \sum_i 1[z_i > 0]", r"\frac{\partial L}{\partial a} = (1, 1, 2)")
    assert found[2:] == [{"given"}, {"given"}, {"right"}, {"wrong"}]


def test_whole_numbers_in_parentheses_are_a_vector():
    found = judged("x = (2, 1, 3, 0), w = (1, 2)", r"z_i = \sum_{j=1}^2 w_j x_{i+j-1}", "z = (4, 7, 3)", "z = (4, 7, 2)",
                   r"L = \sum_i z_i", r"\frac{\partial L}{\partial w} = (6, 4)")
    assert found[2:4] == [{"right"}, {"wrong"}] and found[5] == {"right"}


UPSTREAM = (r"X = \begin{pmatrix} 1 & 2 & 0 \\ 0 & 1 & 1 \\ 2 & 0 & 1 \end{pmatrix}, "
            r"F = \begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix}",
            r"O = X * F = \begin{pmatrix} 0 & 1 \\ 0 & 0 \end{pmatrix}",
            r"\frac{\partial L}{\partial O} = \begin{pmatrix} 1 & -1 \\ 0 & 2 \end{pmatrix}",
            r"\frac{\partial L}{\partial F} = X * \frac{\partial L}{\partial O} = \begin{pmatrix} 1 & 3 \\ 1 & 2 \end{pmatrix}")


def test_extents_of_a_filter_in_a_sentence_make_no_product_of_a_star():
    assert judged(r"3 \times 3", *UPSTREAM)[2:] == [{"right"}, {"given"}, {"right", "wrong"}]


def test_numbers_that_fit_no_network_lose_no_sheet():
    """A star that multiplies leaves the upstream gradient in the wrong shape."""
    found = judged(r"0.5 * 3 = 1.5", *UPSTREAM)
    assert found[0] == {"right"} and len(found) == 5 and all(found)


def test_an_entry_of_a_bold_vector_tells_of_its_axes():
    found = judged(r"z_i = \sum_{k=1}^{3} w_k x_{i+k-1} + b", r"h_i = \max(0, z_i)", r"o = \bm{v}^\top \bm{h}",
                   r"L = \log(1 + e^{-y o})", r"\frac{\partial L}{\partial \bm{v}} = \frac{\partial L}{\partial o} \bm{h}",
                   r"\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial o} v_i \mathbf{1}\{z_i > 0\}",
                   r"\frac{\partial L}{\partial \bm{v}} = \frac{\partial L}{\partial o} \bm{v}")
    assert found[4:] == [{"right"}, {"right"}, {"wrong"}]
