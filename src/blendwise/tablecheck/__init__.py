"""The check of a published table against itself.

The arithmetic of `rounding` is also the attack that a published table must withstand.
"""

from __future__ import annotations

from blendwise.tablecheck.rounding import denominators, fits, interval, numerators

__all__ = ["denominators", "fits", "interval", "numerators"]
