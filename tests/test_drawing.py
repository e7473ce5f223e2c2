"""Pictures say what the formulas say: the cells lit are those read, and what is written in them is text."""

from xml.etree import ElementTree

import numpy as np
import pytest

import symcnn as sc
from symcnn.drawing import shapes
from symcnn.drawing.footprint import footprint
from symcnn.drawing.label import of_name, plain, spelled
from symcnn.drawing.layers import placed
from symcnn.errors import NameUnknown, NotSupportedYet, ValueProblem
from symcnn.system import numbered

SVG = "{http://www.w3.org/2000/svg}"


def elements(drawing, kind):
    return list(ElementTree.fromstring(drawing.svg).iter(SVG + kind))


def texts(drawing):
    return ["".join(t.itertext()) for t in elements(drawing, "text")]


def filled(drawing, colour):
    return [r for r in elements(drawing, "rect") if f"sc-f-{colour}" in r.get("class").split()]


def read_by_hand(net, key, place):
    """The cells that an entry depends on, by differences of the compiled network."""
    program, rng = net.compile(wrt=[], outputs=[key]), np.random.default_rng(3)
    values = {k: rng.standard_normal([int(n) for n in net.shape(k)]) for k in net.forward_system.leaves}
    before, found = program(values)[key][place], set()
    for name, array in values.items():
        for at in np.ndindex(array.shape):
            changed = array.copy()
            changed[at] += 1.0
            if program({**values, name: changed})[key][place] != before:
                found.add((name, tuple(n + 1 for n in at)))
    return found


NETWORKS = {
    "stride and padding": ("x: 5×6; w: 3×2; y = conv(x, w, stride=2, padding=1)", (0, 1)),
    "channels": ("x: 2×4×4; w: 3×2×2×2; b: 3; y = conv(x, w) + b", (2, 0, 1)),
    "dilation": ("x: 9; w: 3; y = conv(x, w, dilation=2, padding=2)", (0,)),
    "turned": ("x: 5; w: 3; y = conv(x, w, flip=True, padding=2)", (1,)),
    "mean": ("x: 4×4; y = avg_pool(x, 2, stride=1, padding=1)", (0, 3)),
    "dense": ("x: 4; w: 3×4; y = dense(x, w)", (2,)),
}


@pytest.mark.parametrize(("text", "place"), NETWORKS.values(), ids=NETWORKS)
def test_the_cells_lit_are_those_that_matter(text, place):
    net = sc.Network(text)
    formula = net.forward("y")
    letters = dict(zip(formula.equation.letters, (n + 1 for n in place), strict=True))
    terms = footprint(formula.equation, letters, formula.system).counted
    found = {(c.tensor, c.place) for t in terms for c in t}
    assert found == read_by_hand(net, "y", place)


def test_the_gradient_by_the_input_reads_the_turned_kernel():
    net = sc.load("example:single_channel_conv")
    d = net.gradient("X")
    letters = dict(zip(d.equation.letters, (2, 2), strict=True))
    cells = [tuple(c.place for c in t) for t in footprint(d.equation, letters, d.system).terms]
    assert sorted(cells) == [((1, 1), (2, 2)), ((1, 2), (2, 1)), ((2, 1), (1, 2)), ((2, 2), (1, 1))]
    assert "K is met turned" in str(d.draw({"p": 2, "q": 2}))


def test_padding_is_drawn_and_its_products_counted():
    net = sc.Network("x: 5×5; w: 3×3; y = conv(x, w, stride=2, padding=1)")
    drawing = net.forward("y").draw({"i": 1, "j": 1})
    assert "5 of 9 products fall on the padding" in str(drawing) and "moves by 2" in str(drawing)
    # a border of one cell about 5×5 is 24 cells; those in the window are filled as it is
    assert len(filled(drawing, "pad")) == 24 - 5
    assert len(filled(drawing, "window")) == 18 and len(filled(drawing, "lit")) == 1


