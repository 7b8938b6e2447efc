"""What is kept of a row that was left out: enough to see which it was, and nothing that tells a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from blendwise.intake.findings import shorten

__all__ = ["EMAIL", "SHOWN", "as_read"]

EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
SHOWN = (
    "grant_agreement_number", "mobility_activity_id", "institution", "activity_type", "participants", "start_date",
    "end_date", "blended", "status",
)  # fmt: skip
"""What is shown of a row beside a finding: no participant, no free text."""
_YES_NO = ("No", "Yes")
"""As the register writes them; of doubles what was read is left, not what stood there."""


def as_read(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the detail `as_read` of its finding: values as texts, e-mail addresses as a mark."""
    named = {"institution": row.get("sending_organisation"), **row}
    return {"as_read": {name: _text(named[name]) for name in SHOWN if named.get(name) is not None}}


def _text(value: Any) -> str:
    text = _YES_NO[value] if isinstance(value, bool) else str(value)
    return shorten(re.sub(EMAIL, "[e-mail]", text))
