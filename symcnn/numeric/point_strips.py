"""The image at the points of tiles along rows, and its strips there: what loops over tiles run over.

A strip is the image read at one column of the kernel. Strips take as many times the room of the image as the kernel has
columns, and leave the cache before the way back reads them. Where they are copied in long pieces it is faster to keep the
image at the points alone, and to copy strips anew, a few points at a time: 0.8 to 0.95 of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from symcnn.numeric import toom_cook
from symcnn.numeric.builder import Builder
from symcnn.numeric.convolution import IMAGE, KERNEL, Convolution
from symcnn.numeric.homes import Cut, Home, cut, row_major
from symcnn.numeric.side_by_side import image_run
from symcnn.numeric.source import reshaped
from symcnn.numeric.stretches import Stretches, image_home, moved_image

# bytes of strips that are copied and multiplied at once; entries of a piece that is long
AT_ONCE, LONG_PIECE = 250_000, 48
Key = tuple[str, tuple[object, ...]]


@dataclass
class TileLoop:
    """A loop over tiles being written: what it runs over by variable, and what it does for a tile before all else."""

    seen: Stretches
    builder: Builder
    turned: bool
    over: dict[str, str] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)
    views: str = ""
    strips: str = ""
    matrices: str = ""
    kept: bool = False

    def along(self, tiles: str) -> str:
        """The variable of one of these for each tile."""
        name = self.builder.source.loop_name()
        self.over[name] = tiles
        return name

    def write_head(self) -> None:
        """Writes the loop as far as the products."""
        source = self.builder.source
        source.write(f"for {', '.join(self.over)} in zip({', '.join(self.over.values())}):")
        for line in self.first:
            source.write(f"    {line}")

    def write_products(self, left: str, out: str) -> None:
        """Writes, for some points after the other, the strips and the products of ``left`` with them."""
        source = self.builder.source
        texts = {"views": self.views, "left": left, "out": out}
        texts |= {"strips": self.strips, "matrices": self.matrices} if self.kept else {}
        over = {source.loop_name(): text for text in texts.values() if text}
        name = dict(zip((k for k, text in texts.items() if text), over, strict=True))
        source.write(f"    for {', '.join(over)} in zip({', '.join(over.values())}):")
        if self.views:
            source.write(f"        np.copyto({name.get('strips', self.strips)}, {name['views']})")
        source.write(f"        np.matmul({name['left']}, {name.get('matrices', self.matrices)}, {name['out']})")


def tile_loop(seen: Stretches, builder: Builder, turned: bool, shapes: Sequence[Sequence[int]]) -> tuple[TileLoop, list[str]]:
    """A loop over tiles with the image's strips at the points, turned or not, and arrays of these shapes to work in."""
    source, loop, slim = builder.source, TileLoop(seen, builder, turned), _is_slim(seen)
    home, first, inside, cuts = _cuts(seen, builder)
    key = seen.found.names[IMAGE], ("row points", seen.count, first, inside, *((n, s if n > 1 else 0) for n, s in cuts))
    row, known = cuts[1][1], builder.gathered.get(key)
    keep = known is None and _reads_later(seen, builder)
    strips = (part(seen, builder), *(n for n, _ in cuts[2:]))
    points: tuple[int, ...] = (seen.high, row)
    own = [points] if known is None and not (keep and slim) and not seen.wide else []
    own += [strips] if slim or (known is None and not keep) else []
    rooms = source.workspace(*own, *shapes)
    if known is None:
        tiles = cut(home, first, [(seen.times, apart(seen) * row), (seen.high, row), (row, 1)])
        rows = loop.along(source.constant(tiles or ""))
        if keep and slim:
            known = builder.gathered[key] = _lasting((seen.times, *points), seen, builder)
            there = loop.along(known)
        else:
            there = _lasting(points, seen, builder) if seen.wide else rooms.pop(0)
            loop.views = _views(there, (), inside, cuts, seen, builder)
        loop.first += [f"np.copyto({there}{at}, {rows}{own})" if one == "" else f"np.matmul({one}, {rows}{own}, {there}{at})"
                       for one, own, at in by_residue(0, seen, builder)]
    if slim and known is not None:
        loop.views = loop.along(_views(known, (seen.times,), inside, cuts, seen, builder))
    _find_strips(loop, key, keep, rooms, strips)
    return loop, rooms


def _lasting(shape: tuple[int, ...], seen: Stretches, builder: Builder) -> str:
    """An array that is kept; where strips reach beyond their row, there are zeros behind the last one."""
    if not seen.wide:
        return builder.source.buffer(shape)
    flat = builder.source.buffer((prod(shape) + seen.wide,))
    return builder.source.constant(reshaped(f"{flat}[:{prod(shape)}]", shape))


def _cuts(seen: Stretches, builder: Builder) -> tuple[Home, int, int, list[Cut]]:
    """Where the image lives, the first row that a tile reads, where strips begin in a row, and the axes of strips at the
    points: tiles, points, channels, columns of the kernel, and the last two."""
    if seen.wide:
        home = image_run(seen, builder)
        row, run, _ = row_major(home.shape)
        return home, 0, 0, [(seen.times, seen.high * row), (seen.high, row), (seen.strip[0], run), (seen.strip[1], 1),
                            (seen.ends[0], seen.wide), (seen.wide, 1)]
    found, (_, columns), home = seen.found, seen.found.slides, _image_rows(seen, builder)
    batch, channel, row, column = (0 if a is None else home.strides[a] for a in found.orders[IMAGE])
    ends = [(columns.result, columns.stride * column), (found.extents[0], batch)]
    cuts = [(seen.times, seen.high * row), (seen.high, row), (found.extents[1], channel),
            (columns.kernel, columns.dilation * column), *(ends if seen.batch_last else ends[::-1])]
    return home, home.offset - home.offset % row + found.slides[0].shift * row, home.offset % row + columns.shift * column, cuts