def test_the_backward_pass_has_the_full_border():
    drawing = sc.Network("x: 3×3; w: 2×2; y = conv(x, w)").gradient("x").draw({"i": 1, "j": 1})
    assert "1 term" in str(drawing) and "3 of 4 products" in str(drawing)
    assert len(filled(drawing, "pad")) == 12 - 3


def test_a_term_is_lit_with_its_numbers():
    net = sc.load("example:cross_correlation_3x3")
    drawing = net.forward("O").draw({"i": 1, "j": 2}, 3, net.values)
    assert str(drawing) == "O_1,2:  4 terms. term 3:  I_2,2 · K_2,1 = 3 · (−1) = −3"
    assert len(filled(drawing, "lit")) == 3 and len(filled(drawing, "window")) == 3 + 3
    assert [texts(drawing).count(t) for t in ("8", "7", "−1")] == [1, 2, 1]


def test_a_maximum_lights_the_cell_it_takes():
    net = sc.load("example:relu_max_5x5")
    drawing = net.forward("P^{(1)}").draw({"i": 2, "j": 1}, values=net.values)
    assert "lit:  A^(1)_4,1 = 3" in str(drawing)
    assert len(filled(drawing, "window")) == 3 and len(filled(drawing, "lit")) == 2


def test_channels_stand_one_below_the_other():
    net = sc.Network("x: 3×4×4; w: 2×3×2×2; y = conv(x, w)")
    said = texts(net.forward("y").draw({"o": 2, "i": 1, "j": 1}))
    assert [t for t in said if t.startswith("c =")] == ["c = 1", "c = 2", "c = 3"]
    assert "o = 2 of 2" in said and "o = 2, c = 3" in said


def test_sizes_come_from_numbers_by_name_or_from_arrays():
    net = sc.load("example:same_conv_1d")
    formula = net.forward(r"\hat{x}")
    assert str(formula.draw({"N": 7, "K": 3, "i": 1})).endswith("1 of 3 products fall on the padding")
    drawn = formula.draw({"i": 2}, values={"x": [1, 2, 3, 4], "w": [1, 0, -1]})
    assert texts(drawn).count("−2") == 3
    with pytest.raises(ValueProblem, match=r"has letters for sizes: give numbers, as in draw\(\{'K'|'N': 5\}\)"):
        formula.draw()


def test_what_cannot_be_drawn_says_why():
    with pytest.raises(NotSupportedYet, match="an entry reads more than 32 rows or columns of W"):
        sc.Network("x: 40; W: 2×40; y = W x").forward("y").draw()
    with pytest.raises(NameUnknown, match="no term 3: choose one from 1 to 2"):
        sc.Network("x: 4; w: 2; y = conv(x, w)").forward("y").draw(term=3)
    with pytest.raises(NotSupportedYet, match="more than 4096 terms"):
        sc.Network("x: 30×30×30; w: 1×30×20×20; y = conv(x, w)").forward("y").draw()


def test_a_residual_is_one_box_and_two_arrows():
    net = sc.Network("x: 4×4; w: 3×3; h = relu(conv(x, w, padding=1)); g = conv(h, w, padding=1); y = relu(g + x)")
    drawing = net.draw()
    said = texts(drawing)
    assert [said.count(name) for name in ("x", "w", "h", "g", "y")] == [1, 1, 1, 1, 1]
    # x to h and to y, w to h and to g, h to g, g to y
    curves = [p for p in elements(drawing, "path") if p.get("fill") == "none"]
    assert len(curves) == 6
    assert "relu(conv 3×3)" in said and "relu(g + x)" in said


OPERATIONS = {
    "z = conv(x, w, stride=2, dilation=2)": "conv 3×3, stride 2, dilation 2",
    "z = conv(x, w, flip=True)": "conv 3×3, turned",
    "z = max_pool(x, 2)": "max 2×2, stride 2",
    "z = avg_pool(x, 2, stride=1)": "mean 2×2",
    "z = sum_pool(x, (2, 3))": "sum 2×3, stride 2×3",
    "z = flatten(x)": "flatten x",
    "z = tanh(x)": "tanh(x)",
    "z = x - x^T": "x − transpose x",
}


