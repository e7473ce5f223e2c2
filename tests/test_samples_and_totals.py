r"""Losses of samples and their total under one letter, on pages whose network is their own: right lines and wrong ones."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check

LAYERS = (r"h_i = \mathrm{relu}(W_1 x_i + b_1)", r"s_i = W_2 h_i + b_2", r"p_i = \mathrm{softmax}(s_i)",
          r"L_i = -\sum_k y_{ik} \log p_{ik}", r"L = \frac{1}{N}\sum_{i=1}^N L_i")
OF_LAYERS = (
    (r"\frac{\partial L_i}{\partial s_i} = p_i - y_i", r"\frac{\partial L_i}{\partial s_i} = y_i - p_i"),
    (r"\frac{\partial L}{\partial s_i} = \frac{1}{N}(p_i - y_i)", r"\frac{\partial L}{\partial s_i} = \frac{1}{N}(p_i + y_i)"),
    (r"\frac{\partial L_i}{\partial W_2} = (p_i - y_i) h_i^\top", r"\frac{\partial L_i}{\partial W_2} = (p_i - y_i) x_i^\top"),
    (r"\frac{\partial L}{\partial W_2} = \frac{1}{N}\sum_{i=1}^N (p_i - y_i) h_i^\top",
     r"\frac{\partial L}{\partial W_2} = \sum_{i=1}^N (p_i - y_i) h_i^\top"),
    (r"\frac{\partial L}{\partial b_2} = \frac{1}{N}\sum_i (p_i - y_i)",
     r"\frac{\partial L}{\partial b_2} = \frac{2}{N}\sum_i (p_i - y_i)"),
    (r"\frac{\partial L_i}{\partial W_1} = (W_2^\top (p_i - y_i) \odot 1(h_i > 0)) x_i^\top",
     r"\frac{\partial L_i}{\partial W_1} = (W_2^\top (p_i - y_i)) x_i^\top"),
)
LINE = (r"\hat{y}_n = w x_n + b", r"E_n = \frac{1}{2}(\hat{y}_n - t_n)^2", r"E = \sum_{n=1}^N E_n")
OF_LINE = (
    (r"\frac{\partial E_n}{\partial w} = (\hat{y}_n - t_n) x_n", r"\frac{\partial E_n}{\partial w} = 2(\hat{y}_n - t_n) x_n"),
    (r"\frac{\partial E}{\partial w} = \sum_{n=1}^N \frac{\partial E_n}{\partial w}",
     r"\frac{\partial E}{\partial w} = \frac{1}{N}\sum_{n=1}^N \frac{\partial E_n}{\partial w}"),
    (r"\frac{\partial E}{\partial b} = \sum_n (\hat{y}_n - t_n)",
     r"\frac{\partial E}{\partial b} = \sum_n (\hat{y}_n - t_n) x_n"),
)
SCORES = (r"y_{nk} = \sum_j w_{kj} x_{nj}", r"E_n = \frac{1}{2}\sum_k (y_{nk} - t_{nk})^2", r"E = \sum_n E_n")
OF_SCORES = (
    (r"\frac{\partial E_n}{\partial w_{kj}} = (y_{nk} - t_{nk}) x_{nj}",
     r"\frac{\partial E_n}{\partial w_{kj}} = (y_{nk} - t_{nk}) x_{nk}"),
    (r"\frac{\partial E}{\partial w_{kj}} = \sum_n (y_{nk} - t_{nk}) x_{nj}",
     r"\frac{\partial E}{\partial w_{kj}} = (y_{nk} - t_{nk}) x_{nj}"),
)
CLASSES = (r"f_i = W x_i + b", r"p_{i,k} = \frac{e^{f_{i,k}}}{\sum_j e^{f_{i,j}}}", r"L_i = -\log p_{i,y_i}",
           r"L = \frac{1}{N}\sum_{i=1}^N L_i + \frac{\lambda}{2} \|W\|^2")
OF_CLASSES = (
    (r"\frac{\partial L_i}{\partial f_{i,k}} = p_{i,k} - 1(k = y_i)",
     r"\frac{\partial L_i}{\partial f_{i,k}} = p_{i,k} + 1(k = y_i)"),
    (r"\frac{\partial L}{\partial f_{i,k}} = \frac{1}{N}(p_{i,k} - 1(k = y_i))",
     r"\frac{\partial L}{\partial f_{i,k}} = p_{i,k} - 1(k = y_i)"),
)
PAGES = {"layers": (LAYERS, OF_LAYERS), "line": (LINE, OF_LINE), "scores": (SCORES, OF_SCORES),
         "classes": (CLASSES, OF_CLASSES)}


def verdicts(given, claims):
    judged = check("\n\n".join(f"$${f}$$" for f in (*given, *claims)), kind="markdown").judged
    assert [j.verdict.verdict for j in judged[:len(given)]] == ["given"] * len(given)
    return [j.verdict.verdict for j in judged[len(given):]]


def changed(lines, *pairs):
    for old, new in pairs:
        lines = [line.replace(old, new) for line in lines]
    return lines


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("at", "verdict"), [(0, "right"), (1, "wrong")])
def test_the_loss_of_a_sample_is_another_than_the_total(page, at, verdict):
    given, pairs = PAGES[page]
    assert verdicts(given, [pair[at] for pair in pairs]) == [verdict] * len(pairs)


ABOVE = (("_{ik}", "_k^{(i)}"), ("_i", "^{(i)}"), (r"^{(i)}^\top", r"^{(i)\top}"), (r"\sum^{(i)}", r"\sum_i"))
BOLD = (("W_", r"\mathbf{W}_"), *((f"{c}_i", rf"\mathbf{{{c}}}_i") for c in "xhspy"), ("b_", r"\mathbf{b}_"))
SCRIPT = (("E_n", r"\mathcal{E}_n"), ("E}", r"\mathcal{E}}"), ("E =", r"\mathcal{E} ="))


@pytest.mark.parametrize(("page", "pairs"), [("layers", ABOVE), ("layers", BOLD), ("line", SCRIPT)])
@pytest.mark.parametrize(("at", "verdict"), [(0, "right"), (1, "wrong")])
def test_samples_stand_above_names_and_in_other_fonts_too(page, pairs, at, verdict):
    given, claims = PAGES[page]
    found = verdicts(changed(given, *pairs), changed([pair[at] for pair in claims], *pairs))
    assert found == [verdict] * len(claims)


def test_slopes_are_added_up_too():
    given = (*LINE[:2], r"\frac{\partial E}{\partial w} = \sum_{n=1}^N \frac{\partial E_n}{\partial w}")
    judged = check("\n\n".join(f"$${f}$$" for f in (*given, OF_LINE[0][0])), kind="markdown").judged
    assert "wrong" not in [j.verdict.verdict for j in judged]


@pytest.mark.parametrize(("slope", "verdict"), [
    (r"1", "wrong"), (r"1(z_i > 0)", "right"), (r"\frac{\partial L_i}{\partial h_i}", "wrong"),
])
def test_a_gate_that_is_closed_in_one_sample_is_open_in_another(slope, verdict):
    given = ("z_i = w x_i + b", r"h_i = \mathrm{relu}(z_i)", "L_i = (h_i - y_i)^2", r"L = \sum_{i=1}^N L_i")
    head = r"\frac{\partial L_i}{\partial z_i}" if "L_i" in slope else r"\frac{\partial h_i}{\partial z_i}"
    assert verdicts(given, [f"{head} = {slope}"]) == [verdict]
