r"""Functions without their argument, where a slope is spoken of: ``\sigma' = \sigma(1 - \sigma)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symcnn.reading.tree import Application, Call, Derivative, Name, Operation, Slope, Tree, children, find, mapped
from symcnn.reading.words import function_key

if TYPE_CHECKING:
    from symcnn.checking.meaning.own_function import OwnFunction


def with_arguments(members: Sequence[Tree], own: Mapping[str, OwnFunction], is_known: Callable[[str], bool]) -> list[Tree]:
    """The members of a chain that speaks of a slope, with the argument shown of every function that stands without one.

    It is the one that the chain shows elsewhere, or a letter of its own. Functions are the writer's ``own``, and what
    ``is_known``.
    """
    bare = {t.name for m in members for t in alone(m) if (name := t.name.rstrip("'")) in own or is_known(name)}
    keys = {function_key(n.rstrip("'")) for n in bare}
    def multiplies(tree: Slope) -> bool:
        return any(t.name in bare for t in alone(tree.argument))

    slopes = [t for m in members for t in find(m, Slope, Derivative)]
    by = [t.by for t in slopes if isinstance(t, Derivative) and isinstance(t.of, Name) and t.of.name in bare]
    of = [t.argument for t in slopes if isinstance(t, Slope) and t.plain in keys and not multiplies(t)]
    of += [t.of.arguments[0]  # type: ignore[attr-defined]
           for t in slopes if isinstance(t, Derivative) and applied_key(t.of) in keys]
    if not bare or not (by or of or any(n.endswith("'") for n in bare)):
        return list(members)
    letters = [Name(own[n].letter) for n in sorted(name.rstrip("'") for name in bare) if n in own]
    argument = [*of, *by, *letters, Name("z")][0]

    def applied(name: str) -> Tree:
        return Application(Name(name), (argument,)) if name in own else Call(function_key(name), (argument,))

    def put(tree: Tree) -> Tree:
        match tree:
            case Slope(argument=inner) if tree.plain in keys and multiplies(tree):
                # f'(1 - f) is a product
                return Operation("juxtapose", replace(tree, argument=argument), put(inner), span=tree.span)
            case Name(name) if name in bare:
                plain = name.rstrip("'")
                return applied(plain) if plain == name else Slope(function_key(name[:-1]), argument, span=tree.span)
            case Derivative(of=Name(name), by=by) if name in bare:
                return Slope(function_key(name), by, span=tree.span)
            case Operation(operator="juxtapose", left=Operation(operator="^", left=Name(name)) as power, right=right) if (
                    name in bare and right == argument):
                # f^2(x)
                return replace(power, left=applied(name), span=tree.span)
            case Application(base=Name(name), arguments=(inner,)) | Call(function=name, arguments=(inner,)) if (
                    function_key(name) in keys and any(t.name in bare for t in alone(inner))):
                # f(1 - f) is a product
                return Operation("juxtapose", applied(name), put(inner), span=tree.span)
            case Application():
                return mapped(tree, lambda t: t if t is tree.base else put(t))
        return mapped(tree, put)
    return [put(m) for m in members]


def applied_key(tree: Tree) -> str:
    """The key of the function that is applied to one argument, else nothing."""
    match tree:
        case Application(base=Name(name), arguments=(_,)) | Call(function=name, arguments=(_,)):
            return function_key(name)
    return ""


def alone(tree: Tree) -> Iterator[Name]:
    """The names in a tree that are applied to nothing."""
    if isinstance(tree, Name):
        yield tree
    for part in tree.arguments if isinstance(tree, Application) else children(tree):
        yield from alone(part)
