"""File profiles: which column of a file means what, as data.

A profile is a TOML file, here or in the `profiles` folder of the data folder, where `blendwise profile`
saves the answers for a layout it did not know. It names the table it fills, our columns with the headers
they go by, the columns without which nothing can be read, and what its other words mean.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from blendwise.errors import UserError
from blendwise.records import APPLICATIONS, MOBILITIES, OPEN_DATA

__all__ = [
    "EXTRA_COLUMNS",
    "PROJECT_DATES",
    "Profile",
    "columns_of",
    "load_profile",
    "plain",
    "profiles",
    "save_profile",
]

_TABLES = {
    "mobilities": MOBILITIES,
    "groups": MOBILITIES,
    "applications": APPLICATIONS,
    "open_data": OPEN_DATA,
}
PROJECT_DATES = ("project_start_date", "project_end_date")
"""When the project of a mobility starts and ends, where a file says so."""
EXTRA_COLUMNS = ("data_type", "project_start_date")
"""Columns that only steer or check the reading and are not kept."""
_DATA_TYPES = {"main", "subgroup", "participant", "other", "inherits"}
_KEYS = {"name", "table", "essential", "columns", "data_types", "missing"}


@dataclass(frozen=True)
class Profile:
    """One layout of files: the table it fills and the headers its columns go by."""

    name: str
    table: str
    essential: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    data_types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of what the profile says: another one reads the same file in another way."""
        return hashlib.sha256(_as_toml(self).encode()).hexdigest()

    def column(self, header: str) -> str | None:
        """Return our column for a header, or None."""
        return self._by_header.get(plain(header))

    def priority(self, column: str, header: str) -> int:
        """Return how early a header stands among those a column goes by: the earlier, the surer."""
        return [plain(alias) for alias in self.columns[column]].index(plain(header))

    @cached_property
    def _by_header(self) -> dict[str, str]:
        return {plain(alias): column for column, aliases in self.columns.items() for alias in aliases}


@lru_cache(1 << 13)  # every profile asks it of every cell near the top
def plain(text: str) -> str:
    """Reduce a header or word to letters and digits: case, accents, spaces and punctuation do not count."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]+", "", letters)


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns that a file can deliver for a table."""
    delivered = tuple(c.name for c in _TABLES[table].columns if c.delivered)
    return EXTRA_COLUMNS + delivered if _TABLES[table] is MOBILITIES else delivered


def profiles(own: Path | None = None) -> tuple[Profile, ...]:
    """Return the profiles: those of the user first, then those that come with the product."""
    files = sorted(own.glob("*.toml")) if own and own.is_dir() else []
    return tuple(load_profile(file) for file in files) + _shipped()


@cache
def _shipped() -> tuple[Profile, ...]:
    order = ("beneficiary-module", "group-list", "applications-ka121", "open-data")
    found = {p.name: p for p in (load_profile(f) for f in sorted(Path(__file__).parent.glob("*.toml")))}
    return tuple(sorted(found.values(), key=lambda p: order.index(p.name) if p.name in order else len(order)))


