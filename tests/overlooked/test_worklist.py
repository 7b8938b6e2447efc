"""The work list: what was never ticked, likeliest first, with reasons, and never a tick."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.language import LANGUAGES, has
from blendwise.overlooked import FEWEST_KNOWN, overlooked
from blendwise.overlooked.features import FEATURES, SHARED, with_features, with_known

SCHEMA = {
    "grant_agreement_number": pl.String, "mobility_activity_id": pl.String, "call": pl.Int64, "activity_type": pl.String,
    "receiving_organisation_oid": pl.String, "start_date": pl.Date, "end_date": pl.Date, "field_of_education": pl.String,
    "group_activity_id": pl.String, "blended": pl.Boolean, "virtual_description": pl.String, "comments": pl.String,
}  # fmt: skip


def mobility(number, host="E1", **differs):
    usual = {
        "grant_agreement_number": "P", "mobility_activity_id": f"M{number}", "call": 2024,
        "activity_type": "LM-SHORT-VET", "receiving_organisation_oid": host, "start_date": date(2025, 3, 3),
        "end_date": date(2025, 3, 16), "field_of_education": "0713", "group_activity_id": None, "blended": False,
        "virtual_description": None, "comments": None,
    }  # fmt: skip
    return usual | differs


def frame(rows):
    return pl.DataFrame(rows, schema=SCHEMA)


def ranks(found):
    return [one.mobility_activity_id for one in found]


FEW = frame(
    [
        mobility(1, "E1", blended=True),
        mobility(2, "E1", start_date=date(2025, 9, 1), end_date=date(2025, 9, 14)),
        mobility(3, "E2", start_date=date(2025, 9, 1), end_date=date(2025, 9, 14), field_of_education="0811"),
        mobility(4, "E1"),  # the same host and dates as the ticked one
    ]
)


class TestWithFewKnownCases:
    def test_fixed_weights_rank_and_there_is_no_likelihood(self):
        found = overlooked(FEW)

        assert not found.by_model
        assert ranks(found) == ["M4", "M2", "M3"]
        assert all(one.likelihood is None for one in found)
        assert "fixed weights" in found.sentences("en")[0]

    def test_the_reasons_say_what_is_shared_and_of_how_many(self):
        first = overlooked(FEW).first(1)[0]

        assert first.sentences("en")[0] in (
            "The one other with the same host and dates is known as blended.",
            "1 of the 2 others with this host is known as blended.",
        )

    def test_a_mobility_that_shares_nothing_says_so(self):
        last = overlooked(FEW).first(1, start=2)[0]

        assert last.sentences("en") == [
            "1 of the 3 others of this activity type in this call is known as blended."
        ] or (last.sentences("en") == ["Nothing here points at a virtual part."])

    def test_a_description_that_was_not_ticked_comes_first(self):
        described = mobility(
            5, "E9", virtual_description="Online call with the host", field_of_education="0999"
        )
        found = overlooked(pl.concat([FEW, frame([described])]))

        first = found.first(1)[0]
        assert first.mobility_activity_id == "M5"
        assert "The virtual part is described, but not ticked." in first.sentences("en")

    def test_with_no_tick_at_all_the_texts_still_rank(self):
        found = overlooked(frame([mobility(1), mobility(2, comments="etwinning en videobellen vooraf")]))

        assert ranks(found)[0] == "M2"
        assert "2 words" in " ".join(found.first(1)[0].sentences("en"))


class TestAnswers:
    def test_what_was_answered_is_not_asked_again(self):
        answers = pl.DataFrame(
            {
                "grant_agreement_number": ["P", "P"],
                "mobility_activity_id": ["M4", "M2"],
                "blended": [True, False],
            }
        )

        assert ranks(overlooked(FEW, answers)) == ["M3"]

    def test_a_confirmed_one_is_learnt_from_like_a_tick(self):
        answers = pl.DataFrame(
            {"grant_agreement_number": ["P"], "mobility_activity_id": ["M3"], "blended": [True]}
        )

        assert overlooked(FEW, answers).known == 1 + 1

    def test_a_tick_that_was_denied_is_no_longer_known(self):
        answers = pl.DataFrame(
            {"grant_agreement_number": ["P"], "mobility_activity_id": ["M1"], "blended": [False]}
        )

        assert overlooked(FEW, answers).known == 0


def college(pairs=40, each=10):
    """Forty hosts, each visited by ten; at every fourth all are blended, and half of those are ticked."""
    rows, truth = [], {}
    for host in range(pairs):
        for n in range(each):
            number = host * each + n
            truth[f"M{number}"] = host % 4 == 0
            day = date(2025, 1 + host % 12, 1 + n % 3)
            rows.append(
                mobility(
                    number, f"E{host}", start_date=day, end_date=day, blended=host % 4 == 0 and n % 2 == 0,
                    field_of_education=f"07{host % 7}",
                )
            )  # fmt: skip
    return frame(rows), truth


class TestTheModel:
    def test_it_ranks_once_there_are_enough_known_cases(self):
        rows, truth = college()

        found = overlooked(rows)

        assert found.by_model
        assert found.known == 10 * 5 >= FEWEST_KNOWN
        assert all(truth[one.mobility_activity_id] for one in found.first(10 * 5))  # every one of the fifty

    def test_its_calibration_is_shown(self):
        calibration = overlooked(college()[0]).calibration

        assert sum(b.mobilities for b in calibration.bins) == 40 * 10
        assert 0 <= calibration.brier < calibration.brier_of_average
        assert not calibration.by_answers

    def test_enough_answers_set_the_likelihood(self):
        rows, truth = college()
        asked = [f"M{n}" for n in (*range(1, 60, 2), *range(61, 160, 6))]
        answers = pl.DataFrame(
            {
                "grant_agreement_number": ["P"] * len(asked),
                "mobility_activity_id": asked,
                "blended": [truth[one] for one in asked],
            }
        )

        found = overlooked(rows, answers)

        assert found.calibration.by_answers
        assert "your own answers" in " ".join(found.sentences("en"))
        right = [one.likelihood for one in found if truth[one.mobility_activity_id]]
        wrong = [one.likelihood for one in found if not truth[one.mobility_activity_id]]
        assert min(right) > max(wrong)

    def test_every_likelihood_is_one(self):
        assert all(0 <= one.likelihood <= 1 for one in overlooked(college()[0]))

    def test_the_same_data_give_the_same_list(self):
        rows, _ = college()

        assert overlooked(rows).rows.equals(overlooked(rows).rows)


texts = st.none() | st.sampled_from(["", "online meeting", "housing"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "host": st.none() | st.sampled_from(["E1", "E2", "E3"]),
            "field_of_education": st.none() | st.sampled_from(["0713", "0811"]),
            "start_date": st.none() | st.just(date(2025, 3, 3)),
            "blended": st.none() | st.booleans(),
            "comments": texts,
            "virtual_description": texts,
        }
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_every_unticked_mobility_is_in_the_list_once_and_no_other(told):
    there = frame([mobility(n, **row) for n, row in enumerate(told)])

    found = overlooked(there)

    unticked = {f"M{n}" for n, row in enumerate(told) if not row["blended"]}
    assert sorted(ranks(found)) == sorted(unticked)
    assert [one.rank for one in found] == list(range(1, len(unticked) + 1))
    assert all(one.sentences(language) for one in found for language in LANGUAGES)


@settings(max_examples=30, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(told, random):
    there = [mobility(n, **row) for n, row in enumerate(told)]
    turned = random.sample(there, len(there))

    scores = [
        {one.mobility_activity_id: round(one.score, 9) for one in overlooked(frame(r))}
        for r in (there, turned)
    ]
    assert scores[0] == pytest.approx(scores[1])


def test_a_mobility_is_never_among_the_others_it_is_compared_with():
    features = with_features(with_known(FEW, None)).sort("mobility_activity_id")

    # M1 itself is the only one known, so among its others none is
    assert features["known:same-host"].to_list() == [0, 1, 0, 1]
    assert features["of:same-host"].to_list() == [2, 2, 0, 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feature_has_its_reason_in_words(language):
    for name in FEATURES:
        assert has(f"overlooked.reasons.{name}.one", language), name
        assert has(f"overlooked.reasons.{name}.other", language), name
        assert has(f"overlooked.reasons.{name}.only", language) == (name in SHARED), name
