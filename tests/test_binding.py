"""Binding what a generated function calls leaves what it does as it was."""

import ast

import numpy as np
import pytest

from symcnn.numeric.binding import define

HEAD = {"np": np, "c0": np.arange(6.0).reshape(2, 3), "b0": np.zeros(2)}
SOURCE = """
def program(a0, c1=None):
    c0.dot(a0, b0)
    v0 = c0[1]
    v1 = np.add(v0, c0[0], out=np.empty(3))
    v2 = c1 if c1 is not None else -c0
    return b0.copy(), v1, v2.sum(), program.__name__, b0.dtype.name + "c0"
"""


def both():
    found = []
    for bind in (False, True):
        names = {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in HEAD.items()}
        tree = ast.parse(SOURCE)
        if bind:
            define(tree.body[0], names)
        else:
            exec(compile(tree, "plain", "exec"), names)  # noqa: S102 (the text above)
        found.append(names["program"])
    return found


@pytest.mark.parametrize("more", [(), (np.ones(4),)])
def test_a_bound_function_returns_what_the_plain_one_does(more):
    plain, bound = both()
    for one, other in zip(plain(np.array([1.0, 2, 4]), *more), bound(np.array([1.0, 2, 4]), *more), strict=True):
        np.testing.assert_array_equal(one, other)


def test_arguments_and_methods_are_looked_up_once():
    plain, bound = both()
    assert "b0" in plain.__code__.co_names and "b0_copy" not in plain.__code__.co_names
    assert {"c0_dot", "b0_copy", "np_add"} <= set(bound.__code__.co_names)
    assert any(isinstance(c, np.ndarray) for c in bound.__code__.co_consts)
    bound.__globals__["c0_dot"] = lambda *given: pytest.fail("called by name as it should be")
    with pytest.raises(pytest.fail.Exception, match="by name"):
        bound(np.ones(3))


def test_what_the_function_assigns_itself_is_not_bound():
    given = {"c0": np.ones(2), "c1": np.zeros(2), "np_sum": np.sum}
    define(ast.parse("def f(c1):\n    c0 = c1\n    return np_sum(c0)").body[0], given)
    assert given["f"](np.full(2, 3.0)) == 6
