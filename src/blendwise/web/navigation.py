"""The main menu, as data: one line per page that is in it, with the permission that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from blendwise.web.access import Permission, may
from blendwise.web.models import Account

__all__ = ["MENU", "Item", "main_menu"]


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the menu."""

    name: str
    address: str
    current: bool

    @property
    def text(self) -> str:
        """The key of its text."""
        return f"web.menu.{self.name}"


MENU: Sequence[tuple[str, str, Permission | None]] = (
    ("overview", "agency:overview", Permission.SEE_SECTOR),
    ("institutions", "agency:institutions", Permission.SEE_SECTOR),
    ("known", "agency:known", Permission.SEE_SECTOR),
    ("what-if", "agency:what-if", Permission.SEE_SECTOR),
    ("budget", "agency:budget", Permission.SEE_SECTOR),
    ("rulings", "agency:rulings", Permission.RULE),
    ("own-figures", "institution:figures", Permission.SEE_OWN),
    ("own-mobilities", "institution:mobilities", Permission.SEE_OWN),
    ("work-list", "institution:work-list", Permission.SEE_OWN),
    ("activities", "institution:activities", Permission.SEE_OWN),
    ("write-back", "institution:write-back", Permission.SEE_OWN),
    ("links", "institution:links", Permission.DECIDE_OWN),
    ("check", "public:check", None),
    ("imports", "imports:all", Permission.IMPORT),
    ("snapshots", "agency:snapshots", Permission.SEE_SECTOR),
    ("check-table", "public:check-table", None),
    ("people", "people:people", Permission.MANAGE_PEOPLE),
    ("settings", "administration:settings", Permission.MANAGE_SETTINGS),
    ("audit-log", "administration:audit-log", Permission.READ_AUDIT_LOG),
)
"""Text, address and permission; None is for everybody."""


@cache
def _place(address: str) -> str:
    return reverse(address)


def main_menu(account: Account | None, path: str) -> tuple[Item, ...]:
    """Return the menu of a person, with the place marked where they are; the same one for the same places."""
    shown = tuple(
        (name, _place(address))
        for name, address, permission in MENU
        if permission is None or may(account, permission)
    )
    return _menu(shown, max((a for _, a in shown if path.startswith(a)), key=len, default=None))


@cache
def _menu(shown: tuple[tuple[str, str], ...], here: str | None) -> tuple[Item, ...]:
    return tuple(Item(name, address, address == here) for name, address in shown)
