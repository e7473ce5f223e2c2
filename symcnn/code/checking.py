"""The part of a source that checks it: random arrays, central differences, and a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from math import isqrt, prod
from typing import TYPE_CHECKING

from symcnn.calculus.adjoint import gradient_key
from symcnn.expression.nodes import Access, Apply, Power
from symcnn.expression.walk import accesses, descend
from symcnn.notation.letters import Letter
from symcnn.numeric.layout import call, signature
from symcnn.numeric.sizes import wanted
from symcnn.proof import fits, labels, small_sizes
from symcnn.system import System

if TYPE_CHECKING:
    from symcnn.code.module import Function, Module

INDENT = "    "
# entries of each array that are moved, where moving all would take long
ENTRIES, FEW = 40, 6
LONG = 2_000_000
TRIES = 100_000
WIDEST = 12
SLOPE = '''def slope(function, array, place, step=1e-6):
    """The central difference of a function by one entry of an array."""
    kept = array[place]
    array[place] = kept + step
    above = function()
    array[place] = kept - step
    below = function()
    array[place] = kept
    return (above - below) / (2 * step)'''
LOOP = '''    agree = True
    for name, array, gradient in pairs:
        worst, greatest = 0.0, max(1.0, np.max(np.abs(gradient)))
        for flat in random.permutation(array.size)[:{entries}]:
            place = np.unravel_index(flat, array.shape)
            off = abs(slope(objective, array, place) - np.asarray(gradient)[place])
            worst = max(worst, off / greatest)
        agree = agree and worst < 1e-5
        verdict = "agrees with" if worst < 1e-5 else "DIFFERS from"
        print(f"{{name}} {{verdict}} central differences: off by at most {{worst:.1e}}")
    return agree'''


def check_lines(module: Module, forward: Function, backward: Function, upstream: Mapping[str, str],
                wrt: Sequence[str]) -> list[list[str]]:
    """The functions ``slope`` and ``check``, and the lines that run them."""
    sizes = check_sizes(module.plan.system, module.defaults)
    arrays = tuple(dict.fromkeys((*forward.arrays, *backward.arrays, *wrt)))
    lines = [*signature("check", []), f'{INDENT}"""Compare the gradients with central differences, and say so."""',
             f"{INDENT}random = np.random.default_rng(0)"]
    lines += [f"{INDENT}{line}" for key in arrays for line in _values(module, key, sizes)]
    results = ", ".join(module.names[k] for k in backward.outputs)
    lines += _called(module, f"{INDENT}{results} = ", backward, sizes)
    lines += ["", f"{INDENT}def objective():"]
    lines += _objective(module, forward, upstream, sizes)
    pairs = [f'("{module.names[gradient_key(module.plan.adjoint.of, k)]}", {module.names[k]}, '
             f"{module.names[gradient_key(module.plan.adjoint.of, k)]})" for k in wrt]
    lines += ["", *([f"{INDENT}pairs = [{pairs[0]}]"] if len(pairs) == 1 else
                    [f"{INDENT}pairs = [", *(f"{INDENT * 2}{p}," for p in pairs), f"{INDENT}]"])]
    entries = ENTRIES if _work(module, sizes) < LONG else FEW
    lines += LOOP.format(entries=entries).split("\n")
    run = ['if __name__ == "__main__":', f"{INDENT}raise SystemExit(0 if check() else 1)"]
    return [SLOPE.split("\n"), lines, run]


def check_sizes(system: System, known: Mapping[str, int]) -> dict[Letter, int]:
    """Small numbers for the sizes that are not known by name: axes of different lengths, strides of 2, paddings of 1."""
    leaves = [system.tensors[k] for k in system.leaves if system.tensors[k].role != "gradient"]
    given = {v for t in leaves for a in t.axes for v in a.extent.letters}
    letters = sorted({*wanted(system, system.equations), *(v for q in system.facts.nonnegative for v in q.letters)})
    least = {v: system.facts.least.get(v, 1) for v in letters}
    choices = [(known[v.name],) if v.name in known else range(least[v] + 1, least[v] + WIDEST) if v in given
               else (least[v] + 1, least[v], least[v] + 2) for v in letters]
    for different in (True, False):
        for numbers in islice(product(*choices), TRIES):
            sizes = dict(zip(letters, numbers, strict=True))
            lengths = [n for v, n in sizes.items() if v in given]
            if fits(system, sizes) and (not different or len(set(lengths)) == len(lengths)):
                return sizes
    return next(iter(small_sizes(system)), {}) | {v: known[v.name] for v in letters if v.name in known}


def _objective(module: Module, forward: Function, upstream: Mapping[str, str], sizes: Mapping[Letter, int]) -> list[str]:
    """What is differentiated: the loss, or the results weighed by the upstream gradients."""
    indent = INDENT * 2
    if not upstream:
        lines = _called(module, f"{indent}return ", forward, sizes)
        return [*lines[:-1], f"{lines[-1]}[0]"]
    results = ", ".join(module.names[k] for k in forward.outputs)
    parts = [f"np.sum({module.names[g]} * {module.names[y]})" for g, y in upstream.items()]
    return [*_called(module, f"{indent}{results} = ", forward, sizes), f"{indent}return {' + '.join(parts)}"]


def _called(module: Module, before: str, function: Function, sizes: Mapping[Letter, int]) -> list[str]:
    arguments = [module.names[k] for k in function.arrays]
    arguments += [f"{module.letters[v]}={sizes[v]}" for v in function.sizes if v.name not in module.defaults]
    return call(f"{before}{function.name}(", arguments)


def _values(module: Module, key: str, sizes: Mapping[Letter, int]) -> Iterator[str]:
    """Random values for a leaf: positive ones where a logarithm or a root is taken, a class where a label is read."""
    tensor, name = module.plan.system.tensors[key], module.names[key]
    shape = tuple(a.extent.value(sizes) for a in tensor.axes)
    text = str(shape) if len(shape) != 1 else str(shape[0])
    if key in labels(module.plan.system):
        number = module.plan.system.origin + 1
        yield f"{name} = np.full({text}, {number})" if shape else f"{name} = {number}"
        return
    if tensor.role == "target" or key in _positive(module):
        yield f"{name} = np.array(random.uniform(0.15, 0.85, {text}))" if not shape else \
            f"{name} = random.uniform(0.15, 0.85, {text})"
        if key in module.plan.system.unit_sum:
            yield f"{name} /= {name}.sum(axis=-1, keepdims=True)"
        return
    scale = isqrt(prod(shape[1:])) if tensor.role == "parameter" else 1
    draw = f"random.standard_normal({text})"
    yield f"{name} = " + (f"np.array({draw})" if not shape else draw) + (f" / {scale}" if scale > 2 else "")


def _positive(module: Module) -> set[str]:
    """The tensors that stand in a logarithm or under a root."""
    found: set[str] = set()
    for equation in module.plan.system.equations:
        for node in descend(equation.right):
            if isinstance(node, Apply) and node.function == "log":
                found |= {a.tensor for a in accesses(node) if isinstance(a, Access)}
            if isinstance(node, Power) and node.exponent.denominator != 1:
                found |= {a.tensor for a in accesses(node)}
    return found


def _work(module: Module, sizes: Mapping[Letter, int]) -> int:
    """About how much one forward pass is: the entries of all tensors, in loops many times over."""
    entries = sum(prod(a.extent.value(sizes) for a in t.axes) for t in module.plan.tensors.values())
    return entries * (1000 if module.style == "loops" else 1)
