"""Evidence: kept, given a time, and removed when that is over."""

from __future__ import annotations

import hashlib
import os
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import scope
from blendwise.web.actions.recording import SITE, action, record
from blendwise.web.evidence_files import media_type_of
from blendwise.web.models import Account, Evidence, VirtualActivity
from blendwise.web.readings.activities import one_activity
from blendwise.web.readings.evidence import evidence_of_project
from blendwise.web.uploads import harmless

__all__ = [
    "KEEP",
    "add_file",
    "add_link",
    "end_retention",
    "keep_evidence_until",
    "keep_project_until",
    "place_of",
    "remove_evidence",
]

KEEP = timedelta(days=5 * 366)
"""How long evidence is kept at least, from the day it was added, unless its institution says otherwise."""
_AFTER_CALL = 9
"""Evidence stays through the eighth year after the call: a project ends by the third, and five years run from its last
payment (known; three for a grant up to 60,000). So nothing goes too soon where the day of that payment is not known."""
_LONGEST_NAME = 200
_ORPHAN = timedelta(days=1)


def place_of(evidence: Evidence) -> Path:
    """Return where the content of an evidence file lies: under its id, below no web address."""
    return Path(settings.CONFIGURATION.site) / "evidence" / evidence.pk.hex


@action
def add_file(
    *, by: Account, activity: UUID, name: str, content: bytes, keep_until: date | None = None
) -> Evidence:
    """Keep a file as evidence of an activity. Raises UserError for a kind that may not be kept."""
    media_type = media_type_of(content)
    of = one_activity(scope(by), activity)
    evidence = Evidence(
        institution=of.institution, activity=of, name=harmless(name), media_type=media_type,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), by=by, keep_until=keep_until or _until(of),
    )  # fmt: skip
    _write(place_of(evidence), content)
    evidence.save(force_insert=True)
    record(by, "evidence-added", evidence, sha256=evidence.sha256)
    return evidence


@action
def add_link(
    *, by: Account, activity: UUID, name: str, link: str, keep_until: date | None = None
) -> Evidence:
    """Keep a link as evidence of an activity, such as to a film; without a name it goes by the link."""
    if not link.startswith("https://"):
        raise UserError("evidence.not-a-link", link=link)
    of = one_activity(scope(by), activity)
    evidence = Evidence.objects.create(
        institution=of.institution, activity=of, name=_short(name or link), link=link, by=by,
        keep_until=keep_until or _until(of),
    )  # fmt: skip
    record(by, "evidence-added", evidence)
    return evidence


@action
def keep_evidence_until(*, by: Account, evidence: UUID, day: date) -> None:
    """Keep evidence until another day than was said."""
    found = _own(by, evidence)
    found.keep_until = day
    found.save(update_fields=["keep_until"])
    record(by, "evidence-kept-until", found, day=day.isoformat())


@action
def keep_project_until(*, by: Account, project: str, day: date) -> int:
    """Keep all evidence of a project until a day, also what belongs to other projects too; return how much that is.

    Raises UserError where the institution keeps none of that project.
    """
    found = evidence_of_project(scope(by), project)
    changed = Evidence.objects.filter(pk__in=list(found), removed=None).update(keep_until=day)
    if not changed:
        raise UserError("web.not-found")
    record(by, "evidence-kept-until", by.institution or "", project=project, day=day.isoformat(), n=changed)
    return changed


@action
def remove_evidence(*, by: Account, evidence: UUID) -> None:
    """Remove evidence; that it was there, under which name and hash, stays."""
    found = _own(by, evidence)
    _remove(found)
    record(by, "evidence-removed", found, sha256=found.sha256)


@action
def end_retention(*, by: Account | str = SITE, today: date) -> int:
    """Remove all evidence whose time is over, and files that nothing speaks of; return how many were removed."""
    over = list(Evidence.objects.select_for_update().filter(keep_until__lt=today, removed=None))
    for evidence in over:
        _remove(evidence)
    orphans = _remove_orphans()
    record(
        by, "retention-ended", removed=len(over), orphans=orphans, hashes=[e.sha256 for e in over if e.sha256]
    )
    return len(over)


def _own(by: Account, evidence: UUID) -> Evidence:
    found: Evidence | None = (
        Evidence.objects.select_for_update()
        .filter(pk=evidence, institution__key__in=scope(by).institutions, removed=None)
        .first()
    )
    if found is None:
        raise UserError("web.not-found")
    return found


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _until(activity: VirtualActivity) -> date:
    """Return until when evidence of an activity is kept: by the newest call of its mobilities, or by today without."""
    today = timezone.localdate()
    call = activity.mobilities.aggregate(newest=Max("call"))["newest"] or today.year
    return max(today + KEEP, date(call + _AFTER_CALL, 1, 1))


def _write(place: Path, content: bytes) -> None:
    """Write a file before its row: a kill in between leaves a file that nothing speaks of, never the reverse."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _remove(evidence: Evidence) -> None:
    evidence.removed = timezone.now()
    evidence.save(update_fields=["removed"])
    place = place_of(evidence)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def _remove_orphans() -> int:
    folder = Path(settings.CONFIGURATION.site) / "evidence"
    known = {pk.hex for pk in Evidence.objects.filter(removed=None).values_list("pk", flat=True)}
    before = (timezone.now() - _ORPHAN).timestamp()
    files = folder.iterdir() if folder.is_dir() else ()
    orphans = [f for f in files if f.name not in known and f.stat().st_mtime < before]
    for file in orphans:
        file.unlink(missing_ok=True)
    return len(orphans)
