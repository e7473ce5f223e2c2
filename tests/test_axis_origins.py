"""Pages that count some axes from 0 and others from 1: channels and units from 1 beside offsets of windows from 0."""

import pytest

from symcnn.checking.binding.own_evidence import from_nought
from symcnn.checking.binding.pages import chains_of, trees_of
from symcnn.checking.check import check
from symcnn.checking.pages.axis_origins import counted_from_one
from symcnn.checking.pages.one_origin import further, with_one_origin
from symcnn.checking.pages.well_read import read_well
from symcnn.checking.report.wording import say
from symcnn.reading.document import read_document
from symcnn.reading.parser import parse
from symcnn.reading.tree import Entry, Name, Number, SumOver, find

CHANNELS = r"""
$$y_{f,i,j} = \sum_{c=1}^{C} \sum_{m=0}^{k-1} \sum_{n=0}^{k-1} w_{f,c,m,n}\, x_{c,i+m, j+n} + b_f$$

$$\delta_{f,i,j} = \frac{\partial E}{\partial y_{f,i,j}}$$
"""
UNITS = r"""
$$c_{i,j} = \sum_{m=0}^{2} \sum_{n=0}^{2} k_{m,n} x_{i+m,j+n}$$

$$o_q = \sum_{r=1}^{R} v_{qr} f_r + b_q$$
"""
POSITIONS = r"""
$$y_i = \sum_{m=0}^{K-1} w_m x_{i+m}, \qquad E = \frac12 \sum_{i=1}^{N-K+1} (y_i - t_i)^2$$
"""
POOLED = r"""
Pooling, $i, j = 1, \dots, 12$:

$$S(i,j) = \frac14 \sum_{u=0}^{1} \sum_{v=0}^{1} C(2i-u, 2j-v)$$

Convolution, $i, j = 1, \dots, 24$:

$$C(i,j) = \sigma\left( \sum_{u=1}^{5} \sum_{v=1}^{5} I(i+u-1, j+v-1) \, k(u,v) + b \right)$$
"""


def told(page):
    chains = chains_of(read_document(page, "markdown"))
    return sorted({(name, axis) for name, _, axis in counted_from_one(chains)})


def word(page, line):
    return check(f"{page}\n$${line}$$\n").judged[-1].verdict.verdict


@pytest.mark.parametrize(("page", "axes"), [
    (CHANNELS, [("w", 1), ("x", 0)]),
    (CHANNELS + r"$$\frac{\partial E}{\partial x_{c,i,j}} = \sum_{f=1}^{F} \sum_m \sum_n \delta_{f,i-m,j-n} w_{f,c,m,n}$$",
     [("\\delta", 0), ("b", 0), ("w", 0), ("w", 1), ("x", 0), ("y", 0)]),
    (UNITS, [("f", 0), ("v", 1)]),
    # what slides has its first index with what it slides along
    (POSITIONS, [("t", 0), ("x", 0), ("y", 0)]),
    # all alike
    (POOLED, []), (CHANNELS.replace("c=1", "c=0"), []), (CHANNELS.replace("=0", "=1"), []),
    # w_0 is the first entry, and the sum leaves it out
    (r"$$z = w_0 + \sum_{i=1}^{n} w_i x_i, \quad y_i = \sum_{m=0}^{2} k_m z_{i+m}$$", []),
    # h_0 is there before the first step
    (r"$$h_t = u h_{t-1} + x_t, \quad E = \sum_{t=1}^{T} h_t, \quad y_i = \sum_{m=0}^{2} k_m z_{i+m}$$", []),
])
def test_which_axes_are_counted_from_one(page, axes):
    assert told(page) == axes


def test_a_sum_from_nought_that_counts_no_entries_tells_nothing():
    assert not from_nought(trees_of(read_document(POOLED, "markdown")))
    assert from_nought(trees_of(read_document(CHANNELS, "markdown")))


def test_letters_and_bounds_are_less_by_one():
    items = with_one_origin(read_document(CHANNELS, "markdown"))
    channels = next(find(chains_of(items)[0].members[1], SumOver))
    assert (channels.lower, say(channels.upper)) == (Number("0"), "C - 1")
    assert Entry(Name("w"), tuple(map(Name, "fcmn"))) in find(channels, Entry)
    slope = r"$$\frac{\partial E}{\partial w_m} = \sum_{i=1}^{N-K+1} (y_i - t_i) x_{i+m}, \quad x_1 = x_i$$"
    items = read_well(POSITIONS + slope, "markdown", None)
    (_, slope), (first, other) = (c.members for c in chains_of(items)[-2:])
    assert (slope.lower, say(slope.upper)) == (Number("0"), "N - K")
    assert (say(slope.body), say(first), say(other)) == ("(y_{i} - t_{i}) x_{i + m}", "x_{0}", "x_{i}")


