"""What holds for every verdict, whatever the facts."""

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.programme import (
    Evidence,
    Facts,
    Outcome,
    Party,
    Purpose,
    Reply,
    TookPart,
    VirtualActivity,
    When,
    activity_types,
    call_years,
    judge,
    rules_at,
)

ORDER = [Outcome.DOES_NOT_COUNT, Outcome.NEEDS_INFORMATION, Outcome.COUNTS]


def maybe(strategy):
    return st.none() | strategy


def some_of(kind):
    return st.frozensets(st.sampled_from(kind), min_size=1)


activities = st.builds(
    VirtualActivity,
    through_ict=maybe(st.sampled_from(Reply)),
    part_of_plan=maybe(st.sampled_from(Reply)),
    with_whom=maybe(some_of(Party)),
    purposes=maybe(some_of(Purpose)),
    took_part=maybe(st.sampled_from(TookPart)),
    number_taking_part=maybe(st.integers(0, 30)),
    out_of=maybe(st.integers(0, 90)),
    when=maybe(st.sampled_from(When)),
    both_ways=maybe(st.sampled_from(Reply)),
    general_offer=maybe(st.sampled_from(Reply)),
    agreed_with_host=maybe(st.sampled_from(Reply)),
    kept=maybe(st.frozensets(st.sampled_from(Evidence))),
)
good_activities = st.builds(
    VirtualActivity,
    through_ict=st.just(Reply.YES),
    part_of_plan=st.just(Reply.YES),
    with_whom=some_of([Party.HOST, Party.WORKPLACE]),
    purposes=some_of([Purpose.LEARNING, Purpose.PREPARING]),
    took_part=st.just(TookPart.PARTICIPANTS),
    number_taking_part=st.integers(10, 20),
    when=st.sampled_from([When.BEFORE, When.DURING, When.AFTER]),
    both_ways=st.just(Reply.YES),
    general_offer=st.just(Reply.NO),
)
replies = maybe(st.sampled_from(Reply))
days = maybe(st.integers(0, 400))


def stays(virtual):
    return st.builds(
        Facts,
        activity_type=maybe(st.sampled_from(sorted(activity_types()))),
        travelled=replies,
        calendar_days=days,
        school_days=days,
        virtual_days=maybe(st.integers(0, 5)),
        fewer_opportunities=replies,
        shorter_stay_justified=replies,
        partner_country=replies,
        participants=maybe(st.integers(1, 70)),
        virtual_activities=virtual,
        ects=maybe(st.integers(0, 6)),
        institutions=maybe(st.integers(1, 5)),
        countries=maybe(st.integers(1, 5)),
        together_online=replies,
    )


any_facts = stays(maybe(st.lists(activities, max_size=3).map(tuple)))
often_good = st.builds(
    Facts,
    activity_type=st.sampled_from(["LM-SHORT-VET", "LM-GRP-VET", "SM-JOB-SHDW", "HE-SHORT"]),
    travelled=st.just(Reply.YES),
    calendar_days=st.integers(8, 31),
    school_days=days,
    fewer_opportunities=st.sampled_from([Reply.NO, Reply.YES]),
    shorter_stay_justified=st.sampled_from([Reply.NO, Reply.YES]),
    participants=st.integers(2, 30),
    virtual_activities=st.lists(good_activities | activities, min_size=1, max_size=3).map(tuple),
)
calls = st.sampled_from(call_years()).map(rules_at)
cases = any_facts | often_good
FACTS = [field.name for field in fields(Facts)]
ACTIVITY_FACTS = [field.name for field in fields(VirtualActivity)]


@settings(max_examples=400, deadline=None)
@given(cases, calls, st.sets(st.sampled_from(FACTS)), st.sets(st.sampled_from(ACTIVITY_FACTS)))
def test_missing_facts_only_ever_lead_to_needs_information(facts, rules, stay_gone, activity_gone):
    kept = tuple(replace(a, **dict.fromkeys(activity_gone)) for a in facts.virtual_activities or ())
    less = replace(facts, virtual_activities=kept if facts.virtual_activities is not None else None)
    less = replace(less, **dict.fromkeys(stay_gone))

    assert judge(less, rules).outcome in {judge(facts, rules).outcome, Outcome.NEEDS_INFORMATION}


