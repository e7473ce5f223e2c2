"""A bias before a maximum: its gradient is summed over what the maximum is sent, not over what it sends back."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.numeric import writing
from symcnn.numeric.gradient_check import central_difference, compare
from symcnn.numeric.program import compile_system
from symcnn.numeric.totals_sent_back import total_before_sending

SUMMED = {
    "one channel, windows that overlap":
        "X: 7×7; W: 3×3; b: scalar; A = relu(conv(X, W) + b); P = max_pool(A, 3, stride=2); E = squared_error(P, t)",
    "a bias for each channel":
        "X: 2×8×8; W: 3×2×3×3; b: 3; A = relu(conv(X, W) + b); P = max_pool(A, 2); E = squared_error(P, t)/3",
    "a batch":
        "batch n: 3\nX: 1×6×6\nW: 2×1×3×3\nb: 2\nA = relu(conv(X, W) + b)\nP = max_pool(A, 2)\nE = squared_error(P, t)",
    "one axis": "X: 9; b: scalar; A = X + b; P = max_pool(A, 3, stride=2); E = squared_error(P, t)",
    "channels last":
        "layout = channels_last\nX: 7×7×2\nW: 2×2×2×3\nb: 3\nA = relu(conv(X, W) + b)\nP = max_pool(A, 2)\n"
        "E = squared_error(P, t)",
}
KEPT = {
    "a slope between": "X: 2×8×8; W: 2×2×3×3; b: 2; A = tanh(conv(X, W) + b); P = max_pool(A, 2); E = squared_error(P, t)",
    "shared by all that are equal": "ties = all\nX: 8×8\nb: scalar\nA = X + b\nP = max_pool(A, 2)\nE = squared_error(P, t)",
    "a border": "X: 8×8; b: scalar; A = X + b; P = max_pool(A, 3, stride=2, padding=1); E = squared_error(P, t)",
}


def prepared(text):
    net = sc.Network(text)
    sizes = sizes_of(net)
    return net, random_values(net, sizes), net.compile(wrt=operands(net), sizes=named(sizes))


def watched(monkeypatch):
    answers = []

    def watch(parts, builder):
        answers.append(total_before_sending(parts, builder))
        return answers[-1]
    monkeypatch.setattr(writing, "total_before_sending", watch)
    return answers


@pytest.mark.parametrize("text", SUMMED.values(), ids=SUMMED)
def test_totals_agree_with_differences(text, monkeypatch):
    answers = watched(monkeypatch)
    net, values, program = prepared(text)
    found = program(values)
    assert answers == [True]
    loss = net.compile(outputs=[net.loss], sizes=named(sizes_of(net)))
    for key in operands(net):
        numeric = central_difference(lambda changed: loss(changed)[net.loss], values, key)
        assert compare(key, found[net.key(net.loss, key)], numeric, tolerance=1e-5), key


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("rules", [None, ()], ids=["table", "general path"])
@pytest.mark.parametrize("text", SUMMED.values(), ids=SUMMED)
def test_totals_where_windows_have_equals(text, rules, dtype, monkeypatch):
    net, values, program = prepared(text)
    # few values: windows have equals, some are cut off
    values = {k: np.round(v) for k, v in values.items()}
    sizes = sizes_of(net)
    options = {} if rules is None else {"rules": rules}
    needed = {k: values[k] for k in program.inputs}
    found = compile_system(program.system, sizes, program.outputs, program.inputs, dtype, **options)(needed)
    monkeypatch.setattr(writing, "total_before_sending", lambda parts, builder: False)
    expected = compile_system(program.system, sizes, program.outputs, program.inputs, dtype, **options)(needed)
    assert np.any(found["dE/db"])
    for key, array in expected.items():
        np.testing.assert_allclose(found[key], array, rtol=1e-12 if dtype == "float64" else 1e-5, atol=1e-5, err_msg=key)


@pytest.mark.parametrize("text", SUMMED.values(), ids=SUMMED)
def test_what_is_sent_back_is_left_out_where_only_its_total_is_asked_for(text):
    net, values, program = prepared(text)
    expected = program(values)
    alone = net.compile(wrt=["b"], sizes=named(sizes_of(net)))
    np.testing.assert_allclose(alone(values)["dE/db"], expected["dE/db"], rtol=1e-12)
    assert len(alone.source) < len(program.source)


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_totals_stay_where_something_lies_between_or_windows_do_not_send_all_to_one_place(text, monkeypatch):
    answers = watched(monkeypatch)
    net, values, program = prepared(text)
    found = program(values)
    assert answers == [False]
    loss = net.compile(outputs=[net.loss], sizes=named(sizes_of(net)))
    numeric = central_difference(lambda changed: loss(changed)[net.loss], values, "b")
    assert compare("b", found["dE/db"], numeric, tolerance=1e-5)
