"""What a system administrator sets: read from the environment once, and checked as a whole."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from blendwise.errors import UserError
from blendwise.store import default_place

__all__ = ["SETTINGS", "Configuration", "Mail", "read_configuration"]

SETTINGS = (
    "BLENDWISE_DATA",
    "BLENDWISE_SITE",
    "BLENDWISE_ADDRESS",
    "BLENDWISE_DATABASE",
    "BLENDWISE_SECRET",
    "BLENDWISE_SMTP",
    "BLENDWISE_FROM",
    "BLENDWISE_SIGN_ON",
    "BLENDWISE_DEMONSTRATION",
    "BLENDWISE_UPLOAD_LIMIT",
)
"""Every setting of the site; the manual has a heading for each, and a test compares."""

_DATABASES = ("sqlite", "postgresql")
_SMTP_PORTS = {"smtp": 587, "smtps": 465}
_MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server: where, as whom, and how the line is kept private."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    ssl: bool


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a site, checked."""

    data: str
    """The data folder of the library: snapshots and key."""
    site: Path
    """The folder of the site itself: its SQLite database, secret, uploads."""
    address: str
    """Where people find it, such as https://blendwise.example.org."""
    database: Mapping[str, Any]
    secret: str
    mail: Mail | None
    sender: str
    sign_on: tuple[Mapping[str, Any], ...]
    """OpenID Connect providers: id, name, address, client id and secret; the domains of addresses that one may
    vouch for (all, where it names none), and the values of `acr` or `amr` that say it asked a second factor."""
    demonstration: bool
    upload_limit: int
    """The largest upload, in bytes."""

    @property
    def host(self) -> str:
        """The host name in the address."""
        return urlsplit(self.address).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether people reach it by https; on loopback they need not."""
        return self.address.startswith("https://")


def read_configuration(environment: Mapping[str, str] = os.environ) -> Configuration:
    """Read and check the settings. Raises UserError with the setting's name, its value, and what it should be."""
    data = environment.get("BLENDWISE_DATA") or default_place()
    site = Path(
        environment.get("BLENDWISE_SITE") or (Path.cwd() / "site" if "://" in data else Path(data) / "site")
    )
    address = _address(environment.get("BLENDWISE_ADDRESS", "http://127.0.0.1:8000"))
    return Configuration(
        data=data,
        site=site,
        address=address,
        database=_database(environment.get("BLENDWISE_DATABASE", ""), site),
        secret=environment.get("BLENDWISE_SECRET") or _kept_secret(site),
        mail=_mail(environment.get("BLENDWISE_SMTP", "")),
        sender=environment.get("BLENDWISE_FROM", "blendwise@localhost"),
        sign_on=_sign_on(environment.get("BLENDWISE_SIGN_ON", "")),
        demonstration=_demonstration(environment.get("BLENDWISE_DEMONSTRATION", "no"), address),
        upload_limit=_megabytes("BLENDWISE_UPLOAD_LIMIT", environment.get("BLENDWISE_UPLOAD_LIMIT", "500")),
    )


def _wrong(setting: str, value: str, wanted: str) -> UserError:
    """Build the error for a setting that cannot be; who may sign in, and with what password, is not repeated."""
    shown = re.sub(r"//[^/]*@", "//…@", value)
    return UserError("web.setting", setting=setting, value=shown, wanted=f"errors.web.wanted.{wanted}")


def _parts(setting: str, value: str, wanted: str, schemes: Collection[str]) -> SplitResult:
    """Take an address apart: one of these schemes, and a port that is a number where it has one."""
    try:
        parts = urlsplit(value)
        understood = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        understood = False
    if not understood:
        raise _wrong(setting, value, wanted)
    return parts


def _address(value: str) -> str:
    parts = _parts("BLENDWISE_ADDRESS", value, "address", ("http", "https"))
    if not parts.hostname or parts.path.strip("/"):
        raise _wrong("BLENDWISE_ADDRESS", value, "address")
    return value.rstrip("/")


def _database(value: str, site: Path) -> Mapping[str, Any]:
    if not value:
        return _sqlite(site / "site.sqlite3")
    parts = _parts("BLENDWISE_DATABASE", value, "database", _DATABASES)
    if not parts.path.strip("/"):
        raise _wrong("BLENDWISE_DATABASE", value, "database")
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""), "PORT": str(parts.port or ""), "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


def _sqlite(file: Path) -> Mapping[str, Any]:
    """Return a database in one file, in which a writer waits for another one and never meets half of its work."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _kept_secret(site: Path) -> str:
    """Return the secret in the site's folder, made at first use and readable by its owner only."""
    file = site / "secret"
    try:
        site.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(48))
        return file.read_text(encoding="utf-8")
    except FileExistsError:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(
            "general.not-writable", path=str(site), reason=error.strerror or str(error)
        ) from error


def _mail(value: str) -> Mail | None:
    if not value:
        return None
    parts = _parts("BLENDWISE_SMTP", value, "smtp", _SMTP_PORTS)
    if not parts.hostname:
        raise _wrong("BLENDWISE_SMTP", value, "smtp")
    secure = parts.scheme == "smtps"
    return Mail(
        parts.hostname, parts.port or _SMTP_PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), tls=not secure and parts.query != "tls=no", ssl=secure,
    )  # fmt: skip


_SIGN_ON = {"id", "name", "address", "client_id", "client_secret"}
_SIGN_ON_MORE = {"domains", "second_factor"}


def _sign_on(file: str) -> tuple[Mapping[str, Any], ...]:
    """Read the providers of single sign-on from a TOML file with a table `[[provider]]` for each."""
    if not file:
        return ()
    try:
        providers = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("provider", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError("web.sign-on-file", file=file, reason=str(error)) from error
    if not isinstance(providers, list) or not all(isinstance(p, dict) for p in providers):
        raise UserError("sign_on.no-tables", file=file)
    for number, provider in enumerate(providers, 1):
        _check_provider(file, number, provider)
    return tuple(providers)


def _check_provider(file: str, number: int, provider: Mapping[str, Any]) -> None:
    missing = sorted(_SIGN_ON - provider.keys())
    if missing:
        raise UserError("web.sign-on-keys", file=file, number=number, missing=missing)
    unknown = sorted(provider.keys() - _SIGN_ON - _SIGN_ON_MORE)
    if unknown:
        raise UserError("sign_on.unknown-keys", file=file, number=number, unknown=unknown)
    wrong = sorted(key for key, value in provider.items() if not _fits(key, value))
    if wrong:
        raise UserError("sign_on.wrong-values", file=file, number=number, wrong=wrong)


def _fits(key: str, value: object) -> bool:
    """Tell whether a value is a text, or a list of texts where a provider may have several."""
    if key in _SIGN_ON:
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _demonstration(value: str, address: str) -> bool:
    """Tell whether everybody may come in with one click, which only a site of this computer or network may say."""
    if value.lower() not in ("yes", "no"):
        raise _wrong("BLENDWISE_DEMONSTRATION", value, "yes-or-no")
    if value.lower() == "yes" and address.startswith("https://"):
        raise UserError("web.demonstration-in-the-open", address=address)
    return value.lower() == "yes"


def _megabytes(setting: str, value: str) -> int:
    if not value.isdecimal() or not int(value):
        raise _wrong(setting, value, "megabytes")
    return int(value) * _MEGABYTE
