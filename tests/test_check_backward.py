"""Hand-written backward passes: right ones pass on every shape, planted mistakes are found and named."""

import json
from collections import namedtuple
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import hand_written
import symcnn as sc
from symcnn.assembly import assemble
from symcnn.calculus.fragment import with_upstream
from symcnn.checking.backward.causes import same
from symcnn.checking.backward.plain_pass import BackwardPass, as_array, passings
from symcnn.checking.backward.rules import swaps
from symcnn.checking.backward.sweep import choices, gradient_names, trial
from symcnn.checking.report.causes import CAUSES
from symcnn.errors import MeaninglessError, ProofFailed, ValueProblem
from symcnn.programs import compile_program
from symcnn.reading.network import read_network

CONV = "Y = conv(X, W, b, stride=s, padding=p)"
CHANNELS = "X: C×H×V\nW: O×C×K×K\nY = conv(X, W, b, stride=s, padding=p)"
SIGNAL = "x: N\nw: K\nb: scalar\ny = conv(x, w, b, stride=s, padding=p)"
MAX_POOL = "Y = max_pool(X, k, stride=s)"
AVG_POOL = "y = avg_pool(x, k)"
WHOLE = "X: H×V\nW: M×N\nb: scalar\nZ = conv(X, W, b)\nA = relu(Z)\nE = squared_error(A, T)"

RIGHT = [
    (hand_written.conv_2d, CONV),
    (hand_written.conv_channels, CHANNELS),
    (hand_written.conv_1d, SIGNAL),
    (hand_written.max_pool, MAX_POOL),
    (hand_written.avg_pool, AVG_POOL),
    (hand_written.dense, "Y = W X + b"),
    (hand_written.relu, "Y = relu(X)"),
    (hand_written.sigmoid, "A = sigmoid(Z)"),
    (hand_written.softmax, "Y = softmax(X)"),
    (hand_written.network, WHOLE),
]

