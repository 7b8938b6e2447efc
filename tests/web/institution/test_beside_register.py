"""What stands beside the register on the page of a mobility."""

import pytest

from blendwise.web.actions.own_account import erase_account
from blendwise.web.actions.own_records import decide
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import Decision, ReasonNot, Remark


@pytest.fixture
def keys(cast, short_stays):
    return short_stays(cast.carla, 3)


def page_of(browser, key):
    return browser.get(f"/institution/mobilities/{key}").text


def test_nothing_kept_is_said(cast, browse, keys):
    assert "not decided yet" in page_of(browse(cast.carla), keys[0])


def test_decision_activities_and_verdict_are_there(cast, browse, keys):
    told = {"title": "Video call", "with_whom": ["host"], "purposes": ["preparing"], "when": "before"}
    record_activity(by=cast.carla, values=told, keys=keys)
    decide(by=cast.carla, keys=keys[:2], decision=Decision.NOT_BLENDED, reason=ReasonNot.DURATION_RULE)
    page = page_of(browse(cast.carla), keys[0])
    assert "Video call" in page
    assert "virtual days do not count towards the duration" in page
    assert "you called 0 blended, and 1 not." in page


def test_a_coordinator_discusses_and_a_reader_reads(cast, browse, keys):
    browse(cast.carla).post(f"/institution/mobilities/{keys[0]}/remark", {"text": "Ask the workplace."})
    assert "Ask the workplace." in page_of(browse(cast.roos), keys[0])
    assert (
        browse(cast.roos).post(f"/institution/mobilities/{keys[0]}/remark", {"text": "x"}).status_code == 403
    )
    assert Remark.objects.count() == 1


@pytest.mark.parametrize(("language", "words"), [("en", "erased account"), ("nl", "gewist account")])
def test_who_erased_their_account_is_no_address(cast, browse, keys, language, words):
    browse(cast.carla).post(f"/institution/mobilities/{keys[0]}/remark", {"text": "Ask the workplace."})
    erase_account(by=cast.carla)
    page = browse(cast.roos).get(f"/institution/mobilities/{keys[0]}?lang={language}").text
    assert f"{words}: Ask the workplace." in page
    assert "erased.invalid" not in page


def test_another_institution_neither_reads_nor_writes(cast, browse, keys):
    browse(cast.carla).post(f"/institution/mobilities/{keys[0]}/remark", {"text": "Ask the workplace."})
    stranger = browse(cast.yvonne)
    assert stranger.get(f"/institution/mobilities/{keys[0]}").status_code == 404
    assert stranger.post(f"/institution/mobilities/{keys[0]}/remark", {"text": "x"}).status_code == 422
    assert Remark.objects.count() == 1
