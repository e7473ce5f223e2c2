"""How long deriving takes: all gradients in closed form, beside plain SymPy on the written-out expression.

Run as ``python benchmarks/derive.py``. Every figure is processor time in a process of its own, SymPy already
loaded, the best of five for symcnn; ratios are of figures taken in turn in one run.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median

TEXT = """
x[i,j]: {n}x{n}
w[f_i,f_j,k]: 2x2x3
w[p_i,p_j,k,o]: {m}x{m}x3x2
y[c_i,c_j,k] = sigmoid(conv(x, w[f_i,f_j,k]))
z[p_i,p_j,k] = sum_pool(y, 2, stride=1)
o = sigmoid(dense(z, w[p_i,p_j,k,o]))
E = squared_error(o, t)/2
"""
TIMED = """
import sympy, sys, time
import symcnn as sc
from symcnn.network import Network
source = sys.stdin.read()
start = time.process_time()
net = sc.load(source) if source.startswith("example:") else Network(source)
for key in (k for k in net.system.tensors if k in net.adjoint.path() and k != net.loss):
    net.gradient(key).equation
print(time.process_time() - start)
"""
PLAIN = """
import sympy as sp, sys, time
n, m = map(int, sys.stdin.read().split())
x = sp.IndexedBase("x"); w = sp.IndexedBase("w"); v = sp.IndexedBase("v"); t = sp.IndexedBase("t")
start = time.process_time()
sigma = lambda u: 1/(1 + sp.exp(-u))
y = {(i, j, k): sigma(sum(x[i+a, j+b]*w[a, b, k] for a in range(2) for b in range(2)))
     for i in range(n-1) for j in range(n-1) for k in range(3)}
z = {(i, j, k): sum(y[i+a, j+b, k] for a in range(2) for b in range(2))
     for i in range(n-2) for j in range(n-2) for k in range(3)}
o = [sigma(sum(z[i, j, k]*v[i, j, k, c] for i in range(n-2) for j in range(n-2) for k in range(3))) for c in range(2)]
E = sum((o[c] - t[c])**2 for c in range(2))/2
for a in range(2):
    for b in range(2):
        for k in range(3):
            E.diff(w[a, b, k])
print(time.process_time() - start)
"""
HELP = """
import time
start = time.process_time()
from contextlib import redirect_stdout
from io import StringIO
from symcnn.cli import commands
with redirect_stdout(StringIO()):
    commands.main(args=["--help"], prog_name="symcnn", standalone_mode=False)
print(time.process_time() - start)
"""
SYMPY = """
import time
start = time.process_time()
import sympy
print(time.process_time() - start)
"""


def seconds(program: str, text: str) -> float:
    """The processor time that a program in a fresh process reports."""
    done = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True, text=True, check=True)
    return float(done.stdout)


def mini(n: object, m: object) -> str:
    """The mini CNN for an image of n by n."""
    return TEXT.format(n=n, m=m)


def main() -> None:
    """Print the table."""
    rows = {"4x4": mini(4, 2), "28x28": mini(28, 26), "letters": mini("N", "(N-2)"), "alexnet": "example:alexnet"}
    best = {}
    for name, text in rows.items():
        best[name] = min(seconds(TIMED, text) for _ in range(5))
        print(f"all gradients, {name:8} {best[name]:8.3f} s", flush=True)
    for n, runs in ((4, 3), (8, 1)):
        ratios = []
        for _ in range(runs):
            ours, theirs = seconds(TIMED, mini(n, n - 2)), seconds(PLAIN, f"{n} {n - 2}")
            ratios.append(theirs / ours)
        print(f"plain SymPy, the 12 filter weights alone, {n}x{n}: {median(ratios):.0f} times as long", flush=True)
    shares = [seconds(HELP, "") / seconds(SYMPY, "") for _ in range(5)]
    print(f"symcnn --help, as a share of importing SymPy: {median(shares):.2f}", flush=True)


if __name__ == "__main__":
    main()
