"""What the agency decided about its site."""

from __future__ import annotations

from dataclasses import dataclass

from blendwise.language import say
from blendwise.web.mail import MESSAGES, Letter, letter
from blendwise.web.models import Agency

__all__ = ["MessagePage", "SettingsPage", "TextOfMessage", "message_page", "settings_page"]


@dataclass(frozen=True, slots=True)
class TextOfMessage:
    """A message by e-mail in a language, and whose words it has."""

    message: str
    language: str
    own: bool
    """Whether the agency gave it words of its own."""


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The settings as they hold now."""

    name: str
    language: str
    languages: tuple[str, ...]
    """The languages that readers can choose."""
    user_from: int
    smallest_count: int
    logo: bool
    own_policy: bool
    """Whether the agency has rules of disclosure control of its own; else the standard ones hold."""
    messages: tuple[TextOfMessage, ...]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message in one language, as it is and as it would be."""

    message: str
    language: str
    places: tuple[str, ...]
    """What can be filled in, as it is written: `{link}`."""
    usual: str
    """The text without words of the agency's own."""
    current: str
    preview: Letter


def settings_page() -> SettingsPage:
    """Return the settings."""
    agency = Agency.current()
    return SettingsPage(
        name=agency.name, language=agency.language, languages=agency.offered(),
        user_from=agency.user_from, smallest_count=agency.smallest_count,
        logo=bool(agency.logo_hash), own_policy=bool(agency.policy),
        messages=tuple(
            TextOfMessage(message, language, message in agency.email_texts.get(language, {}))
            for message in MESSAGES
            for language in agency.offered()
        ),
    )  # fmt: skip


def message_page(message: str, language: str, text: str | None = None) -> MessagePage:
    """Return a message with an example filled in; `text` is one that was not kept yet, None the current one."""
    agency = Agency.current()
    places = {name: f"{{{name}}}" for name in sorted(MESSAGES[message])}
    usual = say(f"web.mail.{message}.text", language, **places)
    current = agency.email_texts.get(language, {}).get(message, usual) if text is None else text
    shown = Agency(name=agency.name, email_texts={language: {message: current}})
    values = {name: say(f"web.settings.examples.{name}", language) for name in places if name != "agency"}
    return MessagePage(
        message, language, tuple(places.values()), usual, current, letter(message, language, shown, **values)
    )
