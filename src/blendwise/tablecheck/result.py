"""What comes out of a check, and how it goes into JSON."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from blendwise.language import decimal, percent, plural, say
from blendwise.tablecheck.explanations import Explanation, Mechanism
from blendwise.tablecheck.figures import Figures, Row
from blendwise.tablecheck.order import Order
from blendwise.tablecheck.printed import Printed, half_up
from blendwise.tablecheck.roles import Roles
from blendwise.tablecheck.rounding import UNLIMITED, Rounding, denominators, numerators
from blendwise.tablecheck.statements import Statement
from blendwise.tablecheck.sums import Sums
from blendwise.tablecheck.table import Note, Table
from blendwise.tablecheck.wording import write_printed

__all__ = ["InconsistentRow", "TableCheck", "ends"]


@dataclass(frozen=True, slots=True)
class InconsistentRow:
    """A row whose percentage no rounding of its counts gives, with what would fit and what may explain it."""

    row: int
    label: str
    numerator: int
    denominator: int
    printed: Printed
    per: int
    explanations: tuple[Explanation, ...]

    @property
    def computed(self) -> Fraction:
        """The exact share, from 0 to 1, that follows from the counts."""
        return Fraction(self.numerator, self.denominator)

    @property
    def numerators(self) -> range:
        """The numerators that fit this denominator."""
        return numerators(self.printed.plain, self.denominator, per=self.per)

    @property
    def denominators(self) -> range:
        """The denominators that fit this numerator."""
        return denominators(self.printed.plain, self.numerator, per=self.per)

    def computed_text(self, language: str) -> str:
        """Write the exact share with two decimals, or one more than is printed."""
        if self.per == 100:
            return percent(self.computed, language, places=max(2, self.printed.decimals + 1))
        return decimal(self.computed, language, places=self.printed.decimals + 2)

    def sentence(self, language: str) -> str:
        """Say what the row prints, what its counts give, and that they are inconsistent."""
        key = "tablecheck.inconsistent" if self.label else "tablecheck.inconsistent-unlabelled"
        printed = write_printed(self.printed, language, per=self.per)
        values = {"printed": printed, "computed": self.computed_text(language)}
        return say(
            key, language, row=self.row, label=self.label, k=self.numerator, n=self.denominator, **values
        )

    def as_dict(self, language: str) -> dict[str, object]:
        """Return the row for JSON; `computed` is in the unit of what is printed, to four decimals."""
        return {
            "row": self.row,
            "label": self.label,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "printed": self.printed.plain,
            "computed": float(half_up(self.computed * self.per, 4)),
            "fitting_numerators": ends(self.numerators),
            "fitting_denominators": ends(self.denominators),
            "explanations": [explanation.as_dict(language) for explanation in self.explanations],
            "sentence": self.sentence(language),
        }


@dataclass(frozen=True, slots=True)
class TableCheck:
    """What came out of a check. `checked` is how many rows have all three figures."""

    figures: Figures
    rounding: Rounding
    checked: int
    inconsistent: tuple[InconsistentRow, ...]
    undefined: tuple[Row, ...]
    """Rows with a denominator of 0 that print a percentage all the same."""
    mechanisms: tuple[Mechanism, ...]
    sums: Sums
    order: Order | None
    statements: tuple[Statement, ...]
    notes: tuple[Note, ...]

    @property
    def table(self) -> Table:
        """The table as it was read."""
        return self.figures.table

    @property
    def roles(self) -> Roles:
        """Which column is what."""
        return self.figures.roles

    @property
    def claims(self) -> tuple[Statement, ...]:
        """The sentences on the rows, such as "three above 4%"."""
        return tuple(s for s in self.statements if s.kind == "claim")

    @property
    def identities(self) -> tuple[Statement, ...]:
        """The arithmetic between figures."""
        return tuple(s for s in self.statements if s.kind == "identity")

    @property
    def is_consistent(self) -> bool:
        """Whether nothing in the table, and nothing stated about it, is inconsistent."""
        stated = any(statement.is_inconsistent for statement in self.statements)
        return not (self.inconsistent or self.undefined or self.sums.failing or stated)

    @property
    def other_statements(self) -> tuple[Statement, ...]:
        """What is neither a claim nor an identity."""
        return tuple(s for s in self.statements if s.kind not in ("claim", "identity"))

    def headline(self, language: str) -> str:
        """Say how many percentages cannot follow from their counts."""
        return plural("tablecheck.headline", len(self.inconsistent), language, checked=self.checked)

    def as_dict(self, language: str = "en") -> dict[str, object]:
        """Return the result for JSON: counts as numbers, printed figures as text, sentences in a language."""
        return {
            "consistent": self.is_consistent,
            "checked": self.checked,
            "rounding": self.rounding.name,
            "sentence": self.headline(language),
            "inconsistent": [row.as_dict(language) for row in self.inconsistent],
            "undefined": [{"row": row.number, "label": row.label} for row in self.undefined],
            "explanations": [mechanism.as_dict(language) for mechanism in self.mechanisms],
            "roles": self.roles.as_dict(self.table),
            "sums": self.sums.as_dict(),
            "order": self.order.as_dict() if self.order else None,
            "claims": [statement.as_dict(language) for statement in self.claims],
            "identities": [statement.as_dict(language) for statement in self.identities],
            "statements": [statement.as_dict(language) for statement in self.other_statements],
            "notes": [{"code": note.code, "sentence": note.sentence(language)} for note in self.notes],
        }


def ends(found: range) -> dict[str, int | None] | None:
    """Return a range's ends, both included; None when it is empty, no last one when it has no largest."""
    if not found:
        return None
    return {"first": found[0], "last": None if found.stop == UNLIMITED else found[-1]}
