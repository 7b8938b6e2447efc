"""`blendwise audit`: plan, draw, check, estimate."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from blendwise.language import say
from blendwise.reporting.estimates.audit import Wanted, draw_from, make_plan, register_of, write_draw

DRAW = ("--calls", 2021, 2022, "--budget", 400, "--seed", "lot 2025")


@pytest.fixture
def data(demo_root):
    return demo_root / "data"


@pytest.fixture(scope="module")
def drawn_once(demo_store, tmp_path_factory):
    """What `blendwise audit draw` writes, made once; the tests of the command itself draw again."""
    folder = tmp_path_factory.mktemp("draw")
    register = register_of(demo_store, [2021, 2022])
    plan = make_plan(register.strata, Wanted(budget=400, costs={}))
    write_draw(
        draw_from(register, plan, seed="lot 2025"), register.scope, to=folder / "list.csv", key=folder / "key.json",
        second=folder / "second.csv", language="en",
    )  # fmt: skip
    return folder


@pytest.fixture
def drawn(drawn_once, tmp_path):
    return Path(shutil.copytree(drawn_once, tmp_path / "drawn"))


def test_the_plan_shows_what_is_known_when_nothing_is_found(run, data):
    """Of 15,479 unticked mobilities 200 checked without a find leave 228 at most, exactly (hypergeometric)."""
    out = run("audit", "plan", "--calls", 2021, 2022, "--budget", 400, "--data", data, "--lang", "en").out
    assert "If not one unticked mobility turns out blended" in out
    rows = [line.split() for line in out.splitlines()]
    assert ["200", "228", "487", "3.09%"] in rows
    assert ["2,000", "21", "280", "1.78%"] in rows
    assert any(row[:1] == ["370"] for row in rows), "the plan's own number of unticked checks"


def test_a_draw_can_be_had_as_a_table_of_strata_and_chances(run, data, tmp_path):
    found = draw(run, data, tmp_path, "--format", "json")
    rows = json.loads(found.out)
    assert sum(row["checks"] for row in rows) == 400
    assert all(row["chance_of_draw"] == pytest.approx(row["checks"] / row["mobilities"]) for row in rows)


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def draw(run, data, folder, *asked, name="list.csv"):
    paths = ("--list", folder / name, "--key", folder / "key.json")
    return run("audit", "draw", *DRAW, "--data", data, "--lang", "en", *paths, *asked)


def fill(folder, answer, *, name="list.csv", to="filled.csv", language="en"):
    """Fill in the list: `answer` gets the row of the key and returns yes, no, undetermined or nothing."""
    key = {
        row["number"]: row for row in json.loads((folder / "key.json").read_text(encoding="utf-8"))["drawn"]
    }
    rows, head = read(folder / name), say("estimates.audit.list.answer", "en")
    for row in rows:
        given = answer(key[int(row["number"])])
        row[head] = given and say(f"estimates.audit.answers.{given}", language)
    with (folder / to).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return folder / to


def as_ticked(row):
    return "yes" if row["stratum"].endswith("/ticked") else "no"


def parts(found):
    return {row["part"]: row for row in json.loads(found.out)}


def test_a_budget_is_divided_over_all_institutions_and_both_ticks(run, data):
    found = run("audit", "plan", "--calls", 2021, 2022, "--budget", 400, "--data", data, "--format", "json")
    rows = json.loads(found.out)
    assert sum(row["checks"] for row in rows) == 400
    assert sum(row["checks"] for row in rows if row["ticked"]) == 30
    assert sum(row["mobilities"] for row in rows) == 15738
    assert len({row["institution"] for row in rows} - {None}) == 42


def test_a_margin_asks_for_what_it_takes(run, data):
    out = run("audit", "plan", "--calls", 2021, 2022, "--margin", 0.01, "--data", data, "--lang", "en").out
    assert "Check 1,169 mobilities, drawn by lot at 42 institutions" in out
    assert "The margin to expect is 1.00 percentage points on either side." in out


def test_an_institution_where_checks_cost_more_gets_fewer(run, data):
    def checks(*asked):
        found = run(
            "audit",
            "plan",
            "--calls",
            2021,
            2022,
            "--budget",
            400,
            "--data",
            data,
            "--format",
            "json",
            *asked,
        )
        return sum(row["checks"] for row in json.loads(found.out) if row["institution"] == "Landstede")

    assert checks("--cost", "Landstede=4") < checks()


def test_the_list_betrays_neither_tick_nor_stratum_and_the_key_holds_both(run, data, tmp_path):
    assert "400 mobilities were drawn with the seed lot 2025" in draw(run, data, tmp_path).out
    listed = read(tmp_path / "list.csv")
    assert list(listed[0]) == ["number", "institution", "grant agreement", "mobility",
                               "blended: yes / no / undetermined", "remark"]  # fmt: skip
    key = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))
    assert [int(row["number"]) for row in listed] == list(range(1, 401))
    assert all(0 < row["probability"] <= 1 for row in key["drawn"])
    assert sum(stratum["size"] for stratum in key["strata"]) == 15738


def test_the_same_seed_draws_the_same(run, data, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        draw(run, data, tmp_path / name)
    assert (tmp_path / "a" / "key.json").read_bytes() == (tmp_path / "b" / "key.json").read_bytes()


def test_a_workbook_is_read_back_in_another_language(run, data, tmp_path):
    paths = ("--list", tmp_path / "lijst.xlsx", "--key", tmp_path / "key.json")
    assert run("audit", "draw", *DRAW, "--data", data, "--lang", "nl", *paths).status == 0
    found = run(
        "audit", "estimate", "--list", tmp_path / "lijst.xlsx", "--key", tmp_path / "key.json", "--lang", "en"
    )
    assert found.status == 2
    assert "The list has no answers yet." in found.err


def test_a_dutch_reader_reads_dutch(run, drawn):
    """No name that only a program uses: what a stratum is called, and the word for what can't be settled."""
    filled = fill(drawn, lambda row: "undetermined" if row["place"] == 1 else as_ticked(row), language="nl")
    out = run("audit", "estimate", "--list", filled, "--key", drawn / "key.json", "--lang", "nl").out
    rows = {line.split("  ")[0] for line in out.splitlines()}
    assert {"Landstede (zonder vinkje)", "andere instellingen (met een vinkje)"} <= rows
    assert "niet vast te stellen" in out
    assert not [word for word in ("ticked", "other/", "onbekend", "undetermined") if word in out]


