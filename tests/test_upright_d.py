r"""The upright d of a differential, `\mathrm{d}Z`, `{\rm d}W`, `\text{d}X`: read as `dZ`, `dW`, `dX`, in quotients as ever."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims

NETWORK = ("Z = W X + b", r"A = \sigma(Z)")
DEEP = ("Z^{[1]} = W^{[1]} X + b^{[1]}", r"A^{[1]} = g^{[1]}(Z^{[1]})", "Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}")
FORMS = [r"\mathrm{d}", r"\mathrm d", r"{\rm d}", r"\rm{d}", r"{\rm{d}}", r"\text{d}", r"\operatorname{d}", r"{\mathrm d}"]


def verdicts(*formulas):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged]


def trees(text):
    return [chain.members for chain in read_claims(text)]


@pytest.mark.parametrize("d", FORMS)
@pytest.mark.parametrize(("line", "verdict"), [
    (r"@W = @Z X^T", "right"), (r"@W = 2 @Z X^T", "wrong"), (r"@W = -@Z X^T", "wrong"), (r"@X = W^T @Z", "right"),
    (r"@X = -W^T @Z", "wrong"), (r"@W = \frac{1}{m} @Z X^T", "right"), (r"@W = \frac{1}{m} @A X^T", "wrong"),
])
def test_an_upright_d_is_that_of_a_name(d, line, verdict):
    assert verdicts(*NETWORK, line.replace("@", d)) == ["given", "given", verdict]
    assert verdicts(*NETWORK, line.replace("@", "d")) == ["given", "given", verdict]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\mathrm{d}W^{[2]} = \mathrm{d}Z^{[2]} A^{[1]T}", "right"), (r"\mathrm{d}W^{[2]} = \mathrm{d}Z^{[2]} X^T", "wrong"),
    (r"\mathrm{d}A^{[1]} = W^{[2]\top}\mathrm{d}Z^{[2]}", "right"),
    (r"\mathrm{d}A^{[1]} = -W^{[2]\top}\mathrm{d}Z^{[2]}", "wrong"),
    (r"{\rm d}Z^{[1]} = W^{[2]T} {\rm d}Z^{[2]} * g^{[1]\prime}(Z^{[1]})", "right"),
    (r"{\rm d}Z^{[1]} = W^{[2]T} {\rm d}Z^{[2]} * g^{[1]\prime}(Z^{[2]})", "wrong"),
    (r"{\rm d}Z^{[1]} = W^{[2]T} {\rm d}Z^{[2]} * g^{[1]'}(A^{[1]})", "wrong"),
])
def test_layers_stand_above_it(line, verdict):
    assert verdicts(*DEEP, line)[-1] == verdict


@pytest.mark.parametrize("d", FORMS)
def test_a_quotient_stays_one(d):
    plain = trees(r"\frac{dL}{dw} = 1")
    assert trees(rf"\frac{{{d} L}}{{{d} w}} = 1") == plain
    assert trees(rf"{d}L/{d}w = 1") == trees("dL/dw = 1") == plain
    assert trees(rf"\frac{{{d}}}{{{d} w}} \sigma(w)") == trees(r"\frac{d}{dw} \sigma(w)")
    assert verdicts("z = w x", "L = z^2", rf"\frac{{{d} L}}{{{d} w}} = 2 z x") == ["given", "given", "right"]
    assert verdicts("z = w x", "L = z^2", rf"\frac{{{d} L}}{{{d} w}} = 2 z w") == ["given", "given", "wrong"]


@pytest.mark.parametrize(("text", "same"), [
    (r"\mathrm{d}\hat{y}", r"d\hat{y}"), (r"\mathrm{d} \boldsymbol{W}", r"d\boldsymbol{W}"), (r"{\rm d}\theta_1", r"d\theta_1"),
    (r"\mathrm{d}\,Z", "dZ"), (r"\frac{1}{m}{\rm d}Z", r"\frac{1}{m} dZ"), (r"\frac{\mathrm{d}Z}{m}", r"\frac{dZ}{m}"),
    (r"2{\rm d}w_{12}", r"2 dw_{12}"),
])
def test_what_it_stands_before(text, same):
    assert trees(text) == trees(same)


@pytest.mark.parametrize(("text", "same"), [
    (r"\sqrt{d}W", r"\sqrt{d} \cdot W"), (r"\frac{a}{d}W", r"\frac{a}{d} \cdot W"), (r"x_{\mathrm{d}} W", r"x_{d} \cdot W"),
    (r"x_{d}W", r"x_d \cdot W"), (r"d \cdot W", r"d \cdot W"), (r"\hat{d}W", r"\hat{d} \cdot W"), (r"\mathrm{d}(x)", "d(x)"),
])
def test_another_d_is_none(text, same):
    def plain(members):
        return repr(members).replace("'juxtapose'", "'·'").replace("'*'", "'·'")
    assert [plain(m) for m in trees(text)] == [plain(m) for m in trees(same)]
