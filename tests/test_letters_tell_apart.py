"""Pages that tell layers apart by the letters of their indices alone, and count some sums from 0 for a bias."""

import pytest

from symcnn.checking.binding.pages import trees_of
from symcnn.checking.check import check
from symcnn.checking.pages.whole_sums import with_whole_sums
from symcnn.reading.document import read_document
from symcnn.reading.tree import SumOver, walk

NETWORK = (r"E_n = \frac{1}{2} \sum_{k=1}^{K} (y_k - t_k)^2", r"a_j = \sum_{i=0}^{D} w_{ji}^{(1)} x_i", r"z_j = \tanh(a_j)",
           r"y_k = \sum_{j=0}^{M} w_{kj}^{(2)} z_j")


def verdicts(*lines):
    report = check("\n\n".join(f"$${line}$$" for line in (*NETWORK, *lines)))
    return [j.verdict.verdict for j in report.judged][len(NETWORK):]


def test_errors_of_two_layers_are_told_by_their_letters():
    lines = (r"\delta_k = y_k - t_k", r"\delta_j = (1 - z_j^2) \sum_{k=1}^{K} w_{kj} \delta_k",
             r"\frac{\partial E_n}{\partial w_{ji}^{(1)}} = \delta_j x_i",
             r"\frac{\partial E_n}{\partial w_{kj}^{(2)}} = \delta_k z_j")
    assert verdicts(*lines) == ["right"] * 4


@pytest.mark.parametrize("wrong", [
    r"\delta_j = (1 - z_j) \sum_{k=1}^{K} w_{kj} \delta_k", r"\delta_j = (1 - z_j^2) \sum_{k=1}^{K} w_{ji} \delta_k"])
def test_a_mistake_in_the_error_of_the_hidden_layer_costs_once(wrong):
    lines = (r"\delta_k = y_k - t_k", wrong, r"\frac{\partial E_n}{\partial w_{ji}^{(1)}} = \delta_j x_i")
    assert verdicts(*lines) == ["right", "wrong", "right"]


def test_the_wrong_error_in_a_gradient_is_wrong():
    lines = (r"\delta_k = y_k - t_k", r"\delta_j = (1 - z_j^2) \sum_{k=1}^{K} w_{kj} \delta_k",
             r"\frac{\partial E_n}{\partial w_{kj}^{(2)}} = \delta_j z_j")
    assert verdicts(*lines) == ["right", "right", "wrong"]


@pytest.mark.parametrize("other", [
    r"\sum_{k=0}^{K} w_{kj}", r"\sum_{k=1}^{K} w_{k-1,j}", r"\sum_{k=1}^{D} w_{kj}", r"\sum_{k=2}^{K} w_{kj}"])
def test_bounds_stay_where_they_may_say_more_than_a_whole_axis(other):
    """Sums from 0 and from 1 are over whole axes only together, each index over a range of its own and never shifted."""
    def bounds(line):
        items = with_whole_sums(read_document(rf"$$a_j = \sum_{{i=0}}^{{D}} w_{{ji}} x_i$$ $${line}$$", "markdown"))
        return [t.upper is not None for tree in trees_of(items) for t in walk(tree) if isinstance(t, SumOver)]

    assert bounds(rf"e_j = {other}") == [True, True]
    assert bounds(r"e_j = \sum_{k=1}^{K} w_{kj}") == [False, False]


UNITS = (r"a_j = \sum_i w_{ji} z_i", r"z_j = h(a_j)", r"\delta_j \equiv \frac{\partial E}{\partial a_j}")
OTHER_UNITS = (r"net_j = \sum_i w_{ij} o_i", r"o_j = f(net_j)", r"\delta_j = \frac{\partial E}{\partial net_j}")


@pytest.mark.parametrize(("units", "line", "verdict"), [
    (UNITS, r"\frac{\partial E}{\partial w_{ji}} = \delta_j z_i", "right"),
    (UNITS, r"\frac{\partial E}{\partial w_{ji}} = \delta_j z_j", "wrong"),
    (UNITS, r"\frac{\partial E}{\partial w_{kj}} = \delta_k z_j", "right"),
    (UNITS, r"\delta_j = h'(a_j) \sum_k w_{kj} \delta_k", "right"),
    (UNITS, r"\delta_j = h'(a_j) \sum_k w_{jk} \delta_k", "wrong"),
    (UNITS, r"\delta_j = h'(a_j) \sum_k w_{kj} \delta_j", "wrong"),
    (UNITS, r"\delta_j = \sum_k w_{kj} \delta_k", "wrong"),
    (OTHER_UNITS, r"\delta_j = f'(net_j) \sum_k \delta_k w_{jk}", "right"),
    (OTHER_UNITS, r"\delta_j = f'(net_k) \sum_k \delta_k w_{jk}", "wrong"),
    (OTHER_UNITS, r"\frac{\partial E}{\partial o_j} = \sum_k \delta_k w_{jk}", "right"),
    (OTHER_UNITS, r"\frac{\partial E}{\partial w_{ij}} = \delta_j o_i", "right")])
def test_units_of_any_layer_by_their_letters(units, line, verdict):
    page = (*units, line, r"\frac{\partial E}{\partial z_k} = \frac{\partial E}{\partial z_k}" if units is UNITS else
            r"\frac{\partial E}{\partial o_k} = \frac{\partial E}{\partial o_k}")
    report = check("\n\n".join(f"$${each}$$" for each in page))
    assert report.judged[len(units)].verdict.verdict == verdict


SAMPLE = (r"E_p = \frac{1}{2} \sum_j (t_{pj} - o_{pj})^2", r"net_{pj} = \sum_i w_{ji} o_{pi}", r"o_{pj} = f_j(net_{pj})",
          r"\delta_{pj} = -\frac{\partial E_p}{\partial net_{pj}}",
          r"\delta_{pj} = f_j'(net_{pj}) \sum_k \delta_{pk} w_{kj}")


@pytest.mark.parametrize(("line", "verdict"), [
    (r"-\frac{\partial E_p}{\partial w_{ji}} = \delta_{pj} o_{pi}", "right"),
    (r"\frac{\partial E_p}{\partial w_{ji}} = \delta_{pj} o_{pi}", "wrong"),
    (r"\frac{\partial net_{pj}}{\partial w_{ji}} = o_{pi}", "right"),
    (r"\delta_{pj} = (t_{pj} - o_{pj}) f_j'(net_{pj})", "right"), (r"\delta_{pj} = (t_{pj} - o_{pj})", "wrong"),
    (r"\delta_{pj} = f_j'(net_{pj}) \sum_k \delta_{pk} w_{jk}", "wrong")])
def test_one_sample_of_a_net_whose_units_have_letters(line, verdict):
    report = check("\n\n".join(f"$${each}$$" for each in (*SAMPLE, line)))
    assert [j.verdict.verdict for j in report.judged][-2:] == ["right", verdict]
