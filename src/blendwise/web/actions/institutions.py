"""Institutions appear on the site as the register names them."""

from __future__ import annotations

from collections.abc import Mapping

from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Institution

__all__ = ["meet_institutions"]


@action
def meet_institutions(*, by: Account | str, names: Mapping[str, str]) -> list[Institution]:
    """Add the institutions that the register speaks of (key and name) and follow a change of name; none is removed."""
    known = {i.key: i for i in Institution.objects.filter(key__in=names)}
    new = [Institution(key=key, name=name) for key, name in names.items() if key not in known]
    Institution.objects.bulk_create(new)
    renamed = [i for i in known.values() if i.name != names[i.key]]
    for institution in renamed:
        institution.name = names[institution.key]
    Institution.objects.bulk_update(renamed, ["name"])
    record(by, "institutions-met", new=len(new), renamed=len(renamed))
    return [*known.values(), *new]
