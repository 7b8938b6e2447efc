"""The one vocabulary: every column has its type, unit and meaning, and every name that is used elsewhere exists."""

import pytest

from blendwise.intake.findings import effects
from blendwise.intake.profiles import EXTRA_COLUMNS, profiles
from blendwise.language import LANGUAGES, keys
from blendwise.records import CHARACTERISTICS, DIMENSIONS, FINDINGS, MOBILITIES, TABLES, Kind, Question, Unit

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
identity = [f"{table.name}.{column.name}" for table, column in COLUMNS]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=identity)
def test_every_column_says_what_it_means_in_every_language(table, column):
    meanings = {table.meaning(column.name, language) for language in LANGUAGES}
    assert len(meanings) == len(LANGUAGES)
    assert all(meaning.endswith(".") for meaning in meanings)


def test_no_meaning_is_of_a_column_that_does_not_exist():
    for language in LANGUAGES:
        for key in keys(language, "records."):
            _, table, *column = key.split(".")
            assert table in ("figures", "of-call") or column[0] in TABLES[table]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_names_are_unique_and_the_key_exists(table):
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert table[table.names[0]].name == table.names[0]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=identity)
def test_numbers_of_something_say_of_what(table, column):
    counted = column.name.endswith(("_days", "_hours", "participants", "_grant", "sub_rows"))
    assert (column.unit is not None) == counted
    assert column.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY) or column.unit is None
    assert column.kind is Kind.STRING or not column.allowed


def test_divisions_and_characteristics_are_columns_of_the_register():
    assert set(DIMENSIONS.values()) <= set(MOBILITIES.names)
    assert {MOBILITIES[name].kind for name in CHARACTERISTICS} == {Kind.BOOLEAN}
    assert set(CHARACTERISTICS) <= set(DIMENSIONS.values()), "two characteristics can be crossed"


def test_profiles_map_only_columns_that_exist():
    for profile in profiles():
        table = TABLES["mobilities" if profile.table == "groups" else profile.table]
        delivered = {c.name for c in table.columns if c.delivered} | set(EXTRA_COLUMNS)
        assert set(profile.columns) <= delivered, profile.name


def test_effects_of_findings_are_those_allowed():
    assert set(effects().values()) <= set(FINDINGS["effect"].allowed)


def test_units_and_questions_have_the_names_of_the_glossary():
    assert [*Unit] == ["mobilities", "participants", "institutions"]
    assert [*Question] == ["count", "process", "truth"]


def test_personal_data_has_no_column():
    personal = ("name", "birth", "mail", "gender", "nationality")
    assert not [
        name for table in TABLES.values() for name in table.names if any(word in name for word in personal)
    ]
