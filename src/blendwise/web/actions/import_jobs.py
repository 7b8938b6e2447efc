"""What the worker does with imports: read them, weigh them, keep them; and take up what a dead worker left.

The queue holds no names of imports, only that there is work: whoever hears it takes the next import. So nothing
is lost with a message, and a bell that rings twice does no harm.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from blendwise.errors import UserError
from blendwise.intake import Delivery, Options, find_key
from blendwise.intake.expected import expected_rows
from blendwise.language import LANGUAGES, say
from blendwise.store.delivered import put_down, take_up
from blendwise.store.keeping import all_findings
from blendwise.store.staging import OtherKeyError
from blendwise.web.actions import import_steps as steps
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.judging import judge_after_import
from blendwise.web.actions.recording import SITE
from blendwise.web.models import Import
from blendwise.web.readings.import_result import change_by, kinds_in, questions_about, rows_of_others
from blendwise.web.readings.register import register
from blendwise.web.states import ENDED, IN_QUEUE, ImportState
from blendwise.web.uploads import files_of, folder_of, remove

__all__ = ["QUEUE", "clear_left_behind", "ring", "take_up_abandoned", "work", "work_on_imports"]

QUEUE = "imports"
_BEAT = 1.0
"""Seconds between two signs of life."""
_log = logging.getLogger(__name__)


class Pulse:
    """The signs of life of a worker while it has an import: its lease and how far it is, from a thread of its own.

    `rows` is what the library calls as it reads; it raises LostLeaseError once the import is no longer ours.
    """

    def __init__(self, begun: Import) -> None:
        self.begun = begun
        self._rows, self._file = 0, ""
        self._lost, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat, name="import-pulse", daemon=True)

    def rows(self, file: str, rows: int) -> None:
        """Note rows that were read."""
        self._rows, self._file = self._rows + rows, file
        if self._lost.is_set():
            raise steps.LostLeaseError(self.begun.pk)

    def _beat(self) -> None:
        while not self._over.wait(_BEAT):
            try:
                if not steps.renew(self.begun, self._rows, self._file):
                    self._lost.set()
                    break
            except DatabaseError:  # the next beat may succeed; the lease outlasts many
                _log.warning("a sign of life was not written")
        connection.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()


def ring() -> None:
    """Say that there is work; within an action it is heard when the action has ended."""
    work_on_imports.enqueue()


@task(queue_name=QUEUE)
def work_on_imports() -> None:
    """Work on one import, and ring again if there are more: between two, a worker can be stopped."""
    begun = steps.begin_next()
    if begun is None:
        return
    with Pulse(begun) as pulse:
        work(begun, pulse.rows)
    if Import.objects.filter(state__in=IN_QUEUE).exists():
        ring()


def work(begun: Import, progress: Any = None) -> None:
    """Do what an import waits for. Whatever goes wrong ends in a state with a sentence, never in silence."""
    try:
        _WORK[ImportState(begun.state)](begun, progress)
    except steps.LostLeaseError:
        _log.info("import %s was stopped or taken over", begun.pk)
    except UserError as error:
        _failed(begun, {lang: error.sentence(lang) for lang in LANGUAGES})
    except Exception:
        if not _is_ours(begun):  # somebody stopped it, and its files are gone
            return
        _log.exception("import %s failed", begun.pk)
        _failed(begun, {lang: say("errors.imports.our-fault", lang) for lang in LANGUAGES})
    finally:
        if Import.objects.filter(pk=begun.pk, state__in=ENDED).exists():
            remove(begun.pk)


def _is_ours(begun: Import) -> bool:
    return bool(Import.objects.filter(pk=begun.pk, attempt=begun.attempt, state=begun.state).exists())


def _failed(begun: Import, problem: Mapping[str, str]) -> None:
    if _is_ours(begun):
        steps.fail(begun, problem=problem)


def _options(begun: Import) -> Options:
    return Options(newest_wins=begun.newest_wins, skip_refused=begun.skip_refused)


def _read(begun: Import, progress: Any) -> None:
    """Read from the beginning, whatever an earlier worker left half read."""
    files, folder = files_of(begun.pk), folder_of(begun.pk) / "read"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    steps.expect(begun, expected_rows(files))
    find_key(register().folder)  # else two first imports would each bring a key of their own
    delivery = register().read(files, folder, options=_options(begun), progress=progress)
    put_down(delivery, folder)
    if delivery.refused:
        _refused(begun, delivery)
    elif not _of_others(begun, delivery):
        _weighed(begun, delivery)


def _of_others(begun: Import, delivery: Delivery) -> bool:
    """Refuse an institution's import that speaks of others, and tell whether it does; the agency's may."""
    own = begun.institution
    problem = None if own is None else rows_of_others(delivery, own.all_keys())
    if problem is None:
        return False
    sentences = {lang: problem.sentence(lang) for lang in LANGUAGES}
    steps.refuse(begun, kinds=kinds_in(delivery.findings), problem=sentences)
    return True


def _refused(begun: Import, delivery: Delivery) -> None:
    kinds = kinds_in(delivery.findings)
    questions = None if begun.institution else questions_about(delivery)
    if questions:
        steps.ask_mapping(begun, questions=questions, kinds=kinds)
    else:
        steps.refuse(begun, kinds=kinds)


def _weighed(begun: Import, delivery: Delivery) -> None:
    """Show what keeping it would do, and wait."""
    weighed = register().weigh(delivery, begun.day, options=_options(begun))
    steps.ask_decision(
        begun,
        books=[books.as_dict() for books in delivery.books],
        kinds=kinds_in(all_findings(delivery, weighed)),
        change=change_by(delivery, begun.day),
    )


def _keep(begun: Import, _: Any) -> None:
    """Keep it as a whole; where the register changed since it was read, refuse or ask again.

    No other import is kept meanwhile, so what is found here holds until it is kept.
    """
    delivery = take_up(folder_of(begun.pk) / "read")
    if _of_others(begun, delivery):
        return
    try:
        kept = register().keep(delivery, begun.day, options=_options(begun), confirmed=begun.confirmed)
    except OtherKeyError:
        steps.read_anew(begun)
        return
    if kept.refused:
        _weighed(begun, delivery)
        return
    meet_institutions(by=SITE, names=dict(register().institutions()))
    judge_after_import(project for s in (*kept.snapshots, *kept.known) for project in s.covers)
    steps.keep(begun, snapshots=[s.id for s in (*kept.snapshots, *kept.known)])


_WORK = {ImportState.READING: _read, ImportState.KEEPING: _keep}


def take_up_abandoned() -> None:
    """Put back what a dead worker left, ring where work waits unheard, and clear what nobody decided about."""
    steps.put_back_abandoned({lang: say("errors.imports.gave-up", lang) for lang in LANGUAGES})
    unheard = DBTaskResult.objects.filter(status=TaskResultStatus.READY, queue_name=QUEUE)
    if Import.objects.filter(state__in=IN_QUEUE).exists() and not unheard.exists():
        ring()
    steps.discard_undecided()


_A_DAY = timedelta(days=1).total_seconds()


def clear_left_behind(uploads: Path) -> None:
    """Remove folders of uploads that no import speaks of: a server was killed between the two."""
    known = {str(pk) for pk in Import.objects.exclude(state__in=ENDED).values_list("pk", flat=True)}
    for folder in uploads.glob("*-*-*-*-*"):
        old = timezone.now().timestamp() - folder.stat().st_mtime > _A_DAY
        if old and folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
