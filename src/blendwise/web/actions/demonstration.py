"""The people of a demonstration site, made by the same actions as anybody."""

from __future__ import annotations

from collections.abc import Mapping

from blendwise.errors import UserError
from blendwise.web.access import INSTITUTION_ROLES, Role
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.people import accept_invitation, invite
from blendwise.web.actions.recording import SITE
from blendwise.web.models import Account, Institution
from blendwise.web.readings.register import register

__all__ = ["CAST", "open_demonstration", "refuse_real_people"]

CAST: Mapping[Role, tuple[str, str]] = {
    Role.ADMIN: ("Anna Visser", "anna@agency.example"),
    Role.OFFICER: ("Omar de Vries", "omar@agency.example"),
    Role.COORDINATOR: ("Carla Bakker", "carla@school.example"),
    Role.READER: ("Roos Jansen", "roos@school.example"),
}
"""By role: a name and an address that nobody has."""

_THEIR_INSTITUTION = "ROC Midden Nederland"


def open_demonstration() -> list[Account]:
    """Make the institutions of the register and a person for each role; who is there already stays."""
    refuse_real_people()
    institutions = meet_institutions(by=SITE, names=dict(register().institutions()))
    theirs = next(i for i in institutions if i.name == _THEIR_INSTITUTION)
    return [_person(role, name, email, theirs) for role, (name, email) in CAST.items()]


def refuse_real_people() -> None:
    """Raise UserError where others than the cast have an account: everybody could come in and see their work."""
    cast = [email for _, email in CAST.values()]
    others = Account.objects.filter(erased__isnull=True).exclude(email__in=cast).count()
    if others:
        raise UserError("web.demonstration-with-people", others=others)


def _person(role: Role, name: str, email: str, institution: Institution) -> Account:
    known: Account | None = Account.objects.filter(email=email).first()
    if known is not None:
        return known
    where = institution if role in INSTITUTION_ROLES else None
    _, token = invite(by=SITE, email=email, role=role, institution=where)
    return accept_invitation(token=token, name=name, password=None)
