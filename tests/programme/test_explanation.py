"""A verdict in words: every reason that can be given has its sentences, in every language."""

import re
import tomllib
from pathlib import Path

import pytest

from blendwise.language import LANGUAGES, has, keys
from blendwise.programme import Answer, explain, judge, load, rules_at
from blendwise.programme.loading import FOLDER, shipped

CASES = Path(__file__).parent / "cases"
NAMED = [
    case
    for file in ("sheet.toml", "practices.toml", "edges.toml")
    for case in tomllib.loads((CASES / file).read_text(encoding="utf-8"))["case"]
]
PARTS = {
    Answer.YES: {"says"},
    Answer.UNKNOWN: {"says", "question", "suffices"},
    Answer.NO: {"says", "change"},
}
NEVER_FAILS = ("C9", "C11")


def reasons_of(case, facts_from):
    verdict = judge(facts_from(case), rules_at(case.get("call", 2024)))
    given_by_readings = [reading.reason for reading in verdict.readings]
    return [*verdict.reasons, *given_by_readings]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_in_the_cases_has_its_sentences(language, facts_from):
    missing = {
        f"{reason.key}.{part}"
        for case in NAMED
        for reason in reasons_of(case, facts_from)
        for part in PARTS[reason.answer]
        if not (part == "change" and reason.criterion in NEVER_FAILS)
        and not has(f"{reason.key}.{part}", language)
    }

    assert missing == set()


RULES_NOT_SHIPPED = {
    # reasons that only rules other than those shipped can give, each shown in a test below
    "C1.availability-open",
    "C1.blending-impossible",
    "C1.group-size-open",
    "C2.day-basis-open",
    "C2.minimum-in-conflict",
    "C2.maximum-not-found",
    "C2.too-long-school-days",
    "C2.not-told-school-days",
    "C2.met-school-days",
    "C2.met-with-virtual",
    "C2.met-with-virtual-school-days",
    "C2.too-short-with-virtual",
    "C2.too-short-with-virtual-school-days",
    "C2.virtual-days-not-told",
}


def test_no_sentence_is_idle_every_reason_is_given_in_a_case(facts_from):
    seen = {f"{r.criterion}.{r.because}" for case in NAMED for r in reasons_of(case, facts_from)}
    written = {".".join(key.split(".")[2:4]) for key in keys("en", "programme.reasons.")}

    assert written - seen == RULES_NOT_SHIPPED


OTHER_RULES = """call = 2028
[activity.LM-SHORT-VET]
minimum-days = {{ {minimum} }}
maximum-days = {{ {maximum} }}
blending = {{ {blending} }}
available = {{ {available} }}
day-basis = {{ {day_basis} }}
virtual-days-towards-minimum = {{ {virtual} }}
[activity.LM-GRP-VET]
minimum-days = {{ value = 2, status = "own", source = "own-reading" }}
maximum-days = {{ value = 30, status = "own", source = "own-reading" }}
minimum-group = {{ {group} }}
"""
OWN = 'status = "own", source = "own-reading"'
PLAIN = {
    "minimum": f"value = 10, {OWN}",
    "maximum": f"value = 89, {OWN}",
    "blending": f'value = "optional", {OWN}',
    "available": f"value = true, {OWN}",
    "day_basis": f'value = "calendar", {OWN}',
    "group": f"value = 2, {OWN}",
    "virtual": f"value = 0, {OWN}",
}
CLAIMS = 'conflict = [{ value = %s, source = "iky" }, { value = %s, source = "oph-vet" }]'
TWO_VIRTUAL = {"virtual": f"value = 2, {OWN}"}
SCHOOL = {"day_basis": f'value = "school", {OWN}'}


