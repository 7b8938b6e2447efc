"""Mobilities told twice, sub-rows, and groups in all their forms: what becomes of each row."""

import os

import pytest

GROUP = "Group mobility of VET learners"
P24 = "2024-1-NL01-KA121-VET-000054321"
LIST = [
    "Grant Agreement No.",
    "Group ID",
    "Status",
    "Activity type",
    "Number of participants",
    "Blended mobility",
]
GROUP_ROW = {
    "Data type": "Mobility",
    "Grant Agreement No.": P24,
    "Activity type": GROUP,
    "Start date": "",
    "End date": "",
}


def subs(make, *rows, kind="Subgroup"):
    """Sub-rows: the identifiers, the kind, and a number of participants."""
    empty = dict.fromkeys(make.header, "") | {"Grant Agreement No.": P24, "Mobility activity ID": "M1"}
    return [empty | {"Data type": kind, "Number of participants": str(n)} for n in rows]


def only(make, *rows):
    """A file of sub-rows without a main row."""
    return make.csv(make.grid(*rows))


def listed(make, *rows):
    """A list of groups: number of participants and tick of each row of group M1."""
    return make.csv([LIST, *([P24, "M1", "Complete", GROUP, str(n), tick] for n, tick in rows)])


def people(found):
    return found.mobilities.select("participants", "blended").rows()


@pytest.fixture
def main(make):
    """A file with the main row of a group, and sub-rows as given."""
    return lambda *sub, **changes: make.csv(
        make.grid(GROUP_ROW | {"Number of participants": ""} | changes, *sub)
    )


# Doubles
def test_a_mobility_in_two_files_with_the_same_content_counts_once(make, reading):
    found = reading({"a.csv": make.csv(make.grid({})), "b.xlsx": make.xlsx(make.grid({}))})
    assert (found.equation(), found.codes) == ((2, 1, 0, 1), ["duplicate-mobility"])


def test_of_contradictory_ones_both_places_are_named_and_none_counts(make, reading):
    files = {
        "a.csv": make.csv(make.grid({})),
        "b.csv": make.csv(make.grid({"Blended mobility": "No", "Status": "Draft"})),
    }
    found = reading(files)
    places = [
        (f.file, f.details["other"]["file"], f.details["columns"])
        for f in found.findings
        if f.code != "draft-mobility"
    ]
    assert places == [
        ("a.csv", "b.csv", ["blended", "status"]),
        ("b.csv", "a.csv", ["blended", "status"]),
    ]
    assert found.equation() == (2, 0, 0, 2)


def test_the_newest_file_wins_when_told_so(make, tmp_path):
    old, new = make.put(tmp_path, {
        "z-old.csv": make.csv(make.grid({"Blended mobility": "No"})), "a-new.csv": make.csv(make.grid({"Blended mobility": "Yes"})),
    })  # fmt: skip
    os.utime(old, (1_000_000_000, 1_000_000_000))
    os.utime(new, (1_700_000_000, 1_700_000_000))
    for paths in ([old, new], [new, old]):
        found = make.read(paths, newest_wins=True)
        assert found.mobilities["blended"].to_list() == [True]
        assert (found.equation(), found.codes) == ((2, 1, 0, 1), ["older-duplicate"])
        assert "een nieuwer bestand" in found.findings[0].sentence("nl")
        assert (
            found.findings[0]
            .sentence("en")
            .startswith("z-old.csv, row 2: this is also in a-new.csv, row 2, a newer file.")
        )


def test_of_two_that_are_as_new_none_wins(make, reading):
    rows = [{}, {"Mobility activity ID": "M1", "Blended mobility": "No"}]
    for body in (rows, rows[::-1]):
        found = reading(
            {"a.csv": make.csv(make.grid(*({"Mobility activity ID": "M1"} | r for r in body)))},
            newest_wins=True,
        )
        assert (found.equation(), set(found.codes)) == ((2, 0, 0, 2), {"contradictory-duplicates"})