@pytest.mark.parametrize(("text", "by", "said"), [
    ("n", -1, "n - 1"), ("n-1", -1, "n - 2"), ("n+1", -1, "n"), ("3", -1, "2"), ("0", -1, "0 - 1"), ("n-1", 2, "n + 1"),
    ("n", 0, "n"),
])
def test_a_number_added_to_an_index(text, by, said):
    assert say(further(parse(text), by)) == said


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial E}{\partial w_{f,c,m,n}} = \sum_i \sum_j \delta_{f,i,j} x_{c,i+m,j+n}", "right"),
    (r"\frac{\partial E}{\partial w_{f,c,m,n}} = \sum_i \sum_j \delta_{f,i,j} x_{c+1,i+m,j+n}", "wrong"),
    (r"\frac{\partial E}{\partial w_{f,c,m,n}} = \sum_c \sum_i \sum_j \delta_{f,i,j} x_{c,i+m,j+n}", "wrong"),
    (r"\frac{\partial E}{\partial x_{c,i,j}} = \sum_f \sum_m \sum_n \delta_{f,i-m,j-n} w_{f,c,m,n}", "right"),
    (r"\frac{\partial E}{\partial x_{c,i,j}} = \sum_{f=1}^F \sum_{m=0}^{k-1} \sum_{n=0}^{k-1} \delta_{f,i-m,j-n} w_{f,c,m,n}",
     "right"),
    (r"\frac{\partial E}{\partial x_{c,i,j}} = \sum_{f=1}^F \sum_{m=1}^{k} \sum_{n=1}^{k} \delta_{f,i-m,j-n} w_{f,c,m,n}",
     "wrong"),
    (r"\frac{\partial E}{\partial x_{c,i,j}} = \sum_{f=1}^F \sum_{m=0}^{k-1} \sum_{n=0}^{k-1} \delta_{f,i+m,j+n} w_{f,c,m,n}",
     "wrong"),
    (r"\frac{\partial E}{\partial b_f} = \sum_i \sum_j \delta_{f,i,j}", "right"),
    (r"\frac{\partial E}{\partial b_f} = \sum_{f=1}^F \sum_i \sum_j \delta_{f,i,j}", "wrong"),
])
def test_channels_from_one_and_offsets_from_nought(line, verdict):
    assert word(CHANNELS, line) == verdict


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial v_{qr}} = \frac{\partial L}{\partial o_q} f_r", "right"),
    (r"\frac{\partial L}{\partial v_{qr}} = \frac{\partial L}{\partial o_r} f_q", "wrong"),
    (r"\frac{\partial L}{\partial f_r} = \sum_q \frac{\partial L}{\partial o_q} v_{qr}", "right"),
    (r"\frac{\partial L}{\partial f_r} = \sum_q \frac{\partial L}{\partial o_q} v_{rq}", "wrong"),
    (r"\frac{\partial L}{\partial k_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial c_{i,j}} x_{i+m,j+n}", "right"),
    (r"\frac{\partial L}{\partial k_{m,n}} = \sum_{i,j} \frac{\partial L}{\partial c_{i,j}} x_{i+m-1,j+n-1}", "wrong"),
])
def test_units_from_one_behind_windows_from_nought(line, verdict):
    assert word(UNITS, line) == verdict


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial E}{\partial w_m} = \sum_{i=1}^{N-K+1} (y_i - t_i) x_{i+m}", "right"),
    (r"\frac{\partial E}{\partial w_m} = \sum_{i=1}^{N-K+1} (y_i - t_i) x_{i+m-1}", "wrong"),
    (r"\frac{\partial E}{\partial x_j} = \sum_{m=0}^{K-1} (y_{j-m} - t_{j-m}) w_m", "right"),
    (r"\frac{\partial E}{\partial x_j} = \sum_{m=0}^{K-1} (y_{j-m+1} - t_{j-m+1}) w_m", "wrong"),
    (r"\frac{\partial E}{\partial x_j} = \sum_{m=1}^{K} (y_{j-m} - t_{j-m}) w_m", "wrong"),
])
def test_positions_from_one_and_offsets_from_nought(line, verdict):
    assert word(POSITIONS, line) == verdict


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial L}{\partial C(i,j)} = \frac14 \frac{\partial L}{\partial S(\lceil i/2 \rceil, \lceil j/2 \rceil)}",
     "right"),
    (r"\frac{\partial L}{\partial C(i,j)} = \frac14 \frac{\partial L}{\partial S(\lfloor i/2 \rfloor, \lfloor j/2 \rfloor)}",
     "wrong"),
    (r"\frac{\partial L}{\partial k(u,v)} = \sum_{i=1}^{24} \sum_{j=1}^{24} \frac{\partial L}{\partial C(i,j)} "
     r"C(i,j) (1 - C(i,j)) I(i+u-1, j+v-1)", "right"),
    (r"\frac{\partial L}{\partial k(u,v)} = \sum_{i=1}^{24} \sum_{j=1}^{24} \frac{\partial L}{\partial C(i,j)} "
     r"C(i,j) (1 - C(i,j)) I(i+u, j+v)", "wrong"),
])
def test_entries_from_one_where_a_window_goes_back_from_nought(line, verdict):
    assert word(POOLED, line) == verdict
