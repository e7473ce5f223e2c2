r"""Errors numbered from the inputs on, where layers are not: ``\delta_3 = \hat{y} - y`` behind ``z_1`` and ``z_2``."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.checking.binding.error_names import of_label
from symcnn.checking.binding.names import Names
from symcnn.notation.spelling import split
from symcnn.reading.tree import Name, Tree, find


def errors_from_the_inputs(names: Names, trees: Iterable[Tree]) -> dict[str, str]:
    """The gradients that numbered errors stand for, where the last one has the number behind that of the last layer.

    A writer who begins with another numbers them backwards, or as they come.
    """
    trees = list(trees)
    numbers = {int(split(n).subscript): n for n in {t.name for tree in trees for t in find(tree, Name)}
               if split(n).base == "\\delta" and split(n).subscript.isdigit()}
    labels = {split(t.shown).subscript for t in names.model.network.forward_system.tensors.values()}
    layers = {int(label) for label in labels if label.isdigit()}
    if not numbers or not layers or min(layers) != 1 or max(numbers) != max(layers) + 1 or not names.delta_is_error:
        return {}
    first = next((t.name for t in trees if isinstance(t, Name) and t.name in numbers.values()), "")
    if first and first != numbers[max(numbers)]:
        return {}
    found = {name: names.gradients(of_label(names, str(number - 1))) for number, name in numbers.items()}
    return {name: keys[0] for name, keys in found.items() if keys}
