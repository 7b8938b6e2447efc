"""Who has an import: a worker that lives, and no other."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models.signals import post_save
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blendwise.web.actions import import_steps as steps
from blendwise.web.actions.import_jobs import clear_left_behind, ring, take_up_abandoned, work
from blendwise.web.models import Import
from blendwise.web.states import ImportState
from blendwise.web.uploads import folder_of


@pytest.fixture
def brought(people, bring, csv_of, small):
    return bring(people.omar, {"a.csv": csv_of([small.mobility(1)])})


def run_out(one):
    """Let the lease of an import run out."""
    Import.objects.filter(pk=one.pk).update(lease=timezone.now() - timedelta(seconds=1))


def test_what_one_worker_has_no_other_takes(brought):
    assert steps.begin_next().pk == brought.pk
    assert steps.begin_next() is None
    take_up_abandoned()  # its lease still runs
    assert steps.begin_next() is None


def test_the_import_of_a_dead_worker_is_taken_up_and_its_late_writes_change_nothing(brought):
    dead = steps.begin_next()
    run_out(brought)
    take_up_abandoned()
    second = steps.begin_next()
    assert (second.pk, second.attempt) == (dead.pk, 2)
    assert not steps.renew(dead, 5, "a.csv")
    work(dead)  # it wakes up and reads on
    now = Import.objects.get(pk=brought.pk)
    assert (now.state, now.attempt, now.rows_done) == ("reading", 2, 0)


def test_what_others_decided_meanwhile_does_not_keep_an_import_from_being_put_back(people, bring):
    taken_over, left = (bring(people.omar, {f"{n}.csv": b"x"}) for n in "ab")
    for _ in (taken_over, left):
        run_out(steps.begin_next())
    first = Import.objects.exclude(lease=None).first()
    second = left if first == taken_over else taken_over

    def another_worker(**_):
        Import.objects.filter(pk=second.pk).update(attempt=7)

    post_save.connect(another_worker, sender=Import)
    try:
        assert steps.put_back_abandoned({}) == [first]
    finally:
        post_save.disconnect(another_worker, sender=Import)
    assert Import.objects.get(pk=second.pk).state == "reading"


def test_what_ends_its_worker_three_times_fails_with_a_sentence(brought, browse, people):
    for _ in range(3):
        steps.begin_next()
        run_out(brought)
        take_up_abandoned()
    assert Import.objects.get(pk=brought.pk).state == "failed"
    assert "failed several times" in browse(people.omar).get(f"/imports/{brought.pk}").text


def test_stopped_while_it_is_read_it_stays_away(brought, browse, people):
    begun = steps.begin_next()
    browse(people.omar).post(f"/imports/{brought.pk}/discard")
    work(begun)
    assert Import.objects.get(pk=brought.pk).state == "discarded"
    assert not folder_of(brought.pk).exists()


def test_only_one_is_being_kept_at_a_time(brought, people, do_work, bring, csv_of, small, browse):
    other = bring(people.olga, {"b.csv": csv_of([small.mobility(1, call=2022)])})
    do_work()
    for one in (brought, other):
        browse(people.omar).post(f"/imports/{one.pk}/accept")
    first = steps.begin_next()
    assert first.state == "keeping"
    assert steps.begin_next() is None
    work(first)
    assert steps.begin_next().pk == other.pk


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_holds_that():
    for state in ("keeping", "kept"):
        Import.objects.create(day="2025-01-01", state=state)
    with pytest.raises(IntegrityError):
        Import.objects.create(day="2025-01-01", state="keeping")


def test_work_that_nobody_hears_of_is_rung_for_once(brought):
    DBTaskResult.objects.all().delete()  # as when a worker was killed before it began
    take_up_abandoned()
    take_up_abandoned()
    assert DBTaskResult.objects.count() == 1


def test_a_bell_without_work_does_no_harm(db, empty_site):
    ring()
    assert steps.begin_next() is None


def test_what_nobody_decides_about_goes_after_a_month(brought, do_work):
    do_work()
    take_up_abandoned()
    assert Import.objects.get(pk=brought.pk).state == "to-decide"
    Import.objects.filter(pk=brought.pk).update(made=timezone.now() - timedelta(days=31))
    take_up_abandoned()
    assert Import.objects.get(pk=brought.pk).state == "discarded"
    assert not folder_of(brought.pk).exists()


def test_folders_that_no_import_speaks_of_are_cleared_after_a_day(brought, settings):
    import os

    stray = settings.MEDIA_ROOT / "00000000-0000-4000-8000-000000000000"
    stray.mkdir()
    clear_left_behind(settings.MEDIA_ROOT)
    assert stray.exists()
    for folder in (stray, folder_of(brought.pk)):
        os.utime(folder, (1, 1))
    clear_left_behind(settings.MEDIA_ROOT)
    assert (stray.exists(), folder_of(brought.pk).exists()) == (False, True)


@pytest.mark.parametrize("fault", [RuntimeError("a fault of ours"), MemoryError()])
def test_a_fault_of_ours_ends_in_a_sentence_and_can_be_tried_again(brought, do_work, browse, people, fault):
    begun = steps.begin_next()

    def fail(file, rows):
        raise fault

    work(begun, fail)
    assert Import.objects.get(pk=brought.pk).state == ImportState.FAILED
    assert "went wrong on our side" in browse(people.omar).get(f"/imports/{brought.pk}").text
    browse(people.omar).post(f"/imports/{brought.pk}/read-again")
    assert do_work(brought).state == "to-decide"
