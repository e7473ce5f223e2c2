"""Programs: what they read and what they give, each with its shape."""

from __future__ import annotations

from symcnn.appearance.table import latex_of, markdown_of, text_of
from symcnn.expression.nodes import Access
from symcnn.expression.walk import tensors
from symcnn.formula_program import FormulaProgram
from symcnn.numeric.sizes import as_quantities
from symcnn.printing.context import context
from symcnn.printing.latex import LATEX
from symcnn.printing.show import show
from symcnn.printing.style import Style
from symcnn.printing.summary import shape_shown
from symcnn.printing.text import TEXT
from symcnn.programs import Program
from symcnn.system import numbered

Row = tuple[str, str, str]


def _rows(program: Program, style: Style, times: str) -> list[Row]:
    """Whether it is read or given, its name and its shape."""
    system = numbered(program.system, as_quantities(program.sizes))
    here = context(style, system, ())
    keys = [("reads", k) for k in program.inputs] + [("gives", k) for k in program.outputs]
    return [(way, show(Access(key), here).text, shape_shown(system.tensors[key], here, times, "scalar")) for way, key in keys]


@latex_of.register
def _(value: Program) -> str:
    rows = _rows(value, LATEX, LATEX.signs["times"])
    before, behind = ([name for way, name, _ in rows if way == side] for side in ("reads", "gives"))
    comma = LATEX.signs["among"]
    return rf"\left({comma.join(before)}\right) \mapsto \left({comma.join(behind)}\right)"


@text_of.register
def _(value: Program) -> str:
    rows = _rows(value, TEXT, TEXT.signs["times"])
    wide = max(len(name) for _, name, _ in rows)
    lines = [f"    {way} {name.ljust(wide)}  {shape}" for way, name, shape in rows]
    return "\n".join([f"NumPy program ({value.dtype})", *lines])


@markdown_of.register
def _(value: Program) -> str:
    rows = [f"| {way} | ${name}$ | {shape if shape == 'scalar' else f'${shape}$'} |"
            for way, name, shape in _rows(value, LATEX, LATEX.signs["times"])]
    return "\n".join([f"NumPy program, `{value.dtype}`", "", "| | array | shape |", "|---|---|---|", *rows])


@latex_of.register
def _(value: FormulaProgram) -> str:
    return latex_of(value.equation)


@text_of.register
def _(value: FormulaProgram) -> str:
    return f"NumPy program for {text_of(value.equation)}"


@markdown_of.register
def _(value: FormulaProgram) -> str:
    here = context(LATEX, value.system, ())
    read = ", ".join(f"${show(Access(key), here).text}$" for key in sorted(tensors(value.equation.right)))
    said = f"NumPy program for\n\n$$\n{latex_of(value.equation)}\n$$"
    return f"{said}\n\nfrom {read}" if read else said
