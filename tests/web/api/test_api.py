"""The API: the same figures, for programs."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blendwise.web.actions.api_tokens import make_token, revoke_token
from blendwise.web.models import ApiToken, TokenScope

WRITE = TokenScope.WRITE
pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def call(cast):
    """Return `call(person, path)`: what the API answers to a program with that person's token; None has none."""

    def answer(person, path, **query):
        headers = {"accept-language": "en"}
        if person is not None:
            headers["authorization"] = f"Bearer {make_token(by=person, name='test')[1]}"
        return Client(headers=headers).get(f"/api/v1{path}", query)

    return answer


def test_the_figures_are_those_of_the_command_line(call, cast, demo_register):
    answer = call(cast.omar, "/figures", calls=[2021, 2022], by="institution").json()
    expected = demo_register.figures(by=["institution"], calls=[2021, 2022])
    assert (answer["numerator"], answer["denominator"]) == (259, 15738)
    assert answer["rows"] == expected.as_rows("en")


def test_an_institution_gets_its_own_figures_only(call, cast):
    answer = call(cast.carla, "/figures", by="institution").json()
    assert {row["institution"] for row in answer["rows"]} == {"ROC Midden Nederland"}


def test_an_institution_cannot_ask_for_itself_to_be_left_out_and_see_the_rest(call, cast):
    answer = call(cast.carla, "/figures", without="ROC Midden Nederland").json()
    assert answer.get("denominator", 0) == 0


def test_the_groups_of_a_figure_come_in_pages(call, cast):
    whole = call(cast.omar, "/figures", by="institution").json()
    pages = [call(cast.omar, "/figures", by="institution", per_page=30, page=n).json() for n in (1, 2)]
    assert [row for page in pages for row in page["rows"]] == whole["rows"]
    assert (pages[0]["count"], pages[1]["next"]) == (42, None)
    assert "page=2" in pages[0]["next"]


def test_the_snapshots_come_in_pages(call, cast):
    page = call(cast.omar, "/snapshots", per_page=1).json()
    assert (len(page["items"]), page["count"] > 1, "page=2" in page["next"]) == (1, True, True)


def test_open_figures_need_no_token_and_are_those_of_the_page(call, cast, client):
    answer = call(None, "/open-figures").json()
    page = client.get("/figures?format=json").json()
    assert answer["calls"] == page["calls"]
    assert [t["rows"] for t in answer["tables"]] == [t.get("rows", []) for t in page["tables"]]
    assert call(None, "/open-figures", calls=1999).status_code == 404


def test_a_method_that_is_not_known_is_a_problem(call, cast):
    answer = Client(headers={"accept-language": "en"}).delete("/api/v1/figures")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET"
    assert "GET" in answer.json()["detail"]


def test_the_list_of_institutions_comes_in_pages(call, cast):
    first = call(cast.omar, "/institutions", per_page=20).json()
    assert (first["count"], len(first["items"])) == (42, 20)
    assert "page=2" in first["next"]
    last = call(cast.omar, "/institutions", per_page=20, page=3).json()
    assert (len(last["items"]), last["next"]) == (2, None)


def test_an_institution_finds_only_itself_in_the_list(call, cast):
    assert [i["name"] for i in call(cast.yvonne, "/institutions").json()["items"]] == ["Yuverta"]


def test_snapshots_and_their_findings(call, cast):
    snapshots = call(cast.omar, "/snapshots").json()["items"]
    newest = [s for s in snapshots if s["table"] == "mobilities"][-1]
    page = call(cast.omar, f"/snapshots/{newest['id']}/findings", per_page=5).json()
    assert page["count"] > 5
    assert all(item["sentence"] for item in page["items"])


