"""What the figures say and do not say: registered, what it could have been, what is true."""

from __future__ import annotations

from importlib.util import find_spec

from blendwise.estimation.bounds import ladder, missed_at_most, ticks_right
from blendwise.estimation.result import Estimate, Scope
from blendwise.records import Unit
from blendwise.reporting.report.blocks import QuestionAnswer, Questions, Section
from blendwise.reporting.report.contents import CallSet, Contents
from blendwise.reporting.report.words import Words

__all__ = ["process", "section"]

_MISSED = (0.02, 0.10)
"""What-ifs on ticks that are missing; examples, not estimates."""


def section(contents: Contents, words: Words) -> Section | None:
    """Answer the three questions apart, each in its own words."""
    main = contents.main
    if not main.total.value:
        return None
    answers = [
        QuestionAnswer("count", words.say("questions.count.name"), _count(main, words)),
        QuestionAnswer("process", words.say("questions.process.name"), _process(main, words)),
        QuestionAnswer("truth", words.say("questions.truth.name"), _truth(main, words)),
    ]
    return Section("questions", words.say("questions.heading"), [Questions(answers)])


def _count(main: CallSet, words: Words) -> str:
    return words.say("questions.count.answer", share=main.total.value)


def process(main: CallSet) -> Estimate | None:
    """Return between what the share could have lain; None without SciPy, or where that cannot be said."""
    if not find_spec("scipy"):
        return None
    from blendwise.estimation.clusters import clustered_share

    rows = main.institutions.rows.filter(main.institutions.rows["mobilities"] > 0)
    ticks, totals = (rows[name].to_numpy() for name in ("with_mobilities", "mobilities"))
    left_out = main.institutions.query.population.without_names
    scope = Scope(calls=main.calls, institutions=rows.height, without=left_out)
    return clustered_share(ticks, totals, unit=Unit.MOBILITIES, scope=scope)


def _process(main: CallSet, words: Words) -> str:
    estimate = process(main)
    if estimate is None:
        return words.say("questions.process.not-computed")
    if estimate.low is None or estimate.high is None or estimate.level is None:
        return words.say("questions.process.unknown")
    answer = words.say(
        "questions.process.answer", low=estimate.low, high=estimate.high, level=f"{100 * estimate.level:g}"
    )
    said = [answer, estimate.tail(words.language), *estimate.warning_sentences(words.language)]
    return words.bound(" ".join(said))


def _truth(main: CallSet, words: Words) -> str:
    k, n = main.total.numerator, main.total.denominator
    values: dict[str, object] = {}
    for place, missed in enumerate(_MISSED):
        most = ladder(k, n, ticks_right(), missed_at_most(missed))[-1].high
        values |= {f"missed{place}": words.percent(missed, 0), f"high{place}": most}
    return words.say("questions.truth.answer", low=main.total.value, **values)
