"""The rules on what was registered and asked for: check-rules, what-if, budget."""

import json

import pytest


@pytest.fixture
def data(run, small, tmp_path):
    rows = [
        small.mobility(1),
        small.mobility(2, Activity_type="LM-LONG-VET"),  # 30 days of at least 90
        small.mobility(3, Blended_mobility_activity="Yes"),
    ]
    run("import", small.write(tmp_path / "x.csv", rows), "--data", tmp_path / "data")
    return tmp_path / "data"


def test_check_rules_names_what_does_not_fit_and_ends_with_3(run, data):
    done = run("check-rules", "--data", data)

    assert done.status == 3
    assert "1 thing does not fit the rules, among 3 mobilities" in done.out
    assert "x.csv, row 3, mobility MOB-002: this stay lasts 30 calendar days" in done.out


def test_check_rules_as_data_has_the_rule_with_status_and_sources(run, data):
    (row,) = json.loads(run("check-rules", "--format", "json", "--data", data).out)

    assert (row["misfit"], row["rule"], row["minimum"], row["status"]) == (
        "stay-too-short",
        "minimum_days",
        90,
        "seen",
    )
    assert row["sources"]
    assert row["rules_version"]


def test_check_rules_ends_with_0_where_all_fits(run, export, tmp_path):
    run("import", export, "--data", tmp_path / "data")

    assert run("check-rules", "--data", tmp_path / "data").status == 0


@pytest.fixture
def shorter(tmp_path):
    file = tmp_path / "shorter.toml"
    file.write_text("[activity.LM-LONG-VET]\nminimum-days = 30\n", encoding="utf-8")
    return file


def test_what_if_says_how_many_would_newly_be_possible_per_institution(run, data, shorter):
    done = run("what-if", shorter, "--data", data, "--lang", "nl")

    assert "1 van de 3 mobiliteiten" in done.out
    assert "Alpha College" in done.out


def test_what_if_as_data_has_a_row_per_route_and_institution(run, data, shorter):
    (row,) = json.loads(run("what-if", shorter, "--format", "json", "--data", data).out)

    assert (row["route"], row["newly_possible"], row["mobilities"]) == ("as-planned", 1, 3)


TALK = {"mobility_activity_id": "MOB-002", "through_ict": "yes", "part_of_plan": "yes", "with_whom": "host workplace",
        "purposes": "preparing", "when": "before", "took_part": "participants", "both_ways": "yes", "general_offer": "no"}  # fmt: skip


def activities(file, small, **other):
    told = {"grant_agreement_number": small.projects[2021]} | TALK | other
    file.write_text(";".join(told) + "\n" + ";".join(told.values()) + "\n", encoding="utf-8")
    return file


def test_what_if_says_how_many_would_newly_count_where_virtual_activities_are_told(
    run, data, shorter, small, tmp_path
):
    told = activities(tmp_path / "told.csv", small)

    alone = run("what-if", shorter, "--data", data)
    judged = run("what-if", shorter, "--data", data, "--activities", told)
    (row,) = json.loads(run("what-if", shorter, "--format", "json", "--data", data, "--activities", told).out)

    assert "How many would newly count, the register alone does not say" in alone.out
    assert "1 would newly count as blended" in judged.out
    assert "would no longer count" in judged.out
    assert (row["newly_possible"], row["newly_count"], row["count_now"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"when": "soon"}, "row 2: ‘soon’ cannot be for when"),
        ({"mobility_activity_id": ""}, "row 2: this row does not say which mobility"),
        ({"title": "a call"}, "no other columns than grant_agreement_number"),
    ],
)
def test_a_file_of_activities_that_cannot_be_is_refused_with_its_place(
    run, data, shorter, small, tmp_path, other, words
):
    done = run(
        "what-if", shorter, "--data", data, "--activities", activities(tmp_path / "told.csv", small, **other)
    )

    assert (done.status, words in done.err) == (2, True)


def test_an_unknown_what_if_lists_those_that_there_are(run, data):
    done = run("what-if", "virtual", "--data", data)

    assert done.status == 2
    assert "school-days, today-allows, virtual-days" in done.err


def test_budget_divides_what_was_awarded_and_says_that_weights_are_not_public(run, demo_root):
    done = run("budget", "--call", "2022", "--data", demo_root / "data")

    assert "The official weights are not public." in done.out
    rows = json.loads(run("budget", "--call", "2022", "--format", "json", "--data", demo_root / "data").out)
    assert all(row["estimate"] for row in rows)


def test_budget_refuses_what_is_no_amount_and_a_call_without_applications(run, demo_root, data):
    wrong = run("budget", "--call", "2022", "--budget", "much", "--data", demo_root / "data")
    none = run("budget", "--call", "2021", "--data", data)

    assert (wrong.status, none.status) == (2, 2)
    assert "1000000.00" in wrong.err
    assert "no applications" in none.err


def test_what_if_tries_one_plan_by_the_rules_in_force_and_by_the_overlay(run):
    done = run("what-if", "virtual-days", "--days", "8", "--calls", "2024")

    assert "call 2024, by the rules in force: not possible. The stay lasts 8 calendar days" in done.out
    assert "call 2024, with two virtual days: possible." in done.out


def test_what_if_tells_a_block_of_eight_school_days_how_the_register_counts(run):
    rows = json.loads(
        run("what-if", "today-allows", "--school-days", "8", "--calls", "2023", "--format", "json").out
    )

    stays = {row["route"]: row["stay"] for row in rows}
    assert stays["counted-as-the-register-does"] == "yes"  # 8 + 2 days of a weekend = 10
    assert stays["as-a-group"] == "no"  # not before call 2024
