"""What ``symcnn demo`` prints: a network derived, its gradients compared with numbers, and a derivation by hand marked."""

from __future__ import annotations

import numpy as np

from symcnn.loading import load
from symcnn.sheets import opened

DEMO = "example:mini_cnn"
BY_HAND = "example:mini_cnn_by_hand"


def demonstration() -> str:
    """The bundled network derived and compared with central differences at seeded values; a derivation by hand marked."""
    net = load(DEMO)
    random = np.random.default_rng(0)
    values = {k: random.standard_normal([int(n) for n in net.shape(k)]) for k in net.forward_system.leaves}
    check = net.gradient_check(values)
    derived = net.solution(net.parameters, "derivation", title="A network and its gradients").text()
    return f"{derived}\n\n{check}\n\nA derivation by hand, marked\n{opened(BY_HAND).check().text()}"
