"""The audit log: who did what when; added to and never changed, and every change behind its back is found."""

import ast
import csv
import io
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from blendwise.language import LANGUAGES, has
from blendwise.web.actions.recording import SITE, action, record
from blendwise.web.commands.audit_log import command
from blendwise.web.models import AuditEvent
from blendwise.web.models.audit_guard import put_up_guard

PAGE = "/administration/log"


@action
def note(*, by, word):
    return record(by, "settings-changed", "agency:1", word=word)


@pytest.fixture
def guarded(db):
    put_up_guard(connection)


def verify(*more):
    return CliRunner().invoke(command, ["--verify", "--lang", "en", *more])


def test_only_administrators_read_it(people, browse, client):
    assert client.get(PAGE).status_code == 302
    assert browse(people.omar).get(PAGE).status_code == 403
    assert browse(people.carla).get(PAGE).status_code == 403


def test_it_names_who_did_what_when(people, browse):
    note(by=people.omar, word="blue")
    event = browse(people.anna).get(PAGE, {"format": "json"}).json()["events"][0]
    assert (event["name"], event["action"], event["details"]) == (
        "Omar",
        "settings-changed",
        {"word": "blue"},
    )
    page = browse(people.anna).get(PAGE).text
    assert "Settings changed" in page
    assert "word: blue" in page


@pytest.mark.parametrize(("choice", "expected"), [
    ({"action": "settings-changed"}, {"settings-changed"}),
    ({"by": "site"}, {"person-invited", "institutions-met"}),
    ({"since": "2999-01-01"}, set()),
    ({"until": "2000-01-01"}, set()),
])  # fmt: skip
def test_one_chooses_by_what_who_and_when(people, browse, choice, expected):
    note(by=people.omar, word="blue")
    events = browse(people.anna).get(PAGE, {**choice, "format": "json"}).json()["events"]
    assert {e["action"] for e in events} == expected


def test_it_comes_in_pages(people, browse):
    for _ in range(60):
        note(by=SITE, word="x")
    first, second = (
        browse(people.anna).get(PAGE, {"format": "json", "page": n, "action": "settings-changed"}).json()
        for n in (1, 2)
    )
    assert [len(first["events"]), len(second["events"]), first["pages"]] == [50, 10, 2]


DETAILS = {
    "call": 2022, "files": 3, "bytes": 1_500_000, "confirmed": True, "day": "2025-03-04", "outcome": "does-not-count",
    "kinds": ["orphan-sub-row", "total-row"], "settings": ["name", "user_from"], "reason": "teacher_links.expired",
    "before": {"user_from": 10, "languages": ["nl", "en"]}, "after": {"user_from": 1200, "languages": []},
}  # fmt: skip


@pytest.mark.parametrize(("lang", "said"), [
    ("en", ["call: 2022", "files: 3", "size: 1.5 MB", "large change confirmed: yes", "date: 4 March 2025", "reason: expired",
            "findings: sub-row without main row and line of totals", "Nederlands and English",
            "verdict: does not count as blended"]),
    ("nl", ["bestanden: 3", "grootte: 1,5 MB", "grote verandering bevestigd: ja", "datum: 4 maart 2025",
            "reden: verlopen", "Nederlands en English", ": niets"]),
])  # fmt: skip
def test_what_is_kept_of_an_event_is_said_in_words(people, browse, lang, said):
    record_all(by=people.omar, **DETAILS)
    page = unescape(browse(people.anna).get(PAGE, {"lang": lang}).text)
    assert [words for words in said if words not in page] == []
    assert "[&#x27;" not in page
    assert "user_from" not in page


@action
def record_all(*, by, **details):
    return record(by, "settings-changed", "agency:1", **details)


LINK = "link:7d3f2b1a-0c4e-4b7e-9a65-0f3f0a0b0c0d"


@pytest.mark.parametrize(("by", "said"), [("visitor", "a visitor"), (LINK, "somebody with a link")])
def test_who_has_no_account_is_named_for_what_they_are(people, browse, by, said):
    note(by=by, word="blue")
    note(by=people.omar, word="red")
    page = browse(people.anna).get(PAGE, {"by": by})
    assert page.status_code == 200
    assert page.text.count(said) == 2, "beside the choice, and in the line"
    assert "erased account" not in page.text
    events = browse(people.anna).get(PAGE, {"by": by, "format": "json"}).json()["events"]
    assert [e["details"] for e in events] == [{"word": "blue"}]


