"""From a name in an export to the code of an activity type."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from blendwise.programme.refusals import nearest_of
from blendwise.programme.rulebook import ActivityType

__all__ = ["nearest_name", "plain", "recognise_among"]


def plain(text: str) -> str:
    """Return letters and digits only, in lower case and without accents: how names are compared."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


def recognise_among(text: str, names: Mapping[str, str]) -> str | None:
    """Return the code of a name or code; a cell of the form "CODE - name" is known by either part."""
    if found := names.get(plain(text)):
        return found
    parts = {names.get(plain(part)) for part in text.replace(" – ", " - ").split(" - ")}
    codes = parts - {None}
    return codes.pop() if len(codes) == 1 else None


def nearest_name(text: str, types: Mapping[str, ActivityType]) -> str:
    """Return the register's name of the activity type whose name or code is most like a text."""
    names = {plain(alias): t.register_name for t in types.values() for alias in (t.code, *t.aliases)}
    return names[nearest_of(plain(text), names)]
