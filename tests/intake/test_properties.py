"""What holds for any file: the books balance, order changes nothing, forms and readings agree."""

import csv
import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st

from blendwise.intake import csv_dialect, csv_files
from blendwise.intake.findings import Refusal
from blendwise.intake.profiles import columns_of, profiles
from blendwise.intake.sources import Source

few = settings(
    max_examples=25, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
fewer = settings(few, max_examples=15)  # each reads two files
many = settings(few, max_examples=300)
P22, P24 = "2022-1-NL01-KA121-VET-000012345", "2024-1-NL01-KA121-VET-000054321"
PROVENANCE = ["source_file", "source_sheet", "source_row"]

usual = {
    "Data type": ["Mobility", "Mobility", "Subgroup", "Participant", "Itinerary", "?", ""],
    "Grant Agreement No.": [P24] * 8 + [P22, "2022-NL", ""],
    "Mobility activity ID": ["M1", "M1", "M1", "M2", "G1", ""],
    "Group activity ID": ["G1", "G1", "M1", ""],
    "Status": ["Complete", "Complete", "Draft", "odd", ""],
    "Activity type": ["Group mobility of VET learners", "Courses and training", "Preparatory visits", "odd", ""],
    "Number of participants": ["1", "4", "12", "0", "odd", ""],
    "Participant ID": ["a", "b", ""],
    "Start date": ["01-03-2024", "03/04/2024", "25/03/2024", "04/30/2024", "45352", "odd", ""],
    "End date": ["09-03-2024", "2024-03-20", ""],
    "Blended mobility": ["Yes", "nee", "x", "odd", ""],
    "Green travel": ["Yes", "No", ""],
    "Comments": ["", "two\nlines", 'a "word"', "=1+1", "a;b", "Total"],
}  # fmt: skip
odd_text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8)


register = ["Grant Agreement No.", "Mobility activity ID", "Blended mobility"]
group_list = ["Grant Agreement No.", "Group activity ID", "Number of participants"]


def tables(least=0, most=8, also=None):
    """Files of the register and lists of groups: some columns in any order, rows of usual cells (or `also`)."""

    def rows(header):
        row = st.tuples(
            *(
                st.sampled_from(usual[n]) | also if also is not None else st.sampled_from(usual[n])
                for n in header
            )
        )
        return st.lists(row.map(list), min_size=least, max_size=most).map(lambda body: [header, *body])

    def headers(needed):
        others = [n for n in usual if n not in needed and (needed is register or n != "Mobility activity ID")]
        return st.lists(st.sampled_from(others), unique=True, max_size=5).flatmap(
            lambda n: st.permutations(needed + n)
        )

    return st.one_of(headers(register), headers(register), headers(group_list)).flatmap(rows)


def kept(found):
    """What counts of a reading: its tables, without where each row came from, in a fixed order."""
    return {
        name: frame.drop(PROVENANCE).sort(pl.all().exclude("virtual_description")).rows()
        for name, frame in found.tables.items()
    }  # fmt: skip


def read_in_folder(make, files, **options):
    with tempfile.TemporaryDirectory() as folder:
        return make.read(make.put(folder, files), **options)


# The books
@few
@given(st.lists(tables(also=odd_text), min_size=1, max_size=3), st.sampled_from(";,\t"), st.booleans())
def test_the_books_balance_for_any_register_files(make, grids, separator, newest_wins):
    files = {f"{n}.csv": make.csv(grid, separator) for n, grid in enumerate(grids)}
    found = read_in_folder(make, files, newest_wins=newest_wins, skip_refused=True)
    read, accepted, attached, out = found.equation()
    assert read == accepted + attached + out
    if "mobilities" in found.tables:
        assert found.tables["mobilities"].height == accepted
        assert found.tables["mobilities"]["sub_rows"].sum() == attached


