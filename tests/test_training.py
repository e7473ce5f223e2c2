"""The loss with its gradients, steps of descent, parameters from files, and two networks at work."""

from itertools import pairwise

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import MeaninglessError, NameUnknown, SymcnnError, ValueProblem
from symcnn.training import alexnet, digits
from symcnn.training.weights import load_parameters, random_parameters

NET = "x: 4; W: 3×4; b: 3; a = tanh(W x + b); V: 2×3; z = V a; assume t one-hot; E = cross_entropy_logits(z, t)"


def values_of(net, seed=0):
    random = np.random.default_rng(seed)
    found = {k: random.standard_normal([int(n) for n in net.shape(k)]) for k in net.forward_system.leaves}
    return found | {"t": np.array([0.0, 1.0])}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_value_and_grad_gives_what_the_program_gives(dtype):
    net = sc.Network(NET)
    values = values_of(net)
    program = net.compile(dtype=dtype)
    loss, gradients = program.value_and_grad(values)
    results = program(values)
    assert loss == results["E"]
    assert list(gradients) == list(net.parameters)
    for key, gradient in gradients.items():
        assert gradient.dtype == dtype and gradient.shape == values[key].shape
        np.testing.assert_array_equal(gradient, results[f"dE/d{key}"])


@pytest.mark.parametrize("fresh", [True, False])
def test_steps_go_down_and_leave_the_values_alone(fresh):
    net = sc.Network(NET)
    values = values_of(net)
    before = {k: v.copy() for k, v in values.items()}
    program = net.compile(fresh=fresh)
    loss, moved = program.step(values, rate=0.1)
    expected = net.compile()(values)
    for key in values:
        np.testing.assert_array_equal(values[key], before[key])
        if key in net.parameters:
            np.testing.assert_allclose(moved[key], before[key] - 0.1 * expected[f"dE/d{key}"], rtol=1e-14)
        else:
            assert moved[key] is values[key]
    losses = [loss]
    for _ in range(20):
        loss, moved = program.step(moved, rate=0.1)
        losses.append(loss)
    assert all(a > b for a, b in pairwise(losses))


def test_programs_without_a_loss_or_gradients_take_no_step():
    with pytest.raises(MeaninglessError, match="the program gives no loss: compile a network that ends in one"):
        sc.Network("y = W x").compile().value_and_grad({})
    with pytest.raises(MeaninglessError, match=r"gives no gradient of E: name some in compile\(wrt=\.\.\.\)"):
        sc.Network(NET).compile(wrt=[]).step({}, 0.1)


def test_arrays_that_are_not_contiguous_or_of_another_type():
    net = sc.Network(NET)
    values = values_of(net)
    program = net.compile()
    expected = program(values)
    turned = {k: np.asfortranarray(np.repeat(v, 2, axis=0)[::2]) for k, v in values.items()}
    found = program(turned)
    for key, array in expected.items():
        # a matrix that lies the other way is multiplied by other kernels, which add up in another order
        np.testing.assert_allclose(found[key], array, rtol=1e-14)
    whole = net.compile()(values | {"x": [1, 2, 3, 4]})
    np.testing.assert_array_equal(whole["dE/dW"], net.compile()(values | {"x": np.array([1.0, 2, 3, 4])})["dE/dW"])
    with pytest.raises(ValueProblem, match="x"):
        program(values | {"x": np.ones(5)})
    with pytest.raises(ValueProblem, match="not an array of numbers"):
        program(values | {"x": np.array(["a"] * 4)})


def test_parameters_from_npz(tmp_path):
    net = sc.Network(NET)
    drawn = random_parameters(net, np.random.default_rng(0))
    np.savez(tmp_path / "good.npz", **drawn)
    found = load_parameters(net, tmp_path / "good.npz")
    assert list(found) == list(net.parameters)
    for key in found:
        np.testing.assert_array_equal(found[key], drawn[key])
    np.savez(tmp_path / "few.npz", W=drawn["W"], b=drawn["b"])
    with pytest.raises(ValueProblem, match=r"lacks V: add an array of shape \(2, 3\)"):
        load_parameters(net, tmp_path / "few.npz")
    np.savez(tmp_path / "turned.npz", **{**drawn, "W": drawn["W"].T})
    with pytest.raises(ValueProblem, match=r"W has the shape \(4, 3\) in .*: give one of shape \(3, 4\)"):
        load_parameters(net, tmp_path / "turned.npz")
    np.savez(tmp_path / "text.npz", **{**drawn, "b": np.array(["a", "b", "c"])})
    with pytest.raises(ValueProblem, match="b holds no numbers"):
        load_parameters(net, tmp_path / "text.npz")
    np.savez(tmp_path / "strange.npz", **drawn, U=drawn["W"])
    with pytest.raises(NameUnknown, match="U"):
        load_parameters(net, tmp_path / "strange.npz")


