"""What keeps the site safe, one test each."""

import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import get_resolver

from blendwise.web import settings as site_settings
from blendwise.web.api import urls as api_urls
from blendwise.web.logs import Line
from blendwise.web.models import Account

PASSWORD = "four words in a row"
LOGIN = "/account/login/"
PLACES = ("/", LOGIN, "/account/", "/people/", "/nowhere", "/health/alive", "/api/v1/figures", "/check-table",
          "/administration/log", "/account/invitation/unknown", "/api/v1/openapi.json")  # fmt: skip


@pytest.fixture
def visitor(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    return Client(headers={"accept-language": "en"})


def sign_in(client, email="carla@example.org", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def views(found=None):
    for pattern in get_resolver().url_patterns if found is None else found:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.parametrize("path", PLACES)
def test_every_answer_carries_the_headers_that_protect_its_reader(people, browse, path):
    for client in (Client(), browse(people.anna)):
        headers = client.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PLACES)
def test_no_page_can_be_put_in_a_frame(people, browse, path):
    headers = browse(people.anna).get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_no_page_has_a_script_or_style_of_its_own_inside(people, browse):
    for path in (
        LOGIN,
        "/account/second-factor/app/activate/",
        "/account/second-factor/keys/add/",
        "/people/",
    ):
        page = browse(people.anna if path != LOGIN else None).get(path).text
        scripts = re.findall(r"<script\b([^>]*)>", page)
        assert all("src=" in script or 'type="application/json"' in script for script in scripts), path
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), path


def test_no_view_is_spared_the_check_against_forged_forms():
    """The API checks by itself: a token cannot be forged by a browser, and a session is only for reading."""
    spared = [p.name for p in views() if getattr(p.callback, "csrf_exempt", False)]
    api = {p.name for p in api_urls.urlpatterns}
    assert [name for name in spared if name not in api] == []


@pytest.mark.parametrize("path", [
    LOGIN, "/account/", "/account/erase", "/account/logout/", "/people/", "/administration/settings", "/account/tokens",
    "/account/password/reset/", "/check-table", "/account/invitation/unknown", "/account/second-factor/app/activate/",
])  # fmt: skip
def test_a_form_that_another_site_sends_is_refused(people, path, settings):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, demonstration=True)
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(people.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(path, {"name": "x"})
    assert answer.status_code == 403
    assert Account.objects.get(pk=people.anna.pk).name == "Anna"


def test_the_guard_against_forged_forms_stands_before_the_views(settings):
    guard = f"{CsrfViewMiddleware.__module__}.{CsrfViewMiddleware.__qualname__}"
    assert guard in settings.MIDDLEWARE


def test_a_form_without_files_has_a_largest_size(people, browse):
    answer = browse(people.anna).post("/people/", {"email": "x" * 6_000_000})
    assert answer.status_code in (400, 413)


def test_a_logo_has_a_largest_size(people, browse):
    large = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 300_000)
    form = {"name": "Agency", "language": "nl", "user_from": 10, "smallest_count": 10, "logo": large}
    answer = browse(people.anna).post("/administration/settings", form)
    assert answer.status_code == 422


def test_the_site_itself_hashes_at_the_full_cost():
    """These tests make it cheap, so the site's own choice is looked at here."""
    assert site_settings.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.ScryptPasswordHasher"


def test_a_password_is_kept_as_an_scrypt_hash_and_shown_nowhere(people, browse):
    kept = Account.objects.get(email="carla@example.org").password
    assert kept.startswith("scrypt$")
    assert PASSWORD not in kept
    for path in ("/account/", "/account/export", "/people/"):
        text = browse(people.carla).get(path).text
        assert kept not in text
        assert "scrypt" not in text


@pytest.mark.parametrize("elsewhere", [
    "https://evil.example/", "//evil.example", r"\\evil.example", "/\\evil.example", "javascript:alert(1)",
    "http:evil.example", "https:///evil.example",
])  # fmt: skip
def test_signing_in_or_out_never_leads_to_another_site(people, visitor, elsewhere):
    answer = sign_in(visitor, next=elsewhere)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert visitor.post("/account/logout/", {"next": elsewhere}).headers["Location"] == "/"