@few
@given(
    st.sampled_from([p for p in profiles() if p.table in ("applications", "open_data", "groups")]),
    st.lists(st.lists(st.one_of(odd_text, st.sampled_from(["2022", "3", P24, "G1", "Total", "-"])), min_size=30, max_size=30), max_size=8),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_books_balance_for_any_rows_of_any_profile(make, profile, body, chance):
    header = [aliases[0] for name, aliases in profile.columns.items() if name in columns_of(profile.table)]
    chance.shuffle(header)
    files = {"a.csv": make.csv([header, *(row[: len(header)] for row in body)])}
    found = read_in_folder(make, files, skip_refused=True)
    read, accepted, attached, out = found.equation()
    assert read == accepted + attached + out


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(make, content):
    found = read_in_folder(make, {"a.csv": content})
    assert found.refused == (not found.tables)


@few
@given(tables(least=1, also=odd_text), st.data())
def test_a_file_with_a_few_bytes_changed_is_read_or_refused(make, grid, data):
    content = bytearray(make.csv(grid))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[at] = data.draw(st.sampled_from(b'";\n\r,\t\x00\xff\xc3A'))
    found = read_in_folder(make, {"a.csv": bytes(content)}, skip_refused=True)
    assert found.equation()[0] == sum(found.equation()[1:])


@few
@given(tables(least=1), st.data())
def test_a_workbook_with_a_few_bytes_changed_is_read_or_refused(make, grid, data):
    content = bytearray(make.xlsx(grid))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=3)):
        content[at] = data.draw(st.integers(0, 255))
    found = read_in_folder(make, {"a.xlsx": bytes(content)}, skip_refused=True)
    assert found.equation()[0] == sum(found.equation()[1:])