def load_profile(file: Path) -> Profile:
    """Read a profile; refuses unknown keys, tables and columns, and what is not a list of words, with the place."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError("intake.profile-unreadable", file=file.name, reason=str(error)) from error
    _check_keys(data, file)
    columns, data_types = (_inherited(data, part, file) for part in ("columns", "data_types"))
    missing = data.get("missing", {})
    _check_words({"essential": data["essential"]} | columns | data_types | missing, file)
    _check_columns(data, columns, file)
    return Profile(
        name=data["name"],
        table=data["table"],
        essential=tuple(data["essential"]),
        columns={name: tuple(aliases) for name, aliases in columns.items()},
        data_types={kind: tuple(words) for kind, words in data_types.items()},
        missing=tuple(missing.get("values", ())),
    )


def _inherited(data: Mapping[str, Any], part: str, file: Path) -> dict[str, Any]:
    """Return a part of a profile on top of the same part of the shipped profile it inherits from, if any."""
    own = {name: words for name, words in data.get(part, {}).items() if name != "inherits"}
    parent = data.get(part, {}).get("inherits")
    if parent is None:
        return own
    shipped = {f.stem: f for f in Path(__file__).parent.glob("*.toml")}
    if parent not in shipped:
        raise UserError(
            "intake.profile-unknown-parent", file=file.name, name=str(parent), known=sorted(shipped)
        )
    base: dict[str, Any] = tomllib.loads(shipped[parent].read_text(encoding="utf-8")).get(part, {})
    return base | {name: [*base.get(name, []), *words] for name, words in own.items()}


def _check_keys(data: Mapping[str, Any], file: Path) -> None:
    lacking = {"name", "table", "essential", "columns"} - data.keys()
    if lacking:
        raise UserError("intake.profile-lacks", file=file.name, key=", ".join(sorted(lacking)))
    parts = {part: data.get(part, {}) for part in ("columns", "data_types", "missing")}
    for key in ("name", "table", *parts):
        if not isinstance(data.get(key, {}), dict if key in parts else str):
            raise UserError("intake.profile-wrong-kind", file=file.name, key=key)
    unknown = (
        data.keys() - _KEYS | parts["data_types"].keys() - _DATA_TYPES | parts["missing"].keys() - {"values"}
    )
    if unknown:
        raise UserError("intake.profile-unknown-key", file=file.name, key=", ".join(sorted(unknown)))
    if data["table"] not in _TABLES:
        raise UserError(
            "intake.profile-unknown-table", file=file.name, table=data["table"], tables=sorted(_TABLES)
        )


def _check_words(lists: Mapping[str, Any], file: Path) -> None:
    for key, words in lists.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise UserError("intake.profile-wrong-kind", file=file.name, key=key)


def _check_columns(data: Mapping[str, Any], columns: Mapping[str, list[str]], file: Path) -> None:
    known = columns_of(data["table"])
    for name in [*columns, *data["essential"]]:
        if name not in known:
            raise UserError(
                "intake.profile-unknown-column", file=file.name, column=name, columns=sorted(known)
            )
    without = [name for name in data["essential"] if not columns.get(name)]
    if without:
        raise UserError("intake.profile-lacks", file=file.name, key=", ".join(without))
    taken: dict[str, str] = {}
    for column, aliases in columns.items():
        for alias in aliases:
            if taken.setdefault(plain(alias), column) != column:
                raise UserError(
                    "intake.profile-header-twice",
                    file=file.name,
                    header=alias,
                    columns=[taken[plain(alias)], column],
                )


def save_profile(profile: Profile, folder: Path) -> Path:
    """Write a profile into a folder under its name and return the file. Raises UserError for a name that is a path."""
    if not re.fullmatch(r"\w[\w.-]*", profile.name):
        raise UserError("intake.profile-bad-name", name=profile.name)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{profile.name}.toml"
    file.write_text(_as_toml(profile), encoding="utf-8")
    return file


def _as_toml(profile: Profile) -> str:
    lines = [
        f"name = {_quoted(profile.name)}",
        f"table = {_quoted(profile.table)}",
        f"essential = {_list(profile.essential)}",
    ]
    lines += ["", "[columns]", *(f"{name} = {_list(aliases)}" for name, aliases in profile.columns.items())]
    if profile.data_types:
        lines += [
            "",
            "[data_types]",
            *(f"{name} = {_list(words)}" for name, words in profile.data_types.items()),
        ]
    if profile.missing:
        lines += ["", "[missing]", f"values = {_list(profile.missing)}"]
    return "\n".join(lines) + "\n"


def _list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(_quoted(w) for w in words) + "]"


def _quoted(word: str) -> str:
    """Write a text as TOML does: as JSON does, and without the one sign that JSON leaves as it is."""
    return json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f")
