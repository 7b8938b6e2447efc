"""What the agency sees of an institution, told to that institution."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from blendwise.web.models import Account, Institution, VirtualActivity

__all__ = ["AgencyView", "agency_view", "institution_of"]


@dataclass(frozen=True, slots=True)
class AgencyView:
    """What goes to the agency, and what stays here."""

    name: str
    shares_counts: bool
    """Whether the agency sees how many virtual activities were recorded."""
    shares_texts: bool
    """Whether it reads their descriptions."""
    activities: int
    """How many there are now."""
    people: int
    """How many accounts it sees, with name and role."""
    may_change: bool


def agency_view(institution: Institution, *, may_change: bool) -> AgencyView:
    """Return what the agency sees of an institution."""
    return AgencyView(
        institution.name, institution.shares_counts, institution.shares_texts,
        VirtualActivity.objects.filter(institution=institution).count(),
        institution.people.filter(erased__isnull=True).count(), may_change,
    )  # fmt: skip


def institution_of(account: Account) -> Institution:
    """Return the institution that somebody works for; whoever works for the agency has none and is not let in."""
    if account.institution is None:
        raise PermissionDenied(account.role)
    return account.institution
