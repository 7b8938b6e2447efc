"""About how many rows there are, told before reading."""

import io
import zipfile

import pytest
import xlsxwriter

from blendwise.intake.expected import expected_rows
from blendwise.intake.reading import read_files


def workbook(rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, ["a", "b"])
    return out.getvalue()


@pytest.fixture
def put(tmp_path):
    def written(name, content):
        file = tmp_path / name
        file.write_bytes(content)
        return file

    return written


def test_lines_of_a_text_less_its_header(put):
    assert expected_rows([put("a.csv", b"h\n1\n2\n"), put("b.csv", b"h\n1\n2\n3")]) == 2 + 3


def test_a_workbook_says_how_large_its_sheets_are(put):
    assert expected_rows([put("a.xlsx", workbook(31))]) == 30


def test_both_inside_a_zip(put, tmp_path):
    packed = tmp_path / "c.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "h\n1\n")
        archive.writestr("b.xlsx", workbook(11))
    assert expected_rows([packed]) == 1 + 10


@pytest.mark.parametrize(("content", "rows"), [(b"", 0), (b"h", 0), (b"PK\x03\x04 no zip", 0)])
def test_little_is_little(put, content, rows):
    assert expected_rows([put("a", content)]) == rows


def test_what_cannot_be_told_is_not_guessed(put, tmp_path):
    nested = tmp_path / "n.zip"
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("inner.zip", put("i.zip", b"").read_bytes())
        archive.writestr("other.zip", _zip_in_zip())
    assert expected_rows([nested, put("a.csv", b"h\n1\n")]) is None
    assert expected_rows([]) is None


def _zip_in_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "h\n1\n")
    return out.getvalue()


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("member", ["a.csv", "xl/workbook.xml"])
def test_what_cannot_be_unpacked_is_not_told_and_refused_with_its_reason(tmp_path, put, packed, member):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        archive.writestr(member, "h;i\n1;2\n" * 5000)
        if member.startswith("xl/"):
            archive.writestr("xl/worksheets/sheet1.xml", "<sheetData>" + "<row/>" * 5000)
    content = bytearray(out.getvalue())
    with zipfile.ZipFile(out) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + len(info.filename)
            content[start + 9 : start + 25] = b"\xff" * 16
    file = put("damaged.zip", bytes(content))
    assert expected_rows([file]) is None
    (tmp_path / "folder").mkdir()
    delivery = read_files([file], tmp_path / "folder", key=b"k" * 32)
    assert delivery.refused
