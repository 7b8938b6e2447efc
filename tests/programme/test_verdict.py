"""Does it count as blended? Every case of the sheets, as data: facts in, verdict out."""

import csv
import tomllib
from pathlib import Path

import pytest

from blendwise.errors import UserError
from blendwise.programme import Facts, Outcome, Reply, call_years, judge, rules_at

CASES = Path(__file__).parent / "cases"


def table(name):
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


NAMED = [
    (file, case) for file in ("sheet.toml", "practices.toml", "edges.toml") for case in table(file)["case"]
]
BLOCKS = table("blocks.toml")
RECIPES = table("recipes.toml")["recipe"]
with (CASES / "durations.csv").open(encoding="utf-8", newline="") as lines:
    DURATIONS = list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("file", "case"), NAMED, ids=lambda value: value["name"] if isinstance(value, dict) else None
)
def test_a_named_case_has_its_verdict(file, case, facts_from):
    verdict = judge(facts_from(case), rules_at(case.get("call", 2024)))

    assert verdict.outcome == case["verdict"]
    assert set(case.get("decided-by", ())) <= set(verdict.decided_by)
    if "asks" in case:
        assert verdict.question.asks == case["asks"]
    shown = {reading.day_basis: reading.outcome for reading in verdict.readings}
    assert shown == case.get("readings", {})
    for note in case.get("notes", ()):
        assert f"programme.notes.{note}" in verdict.notes


@pytest.mark.parametrize("name", BLOCKS)
def test_a_building_block_has_the_criteria_and_the_verdict_of_its_sheet(name, facts_from):
    block = BLOCKS[name]

    verdict = judge(facts_from(block), rules_at(2024))

    given = {reason.criterion: reason.answer.value for reason in verdict.reasons}
    stated = dict(pair.split("=") for pair in block["criteria"].split())
    for criterion, answer in stated.items():
        if answer in ("yes", "no", "unknown"):
            assert given[criterion] == answer, criterion
    assert verdict.outcome == block["verdict"]


def test_there_are_as_many_blocks_of_each_verdict_as_the_sheet_counts():
    verdicts = [block["verdict"] for block in BLOCKS.values()]

    # the sheet: 74 blocks, 65 count, 5 need more information, 4 do not count
    assert (len(verdicts), verdicts.count("counts")) == (74, 65)
    assert (verdicts.count("needs-information"), verdicts.count("does-not-count")) == (5, 4)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe["name"])
def test_a_recipe_counts_and_as_many_of_its_blocks_are_enough_by_themselves(recipe, facts_from):
    group = {"number-taking-part": recipe["stay"].get("participants", "untold")}
    activities = [{**BLOCKS[name]["activity"], **group} for name in recipe["blocks"]]
    case = {"stay": recipe["stay"], "activity": activities[0], "also": activities[1:]}

    verdict = judge(facts_from(case), rules_at(2024))

    assert verdict.outcome == recipe["verdict"]
    assert verdict.activities.count(Outcome.COUNTS) == recipe["enough"]


GROUP_SIZES = {"YOU-EXCHANGE": 20, "YOU-WORKERS": 20, "HE-BIP": 15}
OTHERS = {"partner-country": "no", "institutions": 3, "countries": 3, "ects": 3, "together-online": "yes"}


def test_a_stay_of_the_shortest_and_longest_length_and_a_day_beyond_has_its_verdict(facts_from):
    wrong = []
    for row in DURATIONS:
        size = GROUP_SIZES.get(row["activity_type"], 12)
        stay = OTHERS | {
            "activity-type": row["activity_type"],
            "calendar-days": int(row["calendar_days"]),
            "fewer-opportunities": row["fewer_opportunities"],
            "shorter-stay-justified": row["fewer_opportunities"],
            "participants": size,
        }
        facts = facts_from({"stay": stay, "activity": {"number-taking-part": size}})
        verdict = judge(facts, rules_at(int(row["call"])))
        if verdict.outcome != row["verdict"]:
            wrong.append((row, verdict.outcome))

    assert wrong == []


def test_every_activity_type_of_every_call_is_among_the_durations():
    among = {(int(row["call"]), row["activity_type"]) for row in DURATIONS}

    assert among == {(year, code) for year in call_years() for code in rules_at(year).activities}


def test_there_are_more_than_150_cases():
    assert len(NAMED) + len(BLOCKS) + len(RECIPES) > 150
    assert len(DURATIONS) > 600


def test_every_necessary_criterion_decides_a_case_each_way(facts_from):
    decided = {outcome: set() for outcome in Outcome}
    for _, case in NAMED:
        verdict = judge(facts_from(case), rules_at(case.get("call", 2024)))
        decided[verdict.outcome] |= set(verdict.decided_by)

    necessary = {c.id for c in rules_at(2024).criteria.values() if c.kind == "necessary"}
    assert decided[Outcome.COUNTS] == necessary
    assert decided[Outcome.DOES_NOT_COUNT] == necessary
    assert necessary | {"C9"} == decided[Outcome.NEEDS_INFORMATION]


def test_a_stay_that_is_too_short_names_the_days_and_what_the_rules_already_allow(facts_from):
    verdict = judge(facts_from({"stay": {"calendar-days": 8}}), rules_at(2024))

    (change,) = verdict.changes
    assert change.values["missing"] == 10 - 8
    assert [option.key for option in verdict.options] == [
        "programme.options.fewer-opportunities",
        "programme.options.group",
    ]


def test_a_group_is_no_way_out_before_call_2024(facts_from):
    verdict = judge(facts_from({"stay": {"calendar-days": 8}}), rules_at(2023))

    assert [option.key for option in verdict.options] == ["programme.options.fewer-opportunities"]


def test_the_changes_are_those_of_the_activity_that_needs_the_least(facts_from):
    far = {"took-part": "staff-only", "purposes": ["arranging"]}
    near = {"through-ict": "no"}

    verdict = judge(facts_from({"activity": far, "also": [near]}), rules_at(2024))

    assert verdict.activity == 1
    assert [change.criterion for change in verdict.changes] == ["C3"]


def test_what_is_still_open_besides_the_changes_is_counted(facts_from):
    verdict = judge(facts_from({"activity": {"through-ict": "no", "when": "untold"}}), rules_at(2024))

    assert verdict.outcome is Outcome.DOES_NOT_COUNT
    assert verdict.still_open == 1


def test_the_verdict_carries_the_rules_by_which_it_was_made(facts_from):
    verdict = judge(facts_from({}), rules_at(2024))

    assert verdict.call_year == 2024
    assert verdict.rules_version == rules_at(2024).version
    used = {(rule.criterion, rule.name): rule.status for rule in verdict.certainty}
    assert used["C2", "minimum_days"] == "assumed"  # seen for call 2021, taken over since
    assert used["C1", "criterion"] == "official"  # the regulation itself
    assert used["C10", "criterion"] == "own"


def test_an_activity_type_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UserError, match="LM-SHORT-VET"):
        judge(Facts(activity_type="LM-SHRT-VET", travelled=Reply.YES), rules_at(2024))


def test_the_same_facts_and_rules_give_the_same_verdict(facts_from):
    assert judge(facts_from({}), rules_at(2024)) == judge(facts_from({}), rules_at(2024))


def test_a_vlog_for_home_is_open_because_nobody_answers_and_not_because_of_whom_it_is_for(facts_from):
    verdict = judge(facts_from(BLOCKS["vlog-without-answers"]), rules_at(2024))

    across = next(reason for reason in verdict.reasons if reason.criterion == "C5")
    assert (across.because, across.asks) == ("one-way", "both_ways")