def test_the_newest_of_several_applications_wins_when_told_so(make, tmp_path):
    head = ["Call", "Institution", "Activity type", "Participants in blended mobility activities"]
    old, new = make.put(tmp_path, {
        f"{name}.csv": make.csv([head, ["2022", "ROC A", "Job-shadowing", n]]) for name, n in (("old", "3"), ("new", "4"))
    })  # fmt: skip
    os.utime(old, (1_000_000_000, 1_000_000_000))
    found = make.read([old, new], newest_wins=True)
    assert found.tables["applications"]["blended_participants"].to_list() == [4]
    assert (found.equation(), found.codes) == ((2, 1, 0, 1), ["older-duplicate"])


def test_files_of_the_same_name_have_books_of_their_own(make, tmp_path):
    paths = make.put(
        tmp_path, {"a/export.csv": make.csv(make.grid({}, {})), "b/export.csv": make.csv(make.grid({}))}
    )
    found = make.read(paths)
    assert [(b.file, b.read, b.accepted) for b in found.books] == [
        ("export.csv", 2, 2),
        ("export.csv (2)", 1, 0),
    ]
    assert found.findings[0].file == "export.csv (2)"


def test_zips_of_the_same_name_do_not_overwrite_each_other(make, tmp_path):
    paths = make.put(tmp_path, {
        f"{d}/e.zip": make.zip({"a.csv": make.csv(make.grid({"Mobility activity ID": d}))}) for d in ("x", "y")
    })  # fmt: skip
    found = make.read(paths)
    assert found.mobilities["mobility_activity_id"].to_list() == ["x", "y"]


# Sub-rows
def test_sub_rows_are_attached_and_are_no_mobilities(make, reading):
    found = reading({"a.csv": make.csv(make.grid(
        {"Data type": "Mobility", "Grant Agreement No.": P24},
        *subs(make, "", "", kind="Itinerary"), *subs(make, "", kind="Certification"),
    ))})  # fmt: skip
    assert (found.equation(), found.codes) == ((4, 1, 3, 0), [])
    assert found.mobilities.select("participants", "group", "sub_rows").rows() == [(1, False, 3)]


def test_sub_rows_may_come_before_their_main_row_and_in_another_file(make, reading, main):
    found = reading({"a.csv": only(make, *subs(make, 4, 3)), "b.csv": main()})
    assert found.equation() == (3, 1, 2, 0)
    assert people(found) == [(7, True)]


def test_itineraries_and_certificates_in_files_of_their_own_are_all_attached(make, reading, main):
    files = {
        "a.csv": only(make, *subs(make, "", "", kind="Itinerary")),
        "b.csv": only(make, *subs(make, "", kind="Certificate")),
    }
    found = reading(files | {"c.csv": main(**{"Number of participants": "9"})})
    assert (found.equation(), found.codes) == ((4, 1, 3, 0), [])
    assert people(found) == [(9, True)]


def test_subgroups_told_by_two_files_alike_count_once(make, reading, main):
    found = reading(
        {"a.csv": only(make, *subs(make, 4, 3)), "b.csv": only(make, *subs(make, 3, 4)), "c.csv": main()}
    )
    assert (found.equation(), people(found)) == ((5, 1, 2, 2), [(7, True)])
    assert found.codes == ["duplicate-mobility"] * 2


def test_subgroups_told_by_two_files_otherwise_are_left_out(make, reading, main):
    found = reading(
        {"a.csv": only(make, *subs(make, 4, 3)), "b.csv": only(make, *subs(make, 5)), "c.csv": main()}
    )
    assert (found.equation(), people(found)) == ((4, 1, 0, 3), [(None, True)])
    assert sorted(found.codes) == ["contradictory-duplicates"] * 3 + ["group-without-participants"]
    contradictory = next(f for f in found.findings if f.code == "contradictory-duplicates")
    assert "also in b.csv, but with another value for: participants" in contradictory.sentence("en")


def test_sub_rows_of_a_double_go_out_with_it(make, reading, main):
    found = reading({"a.csv": main(*subs(make, 4)), "b.csv": main(*subs(make, 4))})
    assert (found.equation(), found.codes) == ((2, 1, 1, 0), ["same-content"])
    found = reading({"a.csv": main(*subs(make, 4)), "b.csv": main(*subs(make, 4)) + b"\r\n"})
    assert (found.equation(), people(found)) == ((4, 1, 1, 2), [(4, True)])


