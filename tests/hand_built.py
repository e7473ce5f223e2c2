"""Small systems written node by node, for the tests of the numeric room; they use no layer and no reader."""

from fractions import Fraction

import numpy as np

from symcnn.equation import Axis, Equation, Tensor
from symcnn.expression.build import access, add, divide, multiply, number, power, quantity, span, subtract, total
from symcnn.expression.nodes import Apply, Compare, Greatest, Guard, Maximum, Node, Range, Winner
from symcnn.notation.affine import ceiling_divide, floor_divide, remainder, whole
from symcnn.notation.letters import index, size
from symcnn.system import System

R, J, K, C, F, G, M, N, P, Q = (index(v) for v in "ijkcfgmnpq")


def tensor(key, *extents, origin=1, role="intermediate"):
    """A tensor whose axes have the letters i, j, k in turn."""
    axes = tuple(Axis(v, whole(n), origin) for v, n in zip("ijkcfg", extents, strict=False))
    return Tensor(key, key, axes, role)


def system(tensors, equations, **more):
    return System({t.key: t for t in tensors}, tuple(Equation(left, right) for left, right in equations), **more)


def inside(*quantities_and_extents):
    """Guards that hold where each quantity runs from 1 to its extent."""
    return tuple(Guard(">=", part) for q, n in quantities_and_extents for part in (whole(q) - 1, whole(n) - q))


def conv(*, channels=2, filters=3, extent=6, kernel=3, stride=1, padding=0, dilation=1, origin=1):
    """A convolution over two axes, and the scalar E that pairs it with u."""
    out = (extent + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    first = origin
    row = stride * (whole(R) - first) + dilation * (whole(F) - first) + first - padding
    column = stride * (whole(J) - first) + dilation * (whole(G) - first) + first - padding
    guards = [Guard(">=", q) for a in (row, column) for q in (a - first, extent + first - 1 - a)] if padding else []
    spans = [span(v, first, n + first - 1) for v, n in ((C, channels), (F, kernel), (G, kernel))]
    body = multiply(access("x", C, row, column), access("w", K, C, F, G))
    ends = [span(v, first, n + first - 1) for v, n in ((K, filters), (R, out), (J, out))]
    return system(
        [tensor("x", channels, extent, extent, origin=origin),
         tensor("w", filters, channels, kernel, kernel, origin=origin),
         tensor("u", filters, out, out, origin=origin), tensor("y", filters, out, out, origin=origin), tensor("E")],
        [(access("y", K, R, J), total(spans, guards, body)),
         (access("E"), total(ends, (), multiply(access("y", K, R, J), access("u", K, R, J))))], origin=origin)


def pool(kind, *, extent=7, kernel=3, stride=2, padding=0, tie="first"):
    """A pooling of one channel over two axes, and the scalar E that pairs it with u."""
    out = (extent + 2 * padding - kernel) // stride + 1
    row, column = (stride * (whole(v) - 1) + f - padding for v, f in ((R, F), (J, G)))
    spans = (span(F, 1, kernel), span(G, 1, kernel))
    guards = inside((row, extent), (column, extent)) if padding else ()
    entry = access("x", row, column)
    if kind == "max":
        right: Node = Maximum(spans, guards, entry, tie)
    else:
        right = multiply(number(Fraction(1, kernel**2)), total(spans, guards, entry))
    paired = total((span(R, 1, out), span(J, 1, out)), (), multiply(access("y", R, J), access("u", R, J)))
    return system([tensor("x", extent, extent), tensor("u", out, out), tensor("y", out, out), tensor("E")],
                  [(access("y", R, J), right), (access("E"), paired)])


def pool_adjoint(tie="first", *, extent=7, kernel=3, stride=2):
    """The adjoint of an overlapping maximum over one axis, its bounds ceilings and floors of the outer letter."""
    out = (extent - kernel) // stride + 1
    window = Maximum((span(F, 1, kernel),), (), access("x", stride * (whole(P) - 1) + F), tie)
    lower = (whole(1), ceiling_divide(whole(R) - kernel, stride) + 1)
    upper = (whole(out), floor_divide(whole(R) - 1, stride) + 1)
    share = Winner(window, (whole(R) - stride * (whole(P) - 1),))
    forward = Maximum((span(F, 1, kernel),), (), access("x", stride * (whole(R) - 1) + F), tie)
    return system([tensor("x", extent), tensor("u", out), tensor("y", out), tensor("d", extent)],
                  [(access("y", R), forward),
                   (access("d", R), total((Range(P, lower, upper),), (), multiply(access("u", P), share)))])


def network():
    """Flatten, dense, softmax, cross entropy and a squared error: floors, brackets, logs, powers."""
    flat = access("x", floor_divide(whole(R) - 1, 3) + 1, remainder(whole(R) - 1, 3) + 1)
    dense = add(total((span(M, 1, 6),), (), multiply(access("w", R, M), access("s", M))), access("b", R))
    exponentials = total((span(N, 1, 4),), (), Apply("exp", access("z", N)))
    softmax = divide(Apply("exp", access("z", R)), exponentials)
    entropy = multiply(number(-1), total((span(R, 1, 4),), (), multiply(access("t", R), Apply("log", access("p", R)))))
    squares = total((span(R, 1, 4),), (), power(subtract(access("p", R), access("t", R)), 2))
    return system(
        [tensor("x", 2, 3), tensor("w", 4, 6), tensor("b", 4), tensor("t", 4, role="target"),
         tensor("s", 6), tensor("z", 4), tensor("p", 4), tensor("E"), tensor("L")],
        [(access("s", R), flat), (access("z", R), dense), (access("p", R), softmax), (access("E"), entropy),
         (access("L"), add(access("E"), multiply(number(Fraction(1, 2)), squares)))], unit_sum=frozenset({"t"}))


def odds_and_ends():
    """What the others lack: sizes as values, comparisons, the greatest of several, steps, sums of nothing."""
    triangle = total((Range(J, (whole(1),), (whole(R) - 1,)),), (), multiply(quantity(whole(J)), access("x", J)))
    odd = total((span(J, 1, 5),), (Guard("|", whole(R) - J, whole(2)),), access("x", J))
    diagonal = total((span(J, 1, 5),), (Guard("==", whole(R) - J),), power(access("x", J), 3))
    values = (access("x", R), multiply(number(-1), access("x", R)), number(Fraction(1, 3)))
    bracket = total((), (Guard(">=", whole(R) - 2),), power(quantity(whole(R) - 1), -1))
    return system(
        [tensor("x", 5), *(tensor(k, 5) for k in ("a", "b", "c", "g", "v", "r", "h", "e"))],
        [(access("a", R), triangle), (access("b", R), odd), (access("c", R), diagonal),
         (access("g", R), Greatest(values)), (access("v", R), Winner(Greatest(values), (whole(1),))),
         (access("r", R), Compare(">", access("x", R), number(0))), (access("h", R), bracket),
         (access("e", R), total((span(J, 3, 2),), (), access("x", J)))])


def letters():
    """A dense layer over a size that is a letter."""
    size_n = size("N")
    product = total((span(M, 1, size_n),), (), multiply(access("w", R, M), access("x", M)))
    return system([tensor("x", size_n), tensor("w", 2, size_n), tensor("y", 2)], [(access("y", R), product)])


def leaves_of(net, seed=0, sizes=None):
    """Random arrays for the leaves, between 0.1 and 1.1, so that logarithms and roots are real."""
    draw = np.random.default_rng(seed)
    shapes = net.numbered(sizes or {})
    return {key: draw.random(shapes[key]) + 0.1 for key in net.leaves}