def test_files_that_hold_no_parameters(tmp_path):
    net = sc.Network(NET)
    with pytest.raises(NameUnknown, match="there is no file"):
        load_parameters(net, tmp_path / "none.npz")
    for name, said in (("text.npz", r"cannot be read as \.npz"), ("text.csv", "is no file of parameters")):
        (tmp_path / name).write_text("1, 2, 3")
        with pytest.raises(SymcnnError, match=said):
            load_parameters(net, tmp_path / name)
    np.savez(tmp_path / "objects.npz", W=np.array([{}], dtype=object))
    with pytest.raises(SymcnnError, match=r"cannot be read as \.npz"):
        load_parameters(net, tmp_path / "objects.npz")


class Harmful:
    """What a hostile checkpoint holds: a call that would leave a file behind."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_parameters_from_a_checkpoint(tmp_path):
    torch = pytest.importorskip("torch")
    net = sc.Network(NET)
    drawn = random_parameters(net, np.random.default_rng(0))
    names = [f"layers.{n}.weight" for n in range(len(drawn))]
    torch.save({n: torch.tensor(v) for n, v in zip(names, drawn.values(), strict=True)}, tmp_path / "good.pt")
    for key, array in load_parameters(net, tmp_path / "good.pt").items():
        np.testing.assert_array_equal(array, drawn[key])
    torch.save({"W": torch.tensor(drawn["W"])}, tmp_path / "few.pth")
    with pytest.raises(ValueProblem, match="holds 1 arrays where the network has 3 parameters"):
        load_parameters(net, tmp_path / "few.pth")
    torch.save([1, 2], tmp_path / "list.pt")
    with pytest.raises(SymcnnError, match="holds no dictionary of tensors"):
        load_parameters(net, tmp_path / "list.pt")
    left = tmp_path / "left_behind"
    torch.save({"W": Harmful(left)}, tmp_path / "harmful.pt")
    with pytest.raises(SymcnnError, match="is no checkpoint of tensors alone"):
        load_parameters(net, tmp_path / "harmful.pt")
    assert not left.exists()
    (tmp_path / "text.pt").write_text("no checkpoint")
    with pytest.raises(SymcnnError, match="is no checkpoint of tensors alone"):
        load_parameters(net, tmp_path / "text.pt")


def test_the_best_guesses_of_a_network():
    net = sc.Network(NET)
    values = values_of(net)
    parameters = {k: values[k] for k in net.parameters}
    scores = net.compile(wrt=[], outputs=["z"])(values)["z"]
    shares = np.exp(scores) / np.exp(scores).sum()
    found = alexnet.guesses(net, parameters, values["x"], best=2)
    assert [n for n, _ in found] == list(np.argsort(-scores))
    np.testing.assert_allclose([share for _, share in found], sorted(shares, reverse=True), rtol=1e-6)
    assert alexnet.table(found).splitlines()[0].split() == ["rank", "class", "probability"]


def test_alexnet_with_random_weights(capsys, tmp_path):
    alexnet.main([])
    lines = capsys.readouterr().out.splitlines()
    shares = [float(line.split()[2].rstrip("%")) for line in lines[1:]]
    assert len(shares) == 5 and shares == sorted(shares, reverse=True) and 0 < shares[0] < 100
    np.save(tmp_path / "image.npy", np.zeros((3, 2, 2)))
    with pytest.raises(SystemExit, match="2"):
        alexnet.main(["--image", str(tmp_path / "image.npy")])
    assert "holds the shape (3, 2, 2): give one of shape (3, 224, 224)" in capsys.readouterr().err


def test_lenet_learns_digits():
    pytest.importorskip("sklearn")
    pytest.importorskip("tqdm")
    data = digits.digits()
    assert data.images.shape == (1797, 1, 32, 32) and data.targets.sum() == 1797
    net, parameters = digits.train(data, epochs=1)
    assert digits.accuracy(net, parameters, data) > 0.85
    assert digits.accuracy(net, random_parameters(net, np.random.default_rng(1)), data) < 0.5


def test_lenet_in_single_precision_for_one_image():
    net = sc.load("example:lenet5")
    values = values_of(net) | {"t": np.eye(10)[3]}
    double, single = net.compile()(values), net.compile(dtype="float32")(values)
    for key, array in double.items():
        scale = np.max(np.abs(array))
        np.testing.assert_allclose(single[key] / scale, array / scale, atol=1e-4)