PLANTED = [
    (hand_written.conv_2d, CONV, "kernel", "dX", "kernel-not-turned", "the wrong way round"),
    (hand_written.conv_2d, CONV, "stride", "dX", "stride-dropped", "the stride is forgotten on the way from Y"),
    (hand_written.conv_2d, CONV, "overlap", "dX", "overlap-not-added", "overwrite each other instead of adding up"),
    (hand_written.conv_2d, CONV, "sum", "dW", "position-sum-missing", "from each i, j of Y overwrite each other"),
    (hand_written.conv_2d, CONV, "turned", "dW", "filter-gradient-turned", "comes out turned by half a turn"),
    (hand_written.conv_2d, CONV, "left on", "dX", "padding-wrong", "the padding is left on"),
    (hand_written.conv_2d, CONV, "cut at end", "dX", "padding-wrong", "cut at the end and not at the start"),
    (hand_written.conv_2d, CONV, "cut by minus p", "dX", "padding-wrong", "a slice p:-p, which is empty where p is 0"),
    (hand_written.conv_2d, CONV, "trailing", "dX", "shape-wrong",
     "the trailing (M+2p-K_h) mod s rows and (N+2p-K_w) mod s columns are missing"),
    (hand_written.conv_2d, CONV, "valid", "dX", "valid-for-full", "K_h-1 rows and K_w-1 columns at each side"),
    (hand_written.conv_2d, CONV, "mean", "db", "bias-gradient-averaged", "the mean of its contributions"),
    (hand_written.conv_2d, CONV, "not summed", "db", "bias-gradient-not-summed", "the upstream gradient dY itself"),
    (hand_written.conv_2d, CONV, "one axis", "db", "bias-gradient-not-summed", "dY summed over i alone"),
    (hand_written.conv_2d, CONV, "sign", "dX", "sign", "its sign is turned"),
    (hand_written.conv_2d, CONV, "transposed", "dW", "transpose", "it is transposed"),
    (hand_written.conv_2d, CONV, "exchanged", "dX", "weights-gradient-for-input-gradient", "it is dW, returned"),
    (hand_written.conv_2d, CONV, "halved", "dW", "factor", "a factor 1/2 that"),
    (hand_written.conv_2d, CONV, "over positions", "dW", "mean-for-sum", "N the number of positions of Y"),
    (hand_written.conv_2d, CONV, "value", "dX", "value-for-gradient", "the value of X and no gradient"),
    (hand_written.conv_2d, CONV, "last row", "dX", "index-off-by-one", "the last i of Y is left out"),
    (hand_written.conv_channels, CHANNELS, "channels", "dX", "channel-sum-missing", "from each o of Y overwrite"),
    (hand_written.conv_channels, CHANNELS, "mean", "db", "bias-gradient-averaged", "the mean of its contributions"),
    (hand_written.conv_channels, CHANNELS, "partly summed", "db", "bias-gradient-not-summed", "dY summed over j alone"),
    (hand_written.conv_channels, CHANNELS, "axes", "dW", "transpose", "its axes are in the order (2, 1, 3, 4)"),
    (hand_written.conv_1d, SIGNAL, "kernel", "dx", "kernel-not-turned", "the kernel w is the wrong way round"),
    (hand_written.max_pool, MAX_POOL, "every", "dX", "maximum-to-every-cell", "every cell instead of the greatest"),
    (hand_written.max_pool, MAX_POOL, "last", "dX", "maximum-to-wrong-cell", "the last cell instead of the greatest"),
    (hand_written.max_pool, MAX_POOL, "smallest", "dX", "maximum-to-wrong-cell", "the smallest cell"),
    (hand_written.max_pool, MAX_POOL, "shares", "dX", "pool-kind-swapped", "in equal shares, as for a mean"),
    (hand_written.max_pool, MAX_POOL, "overlap", "dX", "overlap-not-added", "where windows overlap"),
    (hand_written.max_pool, MAX_POOL, "set", "dX", "overlap-not-added", "where windows have one winner"),
    (hand_written.avg_pool, AVG_POOL, "missing", "dx", "pool-factor", "the constant factor of y is left out"),
    (hand_written.avg_pool, AVG_POOL, "doubled", "dx", "pool-factor", "multiplied in twice"),
    (hand_written.avg_pool, AVG_POOL, "one over k", "dx", "pool-factor", "a factor k, one side of the window"),
    (hand_written.dense, "Y = W X + b", "transposed", "dW", "transpose", "it is transposed"),
    (hand_written.dense, "Y = W X + b", "not square", "dX", "transpose", "W stands for its transpose"),
    (hand_written.relu, "Y = relu(X)", "no gate", "dX", "relu-gate-missing", "the gate of relu in Y is left out"),
    (hand_written.relu, "Y = relu(X)", "gate of dY", "dX", "relu-gate-wrong", "taken at the upstream gradient"),
    (hand_written.relu, "Y = relu(X)", "turned", "dX", "relu-gate-wrong", "turned around"),
    (hand_written.relu, "Y = relu(X)", "value", "dX", "relu-gate-wrong", "the value of relu in Y stands for its gate"),
    (hand_written.sigmoid, "A = sigmoid(Z)", "no slope", "dZ", "slope-missing", "is left out"),
    (hand_written.sigmoid, "A = sigmoid(Z)", "at value", "dZ", "slope-at-wrong-place", "taken at its value"),
    (hand_written.sigmoid, "A = sigmoid(Z)", "twice", "dZ", "chain-factor-doubled", "multiplied in twice"),
    (hand_written.sigmoid, "A = sigmoid(Z)", "tanh", "dZ", "activation-swapped", "the hyperbolic tangent"),
    (hand_written.softmax, "Y = softmax(X)", "diagonal", "dX", "term-missing", "only the diagonal"),
    (hand_written.network, WHOLE, "gate", "dW", "relu-gate-missing", "the gate of relu in A is left out"),
    (hand_written.network, WHOLE, "factor", "dW", "loss-factor", "the constant factor of E is left out"),
    (hand_written.network, WHOLE, "prediction", "db", "prediction-for-error", "the target is left out"),
]


@pytest.mark.parametrize(("function", "text"), RIGHT)
def test_a_right_function_passes_on_all_shapes(function, text):
    report = sc.check_backward(function, text)
    assert bool(report) is True, str(report)
    assert report.shapes >= 7
    assert all(f.tried == report.shapes for f in report.findings)


@pytest.mark.parametrize(("function", "text", "mistake", "name", "tag", "said"), PLANTED)
def test_a_planted_mistake_is_found_and_named(function, text, mistake, name, tag, said):
    report = sc.check_backward(partial(function, mistake=mistake), text)
    assert bool(report) is False
    finding = report[name]
    assert finding.cause == tag, str(report)
    assert said in finding.why()
    assert finding.causes[0].shapes == finding.wrong
    assert tag in CAUSES


