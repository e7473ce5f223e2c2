"""Those that `speed.py` times symcnn against; each maker returns a function without arguments and a reading of its result.

A reading gives the loss (None where there is none) and the gradients as arrays in the frameworks' form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import sympy
from speed_cases import Case

try:
    import torch
    from torch.nn import functional
except ImportError:
    torch = None
try:
    import jax
    import jax.numpy as jnp
    from jax import lax
except ImportError:
    jax = None

Reading = tuple[Any, list[np.ndarray]]
Timed = tuple[Callable[[], Any], Callable[[Any], Reading]]
Values = Mapping[str, np.ndarray]


def torch_operations() -> SimpleNamespace:
    """What the models are made of, in PyTorch."""
    return SimpleNamespace(
        conv=lambda x, w, b=None, stride=1, padding=0: functional.conv2d(x, w, b, stride, padding),
        dense=functional.linear, relu=torch.relu, tanh=torch.tanh, sigmoid=torch.sigmoid,
        flatten=lambda x: x.flatten(1), max_pool=functional.max_pool2d, avg_pool=functional.avg_pool2d,
        sum_pool=lambda x, k, s, p=0: functional.avg_pool2d(x, k, s, p, divisor_override=1),
        bce=lambda p, t: functional.binary_cross_entropy(p, t.expand_as(p), reduction="sum"),
        cross_entropy=lambda z, t: functional.cross_entropy(z, t, reduction="sum"))


def eager(case: Case, values: Values, wrt: Sequence[str]) -> Timed:
    """PyTorch, eager, with autograd."""
    return _torch(case, values, wrt, lambda function: function)


def compiled(case: Case, values: Values, wrt: Sequence[str]) -> Timed:
    """PyTorch's compiler."""
    return _torch(case, values, wrt, torch.compile)


def _torch(case: Case, values: Values, wrt: Sequence[str], change: Callable[..., Any]) -> Timed:
    torch.set_num_threads(1)
    o = torch_operations()
    leaves = {k: torch.tensor(case.form(k, v), requires_grad=case.gradients and k in wrt) for k, v in values.items()}
    model = change(lambda *arrays: case.model(o, *arrays))
    asked = [leaves[k] for k in wrt]

    def both() -> Any:
        loss = model(*leaves.values())
        return loss, torch.autograd.grad(loss, asked)

    def forward() -> Any:
        with torch.no_grad():
            return model(*leaves.values()), ()

    return both if case.gradients else forward, lambda r: (float(r[0].detach()), [g.numpy() for g in r[1]])


def jax_operations() -> SimpleNamespace:
    """What the models are made of, in JAX."""
    def conv(x: Any, w: Any, b: Any = None, stride: int = 1, padding: int = 0) -> Any:
        y = lax.conv_general_dilated(x, w, (stride, stride), [(padding, padding)] * 2)
        return y if b is None else y + b[:, None, None]

    def pool(start: float, combine: Any) -> Callable[..., Any]:
        return lambda x, k, s: lax.reduce_window(x, np.asarray(start, x.dtype)[()], combine, (1, 1, k, k),
                                                 (1, 1, s, s), "VALID")
    added = pool(0.0, lax.add)
    return SimpleNamespace(
        conv=conv, dense=lambda x, w, b: x @ w.T + b, relu=jax.nn.relu, tanh=jnp.tanh, sigmoid=jax.nn.sigmoid,
        flatten=lambda x: x.reshape(x.shape[0], -1), max_pool=pool(-np.inf, lax.max), sum_pool=added,
        avg_pool=lambda x, k, s: added(x, k, s) / (k * k),
        bce=lambda p, t: -(t * jnp.log(p) + (1 - t) * jnp.log(1 - p)).sum(),
        cross_entropy=lambda z, t: -(t * jax.nn.log_softmax(z)).sum())


def jitted(case: Case, values: Values, wrt: Sequence[str]) -> Timed:
    """JAX under jit."""
    jax.config.update("jax_enable_x64", True)
    o = jax_operations()
    arrays = [jnp.asarray(case.form(k, v)) for k, v in values.items()]
    places = tuple(list(values).index(k) for k in wrt)

    def model(*arrays: Any) -> Any:
        return case.model(o, *arrays)

    if not case.gradients:
        forward = jax.jit(model)
        return lambda: jax.block_until_ready(forward(*arrays)), lambda r: (float(r), [])
    both = jax.jit(jax.value_and_grad(model, argnums=places))
    return lambda: jax.block_until_ready(both(*arrays)), lambda r: (float(r[0]), [np.asarray(g) for g in r[1]])


def lambdified(case: Case, values: Values, wrt: Sequence[str]) -> Timed:
    """The mini CNN written out in SymPy, differentiated by it, and printed by ``lambdify`` with common parts shared."""
    symbols = {k: np.array([sympy.Symbol(f"{k}{'_'.join(map(str, p))}") for p in np.ndindex(v.shape)]).reshape(v.shape)
               for k, v in values.items()}
    x, w, v, t = symbols.values()
    n, channels = x.shape[0] - 1, range(w.shape[2])
    y = np.array([[[_sigmoid((x[i:i + 2, j:j + 2] * w[:, :, k]).sum()) for k in channels] for j in range(n)]
                  for i in range(n)])
    z = y[:-1, :-1] + y[1:, :-1] + y[:-1, 1:] + y[1:, 1:]
    loss = sum((_sigmoid((z * v[..., c]).sum()) - t[c]) ** 2 for c in range(len(t))) / 2
    inputs = [s for a in symbols.values() for s in a.flat]
    slopes = [loss.diff(s) for k in wrt for s in symbols[k].flat]
    function = sympy.lambdify(inputs, [loss, *slopes], modules="math", cse=True)
    numbers = [float(e) for a in values.values() for e in a.flat]
    ends = np.cumsum([values[k].size for k in wrt])[:-1]

    def read(result: Any) -> Reading:
        parts = np.split(np.array(result[1:]), ends)
        return result[0], [case.form(k, p.reshape(values[k].shape)) for k, p in zip(wrt, parts, strict=True)]
    return lambda: function(*numbers), read


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + sympy.exp(-z))


def products(case: Case, values: Values, wrt: Sequence[str]) -> Timed:
    """The three matrix products of a convolution's size, into arrays that stay: no answer, only the work."""
    _, kernel, slope = values.values()
    filters, places, taps = slope.shape[0], slope[0].size, kernel[0].size
    random = np.random.default_rng(1)
    k, g, c = (random.standard_normal(s).astype(case.dtype)
               for s in ((filters, taps), (filters, places), (taps, places)))
    y, dk, dc = np.empty_like(g), np.empty_like(k), np.empty_like(c)

    def run() -> None:
        np.matmul(k, c, out=y)
        np.matmul(g, c.T, out=dk)
        np.matmul(k.T, g, out=dc)
    return run, lambda r: (None, [])


PEERS: dict[str, tuple[bool, Callable[[Case, Values, Sequence[str]], Timed]]] = {
    "PyTorch": (torch is not None, eager),
    "torch.compile": (torch is not None, compiled),
    "JAX": (jax is not None, jitted),
    "lambdify": (True, lambdified),
    "BLAS": (True, products),
}
