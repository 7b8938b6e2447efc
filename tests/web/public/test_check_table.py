"""The check of a published table: open to everybody, keeps nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

TABLE = """institution\tblended\ttotal\tpercentage
Scalda\t11\t244\t4.5
Zadkine\t5\t118\t2.5
"""


@pytest.fixture
def visitor(db, browse):
    return browse(None)


def test_the_form_is_open_to_everybody(visitor):
    assert "Paste a table" in visitor.get("/check-table").text


def test_the_row_that_no_rounding_explains_is_shown_with_what_would_fit(visitor):
    page = visitor.post("/check-table", {"text": TABLE}).text
    assert "Zadkine" in page.split("Your table")[0]
    assert "Scalda" not in page.split("</table>")[0]  # 11 / 244 = 4.508 %, which 4.5 can be
    assert "4.24%" in page  # 5 / 118
    assert "197 to 204" in page  # 5 / 204 = 2.451 %, 5 / 197 = 2.538 %


def test_what_was_pasted_stays_in_the_form(visitor):
    assert "Zadkine\t5\t118\t2.5" in visitor.post("/check-table", {"text": TABLE}).text


def test_json_is_what_the_command_line_gives(visitor):
    answer = visitor.post("/check-table", {"text": TABLE}, headers={"accept": "application/json"}).json()
    assert [row["label"] for row in answer["inconsistent"]] == ["Zadkine"]


def test_a_file_goes_before_a_text(visitor):
    file = SimpleUploadedFile("t.csv", TABLE.replace("\t", ";").replace("Zadkine", "Elsewhere").encode())
    assert "Elsewhere" in visitor.post("/check-table", {"text": TABLE, "file": file}).text


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
def test_the_rows_can_be_taken_along(visitor, form):
    answer = visitor.post("/check-table", {"text": TABLE, "take": form})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="inconsistent-rows.{form}"'
    assert answer.content


@pytest.mark.parametrize(("sent", "sentence"), [
    ({"text": " "}, "There is nothing to check yet"),
    ({"text": "one line"}, "one line"),
    ({"text": TABLE, "numerator": "wrong"}, "wrong"),
    ({"text": TABLE, "file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 not a workbook")}, "spreadsheet"),
])  # fmt: skip
def test_what_is_no_table_is_said_beside_it(visitor, sent, sentence):
    answer = visitor.post("/check-table", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert sentence in answer.text


def test_dutch_readers_read_dutch(visitor):
    page = visitor.post("/check-table?lang=nl", {"text": TABLE}).text
    assert "197 tot 204" in page


@pytest.mark.parametrize("sent", [{}, {"text": TABLE}])
def test_a_file_that_is_too_large_for_a_visitor_is_said_to_be_so(visitor, sent):
    file = SimpleUploadedFile("t.csv", b"a;b\n" * 600_000)
    answer = visitor.post("/check-table", {**sent, "file": file})
    assert answer.status_code == 413
    assert "the limit of this site" in answer.text
