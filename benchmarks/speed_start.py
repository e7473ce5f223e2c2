"""From the start of a process to the first gradient of the mini CNN: derived, from saved code, and by JAX.

Run as ``python benchmarks/speed_start.py``. Processor time of whole processes, started in turn on one thread: medians, and
ratios of neighbours, after a round that compiles what an installation finds compiled. JAX is left out with a word where it
is not installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from speed_cases import mini

import symcnn as sc

ROUNDS = 7
VALUES = """
import numpy as np
random = np.random.default_rng(0)
values = {"x": random.standard_normal((4, 4)), "w": random.standard_normal((2, 2, 3)),
          "v": random.standard_normal((2, 2, 3, 2)), "t": np.array([1.0, 0.0])}
"""
DERIVED = VALUES + """
import symcnn as sc
net = sc.Network('''TEXT''')
net.compile(wrt=["x", "w", "v"])(values)
"""
SAVED = VALUES + """
from saved import loss_and_gradients
loss_and_gradients(**values)
"""
JAX = VALUES + """
import jax, jax.numpy as jnp
def sigmoid(u):
    return 1 / (1 + jnp.exp(-u))
def loss(x, w, v, t):
    y = sigmoid(sum(x[a:a + 3, b:b + 3, None] * w[a, b] for a in range(2) for b in range(2)))
    z = sum(y[a:a + 2, b:b + 2] for a in range(2) for b in range(2))
    return ((sigmoid(jnp.einsum("pqk,pqko->o", z, v)) - t) ** 2).sum() / 2
jax.block_until_ready(jax.jit(jax.value_and_grad(loss, (0, 1, 2)))(*values.values()))
"""


def seconds(program: str, folder: str) -> float:
    """The processor time of a process that runs the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    path = os.pathsep.join([folder, *(p for p in sys.path if p)])
    # bytecode is kept for one and all, in a folder of its own
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, **threads, **kept, "PYTHONPATH": path})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the times and the ratios with their goals."""
    case = mini(4)
    programs = {"import numpy": "import numpy", "saved code": SAVED, "derived": DERIVED.replace("TEXT", case.text)}
    if find_spec("jax") is None:
        print("JAX is not installed and left out")
    else:
        programs["JAX jit"] = JAX
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "saved.py").write_text(sc.Network(case.text).code(["x", "w", "v"]))
        for program in programs.values():
            seconds(program, folder)
        times = [{name: seconds(program, folder) for name, program in programs.items()} for _ in range(ROUNDS)]
    for name in programs:
        print(f"{name:14} {median(t[name] for t in times):.3f} s")
    goals = [("saved code", "import numpy", "< 1.5"), ("derived", "JAX jit", "< 1")]
    for ours, theirs, goal in goals:
        if theirs in programs:
            print(f"{ours} / {theirs}: {median(t[ours] / t[theirs] for t in times):.2f} (goal {goal})")


if __name__ == "__main__":
    main()
