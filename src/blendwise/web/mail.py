"""Messages by e-mail: a text of the language files, or the agency's own, in the language of whoever gets it."""

from __future__ import annotations

import smtplib
import string
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.web.models import Agency

__all__ = ["MESSAGES", "Letter", "check_text", "invitation_link", "letter", "send"]

MESSAGES: Mapping[str, frozenset[str]] = {
    "invitation": frozenset({"agency", "link", "days"}),
    "password-reset": frozenset({"agency", "link"}),
    "no-account": frozenset({"agency"}),
    "teacher-link": frozenset({"agency", "institution", "subject", "link", "days"}),
    "teacher-reminder": frozenset({"agency", "institution", "subject", "link", "days"}),
}
"""The messages that an agency can put in words of its own, and what each has to fill in."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes out."""

    subject: str
    text: str


def letter(message: str, language: str, agency: Agency, **values: str) -> Letter:
    """Return a message with its values filled in; the agency's own text goes before the usual one."""
    filled = {"agency": agency.name, **values}
    own = agency.email_texts.get(language, {}).get(message)
    text = own.format(**filled) if own else say(f"web.mail.{message}.text", language, **filled)
    return Letter(say(f"web.mail.{message}.subject", language, **filled), text)


def check_text(message: str, text: str) -> None:
    """Raise UserError where a text of the agency's own asks for something that this message does not have."""
    known = MESSAGES[message]
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise UserError("mail.braces") from None
    asked = {name for _, name, _, _ in parts if name is not None}
    plain = all(not form and not turn for _, name, form, turn in parts if name is not None)
    if not asked <= known or not plain:
        raise UserError("mail.unknown-place", known=[f"{{{name}}}" for name in sorted(known)])
    if "link" in known and "link" not in asked:
        raise UserError("mail.without-link")


def send(message: str, language: str, to: str, **values: str) -> None:
    """Send a message. Raises UserError where the mail server does not take it; the log never names the address."""
    words = letter(message, language, Agency.current(), **values)
    try:
        EmailMessage(words.subject, words.text, settings.DEFAULT_FROM_EMAIL, [to]).send()
    except (OSError, smtplib.SMTPException) as error:
        raise UserError("mail.not-sent") from error


def invitation_link(token: str) -> str:
    """Return the address at which an invitation is accepted."""
    return str(settings.CONFIGURATION.address + reverse("own:invitation", args=[token]))