def test_a_double_that_differs_only_in_its_subgroups_is_contradictory(make, reading, main):
    found = reading({"a.csv": main(*subs(make, 4)), "b.csv": main(*subs(make, 5))})
    assert found.equation() == (4, 0, 0, 4)
    assert set(found.codes) == {"contradictory-duplicates"}
    assert "another value for: participants" in found.findings[0].sentence("en")


# Lists of groups
def test_a_list_of_groups_gives_mobilities_of_its_own(make, reading):
    found = reading({"groups.csv": listed(make, (12, "Yes"))})
    assert (found.equation(), people(found)) == ((1, 1, 0, 0), [(12, True)])


def test_a_group_is_blended_if_one_of_its_listed_subgroups_is_wherever_it_stands(make, reading):
    for rows in ([(4, "No"), (3, "Yes")], [(3, "Yes"), (4, "No")]):
        assert people(reading({"groups.csv": listed(make, *rows)})) == [(7, True)]


def test_a_list_of_groups_adds_its_numbers_to_the_main_row(make, reading, main):
    found = reading({"a.csv": main(), "groups.csv": listed(make, (4, "Yes"), (3, "Yes"))})
    assert (found.equation(), people(found)) == ((3, 1, 2, 0), [(7, True)])


def test_a_list_may_name_the_group_by_its_group_number(make, reading, main):
    found = reading(
        {
            "a.csv": main(**{"Mobility activity ID": "X", "Group activity ID": "M1"}),
            "groups.csv": listed(make, (4, "Yes")),
        }
    )
    assert (found.equation(), people(found)) == ((2, 1, 1, 0), [(4, True)])


def test_a_listed_group_with_two_main_rows_goes_to_one_of_them(make, reading):
    rows = [
        GROUP_ROW | {"Mobility activity ID": m, "Group activity ID": "M1", "Number of participants": ""}
        for m in ("X", "Y")
    ]
    found = reading({"a.csv": make.csv(make.grid(*rows)), "groups.csv": listed(make, (4, "Yes"))})
    assert (found.equation(), people(found)) == ((3, 2, 1, 0), [(4, True), (None, True)])


def test_a_list_delivered_twice_is_a_double(make, reading):
    found = reading(
        {"a.csv": listed(make, (4, "Yes"), (3, "No")), "b.csv": listed(make, (3, "No"), (4, "Yes"))}
    )
    assert (found.equation(), people(found)) == ((4, 1, 1, 2), [(7, True)])


def test_groups_on_a_sheet_of_their_own_are_read_with_the_others(make, reading):
    main = make.grid(GROUP_ROW | {"Number of participants": ""})
    found = reading(
        {"a.xlsx": make.xlsx(Mobilities=main, Groups=[LIST, [P24, "M1", "Complete", GROUP, 6, "Yes"]])}
    )
    assert (found.equation(), people(found)) == ((2, 1, 1, 0), [(6, True)])


# People
def test_accompanying_persons_and_visits_are_kept_and_told_apart(make, reading):
    found = reading(
        {
            "a.csv": make.csv(
                make.grid({"Accompanying person": "Yes"}, {"Activity type": "Preparatory visits"}, {})
            )
        }
    )
    assert found.mobilities["of_participant"].to_list() == [False, False, True]
    assert found.books[0].accompanying == 2


def test_a_number_of_participants_makes_a_group_whatever_its_type(make, reading):
    found = reading(
        {"a.csv": make.csv(make.grid({"Number of participants": "5"}, {"Number of participants": "1"}))}
    )
    assert found.mobilities.select("participants", "group").rows() == [(5, True), (1, False)]


def test_an_invited_expert_belongs_to_the_institution_that_receives(make, reading):
    own = {
        "Sending organisation name": "Abroad",
        "Receiving organisation name": "ROC  A",
        "Activity type": "Invited experts",
    }
    assert reading({"a.csv": make.csv(make.grid(own))}).mobilities["institution"].to_list() == ["ROC A"]
