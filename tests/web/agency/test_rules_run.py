"""New rules come with the program: the worker runs every stored verdict again, and the agency reads what flipped.

The stays are of fewer than 80 days; the new rules ask 80 of them and not 10, so that what counted counts no more.
"""

import html
import shutil
from datetime import date
from pathlib import Path

import pytest

from blendwise.programme import Outcome, loading, shipped
from blendwise.programme.short_check import facts_told
from blendwise.web.actions.judging import judge_by_new_rules
from blendwise.web.actions.sharing import change_sharing
from blendwise.web.actions.verdicts import keep_verdict, publish_ruling, withdraw_ruling
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.management.commands.worker import daily
from blendwise.web.models import AuditEvent, Flip, KeptVerdict, OwnRecord, RulesRun
from blendwise.web.readings.rules_run import agency_rulings

TALK = {"title": "Video call", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes", "general_offer": "no",
        "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip
FACTS = facts_told({"call": "2024", "type": "LM-SHORT-VET", "days": "14", "online": "talked", "plan": "made-for-it",
                    "whom": "host", "purpose": "preparing", "when": "before", "who": "participants"})  # fmt: skip


@pytest.fixture
def stored(cast, short_stays):
    """What was decided by the rules of before: by a visitor, an institution and the agency."""
    keep_verdict(by=None, facts=FACTS, call=2024)
    keep_verdict(by=cast.carla, facts=FACTS, call=2024)
    record_activity(by=cast.carla, values=TALK, keys=short_stays(cast.carla, 2))
    assert {one.outcome for one in OwnRecord.objects.all()} == {Outcome.COUNTS}
    for title in ("A call before leaving", "Withdrawn"):
        ruling = publish_ruling(
            by=cast.omar, title=title, text="It counts.", language="en", facts=FACTS, call=2024
        )
    withdraw_ruling(by=cast.omar, ruling=ruling.pk)
    return cast


@pytest.fixture
def new_rules(tmp_path, monkeypatch):
    """Put the rules that come with the program aside for others, when the test says so."""
    folder = Path(shutil.copytree(loading.FOLDER, tmp_path / "rules"))
    monkeypatch.setattr(loading, "FOLDER", folder)

    def come():
        file = folder / "calls" / "2021.toml"
        before, name, after = file.read_text(encoding="utf-8").partition("[activity.LM-SHORT-VET]\n")
        changed = after.replace("minimum-days = { value = 10,", "minimum-days = { value = 80,", 1)
        assert changed != after
        file.write_text(before + name + changed, encoding="utf-8")
        shipped.cache_clear()

    yield come
    shipped.cache_clear()


def test_what_new_rules_turn_over_is_kept_and_each_verdict_stays_as_it_was_given(stored, new_rules):
    judge_by_new_rules()
    assert (RulesRun.objects.get().judged, Flip.objects.count()) == (5, 0)
    new_rules()
    judge_by_new_rules()
    run = RulesRun.objects.get(pk=shipped().version)
    assert (run.judged, run.flips.count()) == (5, 5)
    assert {one.before for one in run.flips.all()} == {"counts"}
    assert {one.outcome for one in KeptVerdict.objects.all()} == {Outcome.COUNTS}


def test_it_happens_once_for_each_version_and_leaves_an_event(stored, new_rules):
    new_rules()
    judge_by_new_rules()
    judge_by_new_rules()
    assert Flip.objects.count() == 5
    event = AuditEvent.objects.get(action="verdicts-run-again")
    assert (event.subject, event.details) == (shipped().version, {"judged": 5, "flipped": 5})


def test_the_worker_does_it_every_day_and_when_the_site_starts(stored, new_rules):
    new_rules()
    for chore in daily(date.today()):
        chore()
    assert Flip.objects.count() == 5


def test_the_agency_reads_which_rulings_flipped_and_how_many_of_each_institution(stored, new_rules, browse):
    assert agency_rulings().run is None
    new_rules()
    judge_by_new_rules()
    page = html.unescape(browse(stored.omar).get("/agency/rulings?lang=en").text)
    for words in ("Today's rules turn 5 verdicts over", "A call before leaving</span>: was", "1 verdict that a visitor kept",
                  f'<th scope="row">{stored.carla.institution.name}</th><td class="n">3</td>'):  # fmt: skip
        assert words in page
    assert "Withdrawn" not in page


def test_an_institution_that_shares_no_counts_is_not_named(stored, new_rules):
    new_rules()
    judge_by_new_rules()
    change_sharing(by=stored.carla, institution=stored.carla.institution, counts=False, texts=False)
    assert agency_rulings().run.institutions == ()


def test_what_everybody_reads_says_nothing_of_it(stored, new_rules, browse):
    new_rules()
    judge_by_new_rules()
    assert "run again" not in browse(None).get("/rulings?lang=en").text