def test_only_the_wrong_gradient_is_called_wrong():
    report = sc.check_backward(partial(hand_written.conv_2d, mistake="trailing"), CONV)
    assert [f.verdict for f in report.findings] == ["wrong", "right", "right"]
    assert "exactly the shapes where s does not divide M+2p-K_h or s does not divide N+2p-K_w" in report.text()
    assert report["dX"].line().startswith(f"dX wrong in {report['dX'].wrong} of 84 shapes, smallest M=")
    assert "returned shape" in report["dX"].detail


def test_an_exception_is_reported_with_its_shape_and_the_rest_is_judged():
    report = sc.check_backward(partial(hand_written.conv_2d, mistake="raises"), CONV)
    (failure,) = report.failures
    assert failure.error == "IndexError"
    assert failure.message == "nothing to cut"
    assert failure.smallest["p"] == 0
    assert failure.where == "exactly the shapes where p = 0"
    assert report["dX"].tried == 84 - failure.shapes
    assert not report


def test_an_argument_changed_in_place_is_told():
    report = sc.check_backward(partial(hand_written.relu, mistake="in place"), "Y = relu(X)")
    assert report
    assert "the function changes its argument dY in place" in report.notes


def test_what_nothing_explains_is_unknown():
    report = sc.check_backward(partial(hand_written.conv_2d, mistake="random"), CONV)
    assert report["dX"].cause == "unknown"
    assert "no mistake of the catalogue explains it" in report.text()


def test_two_gradients_may_have_two_mistakes():
    report = sc.check_backward(partial(hand_written.conv_2d, mistake="two"), CONV)
    assert (report["dX"].cause, report["dW"].cause, report["db"].cause) == ("sign", "filter-gradient-turned", None)


def test_one_reason_is_said_once():
    report = sc.check_backward(partial(hand_written.network, mistake="gate"), WHOLE)
    assert report.text().count("the gate of relu in A is left out") == 1
    assert "for the same reason as dX" in report.text()


def test_text_markdown_and_json():
    report = sc.check_backward(partial(hand_written.avg_pool, mistake="missing"), AVG_POOL)
    assert str(report) == report.text()
    first, second, *_ = report.text().splitlines()
    assert first == "0 of 1 gradients right on 84 shapes: avg_pool for y = avg_pool(x, k)"
    assert second.startswith("✗ dx wrong in ")
    assert report.markdown().startswith("**`0 of 1 gradients right")
    found = json.loads(json.dumps(report.to_json()))
    assert found["version"] == 1
    assert found["gradients"][0]["causes"][0]["cause"] == "pool-factor"
    assert found["right"] is False


def test_the_report_is_the_same_each_time():
    run = partial(sc.check_backward, partial(hand_written.max_pool, mistake="set"), MAX_POOL)
    assert run() == run()
    assert run(seed=3).shapes == 84


def test_sizes_and_budget():
    report = sc.check_backward(hand_written.conv_2d, CONV, sizes={"s": 2, "p": (0, 1), "M": range(3, 6)}, budget=20)
    assert report.shapes == 20
    assert report
    with pytest.raises(ValueProblem, match="no size letter of the network"):
        sc.check_backward(hand_written.conv_2d, CONV, sizes={"q": 2})
    with pytest.raises(ValueProblem, match="give at least 1"):
        sc.check_backward(hand_written.conv_2d, CONV, budget=0)


def test_a_network_of_one_shape_is_run_several_times():
    report = sc.check_backward(partial(hand_written.relu, mistake="no gate"), "X: 5\nY = relu(X)")
    assert "wrong in 8 of 8 runs: the gate" in report.text()


Gradients = namedtuple("Gradients", ["dW", "dX"])


@pytest.mark.parametrize("returned", [
    lambda dX, dW: (dX, dW),
    lambda dX, dW: [dX, dW],
    lambda dX, dW: {"W": dW, "dL_dX": dX},
    lambda dX, dW: Gradients(dW, dX),
])
def test_results_by_order_or_name(returned):
    def backward(grad_output, x, w):
        return returned(w.T @ grad_output, np.outer(grad_output, x))

    assert sc.check_backward(backward, "Y = W X", budget=12)


def test_one_array_is_known_by_its_shape():
    def by_input(dL_dY, W):
        return W.T @ dL_dY

    report = sc.check_backward(by_input, "Y = W X", budget=20)
    assert report
    assert [f.name for f in report.findings] == ["dX"]
    assert "taken as dX" in report.notes[0]