@pytest.mark.parametrize(("path", "kept"), [("/account/", "no-store"), ("/api/v1/snapshots", "no-cache")])
def test_what_was_made_for_one_person_is_kept_by_no_browser_or_proxy(people, browse, path, kept):
    assert browse(people.anna).get(path).headers["Cache-Control"] == f"private, {kept}"


@pytest.mark.parametrize("path", ["/", "/account/", "/nowhere"])
def test_an_answer_says_on_what_it_depends(people, browse, path):
    varies = browse(people.anna).get(path).headers["Vary"]
    assert {"Accept", "Accept-Language", "Cookie"} <= set(varies.split(", "))


def test_a_request_for_another_host_is_refused(db):
    assert Client().get("/health/alive", headers={"host": "evil.example"}).status_code == 400


def test_a_link_in_a_message_never_takes_its_host_from_the_request(people, visitor):
    from django.core import mail

    visitor.post(
        "/account/password/reset/",
        {"email": "carla@example.org"},
        headers={"x-forwarded-host": "evil.example"},
    )
    assert "evil.example" not in mail.outbox[0].body


def test_signing_in_changes_the_key_of_the_session(people, visitor):
    visitor.get(LOGIN)
    session = visitor.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    visitor.cookies["sessionid"] = before
    sign_in(visitor)
    assert visitor.session.session_key != before
    attacker = Client()
    attacker.cookies["sessionid"] = before
    assert attacker.get("/account/").status_code == 302


def test_a_session_that_was_ended_stays_ended(people, visitor):
    sign_in(visitor)
    kept = visitor.cookies["sessionid"].value
    visitor.post("/account/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/account/").status_code == 302


def test_a_session_ends_after_ten_hours_or_with_the_browser(settings):
    assert settings.SESSION_COOKIE_AGE == 10 * 3600
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(people, visitor):
    sign_in(visitor)
    assert visitor.cookies["sessionid"]["httponly"]
    assert visitor.cookies["sessionid"]["samesite"] == "Lax"
    assert visitor.cookies["lang"]["httponly"]


def test_too_many_wrong_passwords_for_one_account_stop_the_right_one_too(people, visitor):
    for _ in range(5):
        assert sign_in(visitor, password="wrong").status_code == 200
    answer = sign_in(visitor)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.text
    assert visitor.get("/account/").status_code == 302


def test_too_many_accounts_tried_from_one_place_are_stopped_too(people, visitor):
    for number in range(20):
        sign_in(visitor, email=f"guess{number}@example.org", password="wrong")
    assert "Too many failed login attempts" in sign_in(visitor, email="one-more@example.org").text


