"""What a system administrator sets: each setting is in the manual, and a wrong one is named with what it should be."""

from pathlib import Path

import pytest
from django.db import connection

from blendwise.errors import UserError
from blendwise.web.configuration import SETTINGS, read_configuration

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "serve-the-site.md"


@pytest.fixture
def read(tmp_path):
    return lambda **settings: read_configuration({"BLENDWISE_DATA": str(tmp_path / "data"), **settings})


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_has_its_heading_in_the_manual(setting):
    assert f"### {setting}\n" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("setting", "value"), [
    ("BLENDWISE_ADDRESS", "blendwise.example.org"),
    ("BLENDWISE_ADDRESS", "https://example.org/path"),
    ("BLENDWISE_ADDRESS", "http://[::1"),
    ("BLENDWISE_ADDRESS", "http://example.org:port"),
    ("BLENDWISE_DATABASE", "mysql://host/base"),
    ("BLENDWISE_DATABASE", "postgresql://h:abc/x"),
    ("BLENDWISE_DATABASE", "postgresql://host"),
    ("BLENDWISE_SMTP", "mail.example.org"),
    ("BLENDWISE_SMTP", "smtp://h:abc"),
    ("BLENDWISE_SMTP", "smtp://h:70000"),
    ("BLENDWISE_DEMONSTRATION", "perhaps"),
    ("BLENDWISE_UPLOAD_LIMIT", "much"),
    ("BLENDWISE_UPLOAD_LIMIT", "0"),
    ("BLENDWISE_UPLOAD_LIMIT", "²"),
])  # fmt: skip
def test_a_wrong_setting_is_named_with_what_it_should_be(read, setting, value):
    with pytest.raises(UserError) as refused:
        read(**{setting: value})
    assert setting in str(refused.value)
    assert value in str(refused.value)


def test_a_provider_that_lacks_a_key_is_named(read, tmp_path):
    (tmp_path / "providers.toml").write_text('[[provider]]\nid = "surf"\nname = "SURFconext"\n')
    with pytest.raises(UserError, match="client_id"):
        read(BLENDWISE_SIGN_ON=str(tmp_path / "providers.toml"))


PROVIDER = 'id = "s"\nname = "S"\naddress = "https://s.example"\nclient_id = "b"\nclient_secret = "w"\n'


@pytest.mark.parametrize(("text", "said"), [
    ('provider = "x"', r"\[\[provider\]\]"),
    ('provider = ["x"]', r"\[\[provider\]\]"),
    (f"[provider]\n{PROVIDER}", r"\[\[provider\]\]"),
    (f"[[provider]]\n{PROVIDER}".replace('"b"', "3"), "client_id"),
    (f'[[provider]]\n{PROVIDER}domains = "school.example"', "domains"),
    ("[[provider", "cannot be read"),
    ("\xff", "cannot be read"),
])  # fmt: skip
def test_a_file_of_providers_in_another_shape_is_refused_with_what_is_wrong(read, tmp_path, text, said):
    (tmp_path / "providers.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UserError, match=said):
        read(BLENDWISE_SIGN_ON=str(tmp_path / "providers.toml"))


def test_a_demonstration_is_never_a_site_that_the_world_reaches(read):
    """Its log-ins ask for nothing."""
    with pytest.raises(UserError, match="lets everybody in"):
        read(BLENDWISE_DEMONSTRATION="yes", BLENDWISE_ADDRESS="https://blendwise.example.org")
    assert read(BLENDWISE_DEMONSTRATION="yes", BLENDWISE_ADDRESS="http://127.0.0.1:8000").demonstration


def test_a_secret_is_made_once_and_is_for_its_owner_only(read, tmp_path):
    assert read().secret == read().secret
    assert (tmp_path / "data" / "site" / "secret").stat().st_mode & 0o077 == 0


def test_a_name_and_password_may_hold_any_sign(read):
    database = read(BLENDWISE_DATABASE="postgresql://a%40b:p%3Aw@host:5433/base").database
    assert (database["USER"], database["PASSWORD"], database["PORT"]) == ("a@b", "p:w", "5433")


def test_the_tests_run_on_the_database_they_were_given(db, request):
    import os

    assert connection.vendor == ("postgresql" if os.environ.get("BLENDWISE_TEST_DATABASE") else "sqlite")


def test_a_password_in_a_wrong_setting_is_not_repeated(read):
    with pytest.raises(UserError) as refused:
        read(BLENDWISE_DATABASE="postgresql://blendwise:geheim@h:abc/x")
    assert "geheim" not in str(refused.value)
    assert "h:abc/x" in str(refused.value)
