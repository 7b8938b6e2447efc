"""What people do with imports: bring files, say which column is what, accept, throw away, read again.

`for_institution` is the institution whose own export it is; None is the agency's, which may hold all rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone

from blendwise.errors import UserError
from blendwise.intake.profiles import save_profile
from blendwise.intake.suggestions import Proposal, accepted_profile
from blendwise.web.actions.import_jobs import ring
from blendwise.web.actions.import_steps import move
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Import, Institution
from blendwise.web.readings.register import register
from blendwise.web.uploads import Upload, receive, remove

__all__ = ["accept", "bring_in", "discard", "map_columns", "read_again"]


def bring_in(
    *,
    by: Account,
    uploads: Sequence[Upload],
    modified: Sequence[float | None] = (),
    day: date | None = None,
    for_institution: Institution | None = None,
) -> Import:
    """Take files in and have them read, as the register was on a day (today unless given).

    Raises UserError where there is no file, or the day is still to come.
    """
    today = timezone.localdate()
    if not uploads:
        raise UserError("imports.no-files")
    if day is not None and day > today:
        raise UserError("imports.day-to-come", day=day)
    identifier = uuid4()
    try:
        files = receive(identifier, uploads, modified)
        return _brought(identifier, by=by, files=files, day=day or today, institution=for_institution)
    except BaseException:
        remove(identifier)
        raise


@action
def _brought(
    identifier: UUID,
    *,
    by: Account,
    files: Sequence[Mapping[str, object]],
    day: date,
    institution: Institution | None,
) -> Import:
    brought = Import(pk=identifier, by=by, files=list(files), day=day, institution=institution)
    brought.save(force_insert=True)
    record(by, "import-brought", brought, files=len(files), bytes=sum(int(str(f["size"])) for f in files))
    ring()
    return brought


@action
def map_columns(
    *, by: Account, of: Import, proposal: Proposal, name: str, chosen: Mapping[str, str]
) -> Import:
    """Save which column is what as a profile of the agency's own, and read the files again with it.

    `chosen` has a header for each of our columns. Raises UserError where an essential one has none, or the name is
    missing or none for a file.
    """
    if not name:
        raise UserError("imports.no-name")
    if lacking := [column for column in proposal.model.essential if column not in chosen]:
        raise UserError("imports.lacks-columns", columns=lacking)
    profile = accepted_profile(proposal, name, chosen)
    mapped = move(of.pk, "map", questions=None, attempt=None)
    save_profile(profile, register().folder / "profiles")
    record(by, "import-mapped", mapped, profile=name)
    ring()
    return mapped


@action
def accept(*, by: Account, of: Import, confirmed: bool = False) -> Import:
    """Have an import kept as a whole.

    Raises UserError where it would change much and nobody confirmed that, or where it is in another state.
    """
    if not confirmed and any(kind["effect"] == "unconfirmed" for kind in of.kinds):
        raise UserError("imports.confirm-first")
    accepted = move(of.pk, "accept")
    accepted.confirmed, accepted.attempt = confirmed, 0
    accepted.save()
    record(by, "import-accepted", accepted, confirmed=confirmed)
    ring()
    return accepted


@action
def discard(*, by: Account, of: Import) -> Import:
    """Throw an import away as a whole, or stop it; its files are removed. Raises UserError where it is too late."""
    gone = move(of.pk, "discard", ended=timezone.now(), questions=None)
    remove(of.pk)
    record(by, "import-discarded", gone)
    return gone


@action
def read_again(*, by: Account, of: Import, newest_wins: bool, skip_refused: bool) -> Import:
    """Read the same files again in another way: of doubles the newest wins, refused files are left out."""
    again = move(of.pk, "read-again")
    again.newest_wins, again.skip_refused, again.attempt = newest_wins, skip_refused, 0
    again.kinds, again.books, again.change, again.problem = [], [], None, None
    again.save()
    record(by, "import-read-again", again, newest_wins=newest_wins, skip_refused=skip_refused)
    ring()
    return again