@pytest.mark.parametrize(("line", "words"), OPERATIONS.items())
def test_operations_are_read_off_the_equation(line, words):
    net = sc.Network(f"x: 9×9; w: 3×3; {line}")
    assert words in texts(net.draw())


def test_every_example_is_drawn():
    for name in sc.examples():
        drawing = sc.load(f"example:{name}").draw()
        width = float(ElementTree.fromstring(drawing.svg).get("width"))
        for box in elements(drawing, "rect"):
            assert float(box.get("x")) >= 0 and float(box.get("x")) + float(box.get("width")) <= width + 0.1


def test_boxes_do_not_overlap():
    nodes, edges = ["a", "b", "c", "d", "e"], [("a", "c"), ("b", "c"), ("a", "d"), ("c", "d"), ("a", "e"), ("d", "e")]
    widths = dict.fromkeys(nodes, 50.0)
    found = placed(nodes, edges, widths)
    rows = {}
    for node in nodes:
        rows.setdefault(found.layer[node], []).append(found.across[node])
    assert all(abs(p - q) >= 50 for row in rows.values() for p in row for q in row if p != q)
    assert all(found.layer[a] < found.layer[b] for a, b in edges)


def test_names_stay_text():
    hostile = '</text><script>alert("&")</script>\x00'
    svg = shapes.document(9, 9, [shapes.words(plain(hostile), 0, 0, 9)], hostile)
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(SVG + "script")) and "<script" not in svg and "\x00" not in svg
    assert "".join(root.find(SVG + "text").itertext()) == hostile[:-1]


def test_labels_are_unicode():
    assert spelled(of_name(r"\hat{y}")) == "\u0177" and spelled(of_name(r"\hat{x}")) == "x\u0302"
    assert spelled(of_name("W^{(1)}", ("2", "k"))) == "W^(1)_2,k"
    assert spelled(of_name(r"\delta^{l+1}")) == "δ^l+1" and spelled(of_name("W_0^x")) == "W^x_0"


def test_a_drawing_is_shown_and_saved(tmp_path):
    drawing = sc.load("example:mini_cnn").draw()
    drawing.save(tmp_path / "net.svg")
    saved = (tmp_path / "net.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(saved).get("viewBox") and saved.strip() == drawing._repr_svg_()
    assert drawing._repr_mimebundle_() == {"text/plain": str(drawing), "image/svg+xml": drawing.svg}
    assert "script" not in saved and "href" not in saved and "prefers-color-scheme:dark" in saved


def test_numbered_sizes_give_the_same_cells_as_written_ones():
    letters = sc.Network("x: N; w: K; assume N >= K; y = conv(x, w)").forward("y")
    put_in = letters.quantities({"N": 6, "K": 2})
    drawn = letters.draw({"N": 6, "K": 2, "i": 3})
    assert numbered(letters.system, put_in).tensors["y"].axes[0].extent == 5
    assert texts(drawn)[3:] == texts(sc.Network("x: 6; w: 2; y = conv(x, w)").forward("y").draw({"i": 3}))[3:]


def test_of_a_large_grid_the_part_around_the_entry_is_drawn():
    net = sc.Network("x: 60×50; w: 3×3; y = conv(x, w, padding=1)")
    middle, corner = (net.forward("y").draw({"i": i, "j": j}) for i, j in ((30, 1), (60, 50)))
    for drawn, rows, columns in ((middle, range(25, 36), range(1, 13)), (corner, range(51, 61), range(42, 51))):
        found = texts(drawn)
        assert {str(n) for n in (*rows, *columns)} <= set(found)
        assert not {str(n) for n in (15, 20, 38)} & set(found)
        assert "⋮" in found and "⋯" in found and "60×50" in found
    # both grids go on upwards and downwards in the middle, only upwards at the end
    assert texts(middle).count("⋮") == 4 and texts(corner).count("⋮") == 2
    assert str(corner).startswith("y_60,50:  4 terms")
    assert "⋮" not in texts(sc.Network("x: 32×32; w: 3×3; y = conv(x, w)").forward("y").draw())
