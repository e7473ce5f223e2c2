"""Operator forms on pages of invented networks: present where proved, and equal in value to the equation they stand for."""

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import NotRecognised
from symcnn.forms.meaning import Meaning, entry
from symcnn.forms.recognise import scene_of
from symcnn.forms.world import World
from symcnn.notation.affine import whole
from symcnn.numeric.exact import evaluate
from symcnn.numeric.fields import Rationals

NETWORKS = {
    "stride": "x: 7; w: 3; y = conv(x, w, b, stride=2); a = tanh(y); E = squared_error(a, t)/2",
    "padding and dilation": "X: 5×5; K: 2×2; Y = conv(X, K, padding=1, dilation=2); A = relu(Y); L = squared_error(A, T)",
    "channels": "x: 2×4×4; w: 3×2×2×2; b: 3; z = conv(x, w) + b; p = avg_pool(relu(z), 3); s = W flatten(p) + c; W: 2×3; "
                "L = cross_entropy_logits(s, t)",
    "groups": "x: 4×3×3; w: 4×2×2×2; y = conv(x, w, groups=2, padding=1); E = squared_error(y, t)",
    "residual": "x: 4×4; w: 3×3; v: 3×3; h = relu(conv(x, w, padding=1)); r = conv(h, v, padding=1) + x; "
                "E = squared_error(r, t)",
    "shared": "x: 6; w: 3; u = tanh(conv(x, w)); v = tanh(conv(u, w)); E = squared_error(v, t)",
    "pool that overlaps": "x: 5×5; p = sum_pool(x, 3, stride=2); q = avg_pool(x, 2, stride=1); E = sum(p) + sum(q)",
    "turned, uneven borders": "x: 4×5; k: 2×3; y = conv(x, k, flip=True, padding=((1,0),(0,2)), stride=(1,2)); "
                              "E = squared_error(y, t)",
    "one channel": "x: 1×5×5; w: 2×1×3×3; y = conv(x, w, padding=1); E = squared_error(y, t)",
    "long axis": "x: 7×4×4; w: 6×7×3×3; y = conv(x, w, padding=1); v = flatten(y); z = V v; V: 3×96; E = squared_error(z, t)",
}


def sources(net):
    for equation in net.forward_system.equations:
        yield net.forward(equation.tensor)
    for key in net.differentiable:
        yield net.gradient(key).formula


def operands(form, equation):
    """The letters of the axes that the form keeps, in order."""
    return [i.letter for i, p in zip(equation.left.indices, form.left.places, strict=True) if p is None]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_form_on_a_page_has_the_values_of_its_equation(name):
    net, seen = sc.Network(NETWORKS[name]), 0
    for source in sources(net):
        try:
            form = source.operator()
        except NotRecognised:
            continue
        equation, system, field = source.equation, source.system, Rationals(0)
        scene, world = scene_of(equation, system), World(system, {}, field, 1)
        kept = tuple(whole(v) for v in operands(form, equation))
        shape = [a.extent.number for a in system.tensors[equation.tensor].axes]
        for right in form.forms:
            meant = entry(right, kept, Meaning(scene.fresh, scene.origin))
            for place in np.ndindex(*shape):
                letters = {v: n + 1 for v, n in zip(equation.letters, place, strict=True)}
                assert evaluate(meant, letters, world.entry, field) == evaluate(equation.right, letters, world.entry, field)
            seen += 1
    assert seen >= 2
