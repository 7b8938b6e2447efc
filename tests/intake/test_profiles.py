"""Which column is what: profiles, what a bad one is told, headers, and suggestions for an unknown layout."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.intake import Options, read_files
from blendwise.intake.mapping import proposal_for
from blendwise.intake.profiles import Profile, columns_of, load_profile, plain, profiles, save_profile
from blendwise.intake.suggestions import accepted_profile
from blendwise.language import LANGUAGES, has

GOOD = """
name = "own"
table = "mobilities"
essential = ["grant_agreement_number", "mobility_activity_id", "blended"]
[columns]
grant_agreement_number = ["Dossier"]
mobility_activity_id = ["Volgnummer"]
blended = ["Gemengd"]
"""
BAD = {
    "not TOML": ("name = ", "profile-unreadable", "can't be read"),
    "no columns": (GOOD.split("[columns]", maxsplit=1)[0], "profile-lacks", "lacks: columns"),
    "nothing at all": ("", "profile-lacks", "lacks: columns, essential, name, table"),
    "unknown key": ("colour = 1\n" + GOOD, "profile-unknown-key", "not known: colour"),
    "unknown kind of row": (GOOD + '[data_types]\nboss = ["x"]', "profile-unknown-key", "not known: boss"),
    "unknown part of missing": (GOOD + '[missing]\nwords = ["-"]', "profile-unknown-key", "not known: words"),
    "unknown table": (GOOD.replace('"mobilities"', '"schools"'), "profile-unknown-table", "names table ‘schools’"),
    "unknown column": (GOOD + 'colour = ["Kleur"]', "profile-unknown-column", "names column ‘colour’"),
    "unknown essential": (GOOD.replace('"blended"]', '"ticked"]'), "profile-unknown-column", "‘ticked’"),
    "column worked out by us": (GOOD + 'call = ["Call"]', "profile-unknown-column", "‘call’"),
    "essential without header": (GOOD.replace('["Gemengd"]', "[]"), "profile-lacks", "lacks: blended"),
    "header as text": (GOOD.replace('["Gemengd"]', '"Gemengd"'), "profile-wrong-kind", "blended is not of the right kind"),
    "headers as numbers": (GOOD.replace('["Gemengd"]', "[1]"), "profile-wrong-kind", "blended"),
    "essential as text": (GOOD.replace('["grant_agreement_number", "mobility_activity_id", "blended"]', '"blended"'), "profile-wrong-kind", "essential"),
    "name as number": (GOOD.replace('"own"', "7"), "profile-wrong-kind", "name"),
    "columns as list": (GOOD.split("[columns]", maxsplit=1)[0] + "columns = []", "profile-wrong-kind", "columns"),
    "unknown parent": (GOOD + 'inherits = "../secret"', "profile-unknown-parent", "builds on ‘../secret’"),
    "one header for two columns": (GOOD + 'status = ["GEMENGD"]', "profile-header-twice", "‘GEMENGD’ stands with two columns: blended and status"),
}  # fmt: skip


@pytest.mark.parametrize("text", [pytest.param(case, id=name) for name, case in BAD.items()])
def test_a_bad_profile_is_refused_with_its_place(text, tmp_path):
    content, code, words = text
    file = tmp_path / "own.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_profile(file)
    assert caught.value.code == f"intake.{code}"
    assert "own.toml" in caught.value.sentence("nl")
    assert words in caught.value.sentence("en")


def test_a_profile_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="can't be read"):
        profiles(tmp_path)


@pytest.mark.parametrize("profile", profiles(), ids=lambda p: p.name)
def test_what_a_shipped_profile_needs_is_explained_in_every_language(profile):
    for column in profile.essential:
        assert all(has(f"intake.purpose.{column}", lang) for lang in LANGUAGES)
    assert profile.columns.keys() <= set(columns_of(profile.table))


def test_a_profile_of_ones_own_reads_a_layout_of_ones_own(make, tmp_path):
    (tmp_path / "own.toml").write_text(GOOD, encoding="utf-8")
    paths = make.put(
        tmp_path, {"a.csv": make.csv([["Volgnummer", "Dossier", "Gemengd"], ["M1", make.project, "ja"]])}
    )
    assert make.read(paths, own_profiles=tmp_path).mobilities["blended"].to_list() == [True]


words = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).filter(plain)


@given(st.lists(words, min_size=3, max_size=3, unique_by=plain))
def test_a_saved_profile_is_read_back_as_it_was(tmp_path_factory, headers):
    columns = ("grant_agreement_number", "mobility_activity_id", "blended")
    profile = Profile(
        "own",
        "mobilities",
        columns,
        {c: (h,) for c, h in zip(columns, headers, strict=True)},
        {"main": (headers[0],)},
        ("-",),
    )
    assert load_profile(save_profile(profile, tmp_path_factory.mktemp("profiles"))) == profile


@pytest.mark.parametrize("name", ["../outside", "a/b", "", ".hidden", "C:\\x"])
def test_the_name_of_a_profile_is_no_path(name, tmp_path):
    with pytest.raises(UserError, match="can't be the name of a profile"):
        save_profile(Profile(name, "mobilities", (), {}), tmp_path / "profiles")


# Headers
@pytest.mark.parametrize(
    "header",
    [
        "Blended mobility",
        "BLENDED MOBILITY",
        " blended-mobility ",
        "Blended\u00a0mobility (Yes/No)",
        "Blended mobiliteit",
        "Blénded mobility",
    ],
)
def test_headers_match_whatever_their_case_spaces_and_punctuation(header, make, reading):
    rows = make.grid({})
    rows[0] = [header if h == "Blended mobility" else h for h in rows[0]]
    assert reading({"a.csv": make.csv(rows)}).mobilities["blended"].to_list() == [True]


def test_of_two_headers_for_one_column_the_surer_one_is_taken(make, reading):
    rows = make.grid({"Blended": "No", "Blended mobility activity": "Yes", "Blended mobility": "No"})
    assert reading({"a.csv": make.csv(rows)}).mobilities["blended"].to_list() == [True]


def test_titles_above_the_header_and_hints_below_it_are_no_rows(make, reading):
    header, row = make.grid({"Start date": "01/03/2023", "End date": "05/03/2023"})
    hints = ["*", "*", "DICT", "DICT", "DD-MM-YYYY", "DD-MM-YYYY", "Yes/No"]
    found = reading({"a.csv": make.csv([["Export of mobilities"], [], header, hints, row])})
    assert (found.equation(), found.codes) == ((1, 1, 0, 0), [])
    assert str(found.mobilities["start_date"][0]) == "2023-03-01"  # the hints say that the day comes first


def test_a_row_of_data_below_the_header_is_no_row_of_hints(make, reading):
    rows = make.grid({"Start date": "", "End date": "", "Activity type": "", "Status": ""})
    assert reading({"a.csv": make.csv(rows)}).equation() == (1, 1, 0, 0)


# Suggestions
def unknown(make, tmp_path):
    header = ["Subsidieovereenkomst nr", "Mobiliteit nummer", "Is het blended?", "Start van verblijf", "Leeg"]
    rows = [[make.project, f"M{n}", "ja", "01-03-2023", ""] for n in range(3)]
    return make.put(tmp_path, {"own.csv": make.csv([["Our own list"], header, *rows])})[0]


def test_an_unknown_layout_gets_suggestions_with_samples(make, tmp_path):
    proposal = proposal_for(unknown(make, tmp_path), tmp_path)
    by_header = {s.header: s for s in proposal.suggestions}
    assert (proposal.model.name, proposal.header_row) == ("beneficiary-module", 2)
    assert by_header["Subsidieovereenkomst nr"].likely == "grant_agreement_number"
    assert by_header["Subsidieovereenkomst nr"].letter == "A"
    assert by_header["Mobiliteit nummer"].samples == ("M0", "M1", "M2")
    assert all(0 < score <= 1 for s in proposal.suggestions for _, score in s.ranked)


def proposed(make, tmp_path, columns):
    """Propose a mapping for a file of columns: header and two values each."""
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    proposal = proposal_for(make.put(tmp_path, {"own.csv": make.csv(rows)})[0], tmp_path)
    return proposal, proposal.mapping()


BASIS = {
    "Projectnummer": ("2022-1-NL01-KA121-VET-000012345",) * 2,
    "Mobility ID": ("M1", "M2"),
    "Blended": ("ja", "nee"),
}


def test_values_that_are_something_else_veto_a_header_that_fits(make, tmp_path):
    columns = BASIS | {
        "Receiving country": ("Complete", "Draft"),
        "Receiving city": ("yes", "no"),
        "EQF level": ("01-03-2023", "02-03-2023"),
    }
    proposal, mapping = proposed(make, tmp_path, columns)
    assert mapping == {
        "grant_agreement_number": "Projectnummer",
        "mobility_activity_id": "Mobility ID",
        "blended": "Blended",
    }
    assert [(header, column) for header, column, _ in proposal.doubtful(mapping)] == [
        ("Receiving country", "receiving_country"), ("Receiving city", "receiving_city"), ("EQF level", "level_of_education"),
    ]  # fmt: skip


def test_activity_types_are_told_from_the_kind_of_row_by_their_values(make, tmp_path):
    types = ("Job-shadowing", "Courses and training")
    _, mapping = proposed(
        make, tmp_path, BASIS | {"Type of activity": types, "Type of row": ("Mobility", "Participant")}
    )
    assert (mapping["activity_type"], mapping["data_type"]) == ("Type of activity", "Type of row")
    _, mapping = proposed(make, tmp_path, BASIS | {"Type of row": types})
    assert "data_type" not in mapping


def test_a_known_header_above_an_empty_column_is_sure(make, tmp_path):
    assert (
        proposed(make, tmp_path, BASIS | {"Interruption (days)": ("", "")})[1]["interruption_days"]
        == "Interruption (days)"
    )


def test_what_is_only_likely_is_listed_and_not_mapped_until_it_is_named(make, tmp_path):
    proposal, mapping = proposed(make, tmp_path, BASIS | {"Einde": ("01-03-2023", "02-03-2023")})
    assert "end_date" not in mapping
    ((header, column, score),) = proposal.doubtful(mapping)
    assert (header, column, 0.55 <= score < 0.8) == ("Einde", "end_date", True)
    named = proposal.mapping({"end_date": "Einde"})
    assert (named["end_date"], proposal.doubtful(named)) == ("Einde", [])


def test_an_accepted_suggestion_reads_the_file(make, tmp_path):
    file = unknown(make, tmp_path / "in")
    proposal = proposal_for(file, tmp_path)
    chosen = {
        "mobility_activity_id": "mobiliteit NUMMER",
        "blended": "Is het blended?",
        "start_date": "Start van verblijf",
    }
    save_profile(accepted_profile(proposal, "own", chosen), tmp_path / "profiles")
    found = make.read([file], own_profiles=tmp_path / "profiles")
    assert found.mobilities.select("mobility_activity_id", "blended").rows() == [
        ("M0", True),
        ("M1", True),
        ("M2", True),
    ]


def test_a_choice_of_a_column_or_header_that_does_not_exist_lists_those_that_do(make, tmp_path):
    proposal = proposal_for(unknown(make, tmp_path), tmp_path)
    with pytest.raises(UserError, match="‘ticked’ is not known"):
        accepted_profile(proposal, "own", {"ticked": "Leeg"})
    with pytest.raises(UserError, match="‘Vol’ is not known"):
        accepted_profile(proposal, "own", {"blended": "Vol"})


def test_a_profile_that_lacks_an_essential_column_is_not_made(make, tmp_path):
    file = make.put(tmp_path, {"own.csv": make.csv([["Kleur", "Vorm"], ["rood", "rond"]])})[0]
    with pytest.raises(UserError, match="still lacks a header"):
        accepted_profile(proposal_for(file, tmp_path), "own", {})


def test_a_file_that_can_not_be_opened_gives_the_sentence_of_its_finding(make, tmp_path):
    file = make.put(tmp_path, {"a.xlsx": b"%PDF-1.7"})[0]
    with pytest.raises(UserError) as caught:
        proposal_for(file, tmp_path)
    assert caught.value.sentence("en").startswith("a.xlsx: this is not an Excel or CSV file, but a PDF")
    assert caught.value.sentence("nl").startswith("a.xlsx: dit is geen Excel- of CSV-bestand")


# What can be delivered
def test_a_path_that_does_not_exist_and_an_empty_folder_are_told(tmp_path):
    (tmp_path / "empty").mkdir()
    for path, words in ((Path("nowhere.csv"), "does not exist"), (tmp_path / "empty", "no file to read")):
        with pytest.raises(UserError, match=words):
            read_files([path], tmp_path, key=bytes(32), options=Options())


DUTCH = {
    "Projectcode": "grant_agreement_number", "Nummer mobiliteit": "mobility_activity_id", "Soort mobiliteit": "activity_type",
    "Begindatum mobiliteit": "start_date", "Datum terugkeer": "end_date", "Aantal dagen": "duration_days",
    "Zendende instelling": "sending_organisation", "Gastorganisatie": "receiving_organisation",
    "Bestemmingsland": "receiving_country", "Blended (Ja/Nee)": "blended", "Algemene opmerkingen": "comments",
}  # fmt: skip


def test_headers_in_the_words_of_dutch_schools_are_known(tmp_path):
    from blendwise.intake.mapping import proposal_for

    file = tmp_path / "eigen-lijst.csv"
    file.write_text(";".join([*DUTCH, "Iets"]) + "\n" + ";" * len(DUTCH) + "\n", encoding="utf-8")
    likely = {s.header: s.likely for s in proposal_for(file, tmp_path).suggestions if s.header in DUTCH}
    assert likely == DUTCH


def test_a_column_of_persons_is_never_proposed_nor_shown(tmp_path):
    from blendwise.intake.mapping import proposal_for

    file = tmp_path / "unknown.csv"
    file.write_text(
        "Projectnr;Nr. mobiliteit;Blended?;Einde;Geb.datum;Naam;Contact\n"
        "2022-1-NL01-KA121-VET-000000001;M1;Ja;01-02-2023;02-03-2004;Jan Jansen;jan@example.org\n",
        encoding="utf-8",
    )
    proposal = proposal_for(file, tmp_path)
    of_persons = {
        s.header: (s.samples, s.ranked)
        for s in proposal.suggestions
        if s.header in ("Geb.datum", "Naam", "Contact")
    }
    assert of_persons == dict.fromkeys(("Geb.datum", "Naam", "Contact"), ((), ()))
    assert next(s.likely for s in proposal.suggestions if s.header == "Einde") == "end_date"
