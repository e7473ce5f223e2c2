"""From text and layer objects to systems: names, sizes, roles, batches, conventions, and refusals with their line."""

import numpy as np
import pytest
import sympy

from forward_values import assembled, forward
from symcnn.assembly import assemble_layers
from symcnn.draft.quantities import written
from symcnn.errors import MeaninglessError, NotSupportedYet, ShapeError
from symcnn.layers import Conv, Define, Dense, Flatten, Input, MaxPool, Sigmoid, Softmax, SumPool
from symcnn.losses import CrossEntropy, SquaredError
from symcnn.notation.affine import whole
from symcnn.notation.letters import size

MINI = """
x[i,j]: 4×4
w[f_i,f_j,k]: 2×2×3
w[p_i,p_j,k,o]: 2×2×3×2
y[c_i,c_j,k] = sigmoid(conv(x, w[f_i,f_j,k]))
z[p_i,p_j,k] = sum_pool(y, 2, stride=1)
o = sigmoid(dense(z, w[p_i,p_j,k,o]))
E = squared_error(o, t)/2
"""


def shape(found, key):
    return tuple(written(e, found.system.halves) for e in found.system.extents(key))


def letters(found, key):
    return [a.letter for a in found.system.tensors[key].axes]


def roles(found):
    return {k: t.role for k, t in found.system.tensors.items()}


def test_mini_cnn():
    found = assembled(MINI)
    assert roles(found) == {
        "x": "data", "w[f_i,f_j,k]": "parameter", "w[p_i,p_j,k,o]": "parameter", "y": "intermediate",
        "z": "intermediate", "o": "intermediate", "E": "loss", "t": "target"}
    assert found.loss == "E"
    assert shape(found, "y") == ("3", "3", "3")
    assert found.arithmetic["y"] == ("(4-2)/1+1 = 3", "(4-2)/1+1 = 3")
    assert found.sources["z"] == 6
    assert letters(found, "t") == ["o"]


def test_two_tensors_of_one_letter():
    assert {"w[a]", "w[a,b]"} < set(assembled("w[a]: 2\nw[a,b]: 2×2\ny = tanh(w[a])").system.tensors)
    with pytest.raises(MeaninglessError, match=r"line 3: w names 2 tensors: write w\[a\] or w\[a,b\]"):
        assembled("w[a]: 2\nw[a,b]: 2×2\ny = tanh(w)")


def test_sizes_come_from_numbers_else_from_letters():
    found = assembled("Z = conv(X, F) + B\nA = relu(Z)\nX = [[1,2,3],[4,5,6],[7,8,9]]")
    assert shape(found, "X") == ("3", "3")
    assert shape(found, "F") == ("K_h", "K_w")
    assert shape(found, "Z") == ("-K_h+4", "-K_w+4")
    assert shape(found, "B") == ()
    assert found.data["X"][0] == ("1", "2", "3")


def test_omitted_sizes_never_name_a_tensor():
    found = assembled("Y = conv(H, W)")
    names = {v.name for v in found.system.size_letters}
    assert len(names) == 4
    assert not names & {"Y", "H", "W"}


def test_a_spoken_size_is_the_size_of_every_axis():
    found = assembled("assume N >= K\ny = conv(x, w)")
    assert shape(found, "x") == ("N", "N")
    assert shape(found, "w") == ("K", "K")


def test_a_kernel_is_taken_to_fit():
    facts = assembled("y = conv(x, w)").system.facts
    assert facts.proves(size_of("H") - size_of("K_h"))
    assert not facts.proves(size_of("K_h") - size_of("H"))


def size_of(name):
    return whole(size(name))


def test_padding_may_be_zero_and_stride_not():
    facts = assembled("y = conv(x, w, stride=s, padding=p)").system.facts
    assert facts.proves(size_of("p"))
    assert facts.proves(size_of("s") - 1)
    assert not facts.proves(size_of("p") - 1)


def test_an_odd_size_is_halved():
    found = assembled("x: N\nw: K\nassume K odd, N >= K\ny = conv(x, w, padding=(K-1)/2)")
    assert shape(found, "y") == ("N",)
    assert [(half.name, odd.name) for half, odd in found.system.halves.items()] == [("h", "K")]
    assert all(size("K") not in e.letters for k in found.system.tensors for e in found.system.extents(k))
    with pytest.raises(MeaninglessError, match=r"line 3: \(K-1\)/2 need not be whole: assume K odd"):
        assembled("x: N\nw: K\ny = conv(x, w, padding=(K-1)/2)")


def test_what_divides_is_kept():
    found = assembled("x: N\nw: K\nassume s divides N-K\ny = conv(x, w, stride=s)")
    assert found.system.facts.divides(size_of("s"), size_of("N") - size_of("K"))
    assert not found.system.facts.divides(size_of("s"), size_of("N"))


