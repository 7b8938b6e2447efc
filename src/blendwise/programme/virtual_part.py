"""The criteria on one virtual activity (C3 to C11). Each function answers one question, from what is told."""

from __future__ import annotations

from fractions import Fraction

from blendwise.programme.facts import Evidence, Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When
from blendwise.programme.reasons import Answer, Reason, no, reply, unknown, yes
from blendwise.programme.rulebook import CallRules

__all__ = ["judge_activity"]

_ABROAD = frozenset(Party) - {Party.HOME, Party.NOBODY}
_ON_THE_SPOT = (When.DURING, When.LESSON_OF_STAY)


def judge_activity(activity: VirtualActivity, facts: Facts, rules: CallRules) -> tuple[Reason, ...]:
    """Answer C3 to C11 for one virtual activity, in that order."""
    exchange = reply("C9", "both_ways", activity.both_ways)
    return (
        reply("C3", "through_ict", activity.through_ict),
        _belongs(activity),
        _other_side(activity, exchange),
        _aim(activity),
        _participants(activity, facts, rules),
        _timing(activity),
        exchange,
        _not_a_general_offer(activity),
        _kept(activity),
    )


def _belongs(activity: VirtualActivity) -> Reason:
    """C4: it belongs to this mobility; with people apart from the stay only if that was agreed with the host."""
    told = reply("C4", "part_of_plan", activity.part_of_plan)
    apart = bool(activity.with_whom) and (activity.with_whom or set()) & _ABROAD == {Party.ELSEWHERE_ABROAD}
    if told.answer is not Answer.YES or not apart or activity.agreed_with_host is Reply.YES:
        return told
    if activity.agreed_with_host is Reply.NO:
        return unknown("C4", "third-party-not-agreed", None)
    return unknown("C4", "third-party", "agreed_with_host")


def _other_side(activity: VirtualActivity, exchange: Reason) -> Reason:
    """C5: somebody on the other side takes part; unless C9 is met that can't be confirmed."""
    side = _side(activity)
    if side.answer is not Answer.YES or exchange.answer is Answer.YES:
        return side
    return unknown("C5", "one-way" if exchange.answer is Answer.NO else "exchange-not-told", "both_ways")


def _side(activity: VirtualActivity) -> Reason:
    if not activity.with_whom:
        return unknown("C5", "not-told", "with_whom")
    if activity.with_whom & _ABROAD:
        return yes("C5")
    if Party.HOME in activity.with_whom and activity.when in _ON_THE_SPOT:
        return yes("C5", "across-the-border")
    if Party.HOME in activity.with_whom and activity.when is None:
        return unknown("C5", "time-not-told", "when")
    return no("C5", "nobody-abroad")


def _aim(activity: VirtualActivity) -> Reason:
    """C6: its aim is learning, getting to know, preparing or following up; not arranging the trip."""
    if not activity.purposes:
        return unknown("C6", "not-told", "purposes")
    return no("C6", "not-met") if activity.purposes == {Purpose.ARRANGING} else yes("C6")


def _participants(activity: VirtualActivity, facts: Facts, rules: CallRules) -> Reason:
    """C7: the participants themselves take part; of groups at least the share that the rules name."""
    if activity.took_part is None:
        return unknown("C7", "not-told", "took_part")
    if activity.took_part is TookPart.STAFF_ONLY:
        return no("C7", "staff-only")
    if facts.activity_type is None or not rules.activity_types[facts.activity_type].group:
        return yes("C7")
    return _share_of_groups(activity, facts.participants, rules)


def _share_of_groups(activity: VirtualActivity, own: int | None, rules: CallRules) -> Reason:
    number, several = activity.number_taking_part, activity.out_of is not None
    size = activity.out_of if several else own
    if number is None:
        return unknown("C7", "number-not-told", "number_taking_part")
    if not size:
        return unknown("C7", "number-not-told", "out_of" if several else "participants")
    if number > size:
        return unknown("C7", "more-than-group", "number_taking_part", number=number, size=size)
    least = Fraction(rules.criteria["C7"].parameters["minimum-share"])
    if number >= least * size:
        return yes("C7", "met-group", number=number, size=size)
    return unknown("C7", "too-few", "number_taking_part", number=number, size=size, share=least)


def _timing(activity: VirtualActivity) -> Reason:
    """C8: before, during or after the stay, and within the project; not a lesson of the stay itself."""
    if activity.when is None:
        return unknown("C8", "not-told", "when")
    if activity.when is When.OUTSIDE_PROJECT:
        return unknown("C8", "outside-project", "when")
    return no("C8", "lesson-of-stay") if activity.when is When.LESSON_OF_STAY else yes("C8", activity.when)


def _not_a_general_offer(activity: VirtualActivity) -> Reason:
    """C10: not an offer that anyone gets, unless it was agreed with the host."""
    if activity.general_offer is Reply.NO:
        return yes("C10")
    if activity.agreed_with_host is Reply.YES:
        return yes("C10", "agreed")
    if activity.general_offer is not Reply.YES:
        return unknown("C10", "partly" if activity.general_offer else "not-told", "general_offer")
    if activity.agreed_with_host is Reply.NO:
        return no("C10", "not-agreed")
    return unknown("C10", "agreement-not-told", "agreed_with_host")


def _kept(activity: VirtualActivity) -> Reason:
    """C11: something is kept. It never changes the verdict."""
    if activity.kept is None:
        return unknown("C11", "not-told", "kept")
    if not activity.kept:
        return no("C11", "nothing-kept")
    missing = [item for item in Evidence if item not in activity.kept]
    return unknown("C11", "some-kept", "kept") if missing else yes("C11")
