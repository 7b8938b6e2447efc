"""Until when something can still be ticked: the register takes imports until the final report is handed in.

Sources: the Commission's user documentation of the Beneficiary Module (the import closes with the final report), and
the pages named in `final_report.toml` (within how many days after the end of a project that report is due).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from blendwise.programme.rulebook import Status

__all__ = ["ReportingPeriod", "reporting_period"]

_ACTION = re.compile(r"^\d{4}-\d-[A-Z]{2}\d{2}-(KA\d{3})-")


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """How long after the end of a project its final report may be handed in, and how sure that is."""

    days: int
    status: Status
    source_ids: tuple[str, ...]

    def last_day(self, end: date) -> date:
        """Return the last day on which a project that ends on a day can hand in its report."""
        return end + timedelta(days=self.days)


def reporting_period(project: str) -> ReportingPeriod | None:
    """Return the reporting period of a project by its grant agreement number; None for an action without one.

    >>> reporting_period("2022-1-NL01-KA122-VET-000000001").last_day(date(2024, 5, 31)).isoformat()
    '2024-07-30'
    """
    action = _ACTION.match(project)
    return _periods().get(action[1]) if action else None


@cache
def _periods() -> dict[str, ReportingPeriod]:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: ReportingPeriod(table["days"], Status(table["status"]), tuple(table["source"]))
        for name, table in tables.items()
    }