def test_wrt_says_which_gradients_are_returned():
    def backward(dY, X, W):
        return np.outer(dY, X), W.T @ dY

    assert not sc.check_backward(backward, "Y = W X", budget=12)
    assert sc.check_backward(backward, "Y = W X", budget=12, wrt=("W", "X"))
    with pytest.raises(MeaninglessError, match="no input with a gradient"):
        sc.check_backward(backward, "Y = W X", wrt=("Y",))


def test_keywords_are_those_of_the_network():
    def backward(dout, x, *, pool_size, stride=None):
        dx = np.zeros_like(x)
        for i, d in enumerate(dout):
            dx[i * stride + np.argmax(x[i * stride:i * stride + pool_size])] += d
        return dx

    assert sc.check_backward(backward, "x: N\ny = max_pool(x, k, stride=s)", budget=20)
    assert sc.check_backward(backward, "x: N\ny = max_pool(x, 2)", budget=20)


def test_a_bias_gradient_with_an_axis_of_one_is_read():
    def backward(dY, X, W, b):
        return {"db": np.array([dY.sum()])}

    report = sc.check_backward(backward, "Y = conv(X, W, b)", budget=12)
    assert report
    assert any("axes of extent one" in n for n in report.notes)


@pytest.mark.parametrize(("function", "message"), [
    (lambda dY, cache: None, "the argument 'cache' matches nothing of the network: name it one of dY for the upstream"),
    (lambda X, W: None, "no argument of the function is the upstream gradient: name one dY"),
    (lambda dY, X, W: (1, 2, 3), "returned 3 results where dX, dW were expected"),
    (lambda dY, X, W: {"dQ": 1}, "returned 'dQ', which is no gradient here: use dX, dW"),
    (lambda dY, X, W: (None, None), "returned no gradient at all"),
])
def test_what_is_unclear_is_asked(function, message):
    with pytest.raises(ValueProblem, match=message):
        sc.check_backward(function, "Y = W X", budget=6)


def test_strides_of_two_layers_must_be_told_apart():
    with pytest.raises(ValueProblem, match="name the layer too, as in conv_stride"):
        sc.check_backward(lambda dP, X, W, stride: (X, W), "Z = conv(X, W)\nP = max_pool(Z, 2)", budget=6)


def test_a_hostile_message_cannot_move_the_terminal():
    def backward(dY, X):
        raise RuntimeError("\x1b[2J`cleared`")

    report = sc.check_backward(backward, "Y = relu(X)")
    assert "\x1b" not in report.text()
    assert report.markdown().count("`") % 2 == 0
    assert report.findings[0].verdict == "undecided"


@pytest.mark.parametrize("text", [CONV, CHANNELS, MAX_POOL, AVG_POOL, "Y = softmax(X)", "A = sigmoid(conv(X, W))"])
def test_the_loops_agree_with_the_compiled_program_and_swaps_do_not(text):
    system = with_upstream(assemble(read_network(text)).system, "E")
    leaves = [k for k in system.leaves if system.tensors[k].role != "gradient"]
    program = compile_program(system, "E", leaves, [e.tensor for e in system.equations], {})
    sizes = choices(system, {}, 1, 20)[-1]
    data = trial(system, program, sizes, gradient_names("E", leaves), 0)
    steps = passings(system)
    run = BackwardPass(system, "E", sizes, data.values, steps)
    for key in leaves:
        assert same(as_array(run.gradient(key), system.tensors[key], sizes), data.right[key])
    changed = 0
    for swap in (s for (of, _), step in steps.items() if of != "E" for s in swaps(step)):
        assert swap.tag in CAUSES
        try:
            found = as_array(run.gradient(swap.step.by, swap.step), system.tensors[swap.step.by], sizes)
        except ProofFailed:
            continue
        changed += swap.step.by in leaves and not same(found, data.right[swap.step.by])
    assert changed >= 3


def test_the_list_of_causes_is_one():
    listed = json.loads((Path(__file__).parent / "tables" / "causes.json").read_text(encoding="utf-8"))
    assert dict(CAUSES) == listed


def test_comparison_fails_on_a_wrong_answer():
    right = np.arange(4.0)
    assert same(right, right + 1e-12)
    assert not same(right + 1e-3, right)
    assert not same(right.reshape(2, 2), right)
    assert not same(np.full(4, np.nan), right)
