"""From a draft to a system: solved sizes put in, the batch axis added, every leaf given its role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symcnn.draft.display import shown_bounds
from symcnn.draft.draft import Draft
from symcnn.equation import Axis, Equation, Tensor
from symcnn.expression.build import total
from symcnn.expression.nodes import Access, Node
from symcnn.expression.walk import bound_letters, free_letters, substitute, transform
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.notation.spelling import split
from symcnn.system import System

PARAMETERS = frozenset([
    "w", "W", "v", "V", "u", "U", "b", "B", "k", "K", "f", "F",
    "\\theta", "\\beta", "\\gamma", "\\eta", "\\alpha", "\\lambda",
])
TARGETS = frozenset(["t", "T", "y", "Y", "label", "target"])
LOSSES = frozenset([
    "E", "L", "C", "J", "loss", "cost", "error", "MSE", "SSE", "CE", "BCE", "NLL", "RSS",
    "xent", "ce", "bce", "nll", "mse", "sse",
    "\\mathcal{L}", "\\mathcal{C}", "\\mathcal{J}", "\\mathcal{E}", "\\ell",
])


def named_like_a_loss(name: str) -> bool:
    """Whether a name is one that losses are given."""
    return split(name).base in LOSSES or name.lower() in LOSSES


def finished(draft: Draft, order: Mapping[str, int], loss: str | None, unit_sum: frozenset[str]) -> System:
    """The system of a draft; tensors stand in the order in which the text first names them."""
    tensors = {k: replace(t, role=_role(draft, k, loss)) for k, t in draft.tensors.items()}
    equations = list(draft.equations)
    if draft.batch is not None:
        tensors, equations = _batched(draft, tensors, equations)
    solved = draft.knowledge.solved
    if solved:
        tensors = {k: _solved_tensor(t, solved) for k, t in tensors.items()}
        equations = [Equation(e.left, substitute(e.right, solved)) for e in equations]
    ordered = sorted(tensors, key=lambda k: (order.get(k, len(order)), list(tensors).index(k)))
    known = {k: tensors[k] for k in ordered}
    return System(known, tuple(e.knowing(known) for e in equations), draft.knowledge.facts, draft.origin,
                  dict(draft.knowledge.halves), unit_sum, draft.ties)


def _solved_tensor(tensor: Tensor, solved: Mapping) -> Tensor:
    return replace(tensor, axes=tuple(replace(a, extent=a.extent.substitute(solved)) for a in tensor.axes))


def _role(draft: Draft, key: str, loss: str | None) -> str:
    if key == loss:
        return "loss"
    if any(e.tensor == key for e in draft.equations):
        return "intermediate"
    if draft.roles.get(key):
        return draft.roles[key]
    base = split(draft.shown.get(key, key)).base.rstrip("0123456789")
    if base in TARGETS:
        return "target"
    return "parameter" if base in PARAMETERS or not draft.tensors[key].axes else "data"


def _batched(draft: Draft, tensors: dict[str, Tensor], equations: list[Equation]
             ) -> tuple[dict[str, Tensor], list[Equation]]:
    """With the batch letter as the first index of every tensor that differs from sample to sample."""
    batch = draft.batch
    assert batch is not None
    axis = Axis(batch.letter.name, draft.batch_size, draft.origin)
    varying = {k for k, t in tensors.items() if t.role in ("data", "target") and k not in draft.constants
               and not any(e.tensor == k for e in equations)}
    free = Letter(1, batch.letter.name)
    found: list[Equation] = []
    for equation in equations:
        if tensors[equation.tensor].role == "loss" and batch.letter not in bound_letters(equation.right):
            equation = Equation(equation.left, total((batch,), (), equation.right))
        right, depends = _with_batch(equation.right, varying, batch.letter, free)
        left = equation.left
        if depends:
            varying.add(left.tensor)
            left = Access(left.tensor, (whole(free), *left.indices))
        found.append(Equation(left, right))
    renamed = {k: replace(t, axes=(axis, *t.axes)) if k in varying else t for k, t in tensors.items()}
    return renamed, found


def _with_batch(right: Node, varying: set[str], marker: Letter, free: Letter) -> tuple[Node, bool]:
    """The right side at a sample, and whether it differs from sample to sample."""
    def indexed(node: Node) -> Node:
        if isinstance(node, Access) and node.tensor in varying:
            return Access(node.tensor, (whole(marker), *node.indices))
        return node

    result = transform(right, indexed)
    if marker in free_letters(result):
        return substitute(result, {marker: whole(free)}), True
    names = {v.name for v in free_letters(result) if v.is_index}
    return shown_bounds(result, names, frozenset({free.name})), False
