"""What the mapping step needs: each column of a file with examples and what it could be, likeliest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from blendwise.intake.suggestions import Proposal
from blendwise.web.models import Import

__all__ = ["MappingColumn", "MappingPage", "mapping_page"]


@dataclass(frozen=True, slots=True)
class MappingColumn:
    """A column of the file."""

    letter: str
    header: str
    samples: tuple[str, ...]
    """A few different values; none where they look like personal data."""
    ranked: tuple[str, ...]
    """What it could be, likeliest first."""
    others: tuple[str, ...]
    """The rest of our columns."""
    chosen: str
    """What is chosen now: at first what is likeliest; empty for a column that is not needed."""

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"column-{self.letter}"


@dataclass(frozen=True, slots=True)
class MappingPage:
    """The questions about a file whose columns are not known."""

    id: UUID
    file: str
    sheet: str | None
    header_row: int
    needed: tuple[str, ...]
    """Our columns without which nothing can be read."""
    columns: tuple[MappingColumn, ...]


def mapping_page(of: Import, proposal: Proposal, chosen: Mapping[str, str]) -> MappingPage:
    """Return the questions about an import's unknown file; `chosen` has our column by the letter of a column."""
    columns = []
    for s in proposal.suggestions:
        ranked = tuple(name for name, _ in s.ranked)
        others = tuple(name for name in proposal.model.columns if name not in ranked)
        columns.append(MappingColumn(s.letter, s.header, s.samples, ranked, others, chosen.get(s.letter, "")))
    questions = of.questions or {}
    return MappingPage(
        of.pk,
        questions["file"],
        questions["sheet"],
        proposal.header_row,
        proposal.model.essential,
        tuple(columns),
    )