@pytest.mark.parametrize(
    ("differs", "stay", "because"),
    [
        ({"available": 'status = "not-found"'}, {}, "C1.availability-open"),
        ({"blending": f'value = "impossible", {OWN}'}, {}, "C1.blending-impossible"),
        (
            {"group": CLAIMS % (2, 4)},
            {"activity-type": "LM-GRP-VET", "calendar-days": 5, "participants": 3},
            "C1.group-size-open",
        ),
        (
            {"day_basis": CLAIMS % ('"calendar"', '"school"')},
            {"calendar-days": 10, "school-days": 8},
            "C2.day-basis-open",
        ),
        ({"minimum": CLAIMS % (8, 10)}, {"calendar-days": 9}, "C2.minimum-in-conflict"),
        ({"maximum": 'status = "not-found"'}, {}, "C2.maximum-not-found"),
        (SCHOOL, {"school-days": 90}, "C2.too-long-school-days"),
        (SCHOOL, {}, "C2.not-told-school-days"),
        (SCHOOL, {"school-days": 10}, "C2.met-school-days"),
        (TWO_VIRTUAL, {"calendar-days": 8, "virtual-days": 2}, "C2.met-with-virtual"),
        (TWO_VIRTUAL, {"calendar-days": 7, "virtual-days": 9}, "C2.too-short-with-virtual"),
        (TWO_VIRTUAL, {"calendar-days": 8}, "C2.virtual-days-not-told"),
        (TWO_VIRTUAL | SCHOOL, {"school-days": 8, "virtual-days": 2}, "C2.met-with-virtual-school-days"),
        (
            TWO_VIRTUAL | SCHOOL,
            {"school-days": 7, "virtual-days": 2},
            "C2.too-short-with-virtual-school-days",
        ),
    ],
)
def test_reasons_that_only_other_rules_give(differs, stay, because, tmp_path, facts_from):
    file = tmp_path / "2028.toml"
    file.write_text(OTHER_RULES.format(**(PLAIN | differs)), encoding="utf-8")
    book = load(FOLDER, extra_calls=(file,))

    verdict = judge(facts_from({"stay": stay}), rules_at(2028, book))

    assert because in {f"{reason.criterion}.{reason.because}" for reason in verdict.reasons}
    for language in LANGUAGES:
        for reason in verdict.reasons:
            assert {part for part in PARTS[reason.answer] if not has(f"{reason.key}.{part}", language)} <= {
                "change"
            }
        assert explain(verdict, book.sources, language).headline


def test_the_set_of_reasons_that_only_other_rules_give_is_the_set_shown():
    marks = test_reasons_that_only_other_rules_give.pytestmark
    assert {because for _, _, because in marks[0].args[1]} == RULES_NOT_SHIPPED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", NAMED, ids=lambda case: case["name"])
def test_every_case_can_be_explained(case, language, facts_from):
    verdict = judge(facts_from(case), rules_at(case.get("call", 2024)))

    told = explain(verdict, shipped().sources, language)

    sentences = [told.headline, told.certainty, told.version, told.disclaimer, *told.options, *told.notes] + [
        told.keep
    ] * bool(told.keep)
    sentences += [reason.says for reason in told.reasons] + list(told.readings) + list(told.rules)
    assert all(sentences)
    assert [sentence for sentence in sentences if re.search(r"[{}]|programme\.\w", sentence)] == []


def test_a_case_that_counts_reads_like_this(facts_from):
    told = explain(judge(facts_from({}), rules_at(2024)), shipped().sources, "nl")

    assert told.headline == "Telt als blended, volgens de regels van call 2024."
    assert told.question is None
    assert told.change is None
    assert "geen besluit" in told.disclaimer


def test_a_case_that_does_not_count_says_what_would_change_it(facts_from):
    told = explain(judge(facts_from({"stay": {"calendar-days": 8}}), rules_at(2024)), shipped().sources, "en")

    assert told.headline == (
        "Does not count as blended by the rules of call 2024. The stay lasts 8 calendar days; in call 2024 the "
        "minimum is 10 calendar days (short-term mobility). Virtual days don't count towards it."
    )
    assert told.change == (
        "It would count if the stay itself is longer: at least 10 calendar days, now 8 calendar days."
    )
    assert len(told.options) == 2


def test_a_case_that_is_open_asks_one_question_and_says_what_would_be_enough(facts_from):
    verdict = judge(facts_from({"activity": {"both-ways": "untold"}}), rules_at(2024))
    told = explain(verdict, shipped().sources, "en")

    assert told.headline == "More information needed: Could both sides answer, live or in turns?"
    assert told.suffices == "One answer or reaction: a message, a comment, a note of a talk."


def test_a_two_week_block_is_told_how_the_register_counts_and_never_as_settled(facts_from):
    verdict = judge(facts_from({"stay": {"calendar-days": 10, "school-days": 8}}), rules_at(2024))
    told = explain(verdict, shipped().sources, "en")

    assert told.readings[0].startswith("Counted in calendar days: counts as blended.")
    assert told.readings[1].startswith("Counted in school days: does not count as blended.")
    assert "10 calendar days and 8 school days" in told.notes[0]
    assert "this was not seen; ask the agency" in told.notes[0]


def test_how_sure_the_rules_are_adds_up(facts_from):
    verdict = judge(facts_from({}), rules_at(2024))
    told = explain(verdict, shipped().sources, "en")

    # 9 criteria (C1-C8, C10), and of C1 and C2 the values: available, day basis, minimum, maximum: 13 rules
    assert told.certainty.startswith("The verdict rests on 13 rules.")
    assert len(told.rules) == 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_has_its_plain_words(language):
    for criterion in shipped().criteria:
        for part in ("name", "question", "explanation", "example", "counterexample"):
            assert has(f"programme.criteria.{criterion}.{part}", language)