@pytest.mark.parametrize(
    "word", ["niet vast te stellen", "Onbekend", "undetermined", "unknown", "Niet vast te  stellen."]
)
def test_what_cannot_be_settled_may_be_written_in_several_words(run, drawn, word):
    filled = fill(drawn, lambda row: "undetermined" if row["place"] == 1 else as_ticked(row), language="nl")
    text = filled.read_text(encoding="utf-8")
    rest = text.partition("\n")[2]
    filled.write_text(text.replace(rest, rest.replace("niet vast te stellen", word)), encoding="utf-8")
    out = run("audit", "estimate", "--list", filled, "--key", drawn / "key.json", "--lang", "en").out
    assert "For 49 of the 400 checks the answer is undetermined." in out


def test_a_stratum_without_checks_is_named_in_words(run, drawn):
    filled = fill(
        drawn, lambda row: "" if row["stratum"] == "Landstede/unticked" else as_ticked(row), language="nl"
    )
    found = run("audit", "estimate", "--list", filled, "--key", drawn / "key.json", "--lang", "nl")
    assert "is niets nagekeken: Landstede (zonder vinkje)." in found.err


def test_none_found_is_never_none_at_all(run, drawn):
    """Every check confirms the register: then the estimate is 259, with room above it."""
    filled = fill(drawn, as_ticked, language="nl")
    share = parts(
        run("audit", "estimate", "--list", filled, "--key", drawn / "key.json", "--format", "json")
    )["share"]
    assert share["value"] == pytest.approx(259 / 15738)
    assert share["low"] < share["value"] < share["high"]


