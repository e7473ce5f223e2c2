"""Why a kernel is turned: the steps from the index form to the operator, a letter counted backwards on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symcnn.display import Display, Worded, told
from symcnn.equation import Equation, Tensor
from symcnn.errors import NameProblem
from symcnn.expression.build import multiply, total
from symcnn.expression.nodes import Access, Node
from symcnn.forms.extents import extents
from symcnn.forms.meaning import Meaning, Places, entry
from symcnn.forms.nodes import FULL, SAME, Cropped, Form, Slice, Slid, Total
from symcnn.forms.proving import agree_with_zeros
from symcnn.forms.scene import Scene
from symcnn.notation import names
from symcnn.notation.affine import Affine, floor_divide, whole
from symcnn.notation.letters import Letter
from symcnn.printing.latex import latex_equation
from symcnn.printing.text import text_equation, text_quantity
from symcnn.system import System

START, OUTSIDE, BACKWARDS, TURNED, RECOGNISED = (
    "closed form", "count entries outside as 0", "count the kernel backwards", "write the turned kernel",
    "recognise the operator")


@dataclass(frozen=True)
class OperatorStep(Worded):
    """An equation on the way to an operator form, the rule that led to it, and how it was proved.

    The last one has its ``form`` and is printed in operators, the others with indices.
    """

    rule: str
    equation: Equation
    system: System
    remarks: tuple[str, ...] = ()
    proved: str = ""
    form: Display | None = None

    def latex(self) -> str:
        """The equation, or the form, in LaTeX."""
        return latex_equation(self.equation, self.system) if self.form is None else self.form.latex()

    def markdown(self) -> str:
        """The rule, the equation it led to, and the remarks."""
        return told(self.rule, self.latex(), self.remarks)

    def text(self) -> str:
        shown = text_equation(self.equation, self.system) if self.form is None else self.form.text()
        return "\n".join([self.rule, f"    {shown}", *(f"    - {r}" for r in self.remarks)])


@dataclass(frozen=True)
class Core:
    """The one convolution of a form: its operands, labels summed over, and how far the result lies behind the start."""

    slid: Slid
    kernel: Slice
    total: Total | None
    lead: Places


def core_of(form: Form) -> Core | None:
    """The convolution with a kernel of which a form consists, or None where it is of another kind."""
    outer = form if isinstance(form, Total) else None
    whole_form: Form = outer.of if outer is not None else form
    before: Places = whole_form.before if isinstance(whole_form, Cropped) else ()
    inner: Form = whole_form.of if isinstance(whole_form, Cropped) else whole_form
    if not isinstance(inner, Slid) or not inner.turned or inner.strides or inner.mode not in (FULL, SAME):
        return None
    if not isinstance(inner.other, Slice):
        return None
    sizes = extents(inner.other)
    lead = before or tuple(whole(0) if inner.mode == FULL else k - 1 - floor_divide(k - 1, 2) for k in sizes)
    return Core(inner, inner.other, outer, lead)


def turning(equation: Equation, system: System, left: Slice, form: Form, scene: Scene) -> list[OperatorStep]:
    """The steps before the operator; only the closed form where no kernel is turned."""
    first = OperatorStep(START, equation, system, (), "by definition")
    core = core_of(form)
    if core is None:
        return [first]
    axes = [i.letter for i, p in zip(equation.left.indices, left.places, strict=True) if p is None and i.letter]
    letters = tuple(scene.fresh.named(a.letter) for a, p in zip(
        system.tensors[core.kernel.tensor].axes, core.kernel.places, strict=True) if p is None)
    outside = _sum(core, axes, letters, scene, backwards=False)
    backwards = _sum(core, axes, letters, scene, backwards=True)
    counted = ", ".join(f"{text_quantity(k + 2 * scene.origin - 1 - v, system)} is written for {names.text(v.name)}"
                        for v, k in zip(letters, extents(core.kernel), strict=True))
    steps = [first]
    for rule, node, remarks in (
            (OUTSIDE, outside, ("what is read outside an array is 0, so that every sum runs over the whole kernel",)),
            (BACKWARDS, backwards, (counted,))):
        how = agree_with_zeros(equation.right, node, scene)
        if not how:
            return [first]
        steps.append(OperatorStep(rule, Equation(equation.left, node), system, remarks, how))
    turned = _with_turned(core, axes, letters, scene, system)
    if turned is not None:
        node, wider, said = turned
        steps.append(OperatorStep(TURNED, Equation(equation.left, node), wider, (said,), "by definition"))
    return steps


def _sum(core: Core, axes: Sequence[Letter], letters: Sequence[Letter], scene: Scene, backwards: bool) -> Node:
    """The sum over the whole kernel, its letters counted forwards or backwards."""
    sizes, how = extents(core.kernel), Meaning(scene.fresh, scene.origin)
    offsets = [whole(v) - scene.origin for v in letters]
    kernel = [k - 1 - o if backwards else o for k, o in zip(sizes, offsets, strict=True)]
    at = tuple(whole(u) + f - k for u, f, k in zip(axes, core.lead, kernel, strict=True))
    inner = multiply(entry(core.slid.one, at, how), entry(core.kernel, tuple(k + scene.origin for k in kernel), how))
    return _summed(core, letters, sizes, inner, scene)


def _summed(core: Core, letters: Sequence[Letter], sizes: Sequence[Affine], inner: Node, scene: Scene) -> Node:
    ranges = [scene.axis(v, k) for v, k in zip(letters, sizes, strict=True)]
    outer = core.total.ranges if core.total is not None else ()
    return total((*outer, *ranges), (), inner)


def _with_turned(core: Core, axes: Sequence[Letter], letters: Sequence[Letter], scene: Scene,
                 system: System) -> tuple[Node, System, str] | None:
    """The same with a name for the turned kernel, the system that knows it, and what the name says."""
    tensor = system.tensors[core.kernel.tensor]
    shown = f"\\tilde{{{tensor.shown}}}"
    try:
        names.check(shown, "the turned kernel")
    except NameProblem:
        return None
    if any(t.shown == shown for t in system.tensors.values()) or shown in system.tensors:
        return None
    turned = Tensor(shown, shown, tensor.axes, tensor.role)
    wider = replace(system, tensors={**system.tensors, shown: turned})
    sizes, how = extents(core.kernel), Meaning(scene.fresh, scene.origin)
    at = tuple(whole(u) + f - (k - 1 - (whole(v) - scene.origin))
               for u, f, k, v in zip(axes, core.lead, sizes, letters, strict=True))
    places = iter(letters)
    kernel = Access(shown, tuple(whole(next(places)) if p is None else p for p in core.kernel.places))
    node = _summed(core, letters, sizes, multiply(entry(core.slid.one, at, how), kernel), scene)
    flip = "rot180" if len(letters) > 1 else "flip"
    return node, wider, f"{names.text(shown)} = {flip}({names.text(tensor.shown)}), the kernel turned by half a turn"