@pytest.mark.parametrize("path", ["/figures", "/institutions", "/snapshots"])
def test_without_a_token_there_is_nothing(call, cast, path):
    answer = call(None, path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_snapshots_are_the_agencys(call, cast):
    assert call(cast.carla, "/snapshots").status_code == 403


@pytest.mark.parametrize(("path", "query", "status"), [
    ("/figures", {"by": "colour"}, 422),
    ("/figures", {"calls": "soon"}, 422),
    ("/figures", {"calls": 1999}, 404),
    ("/figures", {"without": "Hogwarts"}, 404),
    ("/institutions", {"page": 0}, 422),
    ("/snapshots/none/findings", {}, 404),
])  # fmt: skip
def test_what_does_not_exist_is_a_problem_with_a_sentence(call, cast, path, query, status):
    answer = call(cast.omar, path, **query)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_a_program_that_knows_the_answer_gets_it_only_once(cast):
    client = Client(headers={"authorization": f"Bearer {make_token(by=cast.omar, name='test')[1]}"})
    first = client.get("/api/v1/figures")
    again = client.get("/api/v1/figures", headers={"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_a_token_that_was_taken_back_opens_nothing(cast):
    token, text = make_token(by=cast.omar, name="test")
    revoke_token(by=cast.omar, token=token.pk)
    assert Client(headers={"authorization": f"Bearer {text}"}).get("/api/v1/figures").status_code == 401


def test_the_text_of_a_token_is_nowhere_in_the_database(cast):
    token, text = make_token(by=cast.omar, name="test")
    assert text not in str({f.name: getattr(token, f.name) for f in token._meta.fields})


def test_one_makes_and_revokes_tokens_on_the_site(cast, browse):
    client = browse(cast.omar)
    page = client.post("/account/tokens", {"name": "for R", "scope": "read"}).text
    assert "bw_" in page
    assert "bw_" not in client.get("/account/tokens").text
    token = cast.omar.tokens.get(name="for R")
    client.post(f"/account/tokens/{token.pk}/revoke")
    assert "for R" not in client.get("/account/tokens").text


@pytest.mark.parametrize("sent", [{}, {"name": ""}, {"name": "for R", "scope": "all"}])
def test_a_token_that_cannot_be_is_not_made(cast, browse, sent):
    answer = browse(cast.omar).post("/account/tokens", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not ApiToken.objects.exists()


def test_a_token_for_reading_changes_nothing(cast):
    token = make_token(by=cast.omar, name="test")[1]
    client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})
    assert client.get("/api/v1/imports").json()["count"] == 0
    file = SimpleUploadedFile("export.csv", b"Mobility activity ID\n1\n")
    refused = client.post("/api/v1/imports", {"files": [file]})
    assert (refused.status_code, refused.json()["title"]) == (403, "web.token-reads-only")
    assert "may only read" in refused.json()["detail"]
    assert client.get("/api/v1/imports").json()["count"] == 0


def test_nobody_revokes_the_token_of_another(cast, browse):
    token, _ = make_token(by=cast.omar, name="test")
    assert browse(cast.carla).post(f"/account/tokens/{token.pk}/revoke").status_code in (404, 422)
    token.refresh_from_db()
    assert token.revoked is None


def test_files_are_brought_in_and_thrown_away(cast):
    client = Client(
        headers={"authorization": f"Bearer {make_token(by=cast.omar, name='test', scope=WRITE)[1]}"}
    )
    file = SimpleUploadedFile("export.csv", b"Mobility activity ID\n1\n")
    answer = client.post("/api/v1/imports?day=2025-03-24", {"files": [file]})
    assert (answer.status_code, answer.json()["state"]) == (202, "uploaded")
    path = f"/api/v1/imports/{answer.json()['id']}"
    assert client.get(path).json()["files"] == ["export.csv"]
    thrown = client.post(f"{path}/decision", {"keep": False}, content_type="application/json")
    assert thrown.json()["state"] == "discarded"


@pytest.fixture
def send(cast):
    """Bring files with a token: `send(b"...", b"...")`."""
    client = Client(
        headers={
            "authorization": f"Bearer {make_token(by=cast.omar, name='test', scope=WRITE)[1]}",
            "accept-language": "en",
        }
    )

    def sent(*contents):
        files = [SimpleUploadedFile(f"{n}.csv", content) for n, content in enumerate(contents)]
        return client.post("/api/v1/imports", {"files": files})

    return sent


def test_a_program_may_send_as_much_as_a_person(send):
    assert send(b"x" * 3_000_000).status_code == 202


def test_what_is_larger_than_the_limit_is_a_problem(send, settings):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, upload_limit=100_000)
    answer = send(b"x" * 200_000)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert "0.1 MB" in answer.json()["detail"]


def test_so_are_more_files_than_can_be_taken_at_once(send):
    answer = send(*[b"x"] * 2001)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert "2,000 files" in answer.json()["detail"]


def test_the_import_of_another_is_not_there(cast):
    carla, yvonne = (
        Client(headers={"authorization": f"Bearer {make_token(by=who, name='test', scope=WRITE)[1]}"})
        for who in (cast.carla, cast.yvonne)
    )
    file = SimpleUploadedFile("export.csv", b"Mobility activity ID\n1\n")
    brought = carla.post("/api/v1/imports", {"files": [file]}).json()
    assert yvonne.get(f"/api/v1/imports/{brought['id']}").status_code == 404
    assert yvonne.get("/api/v1/imports").json()["count"] == 0