def test_named_extents_are_worked_out():
    found = assembled("Y[i,j]: H_o×W_o = conv(X, K)\nB: H_o×W_o\nZ = Y + B\nH_o = (H-F_h)/s+1")
    assert shape(found, "Y") == shape(found, "B") == ("-F_h+H+1", "-F_w+W+1")
    assert [e.letter.name for e in found.extents["Y"]] == ["H_o", "W_o"]
    assert "H_o" not in found.system.tensors
    with pytest.raises(ShapeError, match="line 3: y is said to be 4×4 and is 3×3"):
        assembled("x: 4×4\nw: 2×2\ny: 4×4 = conv(x, w)")


def test_an_unknown_in_a_size_is_solved_for():
    found = assembled("x: 7\nw: 3\ny = conv(x, w)\nb: n+2\nz = y + b")
    assert shape(found, "b") == ("5",)
    with pytest.raises(ShapeError, match="line 5: 5 and 2n meet"):
        assembled("x: 7\nw: 3\ny = conv(x, w)\nb: 2n\nz = y + b")


def test_whole_numbers_given_to_sizes():
    found = assembled("x: N\nN = 6\ny = max_pool(x, d, stride=s)\nd = 2\ns = 3")
    assert shape(found, "y") == ("2",)
    assert set(found.system.tensors) == {"x", "y"}


def test_scalars():
    found = assembled("w0 = 2.00\nb: scalar\nx: 3\ny = w0 x + b")
    assert shape(found, "w0") == shape(found, "b") == ()
    assert found.data["w0"] == "2.00"


# equations written with indices


def test_indexed_equations():
    found = forward("y[i] = sum_{j=1}^{3} W[i,j] x[j] + b[i]\nE = 1/2 sum_{i} (y[i]-t[i])^2", {"N": 2})
    assert np.allclose(found["y"], found["W"] @ found["x"] + found["b"])
    assert np.allclose(found["E"], ((found["y"] - found["t"]) ** 2).sum() / 2)


def test_extents_of_an_indexed_convolution():
    text = "x[i,j]: N×N\nw[m,n]: K×K\ny[i,j] = sum_{m=1}^{K} sum_{n=1}^{K} x[i+m-1,j+n-1] w[m,n]"
    assert shape(assembled(text), "y") == ("-K+N+1", "-K+N+1")
    same = assembled(text.replace("y[i,j] =", "v = conv(x, w)\ny[i,j] ="))
    assert same.system.equation("v").right == same.system.equation("y").right


def test_entries_outside_count_as_zero():
    found = forward("x: 5\nw: 3\ny[i]: 5 = sum_{m=1}^{3} w[m] x[i+m-2]")
    assert np.array_equal(found["y"], np.convolve(found["x"], found["w"][::-1], "same"))


def test_subscripts_are_indices_where_the_tensor_has_the_axis():
    found = forward("x: 3\nt: 3\nL = \\sum_{n=1}^{3} (x_n - t_n)^2 + x_1 + w_0")
    assert np.allclose(found["L"], ((found["x"] - found["t"]) ** 2).sum() + found["x"][0] + found["w_0"])


def test_a_letter_bound_nowhere_is_refused():
    with pytest.raises(MeaninglessError, match="line 2: the index k of x is bound nowhere"):
        assembled("x[i]: 3\ny[j] = x[k]")


def test_products():
    found = forward("W: 2×3\nx: 3\ny = W x\nz = W^T y\nu = x \\odot z\ns = x^T z\nX: 3×4\nV = W X")
    assert np.array_equal(found["z"], found["W"].T @ found["W"] @ found["x"])
    assert np.array_equal(found["u"], found["x"] * found["z"])
    assert np.array_equal(found["s"], found["x"] @ found["z"])
    assert np.array_equal(found["V"], found["W"] @ found["X"])


def test_star_and_glyphs():
    found = forward("x: 4×4\nw: 2×2\na = x \\star w\nlet * = convolution\nb = x * w\nc = conv(x, w, flip=True)")
    assert np.array_equal(found["b"], found["c"])
    assert not np.array_equal(found["a"], found["b"])


def test_blocks():
    found = forward("A: 2×2\nB: 2×3\nT = [[A, B],[0, C]]\nC: 1×3\nU = [[1, 2],[3, 4]] A")
    corner = np.zeros((1, 2))
    assert np.array_equal(found["T"], np.block([[found["A"], found["B"]], [corner, found["C"]]]))
    assert shape(assembled("x: 4\ny = conv(x, [1, -1])"), "y") == ("3",)


@pytest.mark.parametrize("text", ["h: 4\ny = h[(h[1])[2]]", "x: 4×4\ny[i] = x[(q[i])[1], i]"])
def test_an_entry_of_an_entry_is_refused(text):
    with pytest.raises(MeaninglessError, match="line 2: an entry of an entry: put all indices into one pair of brackets"):
        assembled(text)


