"""What the import needs: activity types by any of their names, and their limits as plain rows."""

import pytest

from blendwise.errors import UserError
from blendwise.language import LANGUAGES, has
from blendwise.programme import activity_types, duration_limits, nearest, recognise, rules_at, source_name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LM-SHORT-VET", "LM-SHORT-VET"),
        ("lm short vet", "LM-SHORT-VET"),
        ("Short-term learning mobility of VET learners", "LM-SHORT-VET"),
        ("  SHORT TERM  learning mobility of VET-learners. ", "LM-SHORT-VET"),
        ("Korte mobiliteit", "LM-SHORT-VET"),
        ("Long-term learning mobility of VET learners (ErasmusPro)", "LM-LONG-VET"),
        ("LM-LONG-VET - Long-term learning mobility of VET learners (ErasmusPro)", "LM-LONG-VET"),
        ("Courses and Training", "SM-COUR-TRAIN"),
        ("Job shadowing", "SM-JOB-SHDW"),
        ("Group mobility of VET learners", "LM-GRP-VET"),
        ("Vakwedstrijd", "LM-SKILL-VET"),
        ("Preparatory visits", "PREP-VISIT"),
        ("Hosting teachers and educators in training", "OA-HOS-TTT"),
    ],
)
def test_a_name_in_an_export_is_recognised(text, code):
    assert recognise(text) == code


@pytest.mark.parametrize("text", ["", "mobility", "LM", "LM-SHORT-VET - Job-shadowing"])
def test_a_name_that_says_nothing_or_two_things_is_not_recognised(text):
    assert recognise(text) is None


def test_every_name_of_every_type_leads_to_its_code():
    for code, activity in activity_types().items():
        assert {recognise(name) for name in (code, *activity.aliases)} == {code}


def test_the_nearest_name_is_one_of_the_register():
    assert nearest("short term lerning mobility VET") == "Short-term learning mobility of VET learners"
    assert nearest("jobshaddowing") == "Job-shadowing"


def test_experts_and_hosted_teachers_come_in_and_everybody_else_goes_out():
    incoming = {code for code, activity in activity_types().items() if activity.direction == "incoming"}

    assert incoming == {"OA-INV-EXP", "OA-HOS-TTT"}


def test_only_a_preparatory_visit_is_no_mobility():
    not_counted = {code for code, activity in activity_types().items() if not activity.counts_as_mobility}

    assert not_counted == {"PREP-VISIT"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_and_source_has_its_words(language):
    for activity in activity_types().values():
        assert has(activity.label_key, language), activity.code
    for call in (rules_at(year) for year in range(2021, 2028)):
        for rule in call.activities.values():
            for _, value in rule.stated():
                assert all(has(f"programme.sources.{source.id}", language) for source in value.sources)


def test_group_mobility_of_vocational_learners_exists_from_call_2024():
    assert rules_at(2022).group_mobility_first_call("VET") == 2024
    assert rules_at(2022).group_mobility_first_call("SCH") == 2021
    assert rules_at(2022).group_mobility_first_call("XXX") is None
    assert rules_at(2023).activity("LM-GRP-VET").available.value is False


def test_a_code_that_does_not_exist_has_no_rule():
    assert rules_at(2024).activity("LM-SHRT-VET") is None


def test_a_call_without_rules_is_refused_with_those_that_have_them():
    with pytest.raises(UserError, match="2021"):
        rules_at(2019)


def test_the_limits_are_plain_rows():
    rows = {(row.call_year, row.activity_type): row for row in duration_limits()}

    short = rows[2023, "LM-SHORT-VET"]
    assert (short.minimum, short.minimum_fewer_opportunities, short.maximum) == (10, 2, 89)
    assert source_name(short.source, "en").startswith("Riveria")
    assert (2023, "LM-GRP-VET") not in rows  # that call does not have it
    unknown = rows[2027, "LM-SHORT-VET"]
    assert (unknown.minimum, unknown.maximum, unknown.source) == (None, None, None)


def test_a_maximum_in_conflict_shows_the_widest_and_the_disputed_one():
    (row,) = (r for r in duration_limits() if (r.call_year, r.activity_type) == (2026, "SM-COUR-TRAIN"))

    assert (row.maximum, row.disputed_maximum) == (30, 10)
