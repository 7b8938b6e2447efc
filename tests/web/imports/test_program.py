"""A program follows an import to its end: how far it is, what it found, why it was refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blendwise.web.actions.api_tokens import make_token
from blendwise.web.models import TokenScope


@pytest.fixture
def follow(people, do_work):
    """Bring a file with somebody's token, have it read, and return how to look at it: `look(path, **query)`."""

    def followed(person, content):
        token = make_token(by=person, name="test", scope=TokenScope.WRITE)[1]
        client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})
        brought = client.post("/api/v1/imports", {"files": [SimpleUploadedFile("a.csv", content)]}).json()
        do_work()
        return lambda path="", **query: client.get(f"/api/v1/imports/{brought['id']}{path}", query)

    return followed


def test_it_learns_the_books_and_the_kinds_of_findings(people, follow, csv_of, small):
    rows = [small.mobility(1, Start_date="31-11-2021"), small.mobility(2)]
    one = follow(people.omar, csv_of(rows))().json()
    assert (one["state"], one["rows_done"], one["problem"]) == ("to-decide", 0, None)
    assert "accept" in one["can"]
    assert (one["books"][0]["read"], one["books"][0]["accepted"]) == (2, 2)
    assert [(kind["code"], kind["n"]) for kind in one["kinds"]] == [("unreadable-date", 1)]
    assert "31-11-2021" in one["kinds"][0]["first"]["sentence"]


def test_it_learns_why_its_import_was_refused(people, follow, csv_of, small):
    beta = {"Sending organisation OID": "E10000002", "Sending organisation name": "Beta College"}
    one = follow(people.carla, csv_of([small.mobility(1) | beta]))().json()
    assert one["state"] == "refused"
    assert "1 rows are of another institution" in one["problem"]


def test_it_learns_what_is_wrong_with_a_file(people, follow):
    one = follow(people.omar, b"%PDF-1.7")().json()
    assert [kind["code"] for kind in one["kinds"]] == ["not-a-spreadsheet"]


def test_findings_come_in_pages_beside_their_rows(people, follow, csv_of, small):
    look = follow(people.omar, csv_of([small.mobility(n, Start_date="31-11-2021") for n in range(7)]))
    pages = [look("/findings", per_page=5, page=n).json() for n in (1, 2, 3)]
    assert [len(page["items"]) for page in pages] == [5, 2, 0]
    assert (pages[0]["count"], pages[1]["next"]) == (7, None)
    assert pages[0]["items"][0]["row_as_read"]["mobility_activity_id"] == "MOB-000"
    assert look("/findings", code="missing-identifier").json()["count"] == 0
