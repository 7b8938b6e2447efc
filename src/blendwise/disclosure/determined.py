"""Which hidden cells of a two-dimensional table follow exactly from what is shown, in linear time.

Sums are nodes, a hidden cell is an edge between the two sums it is in: one way if it can only grow or only
shrink, both ways else. A cell can be another value exactly if it lies on a cycle. Source: Gusfield (1988),
"A graph theoretic approach to statistical data security", SIAM Journal on Computing 17(3),
doi:10.1137/0217034: strongly connected components for the one-way cells, bridges for the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

from blendwise.disclosure.system import Mask, System, Vector

__all__ = ["Network", "determined_cells", "network"]

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Hidden cells as edges: cell number, and the nodes from and to which it leads when it grows."""

    nodes: int
    cells: Numbers
    tail: Numbers
    head: Numbers


def network(system: System, hidden: Mask) -> Network | None:
    """Draw the hidden cells as a graph; None when some cell is in more than two sums or the signs forbid it."""
    cells = np.flatnonzero(hidden)
    part = sparse.coo_array(system.equations[:, cells])
    ground = part.shape[0]
    if part.nnz and np.bincount(part.col).max() > 2:
        return None
    order = np.lexsort((part.row, part.col))
    row, col = part.row[order].astype(np.int64), part.col[order].astype(np.int64)
    sign = np.sign(part.data[order])
    first = np.flatnonzero(np.diff(col, prepend=-1))
    second = np.flatnonzero(np.diff(col, append=cells.size) == 0) + 1
    flips = _flips(row[second - 1], row[second], sign[second - 1] == sign[second], ground)
    if flips is None:
        return None
    ends = np.full((2, cells.size), ground, dtype=np.int64)
    ends[0, col[first]], ends[1, col[second]] = row[first], row[second]
    grows = np.ones(cells.size)
    grows[col[first]] = sign[first] * flips[row[first]]
    tail, head = np.where(grows > 0, ends, ends[::-1])
    return Network(ground + 1, cells, tail, head)


def determined_cells(graph: Network, point: Vector, *, low: Vector, high: Vector) -> Mask:
    """Tell which cells can have only one value, from any one solution of the sums within low and high.

    `point`, `low` and `high` have a value for every cell of the table; so has the result.
    """
    value = point[graph.cells]
    grows, shrinks = value < high[graph.cells] - 1e-6, value > low[graph.cells] + 1e-6
    tails = np.concatenate([graph.tail[grows], graph.head[shrinks]])
    heads = np.concatenate([graph.head[grows], graph.tail[shrinks]])
    arcs = sparse.coo_array((np.ones(tails.size), (tails, heads)), shape=(graph.nodes,) * 2)
    _, group = connected_components(arcs.tocsr(), connection="strong")
    inside = (group[graph.tail] == group[graph.head]) & (grows | shrinks)
    among = np.flatnonzero(inside)
    lonely = np.zeros(graph.cells.size, dtype=np.bool_)
    lonely[among] = _bridges(graph.tail[among], graph.head[among], graph.nodes)
    moves = inside & ~(lonely & grows & shrinks)
    result = np.zeros(point.size, dtype=np.bool_)
    result[graph.cells] = ~moves
    return result


def _flips(one: Numbers, other: Numbers, same: Mask, nodes: int) -> Vector | None:
    """Choose a sign per sum so that each cell enters one of its sums and leaves the other; None if impossible.

    Each sum has two copies, as it is and turned; cells join the copies that go together.
    """
    ones = np.concatenate([one, one + nodes])
    others = np.concatenate([other + nodes * same, other + nodes * ~same])
    joined = sparse.coo_array((np.ones(ones.size), (ones, others)), shape=(2 * nodes,) * 2)
    _, group = connected_components(joined.tocsr(), directed=False)
    straight, turned = group[:nodes], group[nodes:]
    if np.any(straight == turned):
        return None
    return np.where(straight < turned, 1.0, -1.0)


def _bridges(tail: Numbers, head: Numbers, nodes: int) -> Mask:
    """Tell which edges lie on no cycle when directions are left out; parallel edges are a cycle.

    An edge of a spanning tree is a bridge if no other edge leaves the part of the tree below it. Each
    other edge is counted at its two ends and taken off twice where the paths from its ends meet.
    """
    parent, depth = _spanning_tree(tail, head, nodes)
    below = np.where(parent[head] == tail, head, np.where(parent[tail] == head, tail, -1))
    _, chosen = np.unique(below, return_index=True)
    in_tree = np.zeros(tail.size, dtype=np.bool_)
    in_tree[chosen] = True
    in_tree &= below >= 0
    one, other = tail[~in_tree], head[~in_tree]
    meet = _meeting_points(one, other, parent, depth)
    leaving = np.bincount(np.concatenate([one, other]), minlength=nodes + 1)
    leaving -= 2 * np.bincount(meet, minlength=nodes + 1)
    for level in range(int(depth.max()), 0, -1):
        at = np.flatnonzero(depth == level)
        leaving += np.bincount(parent[at], weights=leaving[at], minlength=nodes + 1).astype(np.int64)
    bridges: Mask = in_tree & (leaving[below] == 0)
    return bridges


def _spanning_tree(tail: Numbers, head: Numbers, nodes: int) -> tuple[Numbers, Numbers]:
    """Return parent and depth of each node in a breadth-first forest, hung under one further node."""
    edges = sparse.coo_array((np.ones(tail.size), (tail, head)), shape=(nodes,) * 2)
    _, group = connected_components(edges.tocsr(), directed=False)
    _, roots = np.unique(group, return_index=True)
    tails = np.concatenate([tail, np.full(roots.size, nodes)])
    heads = np.concatenate([head, roots])
    hung = sparse.coo_array((np.ones(tails.size), (tails, heads)), shape=(nodes + 1,) * 2)
    _, found = breadth_first_order(hung.tocsr(), nodes, directed=False)
    parent = found.astype(np.int64)
    parent[nodes] = nodes
    depth, above = np.zeros(nodes + 1, dtype=np.int64), np.arange(nodes + 1, dtype=np.int64)
    while np.any(above != nodes):
        depth += above != nodes
        above = parent[above]
    return parent, depth


def _meeting_points(one: Numbers, other: Numbers, parent: Numbers, depth: Numbers) -> Numbers:
    one, other = one.copy(), other.copy()
    while np.any(apart := one != other):
        deeper = apart & (depth[one] >= depth[other])
        climb = apart & ~deeper
        one[deeper], other[climb] = parent[one[deeper]], parent[other[climb]]
    return one
