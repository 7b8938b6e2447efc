"""Files that must not be believed: each is refused, or read without harm, in words that say what to do.

What is expected stands in `cases/hostile.toml`, under the name of the function that makes the file.
"""

import io
import struct
import tomllib
import zipfile
from pathlib import Path

import pytest

EXPECTED = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("hostile.toml").read_text(encoding="utf-8")
)
SHEET, BOOK, TEXTS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = '<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


# Not a spreadsheet
def pdf(make):
    return b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n"


def png(make):
    return b"\x89PNG\r\n\x1a\n" + bytes(30)


def html(make):
    return "\n  <!DOCTYPE html><html><table><tr><td>Mobility activity ID</td></tr></table></html>"


def xml(make):
    return '<?xml version="1.0"?><mobilities><mobility id="M1"/></mobilities>'


def json_list(make):
    return '[{"Grant Agreement No.": "x", "Mobility activity ID": "M1"}]'


def rtf(make):
    return r"{\rtf1\ansi Mobility activity ID}"


def docx(make):
    return make.zip({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})


def pptx(make):
    return make.zip({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p:presentation/>"})


def xlsb(make):
    return make.zip({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01"})


def ods(make):
    return make.zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


def old_excel(make):
    return OLE + "Workbook".encode("utf-16-le") + bytes(100)


def old_word(make):
    return OLE + "WordDocument".encode("utf-16-le") + bytes(100)


def gzip(make):
    return b"\x1f\x8b\x08\x00" + bytes(20)


def prose(make):
    return "Dear colleague\nplease find the figures below.\nKind regards"


def null_bytes_at_the_start(make):
    return make.csv(make.grid({})).replace(b"M1", b"M\x001")


# Passwords
def encrypted_workbook(make):
    return OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)


def encrypted_member(make):
    data = bytearray(make.zip({"export.csv": make.csv(make.grid({}))}))
    data[6] |= 1  # the flags of the member's own header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and of the archive's list
    return bytes(data)


# ZIP files that are not what they say
def truncated_zip(make):
    return make.zip({"export.csv": make.csv(make.grid({}))})[:-30]


def truncated_workbook(make):
    return make.xlsx(make.grid({}))[:2000]


def garbled_member(make):
    data = bytearray(make.zip({"export.csv": make.csv(make.grid(*[{}] * 50))}))
    data[80:90] = b"\xff" * 10
    return bytes(data)


def garbled_sheet(make):
    data = make.xlsx(make.grid(*[{}] * 50))
    at = data.index(SHEET.encode()) + len(SHEET) + 40
    return data[:at] + b"\xff" * 10 + data[at + 10 :]


def zip_bomb(make):
    return make.zip({"export.csv": b"0" * 3_000_000})


def zip_bomb_that_lies(make):
    """Its header says 10 bytes; 3 MB come out."""
    data = bytearray(zip_bomb(make))
    data[22:26] = struct.pack("<L", 10)
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<L", 10)
    return bytes(data)


def two_halves_of_a_bomb(make):
    return make.zip({"a.csv": b"0" * 700_000, "b.csv": b"1" * 700_000})


def workbook_bomb(make):
    return make.edited(make.xlsx(make.grid({})), SHEET, lambda sheet: sheet + b" " * 3_000_000)


def workbook_bomb_that_lies(make):
    data = bytearray(workbook_bomb(make))
    name = data.rindex(SHEET.encode())  # in the archive's list
    data[name - 22 : name - 18] = struct.pack("<L", 10)
    return bytes(data)


def far_cells(make):
    """A few hundred bytes that a reader lays out as 17 thousand million cells."""
    return make.edited(make.xlsx(make.grid({})), SHEET, lambda s: s.replace(b'r="G2"', b'r="XFD1048576"'))


def far_cells_written_unusually(make):
    """The reader takes blanks around = and single quotation marks as XML does."""
    return make.edited(make.xlsx(make.grid({})), SHEET, lambda s: s.replace(b'r="G2"', b"r = 'XFD1048576'"))


def far_cells_in_two_rows(make):
    def spread(sheet):
        return sheet.replace(b'r="G1"', b'r="ZZ1"').replace(b'r="G2"', b'r="A1048576"')

    return make.edited(make.xlsx(make.grid({})), SHEET, spread)


def nested_zip(make):
    return make.zip({"inner.zip": make.zip({"export.csv": make.csv(make.grid({}))})})


def empty_zip(make):
    return make.zip({})


def zip_of_leftovers(make):
    return make.zip({"__MACOSX/._export.csv": b"\0\5\x16\7", "Thumbs.db": b"x", "exports/": b""})


# XML that does something
def _with_entities(make, part):
    return make.edited(make.xlsx(make.grid({})), part, lambda x: x.replace(b"?>", b"?>" + LAUGHS.encode(), 1))


def entities_in_a_sheet(make):
    return _with_entities(make, SHEET)


def entities_in_the_workbook(make):
    return _with_entities(make, BOOK)


def entities_in_shared_strings(make):
    return _with_entities(make, TEXTS)


def entities_in_utf16(make):
    """Two bytes a character: the word DOCTYPE is not to be found as it is usually written."""

    def wide(part):
        return part.decode().replace("UTF-8", "UTF-16").replace("?>", "?>" + LAUGHS, 1).encode("utf-16")

    return make.edited(make.xlsx(make.grid({})), BOOK, wide)


# Damaged workbooks
def broken_sheet(make):
    return make.edited(make.xlsx(make.grid({}, {})), SHEET, lambda x: x[: x.index(b'<row r="3"') + 30])


def broken_workbook_part(make):
    return make.edited(make.xlsx(make.grid({})), BOOK, lambda x: x.replace(b"</sheets>", b""))


def missing_sheet(make):
    return make.edited(make.xlsx(make.grid({})), SHEET, lambda x: None)


def missing_relations(make):
    return make.edited(make.xlsx(make.grid({})), "xl/_rels/workbook.xml.rels", lambda x: None)


# Nothing to read, or the wrong thing
def empty(make):
    return b""


def only_blanks(make):
    return ";;\r\n;;\r\n"


def empty_workbook(make):
    return make.xlsx([])


def title_only(make):
    return make.xlsx([["Mobility export"], ["made on 24 March 2025"]])


def missing_column(make):
    rows = [[h if h != "Blended mobility" else "Blnded mobilty" for h in make.header], *make.grid({})[1:]]
    return make.csv(rows)


def unknown_layout(make):
    return make.csv([["Naam", "Woonplaats", "Cijfer"], ["x", "y", "7"]])


def duplicate_header(make):
    header = [*make.header, "BLENDED  mobility"]
    return make.csv([header, [*make.row.values(), "No"]])


def duplicate_header_further_right(make):
    rows = make.grid({"Comments": ""})
    return make.xlsx([["", "", *row, row[-2]] for row in rows])


def other_action(make):
    return make.csv(make.grid({}, {"Grant Agreement No.": "2023-1-NL01-KA131-HED-000112233"}))


def a_million_headers(make):
    return ";".join(f"h{n}" for n in range(1_000_000)) + "\n"


# Characters
def wrong_encoding(make):
    """Byte 0x81 is no character in UTF-8 here, nor in the encoding of old Windows."""
    return make.csv(make.grid({"Comments": "caf"})) + b"\x81"


def null_byte_far_down(make):
    return make.csv(make.grid(*[{}] * 60)) + b"\0"


def unclosed_quote(make):
    return make.csv(make.grid({}, {}, {})).replace(b";M2;", b';"M2;')


def unclosed_quote_far_down(make):
    return make.csv(make.grid(*[{}] * 90)).replace(b";M80;", b';"M80;')


def text_after_a_quote(make):
    return make.csv(make.grid({}, {"Comments": "x"})).replace(b";x\r", b';"x"y\r')


BUILDERS = {name: made for name, made in list(globals().items()) if name in EXPECTED}


def test_every_expected_file_is_made_here():
    assert BUILDERS.keys() == EXPECTED.keys()
    assert len(BUILDERS) >= 35


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_refused_with_the_sentence_expected(name, make, reading, monkeypatch):
    monkeypatch.setenv("BLENDWISE_UNPACKED_LIMIT", "1000000")
    case = EXPECTED[name]
    found = reading({case["file"]: BUILDERS[name](make)})
    assert found.refused
    assert (found.books, found.tables) == ([], {})
    assert found.codes == [case["code"]]
    assert case["nl"] in found.findings[0].sentence("nl")
    assert found.findings[0].sentence("en").startswith(case["en"])


def test_with_the_usual_limit_an_ordinary_archive_is_read(make, reading):
    found = reading({"a.zip": make.zip({"a.csv": make.csv(make.grid({}, {}))})})
    assert found.equation() == (2, 2, 0, 0)


def test_names_inside_a_zip_lead_nowhere(make, tmp_path):
    names = ("../../escaped.csv", "/absolute.csv", "C:\\escaped.csv", "a/./../../b.csv")
    members = {n: make.csv(make.grid({"Mobility activity ID": str(i)})) for i, n in enumerate(names)}
    found = make.read(make.put(tmp_path / "in", {"a.zip": make.zip(members)}))
    assert found.mobilities["mobility_activity_id"].to_list() == ["0", "1", "2", "3"]
    kept = ["a.zip › C/escaped.csv", "a.zip › a/b.csv", "a.zip › absolute.csv", "a.zip › escaped.csv"]
    assert sorted(found.mobilities["source_file"]) == kept == sorted(b.file for b in found.books)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a.zip"]


def test_signs_that_steer_a_screen_are_shown_as_a_blot(make, reading):
    members = {"red\x1b[31m\r\nrow.csv": b""}
    found = reading({"a.zip": make.zip(members)})
    assert found.findings[0].sentence("en").startswith("a.zip › red�[31m��row.csv: this file is empty")


def test_the_same_holds_for_the_name_of_a_file(reading):
    found = reading({"red\x1b[31m.csv": b""})
    assert found.findings[0].file == "red�[31m.csv"


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do(make, reading):
    found = reading({"a.xlsx": make.xlsx(Main=make.grid({}), Notes=[["x"]])}, sheet="Mobilities")
    assert found.refused
    assert (
        found.findings[0]
        .sentence("en")
        .startswith("a.xlsx: there is no sheet ‘Mobilities’. There are: Main and Notes.")
    )


def test_a_sheet_that_is_the_wrong_one_is_refused_with_the_right_one(make, reading):
    summary = [["Institution", "Country", "Number"], ["A", "ES", "4"]]
    found = reading({"a.xlsx": make.xlsx(Summary=summary, Main=make.grid({}))}, sheet="Summary")
    assert found.codes == ["wrong-sheet"]
    assert "blad ‘Main’ heeft die wel" in found.findings[0].sentence("nl")
    assert "sheet ‘Main’ has" in found.findings[0].sentence("en")


def test_another_action_is_read_where_it_is_asked_for(make, reading):
    rows = make.grid({"Grant Agreement No.": "2023-1-NL01-KA131-HED-000112233", "Activity type": ""})
    found = reading({"a.csv": make.csv(rows)}, actions=("KA131-HED",))
    assert not found.refused
    assert found.mobilities["sector"].to_list() == ["HED"]


def test_a_refused_file_stops_all_unless_it_may_be_skipped(make, reading):
    files = {"a.csv": make.csv(make.grid({})), "b.csv": b""}
    assert reading(files).books == []
    skipped = reading(files, skip_refused=True)
    assert [b.file for b in skipped.books] == ["a.csv"]
    assert (skipped.refused, skipped.codes) == (False, ["empty-file"])


def test_a_file_refused_half_way_leaves_nothing_behind(make, reading):
    rows = make.grid(
        *[{"Start date": "never"}] * 3, {"Grant Agreement No.": "2023-1-NL01-KA131-HED-000112233"}
    )
    files = {
        "a.csv": make.csv(make.grid({})),
        "b.xlsx": make.xlsx(make.grid({"Mobility activity ID": "N"}), rows),
    }
    found = reading(files, skip_refused=True)
    assert found.codes == ["other-action-type"]
    assert found.equation() == (1, 1, 0, 0)


def test_a_member_with_a_day_that_does_not_exist_is_read(make, reading):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv", (1980, 0, 0, 0, 0, 0)), make.csv(make.grid({})))
    assert reading({"a.zip": out.getvalue()}).equation() == (1, 1, 0, 0)


def test_a_wrong_checksum_is_a_damaged_file(make, reading):
    data = bytearray(make.zip({"a.csv": make.csv(make.grid({}))}, zipfile.ZIP_STORED))
    at = data.index(b"Complete")
    data[at : at + 8] = b"Draft   "
    assert reading({"a.zip": bytes(data)}).codes == ["truncated-zip"]
