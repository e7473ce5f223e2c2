r"""Losses summed over steps of time: ``L = \sum_t L_t`` hangs on the output of one step through the loss of that step."""

import pytest

from symcnn.checking.check import check

NETWORK = (r"h_t = \tanh(W h_{t-1} + U x_t + b), \quad o_t = V h_t + c",
           r"L = \sum_{t=1}^T L_t, \qquad L_t = \frac12 \|o_t - y_t\|^2")


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial o_t} = o_t - y_t", "right"),
    (r"\frac{\partial L_t}{\partial o_t} = o_t - y_t", "right"),
    (r"\frac{\partial L}{\partial o_t} = y_t - o_t", "wrong"),
    (r"\frac{\partial L}{\partial o_t} = 2 (o_t - y_t)", "wrong"),
    # later steps read the state
    (r"\frac{\partial L}{\partial h_t} = V^T (o_t - y_t)", "wrong"),
    (r"\frac{\partial L_t}{\partial h_t} = V^T (o_t - y_t)", "right"),
    (r"\frac{\partial L}{\partial V} = \sum_{t=1}^T (o_t - y_t) h_t^T", "right"),
    (r"\frac{\partial L}{\partial V} = (o_t - y_t) h_t^T", "wrong"),
])
def test_the_loss_of_one_step(line, said):
    judged = check("\n\n".join(f"$${each}$$" for each in (*NETWORK, line))).judged
    assert [j.verdict.verdict for j in judged] == ["given"] * 4 + [said]