def test_only_whose_account_was_erased_is_named_so(people, browse):
    note(by="7d3f2b1a-0c4e-4b7e-9a65-0f3f0a0b0c0d", word="blue")
    assert "erased account" in browse(people.anna).get(PAGE).text


@pytest.mark.parametrize(("page", "shown"), [("x", 1), ("0", 1), ("9" * 30, 1)])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(people, browse, page, shown):
    assert browse(people.anna).get(PAGE, {"page": page, "format": "json"}).json()["choice"]["page"] == shown


@pytest.mark.parametrize(
    "query", [{"since": "soon"}, {"since": "0001-01-01"}, {"until": "9999-12-31"}, {"by": "x' or 1=1"}]
)
def test_a_choice_that_cannot_be_is_said(people, browse, query):
    assert browse(people.anna).get(PAGE, query).status_code == 422


def test_the_file_holds_all_that_was_chosen_with_the_hashes(people, browse):
    note(by=people.omar, word="blue")
    text = (
        browse(people.anna)
        .get(PAGE, {"file": "csv", "action": "settings-changed"})
        .content.decode("utf-8-sig")
    )
    (row,) = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
    assert AuditEvent.objects.first().hash in row.values()


def test_the_database_itself_refuses_to_change_or_remove_an_event(people, guarded):
    for deed in (lambda: AuditEvent.objects.update(by="nobody"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            deed()
    note(by=SITE, word="still added to")
    assert AuditEvent.objects.first().details == {"word": "still added to"}


def test_a_whole_chain_is_said_to_hold(people):
    done = verify()
    assert done.exit_code == 0
    assert done.output.startswith(f"The chain holds: {AuditEvent.objects.count()} lines")


def changed_word():
    AuditEvent.objects.filter(number=3).update(details={"role": "king"})


def changed_time():
    AuditEvent.objects.filter(number=3).update(at="2020-01-01T00:00:00Z")


def removed():
    AuditEvent.objects.filter(number=3).delete()


def cut_off():
    AuditEvent.objects.filter(number__gte=3).delete()


def changed_with_a_fresh_hash():
    event = AuditEvent.objects.get(number=3)
    event.by = "nobody"
    event.hash = event.own_hash()
    event.save()


@pytest.mark.parametrize(("tampering", "at"), [
    (changed_word, 3), (changed_time, 3), (removed, 3), (cut_off, 3), (changed_with_a_fresh_hash, 4),
])  # fmt: skip
def test_every_tampering_in_the_database_is_found(people, tampering, at):
    tampering()
    done = verify()
    assert done.exit_code == 3
    assert f"does not hold at line {at}:" in done.output


def test_a_log_that_was_rewritten_as_a_whole_is_found_by_a_seal_that_was_written_down(people):
    seal = AuditEvent.objects.first().hash
    assert verify("--seal", seal).exit_code == 0
    assert "was rewritten" in verify("--seal", "0" * 64).output
    assert verify("--seal", "0" * 64).exit_code == 3


def test_the_command_gives_the_log_as_a_table(people):
    done = CliRunner().invoke(command, ["--format", "json", "--lang", "nl"])
    assert done.exit_code == 0
    assert "Account geopend" in done.output


def records():
    """Return every place where the code records an event: `record(by, "name", …, detail=…)`."""
    for file in (Path(__file__).parents[3] / "src/blendwise/web").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDING:
                yield node


RECORDING = ("record", "record_security_step")


def recorded():
    """Return the name of every event that the code records."""
    for call in records():
        yield from (c.value for name in call.args[1:2] for c in ast.walk(name) if isinstance(c, ast.Constant))


def test_every_detail_of_an_event_has_its_name_in_every_language():
    names = {word.arg for call in records() for word in call.keywords} - {None, "by", "name"}
    assert {"skip_refused", "before", "provider"} <= names
    keys = {name: f"web.audit_log.detail.{name.replace('_', '-')}" for name in names}
    assert [(n, lang) for n, key in sorted(keys.items()) for lang in LANGUAGES if not has(key, lang)] == []


def test_every_event_has_its_text_in_every_language():
    names = set(recorded())
    assert {"person-invited", "account-erased"} <= names
    missing = [
        (name, lang) for name in sorted(names) for lang in LANGUAGES if not has(f"web.events.{name}", lang)
    ]
    assert missing == []
