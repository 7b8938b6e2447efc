"""What the agency writes down about an institution, and whom it can reach there."""

from __future__ import annotations

from uuid import UUID

from blendwise.errors import UserError
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Contact, Institution, Note

__all__ = ["add_contact", "remove_contact", "remove_note", "write_note"]


@action
def write_note(*, by: Account, institution: Institution, text: str) -> Note:
    """Write a note on an institution; only the agency reads it."""
    note = Note.objects.create(institution=institution, by=by, text=text)
    record(by, "note-written", note, institution=str(institution.pk))
    return note


@action
def remove_note(*, by: Account, note: UUID) -> Institution:
    """Remove a note for good and return its institution; the log keeps that it was there. Raises UserError for none."""
    return _remove(Note.objects.select_related("institution").filter(pk=note).first(), "note-removed", by)


@action
def add_contact(
    *, by: Account, institution: Institution, name: str, work: str = "", email: str = "", telephone: str = ""
) -> Contact:
    """Add somebody whom the agency can reach at an institution; the log does not say who."""
    contact = Contact.objects.create(
        institution=institution, name=name, work=work, email=email, telephone=telephone
    )
    record(by, "contact-added", contact, institution=str(institution.pk))
    return contact


@action
def remove_contact(*, by: Account, contact: UUID) -> Institution:
    """Take a contact out for good and return its institution. Raises UserError where there is none."""
    return _remove(
        Contact.objects.select_related("institution").filter(pk=contact).first(), "contact-removed", by
    )


def _remove(found: Note | Contact | None, event: str, by: Account) -> Institution:
    if found is None:
        raise UserError("web.not-found")
    record(by, event, found, institution=str(found.institution.pk))
    found.delete()
    return found.institution