def test_a_class_selects_its_entry():
    text = "p: 4\nc: scalar\na = p[c]\nL = (p[c] - 1)^2"
    found = forward(text, given={"c": 3})
    assert found["a"] == found["p"][2]
    assert roles(assembled(text))["c"] == "target"


# structure


def test_nested_reductions_get_equations_of_their_own():
    found = assembled("x: 6×6\nw: 3×3\no = dense(flatten(max_pool(relu(conv(x, w) + b), 2)), W) + c")
    assert [e.tensor for e in found.system.equations] == ["h_1", "h_2", "o"]
    assert shape(found, "h_1") == ("4", "4")
    assert [e.tensor for e in assembled("y = sigmoid(conv(x, w) + b)").system.equations] == ["y"]
    assert "h_2" in assembled("h_1: 3\ny = max_pool(conv(x, w), 2)").system.tensors


def test_a_name_given_again_is_replaced_from_there_on():
    found = assembled("u: 3\nx = relu(u)\ny = 2 x\nx = tanh(x)\nz = x")
    assert [e.tensor for e in found.system.equations] == ["x'", "y", "x", "z"]
    unread = assembled("u: 3\nx = relu(u)\nx = tanh(u)")
    assert [e.tensor for e in unread.system.equations] == ["x"]


def test_a_tensor_read_before_it_is_given():
    with pytest.raises(ShapeError, match="line 2: x is read before this line gives it"):
        assembled("y = relu(x)\nx = tanh(u)")


def test_bias_per_channel_per_position_or_one():
    assert shape(assembled("x: 2×4×4\nw: 3×2×2×2\ny = conv(x, w) + b"), "b") == ("3",)
    assert shape(assembled("x: 2×4×4\nw: 3×2×2×2\nb: 3×3×3\ny = conv(x, w) + b"), "b") == ("3", "3", "3")
    assert shape(assembled("x: 4×4\nw: 2×2\ny = conv(x, w) + b"), "b") == ()
    assert letters(assembled("y[i,j,k]: 3×3×2\nb[k]: 2\nz = y + b"), "z") == ["i", "j", "k"]


def test_functions():
    found = assembled("f = sigmoid\ny = f(x)\nz = g(y)")
    assert found.system.equation("y").right.function == "sigmoid"
    assert found.system.equation("z").right.function == "g"
    assert found.functions == {"f": "sigmoid"}
    with pytest.raises(NotSupportedYet, match="line 1: batchnorm is not supported yet"):
        assembled("y = batch_norm(x)")


def test_fragments_abbreviations_and_upstream_numbers():
    found = assembled("Z = conv(X, K)\n\\delta = dC/dZ\ndC/dZ = [[1, 2]]")
    assert found.loss is None
    assert found.abbreviations == {"\\delta": "dC/dZ"}
    assert found.upstream == {"Z": (("1", "2"),)}
    assert found.upstream_loss == "C"


def test_targets_that_sum_to_one():
    assert assembled("E = cross_entropy_logits(z, t)\nassume t one-hot").system.unit_sum == {"t"}
    assert assembled("E = cross_entropy_logits(z, t)\nassume sum(t) = 1").system.unit_sum == {"t"}
    assert not assembled("E = cross_entropy_logits(z, t)").system.unit_sum


def test_origin_and_ties():
    found = assembled("origin = 0\nties = all\nx: 4\ny = max_pool(x, 2)").system
    assert found.origin == 0
    assert found.ties == found.equation("y").right.tie == "all"
    assert assembled("origin = 0\ny = relu(x)", origin=1).system.origin == 1


# batches


def test_a_batch_is_the_first_axis_of_all_but_parameters():
    found = assembled("batch n: 8\nx: 3\nW: 2×3\na = tanh(W x + b)\nE = squared_error(a, t)")
    assert shape(found, "x") == ("8", "3")
    assert shape(found, "W") == ("2", "3")
    assert shape(found, "t") == shape(found, "a") == ("8", "2")
    assert shape(found, "E") == ()
    assert shape(found, "b") == ("2",)
    assert letters(found, "x")[0] == "n"
    assert "n" not in letters(found, "x")[1:]


@pytest.mark.parametrize("loss", [
    "squared_error(a, t, reduction=\"mean\")",
    "1/(2 N) sum_{n=1}^{N} sum_{i} (a[n,i] - t[n,i])^2",
    "mean((a - t)^2)/N",
])
def test_losses_over_a_batch(loss):
    found = forward(f"batch n: N\nx: 3\nW: 2×3\na = W x\nt: 2\nE = {loss}", {"N": 4})
    assert np.allclose(found["a"], found["x"] @ found["W"].T)
    assert np.allclose(found["E"], ((found["a"] - found["t"]) ** 2).mean())