@settings(max_examples=400, deadline=None)
@given(cases, calls, activities)
def test_one_more_virtual_activity_never_makes_it_worse(facts, rules, another):
    told = facts.virtual_activities or ()
    before = judge(replace(facts, virtual_activities=told), rules).outcome

    after = judge(replace(facts, virtual_activities=(*told, another)), rules).outcome

    assert ORDER.index(after) >= ORDER.index(before)


@settings(max_examples=400, deadline=None)
@given(often_good, calls, st.frozensets(st.sampled_from(Evidence)))
def test_a_supporting_fact_never_turns_counts_into_does_not_count(facts, rules, kept):
    supported = tuple(replace(a, both_ways=Reply.YES, kept=kept) for a in facts.virtual_activities)

    before = judge(facts, rules).outcome
    after = judge(replace(facts, virtual_activities=supported), rules).outcome

    assert ORDER.index(after) >= ORDER.index(before)


@settings(max_examples=300, deadline=None)
@given(often_good, calls, st.sampled_from([None, *Reply]))
def test_whether_both_sides_could_answer_never_makes_it_not_count(facts, rules, both_ways):
    answered = tuple(replace(a, both_ways=both_ways) for a in facts.virtual_activities)

    before, after = judge(facts, rules), judge(replace(facts, virtual_activities=answered), rules)

    assert (before.outcome is Outcome.DOES_NOT_COUNT) == (after.outcome is Outcome.DOES_NOT_COUNT)


@settings(max_examples=300, deadline=None)
@given(cases, calls)
def test_what_is_kept_never_changes_the_verdict(facts, rules):
    bare = tuple(replace(a, kept=None) for a in facts.virtual_activities or ())
    without = replace(facts, virtual_activities=bare if facts.virtual_activities is not None else None)

    assert judge(facts, rules).outcome == judge(without, rules).outcome


@settings(max_examples=300, deadline=None)
@given(cases, calls)
def test_the_order_in_which_activities_are_told_does_not_matter(facts, rules):
    told = facts.virtual_activities
    turned = replace(facts, virtual_activities=told[::-1] if told else told)

    assert judge(facts, rules).outcome == judge(turned, rules).outcome


@settings(max_examples=300, deadline=None)
@given(cases, calls)
def test_a_verdict_has_what_belongs_to_it_and_nothing_else(facts, rules):
    verdict = judge(facts, rules)

    assert (verdict.question is not None) == (verdict.outcome is Outcome.NEEDS_INFORMATION)
    assert bool(verdict.changes) == (verdict.outcome is Outcome.DOES_NOT_COUNT)
    assert verdict.decided_by
    assert verdict.reasons[0].criterion == verdict.decided_by[0]


GOOD = {
    "activity_type": "LM-SHORT-VET",
    "travelled": Reply.YES,
    "calendar_days": 14,
    "fewer_opportunities": Reply.YES,
    "shorter_stay_justified": Reply.YES,
    "partner_country": Reply.NO,
    "participants": 20,
    "virtual_activities": (VirtualActivity(),),
    "ects": 3,
    "institutions": 3,
    "countries": 3,
    "together_online": Reply.YES,
}
GOOD_ACTIVITY = {
    "through_ict": Reply.YES,
    "part_of_plan": Reply.YES,
    "with_whom": frozenset({Party.HOST}),
    "purposes": frozenset({Purpose.LEARNING}),
    "took_part": TookPart.PARTICIPANTS,
    "out_of": 40,
    "when": When.BEFORE,
    "both_ways": Reply.YES,
    "general_offer": Reply.NO,
    "agreed_with_host": Reply.YES,
}


def answered(facts, verdict):
    asks = verdict.question.asks
    if asks in GOOD:
        return replace(facts, **{asks: GOOD[asks]})
    told = list(facts.virtual_activities)
    everybody = told[verdict.activity].out_of or facts.participants or GOOD["participants"]
    told[verdict.activity] = replace(
        told[verdict.activity], **{asks: {**GOOD_ACTIVITY, "number_taking_part": everybody}[asks]}
    )
    return replace(facts, virtual_activities=tuple(told))


@settings(max_examples=200, deadline=None)
@given(cases, calls)
def test_answering_what_is_asked_ends_and_never_asks_the_same_again(facts, rules):
    asked = set()
    verdict = judge(facts, rules)
    while verdict.question is not None and verdict.question.asks is not None:
        question = (verdict.activity, verdict.question.asks)
        assert question not in asked
        asked.add(question)
        facts = answered(facts, verdict)
        verdict = judge(facts, rules)
