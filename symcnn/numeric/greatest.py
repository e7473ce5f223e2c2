"""Maxima along whole axes, as exponentials are taken below: NumPy's own, in whatever order the tensor lies."""

from __future__ import annotations

from symcnn.expression.nodes import Access, Maximum
from symcnn.numeric.builder import Builder
from symcnn.numeric.lines import Line


def is_greatest(line: Line, builder: Builder) -> bool:
    """Whether the line takes the maximum of one tensor, read at letters alone, along whole axes; nobody asks who won."""
    match line.right:
        case Maximum(ranges, (), Access(tensor, indices)):
            letters = [i.letter for i in indices]
            own = {*line.letters, *(r.letter for r in ranges)}
            return (len(set(letters)) == len(letters) and set(letters) == own
                    and all(builder.boxes[v] == b for v, b in zip(letters, builder.axes[tensor], strict=True) if v)
                    and line.tensor not in {of for of, _ in builder.shares.values()})
    return False


def write_greatest(line: Line, builder: Builder) -> None:
    """Writes the maximum; where it is one entry, a Python number."""
    assert isinstance(line.right, Maximum) and isinstance(line.right.body, Access)
    read = line.right.body
    name, axes = builder.array(read.tensor)
    letters = [i.letter for i in read.indices]
    if not line.letters:
        text = f"{name}.item({name}.argmax())" if len(axes) == 1 else f"float({name}.max())"
        builder.numbers[line.tensor] = (builder.source.variable(text),)
        return
    summed = tuple(a for a, v in enumerate(letters) if v not in line.letters)
    text = f"np.maximum.reduce({name}, {summed if len(summed) > 1 else summed[0]})"
    left = [v for v in letters if v in line.letters]
    order = [left.index(v) for v in line.letters]
    if order != sorted(order):
        text = f"{text}.transpose({', '.join(map(str, order))})"
    builder.put(line.tensor, builder.source.variable(text))