def test_undetermined_checks_give_bounds_and_advice(run, drawn):
    filled = fill(drawn, lambda row: "undetermined" if row["place"] == 1 else as_ticked(row))
    asked = ("audit", "estimate", "--list", filled, "--key", drawn / "key.json", "--lang", "en")
    out = run(*asked, "--margin", 0.01, "--chart", drawn / "parts.svg").out
    assert "For 49 of the 400 checks the answer is undetermined." in out
    assert "More checks won't help" in out or "more checks are needed" in out
    assert parts(run(*asked, "--format", "json"))["share"]["value"] is None
    assert (drawn / "parts.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_second_reader_who_differs_is_named(run, drawn):
    first, second = (
        fill(drawn, as_ticked),
        fill(drawn, lambda row: "yes", name="second.csv", to="other.csv"),
    )
    out = run(
        "audit",
        "estimate",
        "--list",
        first,
        "--key",
        drawn / "key.json",
        "--second",
        second,
        "--lang",
        "en",
    ).out
    assert "Two readers checked the same 40 of the 400 mobilities." in out
    assert "Talk about these: " in out


def test_ticks_that_nobody_looked_at_are_an_assumption(run, data, tmp_path):
    draw(run, data, tmp_path, "--ticks-at-least", 0)
    filled = fill(tmp_path, as_ticked)
    asked = ("audit", "estimate", "--list", filled, "--key", tmp_path / "key.json", "--lang", "en")
    assert "Not one tick was checked." in run(*asked).err
    assert "were not checked" in run(*asked, "--ticks-right").out


def test_nothing_is_written_over_and_other_endings_are_refused(run, data, drawn):
    assert "is there already" in draw(run, data, drawn).err
    assert "is no .csv or .xlsx" in draw(run, data, drawn, name="list.txt").err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[0].update({"number": "999"}), "row 2: the number ‘999’ was not drawn"),
        (lambda rows: rows[1].update({"number": "1"}), "row 3: the number ‘1’ is there twice"),
        (
            lambda rows: rows[0].update({"blended: yes / no / undetermined": "perhaps"}),
            "row 2: ‘perhaps’ is no answer",
        ),
    ],
)
def test_a_row_that_is_wrong_is_named(run, drawn, change, said):
    rows = read(drawn / "list.csv")
    change(rows)
    with (drawn / "wrong.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = run(
        "audit", "estimate", "--list", drawn / "wrong.csv", "--key", drawn / "key.json", "--lang", "en"
    )
    assert found.status == 2
    assert said in found.err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "needs a margin or a budget"),
        (("--margin", 0.01, "--budget", 400), "needs a margin or a budget"),
        (("--budget", 400, "--cost", "Landstede"), "is no name with a number"),
        (("--budget", 400, "--cost", "Landstee=2"), "Landstede"),
        (("--budget", 10), "the least numbers"),
        (("--margin", 2), "--margin is 2; a share lies between 0 and 1"),
        (("--margin", 0), "--margin is 0; it must be more than 0"),
        (("--budget", "nan"), "--budget is nan, and that is no number"),
        (("--budget", 400, "--floor", -1), "--floor is −1; it must be 0 at least"),
        (("--budget", 400, "--ticks-at-least", -3), "--ticks-at-least is −3; it must be 0 at least"),
        (("--budget", 400, "--missed", 3), "--missed is 3; a share lies between 0 and 1"),
        (("--budget", 400, "--cost", "Landstede=0"), "--cost is 0; it must be more than 0"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why(run, data, asked, said):
    found = run("audit", "plan", "--calls", 2021, 2022, "--data", data, "--lang", "en", *asked)
    assert found.status == 2
    assert said in found.err


def test_a_file_that_is_no_key_is_refused(run, tmp_path):
    (tmp_path / "key.json").write_text("{}", encoding="utf-8")
    (tmp_path / "list.csv").write_text("number\n", encoding="utf-8")
    found = run(
        "audit", "estimate", "--list", tmp_path / "list.csv", "--key", tmp_path / "key.json", "--lang", "en"
    )
    assert found.status == 2
    assert "is no key of an audit sample" in found.err


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key["strata"][0].update(size=float("nan")),
        lambda key: key["strata"][0].update(size=1),
        lambda key: key["drawn"][0].update(stratum="Nowhere/unticked"),
        lambda key: key.update(strata=[]),
        lambda key: key.update(drawn=7),
    ],
)
def test_a_key_that_was_altered_is_refused(run, drawn, change):
    key = json.loads((drawn / "key.json").read_text(encoding="utf-8"))
    change(key)
    (drawn / "key.json").write_text(json.dumps(key), encoding="utf-8")
    found = run(
        "audit", "estimate", "--list", drawn / "list.csv", "--key", drawn / "key.json", "--lang", "en"
    )
    assert found.status == 2
    assert "or no longer as draw wrote it" in found.err


def test_without_a_place_for_the_key_no_list_is_written(run, data, tmp_path):
    paths = ("--list", tmp_path / "list.csv", "--key", tmp_path / "nowhere" / "key.json")
    found = run("audit", "draw", *DRAW, "--data", data, "--lang", "en", *paths)
    assert found.status == 2
    assert f"there is no folder {tmp_path / 'nowhere'}" in found.err
    assert not (tmp_path / "list.csv").exists()
