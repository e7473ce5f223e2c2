r"""Vectors told apart by an index, ``u_w^T v_c``: the skip-gram with a softmax and with negative samples."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.pages.well_read import read_well
from symcnn.checking.pages.word_vectors import with_word_vectors

SCORES = r"\hat{y}_o = \frac{\exp(u_o^T v_c)}{\sum_{w \in V} \exp(u_w^T v_c)}"
GRADIENTS = (
    r"\frac{\partial J}{\partial v_c} = -u_o + \sum_{w \in V} \hat{y}_w u_w = \sum_w (\hat{y}_w - y_w) u_w",
    r"\frac{\partial J}{\partial v_c} = U^T (\hat{y} - y)",
    r"\frac{\partial J}{\partial u_w} = (\hat{y}_w - y_w) v_c",
    r"\frac{\partial J}{\partial u_o} = (\hat{y}_o - 1) v_c",
    r"\frac{\partial J}{\partial U} = (\hat{y} - y) v_c^T",
)
WRONG = (
    r"\frac{\partial J}{\partial v_c} = u_o - \sum_w \hat{y}_w u_w",
    r"\frac{\partial J}{\partial v_c} = -u_o + \sum_w \hat{y}_w v_c",
    r"\frac{\partial J}{\partial u_w} = (\hat{y}_w - y_w) u_w",
    r"\frac{\partial J}{\partial u_o} = \hat{y}_o v_c",
)


def verdicts(*formulas):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged]


@pytest.mark.parametrize("loss", [
    r"J = -\log \hat{y}_o", r"J = -\sum_{w \in \text{Vocab}} y_w \log \hat{y}_w = -\log \hat{y}_o",
    r"-\sum_{w \in V} y_w \log(\hat{y}_w) = -\log(\hat{y}_o)"])
def test_softmax_over_words(loss):
    # the first lines state the network
    scores = r"\hat{y}_w = \frac{\exp(u_w^T v_c)}{\sum_{x \in V} \exp(u_x^T v_c)}"
    found = verdicts(scores, loss, *GRADIENTS)
    assert found[-6:] == ["right"] * 6 and "wrong" not in found
    found = verdicts(SCORES, r"J = -\log \hat{y}_o", *WRONG)
    assert found[-4:] == ["wrong"] * 4


def test_logarithm_of_the_softmax():
    loss = (r"J = -\log \frac{\exp(u_o^T v_c)}{\sum_{w \in V} \exp(u_w^T v_c)} = -u_o^T v_c + log\sum_w \exp(u_w^T v_c)",)
    slope = r"\frac{\partial J}{\partial v_c} = -u_o + \sum_x \frac{\exp(u_x^T v_c)}{\sum_w \exp(u_w^T v_c)} u_x"
    assert verdicts(*loss, slope) == ["right"] * 3
    assert verdicts(*loss, slope.replace("-u_o +", "u_o -"))[-1] == "wrong"
    assert verdicts(*loss, slope, r"\frac{\partial}{\partial v_c} \exp(u_w^T v_c) = \exp(u_w^T v_c) u_w")[-1] == "right"
    assert verdicts(*loss, slope, r"\frac{\partial}{\partial v_c} \exp(u_w^T v_c) = \exp(u_w^T v_c) v_c")[-1] == "wrong"


def test_negative_samples():
    # the word that is meant is none of these
    loss = r"J = -\log \sigma(u_o^T v_c) - \sum_{k=1}^K \log \sigma(-u_k^T v_c)"
    lines = (r"\frac{\partial J}{\partial v_c} = -(1 - \sigma(u_o^T v_c)) u_o + \sum_{k=1}^K (1 - \sigma(-u_k^T v_c)) u_k",
             r"\frac{\partial J}{\partial u_o} = (\sigma(u_o^T v_c) - 1) v_c",
             r"\frac{\partial J}{\partial u_k} = (1 - \sigma(-u_k^T v_c)) v_c")
    assert verdicts(loss, *lines) == ["given", "right", "right", "right"]
    assert verdicts(loss, lines[0].replace("+ \\sum", "- \\sum"), lines[1].replace("v_c) - 1", "v_c)"),
                    lines[2].replace("-u_k", "u_k"))[1:] == ["wrong", "wrong", "wrong"]


@pytest.mark.parametrize("page", [
    # no sum runs over the vectors, one has several letters, a block states the network
    r"$$J = u_o^T v_c$$", r"$$J = \sum_w u_w^T v_c + u_o^T v_d$$", "```symcnn\ny = w*x\n```\n\n$$J = \\sum_w u_w^T v_c$$"])
def test_other_products_stay(page):
    items = read_well(page, "markdown", None, False)
    assert with_word_vectors(items) == items


@pytest.mark.parametrize("chance", ["p(o|c)", r"P(o \mid c)", r"P(O=o \mid C=c)", r"\Pr(O=o|C=c)".replace(r"\Pr", "Pr")])
def test_likelihoods_of_words(chance):
    given = chance + r" = \frac{\exp(u_o^T v_c)}{\sum_w \exp(u_w^T v_c)}"
    other = chance.replace("o|", "w|").replace(r"o \mid", r"w \mid")
    slope = rf"\frac{{\partial J}}{{\partial v_c}} = -u_o + \sum_w {other} u_w"
    assert verdicts(given, rf"J = -\log {chance}", slope) == ["given", "given", "right"]
    assert verdicts(given, rf"J = -\log {chance}", slope.replace("-u_o +", "u_o +"))[-1] == "wrong"
    # between a result and its formula it is another name
    named = (rf"\hat{{y}}_o = {given}", r"J = CE(y, \hat{y})", r"\frac{\partial J}{\partial u_w} = (\hat{y}_w - y_w) v_c")
    assert verdicts(*named) == ["given", "given", "right"]
