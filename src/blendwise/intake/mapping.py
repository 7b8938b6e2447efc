"""The mapping step: open a file whose layout is not known, and propose which column is what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blendwise.errors import UserError
from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.reading import sheets_of
from blendwise.intake.sheets import Sheet
from blendwise.intake.sources import Source, find_sources
from blendwise.intake.suggestions import Proposal, propose

__all__ = ["proposal_for", "proposal_of"]


def proposal_for(file: Path, folder: Path, sheet: str | None = None) -> Proposal:
    """Propose a mapping for a file (of a ZIP, its first one); `folder` takes what is unpacked.

    Of several sheets the one with most columns is taken unless `sheet` names one. Raises UserError where the
    file cannot be opened.
    """
    try:
        sources, findings = find_sources([file], folder)
        if findings:
            raise Refusal(*findings)
        sheets = [s for s in sheets_of(sources[0], sheet) if any(any(row) for row in s.head)]
        if not sheets:
            raise Refusal(Finding("empty-file", file.name))
    except Refusal as refusal:
        raise _RefusedFileError(refusal.findings) from refusal
    return propose(_widest(sheets))


def proposal_of(source: Source, sheet: str | None = None) -> Proposal:
    """Propose a mapping for a source of a delivery that was read already."""
    return propose(_widest(sheets_of(source, sheet)))


def _widest(sheets: Sequence[Sheet]) -> Sheet:
    return max(sheets, key=lambda s: max((sum(1 for c in row if c) for row in s.head), default=0))


class _RefusedFileError(UserError):
    """A file that cannot be opened, said in the words of its findings."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(findings[0].code)

    def sentence(self, language: str) -> str:
        return "\n".join(f.sentence(language) for f in self.findings)
