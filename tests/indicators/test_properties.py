"""What holds for any register: the order of rows never matters, and parts add up to the whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.indicators import gap
from blendwise.records import DIMENSIONS

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "institution": st.sampled_from(["A", "B", "C", None]),
            "call": st.sampled_from([2021, 2022]),
            "status": st.sampled_from(["complete", "draft", None]),
            "of_participant": st.booleans(),
            "blended": st.sampled_from([True, False, None]),
            "participants": st.sampled_from([1, 2, 30, None]),
            "group": st.booleans(),
            "receiving_country": st.sampled_from(["DE", "BE", None]),
        }
    ),
    min_size=1,
    max_size=12,
)
APPLIED = st.lists(
    st.fixed_dictionaries(
        {
            "institution": st.sampled_from(["A", "B", "D"]),
            "call": st.sampled_from([2021, 2022]),
            "activity_type": st.sampled_from(["LM-SHORT-VET", "LM-LONG-VET"]),
            "participants": st.integers(0, 40),
            "blended_participants": st.integers(0, 9),
            "requested_grant": st.sampled_from([None, 0, 1000]),
            "awarded_grant": st.sampled_from([None, 250, 1000]),
        }
    ),
    max_size=6,
)
COUNTS = (
    "mobilities",
    "with_mobilities",
    "participants",
    "with_participants",
    "not_filled_in",
    "participants_unknown",
)
few = settings(max_examples=12, deadline=None)


@few
@given(rows=ROWS, data=st.data())
def test_the_order_of_rows_never_changes_a_figure(ask, rows, data):
    shuffled = data.draw(st.permutations(rows))
    assert ask(rows, by=["institution"]).as_rows() == ask(shuffled, by=["institution"]).as_rows()


@few
@given(
    rows=ROWS,
    by=st.lists(
        st.sampled_from(sorted(DIMENSIONS.keys() - {"blended"})), min_size=1, max_size=2, unique=True
    ),
)
def test_the_parts_of_any_division_add_up_to_the_total(ask, rows, by):
    whole, divided = ask(rows).total_row, ask(rows, by=by)
    assert {name: divided.rows[name].sum() for name in COUNTS} == {name: whole[name] for name in COUNTS}


@few
@given(
    rows=ROWS,
    asked=APPLIED,
    by=st.lists(st.sampled_from(["institution", "call", "activity-type"]), unique=True),
)
def test_the_total_does_not_depend_on_the_division(ask, rows, asked, by):
    whole, divided = ask(rows, asked=asked), ask(rows, by=by, asked=asked)
    assert dict(divided.total_row) == pytest.approx(dict(whole.total_row))
    assert divided.institutions == whole.institutions


@few
@given(rows=ROWS)
def test_the_calls_of_a_group_add_up_to_the_group(ask, rows):
    for row in ask(rows, by=["institution"]).as_rows():
        calls = [counts for counts in row["calls"].values() if counts]
        assert sum(counts["mobilities"] for counts in calls) == row["mobilities"]
        assert sum(counts["blended"] for counts in calls) == row["blended"]


@few
@given(rows=ROWS)
def test_a_numerator_never_exceeds_its_denominator_and_nothing_has_no_share(ask, rows):
    for unit in ("mobilities", "participants"):
        for figure in ask(rows, by=["institution", "call"], unit=unit):
            assert 0 <= figure.numerator <= figure.denominator
            assert (figure.share is None) == (figure.denominator == 0 or not figure.filled_in)
            assert figure.filled_in or figure.numerator == 0


NUMBERS = st.integers(0, 10**6)


@given(pledged=NUMBERS, applied=NUMBERS, registered=NUMBERS, data=st.data())
def test_volume_times_mix_is_the_gap_and_the_undefined_part_is_named(pledged, applied, registered, data):
    blended = data.draw(st.integers(0, registered))
    found = gap(pledged=pledged, applied=applied, registered=registered, blended=blended)
    assert (found.undefined is None) == (found.volume is not None and found.mix is not None)
    if found.undefined is None:
        assert found.total == pytest.approx(found.volume * found.mix)
