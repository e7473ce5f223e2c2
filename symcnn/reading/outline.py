"""A tree as one line of text with every bracket written: what was read, for tests and for messages."""

from functools import singledispatch

from symcnn.reading import tree as t


@singledispatch
def outline(tree: t.Tree) -> str:
    """The tree on one line; two trees with the same outline mean the same.

    >>> outline(t.Operation("+", t.Number("1"), t.Negation(t.Name("x"))))
    '(1 + -x)'
    """
    raise NotImplementedError(f"no outline for {type(tree).__name__}")


def _all(trees: tuple[t.Tree, ...], between: str = ", ") -> str:
    return between.join(map(outline, trees))


def _or(tree: t.Tree | None) -> str:
    return "" if tree is None else outline(tree)


@outline.register
def _(tree: t.Number) -> str:
    return tree.text


@outline.register
def _(tree: t.Name) -> str:
    return tree.name


@outline.register
def _(tree: t.Text) -> str:
    return f'"{tree.value}"'


@outline.register
def _(tree: t.Entry) -> str:
    return f"{outline(tree.base)}[{_all(tree.indices)}]"


@outline.register
def _(tree: t.Call) -> str:
    words = [f"{word}={outline(value)}" for word, value in tree.keywords]
    return f"{tree.function}({', '.join([*map(outline, tree.arguments), *words])})"


@outline.register
def _(tree: t.Application) -> str:
    return f"{outline(tree.base)}<{_all(tree.arguments)}>"


@outline.register
def _(tree: t.Slope) -> str:
    return f"{tree.function}'({outline(tree.argument)})"


@outline.register
def _(tree: t.Operation) -> str:
    operator = {"juxtapose": ""}.get(tree.operator, f"{tree.operator} ")
    return f"({outline(tree.left)} {operator}{outline(tree.right)})"


@outline.register
def _(tree: t.Convolved) -> str:
    return f"({outline(tree.left)} {tree.operator}_{tree.mode} {outline(tree.right)})"


@outline.register
def _(tree: t.Negation) -> str:
    return f"-{outline(tree.argument)}"


@outline.register
def _(tree: t.Transposed) -> str:
    return f"{outline(tree.argument)}^T"


@outline.register
def _(tree: t.SumOver) -> str:
    bounds = f"{', '.join(tree.letters)}={_or(tree.lower)}..{_or(tree.upper)}"
    conditions = f" where {_all(tree.conditions)}" if tree.conditions else ""
    return f"sum[{bounds}{conditions}]({outline(tree.body)})"


@outline.register
def _(tree: t.Extremum) -> str:
    return f"{tree.function}[{_all(tree.conditions)}]({_or(tree.body)})"


@outline.register
def _(tree: t.Matrix) -> str:
    return f"[{_all(tree.rows)}]"


@outline.register
def _(tree: t.Tuple) -> str:
    return f"({_all(tree.items)},)"


@outline.register
def _(tree: t.Bracket) -> str:
    return f"1{{{outline(tree.condition)}}}"


@outline.register
def _(tree: t.Cases) -> str:
    branches = [outline(value) + (f" if {outline(when)}" if when else "") for value, when in tree.branches]
    return f"{{{'; '.join(branches)}}}"


@outline.register
def _(tree: t.All) -> str:
    return _all(tree.conditions, " & ")


@outline.register
def _(tree: t.Family) -> str:
    upper = f"..{outline(tree.upper)}" if tree.upper else ""
    return f"family[{_all(tree.conditions)}{upper}]({outline(tree.body)})"


@outline.register
def _(tree: t.Derivative) -> str:
    return f"d({outline(tree.of)})/d({outline(tree.by)})"


@outline.register
def _(tree: t.Differential) -> str:
    return f"d({outline(tree.argument)})"


@outline.register
def _(tree: t.Nabla) -> str:
    return f"nabla[{_or(tree.by)}]({_or(tree.of)})"


@outline.register
def _(tree: t.Change) -> str:
    return f"change({outline(tree.argument)})"


@outline.register
def _(tree: t.Cancelled) -> str:
    return f"cancelled({outline(tree.argument)}; {_or(tree.value)})"


@outline.register
def _(tree: t.Slice) -> str:
    return f"{_or(tree.lower)}:{_or(tree.upper)}"


@outline.register
def _(tree: t.Dots) -> str:
    return "..."


@outline.register
def _(tree: t.Blank) -> str:
    return "_"


@outline.register
def _(tree: t.Unread) -> str:
    return "?"
