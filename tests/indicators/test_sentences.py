"""Every sentence that a figure can say: none, one, more, all, of one, undefined; in both units and languages."""

from datetime import date

import pytest

from blendwise.indicators import Figure, Population
from blendwise.language import LANGUAGES, keys
from blendwise.records import CHARACTERISTICS, Question, Unit

SENTENCES = {
    ("mobilities", 259, 15738): (
        "Van de 15.738 mobiliteiten in call 2021 zijn er 259 als blended geregistreerd: 1,65%.",
        "Of the 15,738 mobilities in call 2021, 259 are registered as blended: 1.65%.",
    ),
    ("mobilities", 1, 40): (
        "Van de 40 mobiliteiten in call 2021 is er 1 als blended geregistreerd: 2,50%.",
        "Of the 40 mobilities in call 2021, 1 is registered as blended: 2.50%.",
    ),
    ("mobilities", 2, 15): (  # below twenty no percentage
        "Van de 15 mobiliteiten in call 2021 zijn er 2 als blended geregistreerd.",
        "Of the 15 mobilities in call 2021, 2 are registered as blended.",
    ),
    ("mobilities", 0, 93): (
        "Van de 93 mobiliteiten in call 2021 is er geen enkele als blended geregistreerd: 0 van 93.",
        "None of the 93 mobilities in call 2021 is registered as blended: 0 of 93.",
    ),
    ("mobilities", 30, 30): (
        "Alle 30 mobiliteiten in call 2021 zijn als blended geregistreerd.",
        "All 30 mobilities in call 2021 are registered as blended.",
    ),
    ("mobilities", 1, 1): (
        "Er is in call 2021 1 mobiliteit; die is als blended geregistreerd.",
        "There is 1 mobility in call 2021; it is registered as blended.",
    ),
    ("mobilities", 0, 1): (
        "Er is in call 2021 1 mobiliteit; die is niet als blended geregistreerd.",
        "There is 1 mobility in call 2021; it is not registered as blended.",
    ),
    ("mobilities", 0, 0): (
        "Niet te berekenen: er zijn in call 2021 geen mobiliteiten, dus ook geen aandeel.",
        "Undefined: there are no mobilities in call 2021, so there is no share.",
    ),
    ("participants", 146, 6324): (
        "Van de 6.324 deelnemers in call 2021 hebben er 146 een als blended geregistreerde mobiliteit: 2,31%.",
        "Of the 6,324 participants in call 2021, 146 have a mobility registered as blended: 2.31%.",
    ),
    ("participants", 1, 6324): (
        "Van de 6.324 deelnemers in call 2021 heeft er 1 een als blended geregistreerde mobiliteit: 0,02%.",
        "Of the 6,324 participants in call 2021, 1 has a mobility registered as blended: 0.02%.",
    ),
    ("participants", 0, 375): (
        "Van de 375 deelnemers in call 2021 heeft niemand een als blended geregistreerde mobiliteit: 0 van 375.",
        "None of the 375 participants in call 2021 has a mobility registered as blended: 0 of 375.",
    ),
    ("participants", 0, 0): (
        "Niet te berekenen: er zijn in call 2021 geen deelnemers, dus ook geen aandeel.",
        "Undefined: there are no participants in call 2021, so there is no share.",
    ),
}  # fmt: skip


def figure(k, n, unit="mobilities", **more):
    return Figure(k, n, Unit(unit), more.pop("population", Population(calls=(2021,))), **more)


@pytest.mark.parametrize(("asked", "said"), SENTENCES.items())
def test_the_sentence_fits_the_numbers(asked, said):
    unit, k, n = asked
    assert tuple(figure(k, n, unit).sentence(language) for language in ("nl", "en")) == said


COUNTS = {
    "undefined": (0, 0),
    "of-one": (1, 1),
    "of-one-not": (0, 1),
    "zero": (0, 30),
    "one": (1, 30),
    "all": (30, 30),
    "other": (2, 30),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["mobilities", "participants"])
@pytest.mark.parametrize("characteristic", CHARACTERISTICS)
def test_every_pattern_there_is_is_said_by_some_figure_each_in_its_own_words(language, unit, characteristic):
    said = [figure(k, n, unit, characteristic=characteristic).sentence(language) for k, n in COUNTS.values()]
    kind = "blended" if characteristic == "blended" else "other"
    prefix = f"indicators.count.{kind}.{unit}."
    assert {key.removeprefix(prefix) for key in keys(language, prefix)} == set(COUNTS)
    assert len(set(said)) == len(COUNTS)
    assert not any("{" in sentence or "  " in sentence for sentence in said)


class TestScope:
    def scope(self, population, language="en", **more):
        return population.scope(language, **more)

    def test_calls(self):
        assert [self.scope(Population(calls=calls)) for calls in ((), (2021,), (2021, 2022), (2021, 2022, 2023))] == [
            "in all calls", "in call 2021", "in calls 2021 and 2022", "in calls 2021, 2022 and 2023",
        ]  # fmt: skip
        assert self.scope(Population(calls=(2021, 2022, 2023)), "nl") == "in de calls 2021, 2022 en 2023"

    def test_institutions_and_who_is_left_out(self):
        population = Population(calls=(2021,), without=("E1",), without_names=("Scalda",))
        assert self.scope(population, institutions=1) == "in call 2021 at 1 institution, without Scalda"
        assert (
            self.scope(population, "nl", institutions=41) == "in call 2021 bij 41 instellingen, zonder Scalda"
        )

    def test_day_and_drafts_in_brackets(self):
        at = date(2025, 3, 24)
        assert (
            self.scope(Population(drafts=True), at=at)
            == "in all calls (drafts included; as at 24 March 2025)"
        )

    @pytest.mark.parametrize(
        ("group", "dutch"),
        [
            ({"group": True}, "voor groep ja"),
            ({"receiving_country": None}, "voor land niet ingevuld"),
            ({"institution": "Scalda", "call": 2022}, "voor instelling Scalda, voor call 2022"),
        ],
    )
    def test_a_group_is_said_in_words(self, group, dutch):
        assert figure(1, 40, group=group).scope("nl") == f"in call 2021, {dutch}"


def test_a_figure_carries_all_that_belongs_to_it():
    assert figure(2, 30).as_dict("en") == {
        "question": "count", "unit": "mobilities", "characteristic": "blended", "numerator": 2, "denominator": 30,
        "share": 2 / 30, "population": "complete mobilities of participants (without accompanying persons)",
        "scope": "in call 2021", "sentence": "Of the 30 mobilities in call 2021, 2 are registered as blended: 6.67%.",
        "method": "registered-share", "version": "1",
    }  # fmt: skip
    assert figure(2, 30).question is Question.COUNT
    assert figure(0, 0).as_dict("en")["share"] is None