# Order
@fewer
@given(tables(least=1, most=10), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(make, grid, chance):
    header, *body = grid
    found = read_in_folder(make, {"a.csv": make.csv(grid)})
    chance.shuffle(body)
    again = read_in_folder(make, {"a.csv": make.csv([header, *body])})
    assert kept(found) == kept(again)
    assert sorted(found.codes) == sorted(again.codes)
    assert found.equation() == again.equation()


@fewer
@given(st.lists(tables(least=1, most=5), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_files_and_their_names_changes_nothing(make, grids, chance):
    names = [f"{n}.csv" for n in range(len(grids))]
    shuffled = list(names)
    chance.shuffle(shuffled)
    found = read_in_folder(make, {name: make.csv(grid) for name, grid in zip(names, grids, strict=True)})
    again = read_in_folder(make, {name: make.csv(grid) for name, grid in zip(shuffled, grids, strict=True)})
    assert kept(found) == kept(again)
    assert found.equation() == again.equation()


# Forms
@fewer
@given(
    tables(least=1),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_csv_and_workbook_of_the_same_content_give_the_same_table(make, grid, encoding, end):
    as_text = read_in_folder(make, {"a": make.csv(grid, encoding=encoding, end=end)})
    as_book = read_in_folder(make, {"a": make.xlsx(grid)})
    assert kept(as_text) == kept(as_book)
    assert as_text.codes == as_book.codes


# Groups
sizes = st.lists(st.integers(1, 30), min_size=1, max_size=5)


@settings(few, max_examples=8)
@given(sizes, st.randoms(use_true_random=False))
def test_participants_are_the_same_in_all_forms_of_a_group(make, parts, chance):
    """(a) a number on the main row, (b) sub-rows per subgroup or participant, (c) a list of groups."""
    people = sum(parts)
    main = {
        "Data type": "Mobility",
        "Grant Agreement No.": P24,
        "Activity type": "Group mobility of VET learners",
        "Group activity ID": "M1",
    }
    sub = dict.fromkeys(make.header, "") | {"Grant Agreement No.": P24, "Mobility activity ID": "M1"}
    subgroups = [sub | {"Data type": "Subgroup", "Number of participants": str(n)} for n in parts]
    persons = [sub | {"Data type": "Participant", "Number of participants": ""}] * people
    chance.shuffle(subgroups)
    listed = [
        [
            "Grant Agreement No.",
            "Group ID",
            "Status",
            "Activity type",
            "Number of participants",
            "Blended mobility",
        ]
    ]
    listed += [[P24, "M1", "Complete", "Group mobility of VET learners", str(n), "Yes"] for n in parts]
    forms = [
        {"a.csv": make.csv(make.grid(main | {"Number of participants": str(people)}))},
        {"b.csv": make.csv(make.grid(main | {"Number of participants": ""}, *subgroups))},
        {"b.csv": make.csv(make.grid(main | {"Number of participants": str(people)}, *persons))},
        {"c.csv": make.csv(listed)},
        {"a.csv": make.csv(make.grid(main | {"Number of participants": ""})), "c.csv": make.csv(listed)},
    ]  # fmt: skip
    for files in forms:
        found = read_in_folder(make, files)
        assert found.mobilities.select("participants", "group").rows() == [(people, True)]
        assert set(found.codes) <= ({"group-of-one"} if people == 1 else set())


# The fast reading against the exact one
def sheet_rows(text, width, block_bytes, monkeypatch, *, fast):
    """Every row as the reader gives it, with its number; or the row at which it refuses."""
    with tempfile.TemporaryDirectory() as folder, monkeypatch.context() as patch:
        file = Path(folder) / "a.csv"
        file.write_bytes(text.encode())
        source = Source("a.csv", file, "csv", "", datetime.now(UTC), 0)
        patch.setattr(csv_files, "_BLOCK_BYTES", block_bytes)
        if not fast:
            patch.setattr(csv_files, "_fast", lambda *arguments: None)
        dialect = csv_dialect.Dialect("utf-8", 0, ";")
        rows = []
        try:
            for block in csv_files._blocks(source, dialect, width, 0):
                rows += [
                    (row, *(value or None for value in values)) for row, *values in block.rows.iter_rows()
                ]
                rows += [(row, cells) for row, cells in block.too_long]
        except Refusal as refusal:
            return [f.row for f in refusal.findings]
        return sorted(rows, key=lambda row: row[0])


def exact_rows(text, width):
    """The same by Python's csv module over the whole text at once."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    rows, number = [], 0
    while True:
        number += 1
        try:
            record = next(records, None)
        except csv.Error:
            return [number]
        if record is None:
            return rows
        while len(record) > width and not record[-1].strip():
            record.pop()
        if len(record) > width:
            rows.append((number, len(record)))
        else:
            rows.append((number, *(value or None for value in record + [""] * (width - len(record)))))


pieces = st.sampled_from(
    ['"', '"', '""', ";", ";", "\n", "\n", "\r\n", "\r", "a", "bc", " ", "é", '";"', '"\n"', '5" ', "\ufeff"]
)
texts = st.lists(pieces, max_size=40).map("".join)


@many
@given(texts, st.integers(2, 4), st.sampled_from([7, 16, 50, 1 << 20]))
@example('a;5";b\nc;"two\nlines";d\n', 3, 16)
@example('a;b\n"c;d\n', 2, 7)
@example('a;"b"c\n', 2, 50)
@example("\n\na;b\n\n", 2, 50)
@example("a;b\n;;\n", 2, 50)
@example('"";""\n', 2, 50)
@example('a;""""\n', 2, 50)
@example(' "a;b";c\n', 2, 50)
def test_the_fast_reading_agrees_with_the_exact_one(monkeypatch, text, width, block_bytes):
    assert sheet_rows(text, width, block_bytes, monkeypatch, fast=True) == exact_rows(text, width)


@many
@given(texts, st.integers(2, 4), st.sampled_from([7, 16, 50]))
def test_cutting_a_file_in_blocks_changes_nothing(monkeypatch, text, width, block_bytes):
    assert sheet_rows(text, width, block_bytes, monkeypatch, fast=False) == exact_rows(text, width)


well_formed = st.lists(
    st.lists(st.text('ab";\n é,', max_size=6), min_size=2, max_size=3), min_size=1, max_size=12
)


@many
@given(well_formed, st.sampled_from([20, 40, 1 << 20]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_a_program_writes_is_read_back_across_the_borders_of_blocks(
    monkeypatch, rows, block_bytes, quoting
):
    assume(all(any(row) for row in rows))
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=quoting).writerows(rows)
    found = sheet_rows(out.getvalue(), 3, block_bytes, monkeypatch, fast=True)
    expected = [(n, *(value or None for value in [*row, ""][:3])) for n, row in enumerate(rows, 1)]
    assert found == expected


def test_plain_files_take_the_fast_way(monkeypatch, tmp_path, make):
    """Else the agreement above would say nothing."""
    taken = []
    fast = csv_files._fast

    def watched(*arguments):
        taken.append(fast(*arguments))
        return taken[-1]

    monkeypatch.setattr(csv_files, "_fast", watched)
    rows = make.grid(*[{"Comments": 'two\nlines, a "word"'}] * 30)
    assert make.read(make.put(tmp_path, {"a.csv": make.csv(rows)})).equation() == (30, 30, 0, 0)
    assert [frame is not None for frame in taken] == [True]
