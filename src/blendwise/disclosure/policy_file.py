"""Policies as TOML files: every number has the date from which it holds and a source.

Read at a date: each entry holds until the next one begins. Unknown keys, missing sources, dates out of
order and values of the wrong kind are refused, with the place in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from blendwise.disclosure.policy import (
    ColumnRules,
    Dimension,
    Dominance,
    Policy,
    PriorPosterior,
    Share,
    Sum,
    Zeros,
)
from blendwise.disclosure.suppression import by_cell, by_logarithm, by_value
from blendwise.disclosure.system import Vector
from blendwise.errors import UserError
from blendwise.records import Unit

__all__ = ["default_policy", "read_policy"]

Entry = dict[str, Any]
_COSTS: Mapping[str, Callable[[Vector], Vector]] = {
    "logarithm": by_logarithm,
    "cells": by_cell,
    "values": by_value,
}
_DATED: Mapping[str, tuple[str, ...]] = {
    "public": (),
    "threshold": ("below",),
    "margin": ("value",),
    "dominance": ("n", "k"),
    "prior-posterior": ("p", "q"),
}
"""The rules of a column that are lists of dated entries, with the numbers in each entry."""
_OPTIONAL = ("q",)


def default_policy(*, on: date) -> Policy:
    """Return the rules that hold where nobody has said otherwise: one threshold for every column.

    Formula: one threshold for every column, no column public.
    Source: Hundepool and others (2012), chapter 4.
    Shapes: a day; a policy.
    Unit: that of the policy's columns.
    Errors: UserError for a day before the rules began.
    Assumes: none.
    Not for: a column that may be public: say so in a policy.
    """
    return read_policy(Path(__file__).with_name("default.toml"), on=on)


def read_policy(file: Path, *, on: date) -> Policy:
    """Read a policy as it holds on a day.

    Raises UserError with the place in the file when it can't be used as it stands.

    Formula: the values of a file that hold on a day.
    Source: Hundepool and others (2012), chapter 4, on what a policy must fix.
    Shapes: a file and a day; a policy.
    Unit: that of the policy's columns.
    Assumes: the file is the one in force.
    Not for: rules nobody has agreed to.
    """
    return _policy(_parsed(file), str(file), on)


def _parsed(file: Path) -> Entry:
    if not file.is_file():
        raise UserError("general.not-found", path=str(file))
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError("disclosure.policy-not-toml", file=str(file), reason=str(error)) from None


def _policy(data: Entry, file: str, on: date) -> Policy:
    known = ("population", "cost", "seconds", "dimensions", "columns", "sums", "shares")
    _refuse_unknown(data, known, file)
    columns = _tables(data, "columns", file)
    if not columns:
        raise UserError("disclosure.policy-lacks", at=file, key="columns")
    return Policy(
        dimensions=tuple(
            _dimension(n, entry, f"{file}: dimensions.{n}")
            for n, entry in _tables(data, "dimensions", file).items()
        ),
        columns={name: _column(entry, f"{file}: columns.{name}", on) for name, entry in columns.items()},
        sums=tuple(_sum(entry, f"{file}: sums") for entry in _typed(data, "sums", list, file, [])),
        shares=tuple(
            _share(n, entry, f"{file}: shares.{n}") for n, entry in _tables(data, "shares", file).items()
        ),
        population=_typed(data, "population", str, file, ""),
        cost=_COSTS[_one_of(data, "cost", tuple(_COSTS), file, "logarithm")],
        seconds=float(_typed(data, "seconds", (int, float), file, 60)),
    )


def _dimension(name: str, entry: Entry, at: str) -> Dimension:
    _refuse_unknown(entry, ("total", "parts", "group", "knows-own"), at)
    totals = {_typed(entry, "total", str, at): ()} if "total" in entry else {}
    totals |= {
        total: _names(parts, f"{at}.parts") for total, parts in _typed(entry, "parts", dict, at, {}).items()
    }
    return Dimension(
        column=name,
        totals=tuple(totals.items()),
        group=_typed(entry, "group", bool, at, False),
        knows_own=_typed(entry, "knows-own", bool, at, False),
    )


def _column(entry: Entry, at: str, on: date) -> ColumnRules:
    _refuse_unknown(entry, (*_DATED, "zeros", "contributions", "unit"), at)
    dated = {key: _on(entry, key, at, on) for key in _DATED if key in entry}
    unit = _one_of(entry, "unit", tuple(Unit), at, None)
    return ColumnRules(
        public="public" in dated,
        below=dated["threshold"]["below"] if "threshold" in dated else None,
        zeros=Zeros(_one_of(entry, "zeros", tuple(Zeros), at, Zeros.SHOWN)),
        margin=dated["margin"]["value"] if "margin" in dated else None,
        dominance=Dominance(**dated["dominance"]) if "dominance" in dated else None,
        prior_posterior=PriorPosterior(**dated["prior-posterior"]) if "prior-posterior" in dated else None,
        contributions=_names(entry.get("contributions", []), f"{at}.contributions"),
        unit=None if unit is None else Unit(unit),
    )


def _on(entry: Entry, key: str, at: str, on: date) -> dict[str, Any]:
    """Return the numbers of a rule as they hold on a day."""
    at = f"{at}.{key}"
    entries = entry[key]
    if not isinstance(entries, list) or not entries or not all(isinstance(e, dict) for e in entries):
        raise UserError("disclosure.policy-not-dated", at=at)
    for one in entries:
        _refuse_unknown(one, (*_DATED[key], "from", "source"), at)
        for name in (*_DATED[key], "from", "source"):
            if name in one or name not in _OPTIONAL:
                _typed(one, name, _kind(name), at)
        if not one["source"].strip():
            raise UserError("disclosure.policy-lacks", at=at, key="source")
    starts = [one["from"] for one in entries]
    if starts != sorted(set(starts)):
        raise UserError("disclosure.policy-dates", at=at)
    holding = [one for one in entries if one["from"] <= on]
    if not holding:
        raise UserError("disclosure.policy-not-yet", at=at, day=on, first=starts[0])
    return {name: holding[-1][name] for name in _DATED[key] if name in holding[-1]}


def _kind(name: str) -> type | tuple[type, ...]:
    return {"from": date, "source": str, "below": int, "value": int, "n": int}.get(name, (int, float))


def _sum(entry: object, at: str) -> Sum:
    if not isinstance(entry, dict):
        raise UserError("disclosure.policy-value", at=at, key="sums", value=str(entry)[:40])
    _refuse_unknown(entry, ("total", "parts", "group"), at)
    parts = _names(_typed(entry, "parts", list, at), f"{at}.parts")
    return Sum(_typed(entry, "total", str, at), parts, group=_typed(entry, "group", bool, at, False))


def _share(name: str, entry: Entry, at: str) -> Share:
    _refuse_unknown(entry, ("numerator", "denominator", "per", "keep", "complement"), at)
    return Share(
        column=name,
        numerator=_typed(entry, "numerator", str, at),
        denominator=_typed(entry, "denominator", str, at),
        per=_typed(entry, "per", int, at, 100),
        keep=_typed(entry, "keep", bool, at, False),
        complement=_typed(entry, "complement", bool, at, False),
    )


def _refuse_unknown(entry: Entry, known: tuple[str, ...], at: str) -> None:
    for key in entry:
        if key not in known:
            raise UserError("disclosure.policy-unknown-key", at=at, key=key, known=", ".join(known))


_MISSING = object()


def _typed(entry: Entry, key: str, kind: type | tuple[type, ...], at: str, default: object = _MISSING) -> Any:
    """Return a value of the right kind; a yes or no is no number, and a moment no day."""
    if key not in entry and default is _MISSING:
        raise UserError("disclosure.policy-lacks", at=at, key=key)
    value = entry.get(key, default)
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if type(value) not in kinds:
        raise UserError("disclosure.policy-value", at=at, key=key, value=str(value)[:40])
    return value


def _one_of(entry: Entry, key: str, known: tuple[str, ...], at: str, default: str | None) -> Any:
    value = entry.get(key, default)
    if key in entry and value not in known:
        raise UserError(
            "disclosure.policy-choice", at=at, key=key, value=str(value)[:40], known=", ".join(known)
        )
    return value


def _tables(data: Entry, key: str, at: str) -> dict[str, Entry]:
    tables: dict[str, Entry] = _typed(data, key, dict, at, {})
    for name, entry in tables.items():
        if not isinstance(entry, dict):
            raise UserError("disclosure.policy-value", at=at, key=f"{key}.{name}", value=str(entry)[:40])
    return tables


def _names(values: object, at: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise UserError("disclosure.policy-value", at=at, key="names", value=str(values)[:40])
    return tuple(values)
