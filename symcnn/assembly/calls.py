"""A call in a right side: a layer, a loss, a scalar function by its name, or a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from symcnn.assembly.operations import operation_of, operations, scalar_functions
from symcnn.assembly.scope import Scope
from symcnn.assembly.sizes import rational
from symcnn.assembly.transposed_convolution import conv_transpose
from symcnn.draft.array import Array, Operand, elementwise
from symcnn.draft.combine import whole_array
from symcnn.draft.layer import Layer
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.expression.build import power
from symcnn.functions.table import FUNCTIONS
from symcnn.layers.activation import Activation
from symcnn.losses.loss import Loss
from symcnn.reading.tree import Call, Entry, Name, Number, Operation, Text, Tree, Tuple
from symcnn.reading.words import FUNCTIONS as WORDS

Evaluate = Callable[[Scope, Tree], Operand]
# functions of all entries by what they are made of
OF_ALL: dict[str, Callable[[Tree], Call]] = {
    "norm": lambda x: Call("sqrt", (Call("sum", (square(x),)),)),
    "var": lambda x: Call("mean", (square(Operation("-", x, Call("mean", (x,)))),)),
    "std": lambda x: Call("sqrt", (OF_ALL["var"](x),)),
    "logsumexp": lambda x: Call("log", (Call("sum", (Call("exp", (x,)),)),)),
}
NOT_ENTRYWISE = frozenset(["argmax", "argmin", "prod", "cumsum", "sort", "topk", "median", "onehot", "trace", "det", "inv"])
SPREADING = frozenset(["convtranspose", "convtransposed", "transposedconv", "deconv", "convtranspose1d", "convtranspose2d"])
SWITCHES = ("flip", "count_include_pad")
FRACTIONS = ("rate",)


def square(tree: Tree) -> Tree:
    """The square of a tree."""
    return Operation("^", tree, Number("2"))


def call(scope: Scope, tree: Call, evaluate: Evaluate) -> Array:
    """The array that a call gives; raises ``NotSupportedYet`` for a layer there is no file for."""
    function = scope.functions.get(tree.function, tree.function)
    function = operation_of(function)
    if function in operations():
        return _layer(scope, operations()[function], tree, evaluate)
    if function in SPREADING:
        return conv_transpose(scope, tree, evaluate)
    if function in OF_ALL and len(tree.arguments) == 1:
        return call(scope, OF_ALL[function](tree.arguments[0]), evaluate)
    if function in NOT_ENTRYWISE:
        raise NotSupportedYet(f"{function} of all entries at once is not supported yet: write its equation with indices")
    if function in scalar_functions() or function == "sqrt" or function not in WORDS:
        return _function(scope, function, tree, evaluate)
    raise NotSupportedYet(f"{function} is not supported yet: write its equation with indices")


def _function(scope: Scope, function: str, tree: Call, evaluate: Evaluate) -> Array:
    if not tree.arguments:
        raise MeaninglessError(f"{function} is given nothing: give it an operand")
    inner = whole_array(scope.draft, evaluate(scope, tree.arguments[0]), len(scope.hint) if scope.hint else 1, "data")
    if function == "sqrt":
        return replace(inner, body=power(inner.body, Fraction(1, 2)), kind="")
    if function not in scalar_functions():
        if len(tree.arguments) > 1 or tree.keywords:
            raise MeaninglessError(f"{function} is no operation known here, and a function takes one operand: "
                                   f"choose one of {', '.join(sorted(operations()))}")
        if (layer := function.rstrip("0123456789x")) in operations() and layer != function:
            raise MeaninglessError(f"{function} is no operation known here: write its size behind what it is applied to, "
                                   f"such as {layer}(x, 2)")
        return elementwise(inner, function)
    name = scalar_functions()[function]
    given = (*tree.arguments[1:], *(v for _, v in tree.keywords))
    parameters = tuple(_fraction(v) for v in given) or tuple(FUNCTIONS[name].parameters.values())
    return Activation(function=name, given=parameters).forward(scope.draft, inner, letters=scope.hint)


def _fraction(tree: Tree) -> Fraction:
    if isinstance(tree, Number):
        return rational(tree.text)
    if isinstance(tree, Operation) and tree.operator == "/":
        below = _fraction(tree.right)
        if below:
            return _fraction(tree.left) / below
    raise MeaninglessError("the parameter of a function is no number: give one, such as 0.01")


def _layer(scope: Scope, kind: type[Layer], tree: Call, evaluate: Evaluate) -> Array:
    operands, rest = _operands(scope, kind, tree)
    if len(rest) > len(kind.parameters()) == 1:
        # reshape(x, 2, 8)
        rest = [Tuple(tuple(rest))]
    parameters = dict(zip(kind.parameters(), rest, strict=False))
    if len(rest) > len(kind.parameters()):
        raise MeaninglessError(f"{tree.function} is given {len(tree.arguments)} arguments: leave some out")
    for word, value in tree.keywords:
        if word in kind.operand_names():
            continue
        if word not in {f.name for f in fields(kind)} - {"name", "of"} or word in parameters:
            known = ", ".join(kind.parameters()) or "no arguments by name"
            raise MeaninglessError(f"{tree.function} does not take {word} here: it takes {known}")
        parameters[word] = value
    values: dict[str, Any] = {word: parameter(scope, word, value) for word, value in parameters.items()}
    layer = kind(**values)
    if isinstance(layer, Loss):
        scope.marks.loss = True
    inner = scope if kind.keeps_letters else scope.without_hint()
    return layer.forward(scope.draft, *(evaluate(inner, o) for o in operands), letters=scope.hint)


def _operands(scope: Scope, kind: type[Layer], tree: Call) -> tuple[list[Tree], Sequence[Tree]]:
    """The trees of the operands, and the positional arguments left for parameters."""
    given, names = list(tree.arguments), kind.operands
    by_name = dict(tree.keywords)
    found: list[Tree] = []
    for name in names:
        plain = name.rstrip("?*")
        if name.endswith("*"):
            found += given
            given = []
        elif plain in by_name:
            found.append(by_name[plain])
        elif given and (not name.endswith("?") or _is_tensor(scope, given[0])):
            found.append(given.pop(0))
        elif not name.endswith("?"):
            raise MeaninglessError(f"{tree.function} needs {plain}: give {', '.join(n.rstrip('?*') for n in names)}")
    return found, given


def _is_tensor(scope: Scope, tree: Tree) -> bool:
    match tree:
        case Name():
            only_size = scope.is_size(tree.name) and tree.name not in scope.survey.leaves
            return scope.is_tensor(tree.name) and not only_size
        case Number() | Tuple() | Text():
            return False
        case Entry():
            return True
    return False


def parameter(scope: Scope, word: str, tree: Tree) -> object:
    """The value of a parameter: a quantity, a tuple of them, a word, or yes and no."""
    if word in SWITCHES:
        if not (isinstance(tree, Name) and tree.name in ("True", "False", "true", "false")):
            raise MeaninglessError(f"{word} is yes or no: give True or False")
        return tree.name in ("True", "true")
    if word in FRACTIONS:
        return _fraction(tree)
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Name) and (word == "reduction" or tree.name in ("same", "valid")):
        return tree.name
    if isinstance(tree, Tuple):
        return tuple(parameter(scope, word, item) for item in tree.items)
    return scope.quantity(tree)
