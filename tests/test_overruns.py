"""Sums that run past the entries they count: as nought is added the value is right, and what is written is not."""

import pytest

from symcnn.checking.check import check

NET = """```symcnn
x[i,j]: 5×5
w[m,n]: 3×3
y[i,j] = conv(x, w)
E = squared_error(y, t)
```
"""
BY_X = r"\frac{\partial E}{\partial x_{a,b}} = "
BY_W = r"\frac{\partial E}{\partial w_{m,n}} = "
DY = r"\frac{\partial E}{\partial y_{i,j}}"


def verdict(line):
    """The one verdict on a line."""
    return check(f"{NET}\n$${line}$$\n").judged[-1].verdict


@pytest.mark.parametrize(("line", "said"), [
    (r"y_{i,j} = \sum_{m=1}^{4} \sum_{n=1}^{3} w_{m,n} x_{i+m-1,j+n-1}",
     "the sum over m ends at 4, where m of w_{m,n} goes from 1 to 3"),
    (r"y_{i,j} = \sum_{m=0}^{3} \sum_{n=1}^{3} w_{m,n} x_{i+m-1,j+n-1}", "the sum over m starts at 0, where m of w_{m,n}"),
    (BY_W + rf"\sum_{{i=1}}^{{3}} \sum_{{j=1}}^{{4}} {DY} x_{{i+m-1,j+n-1}}",
     "the sum over j ends at 4, where j of y_{i,j} goes from 1 to 3"),
    (BY_X + rf"\sum_{{i,j=1}}^{{5}} {DY} w_{{a-i+1,b-j+1}}", "the sum over i ends at 5"),
])
def test_a_sum_past_the_last_entry_or_before_the_first_is_a_slip(line, said):
    found = verdict(line)
    assert (found.verdict, found.causes[0].tag) == ("slip", "index-off-by-one")
    assert found.causes[0].message.startswith(said)


@pytest.mark.parametrize("line", [
    r"y_{i,j} = \sum_{m=1}^{3} \sum_{n=1}^{3} w_{m,n} x_{i+m-1,j+n-1}",
    # entries of a window may lie outside of the errors: that is what a full convolution is
    BY_X + r"\sum_{m=1}^{3} \sum_{n=1}^{3} \frac{\partial E}{\partial y_{a-m+1,b-n+1}} w_{m,n}",
    BY_X + rf"\sum_{{i=1}}^{{3}} \sum_{{j=1}}^{{3}} {DY} w_{{a-i+1,b-j+1}}",
    BY_X + rf"\sum_{{i=a-2}}^{{a}} \sum_{{j=b-2}}^{{b}} {DY} w_{{a-i+1,b-j+1}}",
    BY_X + rf"\sum_i \sum_j {DY} w_{{a-i+1,b-j+1}}",
])
def test_a_sum_over_what_is_there_is_right(line):
    assert verdict(line).verdict == "right"


def test_where_no_network_is_declared_the_sizes_may_be_others():
    page = r"""$$y_i = \sum_{k=1}^{3} w_k x_{i+k-1}$$

$$\frac{\partial E}{\partial w_k} = \sum_{i=1}^{4} \frac{\partial E}{\partial y_i} x_{i+k-1}$$
"""
    assert all(j.verdict.verdict not in ("slip", "wrong") for j in check(page).judged)


def test_channels_may_be_counted_from_one_where_positions_are_from_nought():
    page = r"""```symcnn
origin = 0
x[i,d]: 6×2
w[m,d]: 3×2
y[i] = sum_{m=0}^{2} sum_{d=0}^{1} w[m,d] x[i+m,d]
```
$$y_i = \sum_{m=0}^{2} \sum_{d=1}^{2} w_{m,d} x_{i+m,d}$$

$$y_i = \sum_{m=0}^{3} \sum_{d=1}^{2} w_{m,d} x_{i+m,d}$$
"""
    assert [j.verdict.verdict for j in check(page).judged] == ["right", "slip"]
