"""The states of an import and the steps between them: whole, reachable, and as the manual draws them."""

from pathlib import Path

import pytest

from blendwise.errors import UserError
from blendwise.language import LANGUAGES, has
from blendwise.web.states import AT_WORK, ENDED, IN_QUEUE, STEPS, ImportState, step, steps_from

MANUAL = Path(__file__).parents[3] / "docs/explanation/imports.md"


def after(states):
    return {s.end for s in STEPS if set(s.starts) & states}


def test_every_state_can_be_reached():
    reached, more = set(), {ImportState.UPLOADED}
    while more - reached:
        reached |= more
        more = after(reached)
    assert reached == set(ImportState)


@pytest.mark.parametrize("state", sorted(set(ImportState) - set(ENDED)))
def test_from_every_other_state_it_can_still_end(state):
    reached, more = set(), {state}
    while more - reached:
        reached |= more
        more = after(reached)
    assert reached & set(ENDED)


def test_what_has_ended_stays_so():
    assert after(set(ENDED)) == set()


def test_nothing_waits_for_a_person_and_a_worker_at_once():
    waits = {s for s in ImportState if steps_from(s) - {"discard"}}
    assert not waits & {*AT_WORK, *IN_QUEUE}


def test_what_is_being_kept_cannot_be_stopped():
    assert steps_from("keeping") == steps_from("accepted") == frozenset()


def test_a_step_from_elsewhere_is_refused_with_where_it_is():
    with pytest.raises(UserError, match="thrown away"):
        step("accept", "discarded")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_has_its_word_and_its_sentence(language):
    for state in ImportState:
        for part in ("state", "lead-of"):
            assert has(f"web.imports.{part}.{state}", language)


def test_the_manual_draws_exactly_these_steps():
    drawn = {
        line.strip()
        for line in MANUAL.read_text(encoding="utf-8").splitlines()
        if " --> " in line and "[*]" not in line
    }
    assert drawn == {f"{start} --> {s.end}: {s.name}" for s in STEPS for start in s.starts}
