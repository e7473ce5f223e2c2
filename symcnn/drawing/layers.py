"""Places the nodes of a directed graph in layers from above to below, with few crossings and short edges.

After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", 1981: layers by
the longest path, a point on every layer that an edge passes, order by the mean of the neighbours, then places.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[str, str]
SWEEPS, GAP, LANE = 8, 26.0, 14.0


@dataclass(frozen=True)
class Placed:
    """The middle of every node across, its layer, and the nodes and points that every edge passes."""

    across: Mapping[str, float]
    layer: Mapping[str, int]
    routes: Mapping[Edge, tuple[str, ...]]


def placed(nodes: Sequence[str], edges: Sequence[Edge], widths: Mapping[str, float]) -> Placed:
    """The nodes of an acyclic graph in order; an edge goes from an earlier node to a later one."""
    layer = _layers(nodes, edges)
    routes, widths = dict[Edge, tuple[str, ...]](), dict(widths)
    for source, target in edges:
        points = [f"{source}\n{target}\n{n}" for n in range(layer[source] + 1, layer[target])]
        layer.update(dict(zip(points, range(layer[source] + 1, layer[target]), strict=True)))
        widths.update(dict.fromkeys(points, LANE))
        routes[source, target] = (source, *points, target)
    links = [(a, b) for route in routes.values() for a, b in itertools.pairwise(route)]
    rows = [[n for n in layer if layer[n] == depth] for depth in range(1 + max(layer.values(), default=0))]
    for _ in range(SWEEPS):
        rows = _ordered(rows, links)
    pull = dict.fromkeys(nodes, 1.0) | {b: 60.0 for _, b in edges} | {n: 8.0 for n in layer if n not in nodes}
    return Placed(_across(rows, links, widths, pull), layer, routes)


def _layers(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Below all it reads; what reads nothing stands right above its first reader."""
    layer: dict[str, int] = {}
    for node in nodes:
        layer[node] = max((layer[a] + 1 for a, b in edges if b == node), default=0)
    sources = {n for n in nodes if all(b != n for _, b in edges)}
    for node in sources:
        layer[node] = min((layer[b] - 1 for a, b in edges if a == node), default=0)
    return layer


def _neighbours(links: Sequence[Edge]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above, below = dict[str, list[str]](), dict[str, list[str]]()
    for a, b in links:
        below.setdefault(a, []).append(b)
        above.setdefault(b, []).append(a)
    return above, below


def _ordered(rows: list[list[str]], links: Sequence[Edge]) -> list[list[str]]:
    """One sweep down and one up, each row in the order of the mean place of its neighbours."""
    above, below = _neighbours(links)
    rows = [list(row) for row in rows]
    for near, turns in ((above, range(1, len(rows))), (below, range(len(rows) - 2, -1, -1))):
        for depth in turns:
            place = {n: k / max(1, len(row) - 1) for row in rows for k, n in enumerate(row)}
            rows[depth].sort(key=lambda n, near=near, place=place: _mean(  # type: ignore[misc]
                [place[m] for m in near.get(n, [])], place[n]))
    return rows


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _across(rows: list[list[str]], links: Sequence[Edge], widths: Mapping[str, float], pull: Mapping[str, float]
            ) -> dict[str, float]:
    """Places across: each row is drawn to its neighbours and kept from overlapping.

    What is computed pulls harder than what is given, so that the way through the network is straight.
    """
    above, below = _neighbours(links)
    at: dict[str, float] = {}
    for row in rows:
        x = -sum(widths[n] + GAP for n in row) / 2
        for node in row:
            at[node] = x + widths[node] / 2
            x += widths[node] + GAP
    for sweep in range(6 * SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            near = {n: (*above.get(n, []), *below.get(n, [])) for n in row}
            wish = {n: sum(at[m] * pull[m] for m in near[n]) / sum(pull[m] for m in near[n]) if near[n] else at[n]
                    for n in row}
            _settle(row, wish, at, widths, pull)
    least = min((at[n] - widths[n] / 2 for n in at), default=0.0)
    return {n: x - least for n, x in at.items()}


@dataclass(frozen=True)
class _Block:
    """Nodes side by side, with how far each is from the first."""

    nodes: tuple[str, ...]
    shifts: tuple[float, ...]

    def start(self, wish: Mapping[str, float], pull: Mapping[str, float]) -> float:
        """Where the first node should stand, by the wishes of all."""
        total = sum((wish[n] - s) * pull[n] for n, s in zip(self.nodes, self.shifts, strict=True))
        return total / sum(pull[n] for n in self.nodes)

    def reach(self, other: _Block, widths: Mapping[str, float]) -> float:
        """How far the first node of a block to the right is from this one's, at least."""
        return self.shifts[-1] + (widths[self.nodes[-1]] + widths[other.nodes[0]]) / 2 + GAP


def _settle(row: Sequence[str], wish: Mapping[str, float], at: dict[str, float], widths: Mapping[str, float],
            pull: Mapping[str, float]) -> None:
    """Nodes stand where they wish; blocks of those that would overlap move together."""
    blocks: list[_Block] = []
    for node in row:
        blocks.append(_Block((node,), (0.0,)))
        while len(blocks) > 1:
            one, other = blocks[-2:]
            reach = one.reach(other, widths)
            if one.start(wish, pull) + reach <= other.start(wish, pull):
                break
            blocks[-2:] = [_Block(one.nodes + other.nodes, one.shifts + tuple(s + reach for s in other.shifts))]
    for block in blocks:
        start = block.start(wish, pull)
        for node, shift in zip(block.nodes, block.shifts, strict=True):
            at[node] = start + shift