# layer objects


def test_objects_and_text_give_one_system():
    objects = assemble_layers([
        Input("x[i,j]", (4, 4)), Conv("y[c_i,c_j,k]", weight="w[f_i,f_j,k]", kernel_size=2, out_channels=3),
        Sigmoid("a"), SumPool("z", 2, stride=1), Flatten("f"), Dense("o", weight="v", bias="b", units=2), Sigmoid("p"),
        SquaredError("E", target="t")]).system
    text = assembled("""
        x[i,j]: 4×4
        w[f_i,f_j,k]: 2×2×3
        y[c_i,c_j,k] = conv(x, w)
        a = sigmoid(y)
        z = sum_pool(a, 2, stride=1)
        f = flatten(z)
        v: 2×12
        o = dense(f, v, b)
        p = sigmoid(o)
        E = squared_error(p, t)""").system
    assert objects.equations == text.equations
    assert {k: t.axes for k, t in objects.tensors.items()} == {k: t.axes for k, t in text.tensors.items()}


def test_per_axis_tuples_say_whether_there_is_a_channel():
    def pooled(kernel):
        return assemble_layers([Input("x", (4, 6, 8)), MaxPool("y", kernel)]).system.numbered({})["y"]

    assert pooled((2, 2)) == pooled(2) == (4, 3, 4)
    assert pooled((2, 2, 2)) == (2, 3, 4)


def test_of_names_another_tensor():
    found = assemble_layers([Input("x", ("N",)), Conv("a", weight="w", kernel_size=3, padding="same"),
                             Conv("b", weight="v", kernel_size="K", padding="p", of="x")], loss="C")
    assert found.upstream_loss == "C"
    assert shape(found, "b") == ("-K+N+2p+1",)


def test_define_takes_sympy():
    i, n = sympy.symbols("i n", integer=True)
    x, w = sympy.IndexedBase("x"), sympy.IndexedBase("w")
    found = assemble_layers([Input("x", (5,)), Input("w", (3,)),
                             Define("y", sympy.Sum(x[i + n - 1] * w[n], (n, 1, 3)), index="i"), Softmax("p"),
                             CrossEntropy("E", target="t")])
    assert shape(found, "y") == ("3",)
    assert found.loss == "E"
    with pytest.raises(NotSupportedYet, match="Define y: a str as a right side"):
        assemble_layers([Input("x", (5,)), Define("y", "x[i]", index="i")])


@pytest.mark.parametrize(("layers", "words"), [
    ([Sigmoid("y")], "Sigmoid y reads nothing"),
    ([Input("x", (3,)), Sigmoid()], "Sigmoid has no name"),
    ([Input("x", (3,)), Dense("y")], "Dense y has no weight"),
])
def test_objects_that_do_not_fit(layers, words):
    with pytest.raises(MeaninglessError, match=words):
        assemble_layers(layers)


def test_scalars_and_numbers_in_brackets_have_no_batch():
    found = assembled("batch n: 4\nw0 = 2.00\nx: 5\ny = w0 conv(x, [1, -1])")
    assert shape(found, "w0") == ()
    assert shape(found, "M_1") == ("2",)
    assert shape(found, "y") == ("4", "4")


@pytest.mark.parametrize("text", ["x: 3\ny = 1e999999999 * x", "x: N^99", "x: 3\ny = x^99999999", "y = 9^400^400^400 z",
                                  "x: 9999999999999999999"])
def test_numbers_that_would_fill_the_memory_are_refused(text):
    with pytest.raises((NotSupportedYet, MeaninglessError), match=r"line \d"):
        assembled(text)


def test_an_index_beyond_the_axis_makes_a_name_of_its_own():
    assert "x_7" in assembled("x: 3\ny = x_3 + x_7").system.tensors


@pytest.mark.parametrize(("text", "extents"), [("v: 3; x = v * 2", ("3",)), ("v: 3×4; x = v * 2", ("3", "4")),
                                               ("v: 3; b: scalar; x = v b", ("3",)), ("v: 3; x = 2 v", ("3",)),
                                               ("v: 3; b: scalar; x = v + b", ("3",)),
                                               ("v: 3×4; b: scalar; x = b + v", ("3", "4"))])
def test_a_leaf_beside_a_number_keeps_its_axes(text, extents):
    assert shape(assembled(text.replace("; ", "\n")), "x") == extents


def test_a_leaf_of_no_known_size_is_as_long_as_the_other_entries_go():
    text = "origin = 0\nx: N; w: K; y[i] = sum_k w[k] x[i+k] + b[i]"
    assert shape(assembled(text), "y") == shape(assembled(text), "b") == ("-K+N+1",)
    assert shape(assembled("b: 7; " + text), "y") == ("7",)
