"""The percentage was made of one part only, such as one year's count over the total of all years."""

from __future__ import annotations

from blendwise.tablecheck.explanations.case import Case, Values

__all__ = ["explain"]


def explain(case: Case) -> Values | None:
    """See whether one of the numerator's parts, over the whole or over its own part, gives the percentage."""
    roles = case.figures.roles
    tops = next((parts.columns for parts in roles.parts if parts.whole == roles.numerator), ())
    bottoms = next((parts.columns for parts in roles.parts if parts.whole == roles.denominator), ())
    own = dict(zip(tops, bottoms, strict=True)) if len(tops) == len(bottoms) else {}
    for column in tops:
        part, part_of = case.row.counts[column], case.row.counts.get(own.get(column, -1))
        for bottom in (case.denominator, part_of):
            if part and bottom and case.fits(part, bottom):
                return {"column": case.column(column), "numerator": part, "denominator": bottom}
    return None
