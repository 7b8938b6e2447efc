"""What an administrator decides about the site."""

from __future__ import annotations

from typing import Any

from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, Agency

__all__ = ["change_email_text", "change_settings"]

_TOLD = ("name", "language", "languages", "user_from", "smallest_count")
"""What the log keeps as it was and as it is: short, and about nobody."""


@action
def change_settings(*, by: Account, **settings: Any) -> Agency:
    """Change settings of the agency, checked by their form; the log keeps which ones, and values that are short."""
    agency = Agency.current()
    changed = sorted(n for n, value in settings.items() if n != "logo" and getattr(agency, n) != value)
    told = [name for name in changed if name in _TOLD]
    before = {name: getattr(agency, name) for name in told}
    for name, value in settings.items():
        setattr(agency, name, value)
    agency.save()
    after = {name: settings[name] for name in told}
    record(by, "settings-changed", agency, settings=changed, before=before, after=after)
    return agency


@action
def change_email_text(*, by: Account, language: str, message: str, text: str) -> None:
    """Give a message a text of the agency's own in a language; an empty one brings back the usual text."""
    agency = Agency.current()
    texts = {**agency.email_texts.get(language, {}), message: text}
    agency.email_texts = {
        **agency.email_texts,
        language: {name: own for name, own in texts.items() if own.strip()},
    }
    agency.save()
    record(by, "email-text-changed", agency, language=language, message=message)