def test_failed_attempts_count_for_all_processes_together(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def plain(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(people, visitor):
    known = sign_in(visitor, password="wrong").text
    unknown = sign_in(visitor, email="nobody@example.org", password="wrong").text
    assert plain(known).replace("carla@example.org", "") == plain(unknown).replace("nobody@example.org", "")


def test_an_unknown_address_costs_as_much_work_as_a_known_one(people, visitor, monkeypatch):
    from django.contrib.auth.hashers import ScryptPasswordHasher

    hashed = []
    encode = ScryptPasswordHasher.encode
    monkeypatch.setattr(
        ScryptPasswordHasher, "encode", lambda *a, **k: (hashed.append(1), encode(*a, **k))[1]
    )
    sign_in(visitor, password="wrong")
    known = len(hashed)
    sign_in(visitor, email="nobody@example.org", password="wrong")
    assert known == len(hashed) - known == 1


def test_asking_for_a_new_password_tells_nobody_whether_there_is_an_account(people, visitor):
    answers = [
        visitor.post("/account/password/reset/", {"email": email}, follow=True)
        for email in ("carla@example.org", "nobody@example.org")
    ]
    assert plain(answers[0].text) == plain(answers[1].text)
    assert answers[0].redirect_chain == answers[1].redirect_chain


def test_a_log_line_has_no_address_no_question_and_no_body(people, visitor, caplog):
    with caplog.at_level(logging.INFO):
        visitor.get("/nowhere?email=carla@example.org")
        sign_in(visitor, password="wrong")
        sign_in(visitor)
    lines = [Line().format(record) for record in caplog.records]
    assert lines
    assert all("carla" not in line and PASSWORD not in line for line in lines)
    assert all(json.loads(line)["what"] for line in lines)


def test_the_log_of_a_fault_names_its_place_and_not_the_value_that_was_refused(db):
    try:
        raise ValueError("Key (email)=(carla@example.org) already exists")
    except ValueError as error:
        record = logging.LogRecord("site", logging.ERROR, "", 0, "To %s failed", ("carla@example.org",),
                                   (ValueError, error, error.__traceback__))  # fmt: skip
    line = json.loads(Line().format(record))
    assert line["what"] == "To … failed"
    assert line["trace"][0] == "builtins.ValueError"
    assert "test_the_log_of_a_fault" in line["trace"][1]


def test_a_request_for_another_host_leaves_one_short_line(db, caplog):
    Client().get("/", headers={"host": "evil.example"})
    lines = [Line().format(record) for record in caplog.records if "Host" in record.name]
    assert len(lines) == 1
    assert "trace" not in json.loads(lines[0])


@pytest.mark.parametrize(("lang", "said"), [("nl", "Open de pagina opnieuw"), ("en", "Open the page again")])
def test_a_form_that_is_too_old_says_what_to_do(db, lang, said):
    client = Client(enforce_csrf_checks=True, headers={"accept-language": lang})
    answer = client.post("/check-table", {"table": "x"})
    assert (answer.status_code, said in answer.text) == (403, True)


@pytest.fixture
def real_site(tmp_path):
    """Run a command of Django with the settings of a site at an https address."""

    def run(*arguments, code=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("BLENDWISE_", "DJANGO_"))}
        environment |= {
            "BLENDWISE_ADDRESS": "https://blendwise.example.org",
            "BLENDWISE_DATA": str(tmp_path / "data"),
            "BLENDWISE_SITE": str(tmp_path / "site"),
        }
        command = [sys.executable, *(["-c", code] if code else ["-m", "blendwise.web", *arguments])]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run


def test_djangos_own_check_of_a_real_site_finds_nothing(real_site):
    done = real_site("check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        done.stderr
    )


def test_on_https_cookies_travel_on_https_only_and_the_browser_remembers_that(real_site):
    done = real_site(
        code="""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "blendwise.web.settings"
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
plain = Client().get("/account/login/", headers={"host": "blendwise.example.org"})
print(plain.status_code, plain.headers["Location"])
client = Client(headers={"host": "blendwise.example.org", "x-forwarded-proto": "https"})
page = client.get("/account/login/?lang=nl")
print(page.status_code, page.headers["Strict-Transport-Security"])
print(all(c["secure"] for c in page.cookies.values()), sorted(page.cookies))
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.ALLOWED_HOSTS)
"""
    )
    assert done.stdout.splitlines() == [
        "301 https://blendwise.example.org/account/login/",
        "200 max-age=31536000; includeSubDomains; preload",
        "True ['csrftoken', 'lang']",
        "True True ['blendwise.example.org']",
    ], done.stderr


def test_a_new_site_guards_its_log_and_counts_log_ins_from_the_first_day(real_site):
    done = real_site(
        code="""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "blendwise.web.settings"
import django
django.setup()
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError
call_command("migrate", verbosity=0, interactive=False)
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.models import AuditEvent
meet_institutions(by="site", names={})
try:
    AuditEvent.objects.update(by="nobody")
except DatabaseError as error:
    print(error)
print(cache.add("x", 1), cache.add("x", 1))
"""
    )
    assert done.stdout.splitlines() == ["the audit log is only added to", "True False"], done.stderr