def _image_rows(seen: Stretches, builder: Builder) -> Home:
    """Where the image lives, each row of it with the zeros beside it in one piece."""
    home, axis = image_home(seen, builder), seen.found.orders[IMAGE][2]
    assert axis is not None
    before, after = home.around[axis] if home.around else (0, 0)
    whole = home.strides[axis] * (home.axes[axis].extent + before + after) == home.size
    return home if whole else moved_image(seen, builder)


def apart(seen: Stretches) -> int:
    """How many rows of the image the tiles are apart."""
    return seen.count * seen.found.slides[0].stride


def matrices(seen: Stretches, builder: Builder) -> list[str]:
    """The constants of the matrices for rows of the image, of the result, and of the kernel."""
    rows = seen.found.slides[0]
    found = toom_cook.strided_matrices(seen.count, rows.kernel, rows.stride)
    return [builder.source.constant(toom_cook.array_text(m, builder.source.dtype)) for m in found]


def by_residue(place: int, seen: Stretches, builder: Builder, turned: bool = False) -> list[tuple[str, str, str]]:
    """For each residue by the stride: its matrix of that place, which is nothing where the kernel has one row of it and all
    stays as it is; the index of its rows in a tile of the image; and that of its points.

    The matrix of all residues is made of these, and zeros that would be multiplied with.
    """
    rows, first, found = seen.found.slides[0], 0, []
    for left in range(rows.stride):
        taps = len(range(left, rows.kernel, rows.stride))
        count = toom_cook.points(seen.count, taps)
        text = toom_cook.array_text(toom_cook.matrices(seen.count, taps)[place], builder.source.dtype)
        name = builder.source.constant(text) if taps > 1 else ""
        name = builder.source.constant(f"{name}.T") if turned and name else name
        own, at = (f"[{left}::{rows.stride}]", f"[{first}:{first + count}]") if rows.stride > 1 else ("", "")
        found.append((name, own, at))
        first += count
    return found


def _find_strips(loop: TileLoop, key: Key, keep: bool, rooms: list[str], shape: tuple[int, ...]) -> None:
    """Says where strips go: into one array for all tiles, or into one that is kept."""
    seen, builder = loop.seen, loop.builder
    source, sides = builder.source, (prod(seen.strip), prod(seen.ends))
    turned = ".transpose(0, 2, 1)" if loop.turned else ""
    if _is_slim(seen) or (key not in builder.gathered and not keep):
        loop.strips = rooms.pop(0)
        loop.matrices = source.constant(f"{loop.strips}.reshape{(shape[0], *sides)}{turned}")
        return
    loop.kept, whole = True, (seen.times, seen.high // shape[0])
    if keep:
        builder.gathered[key] = source.buffer((*whole, *shape))
    name = builder.gathered[key]
    turned = ".transpose(0, 1, 2, 4, 3)" if loop.turned else ""
    loop.strips = loop.along(name) if loop.views else ""
    loop.matrices = loop.along(source.constant(f"{name}.reshape{(*whole, shape[0], *sides)}{turned}"))


def _views(name: str, tiles: tuple[int, ...], inside: int, cuts: Sequence[Cut], seen: Stretches, builder: Builder) -> str:
    """The strips as views of the image at the points, some points at a time."""
    (_, tile), (high, row), *rest = cuts
    count = part(seen, builder)
    home = Home(name, (*tiles, high, row), (), (), kept=True)
    axes = [*((n, tile) for n in tiles), (high // count, count * row), (count, row), *rest]
    return builder.source.constant(cut(home, inside, axes) or "")


def in_parts(name: str, shape: Sequence[int], seen: Stretches, builder: Builder) -> str:
    """An array of which the third axis from the end is that of the points, as parts of some points each."""
    *tiles, high, rows, columns = shape
    count = part(seen, builder)
    return builder.source.constant(f"{name}.reshape{(*tiles, high // count, count, rows, columns)}")


def part(seen: Stretches, builder: Builder) -> int:
    """How many points are worked at in one go: all, or a divisor of them where strips go into one array."""
    if not _is_slim(seen):
        return seen.high
    size = prod(seen.strip) * prod(seen.ends) * (4 if builder.source.dtype == "np.float32" else 8)
    return max(n for n in range(1, seen.high + 1) if seen.high % n == 0 and (n == 1 or n * size <= AT_ONCE))


def _is_slim(seen: Stretches) -> bool:
    """Whether strips are copied in pieces so long that to copy them twice is faster than to fetch them from afar."""
    columns = seen.found.slides[1]
    if seen.wide:
        return True
    piece = prod(seen.ends) if seen.batch_last else columns.result
    return columns.stride == 1 and piece >= LONG_PIECE


def _reads_later(seen: Stretches, builder: Builder) -> bool:
    """Whether the gradient by a kernel is to read the same strips."""
    image, now = seen.found.names[IMAGE], builder.place_of[seen.line.tensor]
    return any(isinstance(found, Convolution) and found.wanted == KERNEL and found.names[IMAGE] == image
               and builder.chosen.get(tensor) == builder.chosen[seen.line.tensor] and builder.place_of[tensor] > now
               for (_, tensor), found in builder.recognised.items())
