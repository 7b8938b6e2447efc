"""What an administrator decides: name, language, threshold, logo, rules of disclosure control, texts of messages."""

import struct
import zlib
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blendwise.errors import UserError
from blendwise.language import LANGUAGES, has
from blendwise.web.mail import MESSAGES
from blendwise.web.models import Agency, AuditEvent
from blendwise.web.png import clean_png

PAGE = "/administration/settings"
USUAL = {
    "name": "Agency",
    "language": "en",
    "languages": list(LANGUAGES),
    "user_from": 10,
    "smallest_count": 10,
    "policy": "",
}


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more, width=1, height=1):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), *more, chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def upload(content):
    return SimpleUploadedFile("logo.png", content, "image/png")


def test_only_administrators_come_here(people, browse, client):
    assert client.get(PAGE).status_code == 302
    assert browse(people.omar).get(PAGE).status_code == 403
    assert browse(people.carla).post(PAGE, USUAL).status_code == 403


def test_settings_are_kept_and_the_log_says_which(people, browse):
    assert browse(people.anna).post(PAGE, USUAL | {"smallest_count": 15}).status_code == 302
    agency, event = Agency.current(), AuditEvent.objects.first()
    assert (agency.name, agency.language, agency.smallest_count) == ("Agency", "en", 15)
    assert (event.action, event.details) == ("settings-changed", {
        "settings": ["language", "languages", "name", "smallest_count"],
        "before": {"language": "nl", "languages": [], "name": "Nationaal agentschap", "smallest_count": 10},
        "after": {"language": "en", "languages": ["en", "nl"], "name": "Agency", "smallest_count": 15},
    })  # fmt: skip
    assert "Agency</span>" in browse(people.omar).get("/account/").text


def test_a_language_that_is_not_offered_is_nowhere_to_choose(people, browse, client):
    assert browse(people.anna).post(PAGE, USUAL | {"languages": ["en"]}).status_code == 302
    for visitor in (client, browse(people.carla)):
        page = visitor.get("/check", {"lang": "nl"}, headers={"accept-language": "nl"})
        assert page.headers["Content-Language"] == "en", "neither by the address nor by the browser"
        assert 'hreflang="nl"' not in page.text
    own = browse(people.carla).get("/account/", {"format": "json"}).json()
    assert own["form"]["language"]["choices"] == ["en"]
    assert {
        one["language"] for one in browse(people.anna).get(PAGE, {"format": "json"}).json()["messages"]
    } == {"en"}


def test_a_page_that_was_read_before_shows_the_languages_offered_now(people, browse):
    """The head of a page is written once for all its readers."""
    reader = browse(people.carla)
    assert 'hreflang="nl"' in reader.get("/glossary", {"lang": "en"}).text
    browse(people.anna).post(PAGE, USUAL | {"languages": ["en"]})
    assert 'hreflang="nl"' not in reader.get("/glossary", {"lang": "en"}).text


def test_the_threshold_is_ten_unless_decided_otherwise():
    assert Agency().smallest_count == 10
    assert Agency().user_from == 10


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("user_from", 0, "greater than or equal to 1"),
    ("smallest_count", 2, "greater than or equal to 3"),
    ("name", "", "required"),
    ("language", "fy", "valid choice"),
    ("languages", ["nl", "fy"], "valid choice"),
    ("languages", [], "required"),
    ("languages", ["nl"], "Tick that language too"),
    ("policy", "[columns", "policy.toml"),
    ("policy", "colour = 1", "policy.toml"),
])  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_not_kept(people, browse, field, value, sentence):
    answer = browse(people.anna).post(PAGE, USUAL | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Agency.objects.exists()


def test_the_rules_that_come_along_are_rules_that_can_be_kept(people, browse):
    rules = files("blendwise.disclosure").joinpath("default.toml").read_text(encoding="utf-8")
    assert browse(people.anna).post(PAGE, USUAL | {"policy": rules}).status_code == 302
    assert Agency.current().policy.splitlines() == rules.splitlines()


def test_a_logo_is_a_picture_at_an_address_of_its_own(people, browse, client):
    assert client.get("/administration/logo.png").status_code == 404
    browse(people.anna).post(PAGE, USUAL | {"logo": upload(png())})
    answer = client.get("/administration/logo.png")
    assert (answer.content, answer.headers["Content-Type"]) == (png(), "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "/administration/logo.png?v=" in browse(people.omar).get("/account/").text


def test_settings_without_a_new_logo_keep_the_old_one(people, browse):
    browse(people.anna).post(PAGE, USUAL | {"logo": upload(png())})
    browse(people.anna).post(PAGE, USUAL)
    assert bytes(Agency.current().logo) == png()
    browse(people.anna).post(PAGE, USUAL | {"without_logo": "on"})
    assert Agency.current().logo is None


def test_what_a_camera_or_program_wrote_into_a_picture_is_taken_out():
    with_text = png(chunk(b"tEXt", b"Author\0Anna"), chunk(b"eXIf", b"52.09 N 5.12 E"))
    assert clean_png(with_text) == png()


@pytest.mark.parametrize(("content", "code"), [
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "settings.logo-not-png"),
    (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "settings.logo-not-png"),
    (png()[:-1], "settings.logo-not-png"),
    (png().replace(b"IDAT", b"IDAX"), "settings.logo-not-png"),
    (png(width=5000), "settings.logo-too-wide"),
    (png(height=0), "settings.logo-too-wide"),
    (png() + b"\0" * 200_000, "settings.logo-too-large"),
    (b"", "settings.logo-not-png"),
])  # fmt: skip
def test_what_only_looks_like_a_picture_is_refused(content, code):
    with pytest.raises(UserError) as refused:
        clean_png(content)
    assert refused.value.code == code
    assert all(refused.value.sentence(lang) for lang in ("nl", "en"))


MESSAGE = "/administration/settings/messages/en/invitation"


def test_a_message_is_shown_as_it_will_arrive_before_it_is_kept(people, browse):
    anna = browse(people.anna)
    page = anna.post(MESSAGE, {"text": "Come in: {link}", "preview": ""}).text
    assert "Come in: https://blendwise.example.org/account/" in page
    assert not Agency.objects.exists()
    anna.post(MESSAGE, {"text": "Come in: {link}", "keep": ""})
    assert Agency.current().email_texts == {"en": {"invitation": "Come in: {link}"}}
    anna.post(MESSAGE, {"text": "Come in: {link}", "usual": ""})
    assert Agency.current().email_texts == {"en": {}}


def test_a_message_without_its_link_is_not_kept(people, browse):
    answer = browse(people.anna).post(MESSAGE, {"text": "Come in", "keep": ""})
    assert answer.status_code == 422
    assert "Without a link the reader cannot go on" in answer.text


def test_a_message_that_does_not_exist_is_not_there(people, browse):
    assert browse(people.anna).get("/administration/settings/messages/en/spam").status_code == 404
    assert browse(people.anna).get("/administration/settings/messages/fy/invitation").status_code == 404


def test_every_message_has_its_name_and_its_text_in_every_language(people, browse):
    keys = [
        k
        for m in MESSAGES
        for k in (f"web.settings.messages-named.{m}", f"web.mail.{m}.subject", f"web.mail.{m}.text")
    ]
    assert [(key, lang) for key in keys for lang in LANGUAGES if not has(key, lang)] == []
    for message in MESSAGES:
        assert browse(people.anna).get(f"/administration/settings/messages/nl/{message}").status_code == 200
