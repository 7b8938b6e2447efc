"""What a printed share tells about a hidden count.

For every total below 1,000 a percentage with one decimal gives away its count: only one whole number fits
(Brown and Heathers 2017, turned round). So a share is hidden with its counts, and what is printed all the
same is held against this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from blendwise.disclosure.audit import Outlook
from blendwise.disclosure.cells import Cells
from blendwise.disclosure.policy import Share
from blendwise.tablecheck.printed import read_share
from blendwise.tablecheck.rounding import UNLIMITED, denominators, interval, numerators

__all__ = ["with_shares"]


def with_shares(
    outlook: Outlook, cells: Cells, shares: Sequence[Share], printed: Mapping[str, Sequence[str | None]]
) -> Outlook:
    """Add to an outlook what printed shares say; `printed` has a text or None per row for each share.

    A share beside one hidden count leaves whole numbers from and to; beside two it ties them together. A
    share that no whole number fits says nothing.
    """
    low, high = outlook.system.low.copy(), outlook.system.high.copy()
    limits: list[tuple[int, int, float]] = []
    for share in shares:
        parts, wholes = cells.column(share.numerator).tolist(), cells.column(share.denominator).tolist()
        for part, whole, text in zip(parts, wholes, printed[share.column], strict=True):
            if text is None or read_share(text) is None:
                continue
            cell, found = _possible(outlook, part, whole, text, share.per)
            if found:
                low[cell] = max(low[cell], found.start)
                high[cell] = min(high[cell], np.inf if found.stop == UNLIMITED else found.stop - 1)
            elif cell < 0:
                limits += _ties(part, whole, text, share.per, start=len(limits) // 2)
    known = replace(outlook.system, low=np.minimum(low, high), high=high)
    return replace(outlook, system=known, limits=_matrix(limits, outlook.shown.size))


def _possible(outlook: Outlook, part: int, whole: int, text: str, per: int) -> tuple[int, range]:
    """Return the one hidden count of a share and the whole numbers that fit it; −1 where both are hidden."""
    top, bottom = outlook.shown[part], outlook.shown[whole]
    if np.isnan(top) and np.isnan(bottom):
        return -1, range(0)
    if np.isnan(top):
        return part, numerators(text, int(bottom), per=per) if bottom > 0 else range(0)
    if np.isnan(bottom):
        return whole, denominators(text, int(top), per=per)
    return part, range(0)


def _matrix(limits: Sequence[tuple[int, int, float]], cells: int) -> sparse.csr_array:
    rows = np.array([row for row, _, _ in limits], dtype=np.int64)
    columns = np.array([column for _, column, _ in limits], dtype=np.int64)
    data = np.array([value for _, _, value in limits], dtype=np.float64)
    return sparse.coo_array((data, (rows, columns)), shape=(len(limits) // 2, cells)).tocsr()


def _ties(part: int, whole: int, text: str, per: int, *, start: int) -> Iterator[tuple[int, int, float]]:
    """Yield "lowest share × whole − part ≤ 0" and "part − highest share × whole ≤ 0"."""
    lowest, highest = interval(text, per=per)
    yield from ((start, whole, float(lowest)), (start, part, -1.0))
    yield from ((start + 1, part, 1.0), (start + 1, whole, -float(highest)))
