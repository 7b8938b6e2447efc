"""Verdicts that stay: kept under a code to be cited, and rulings of the agency for everybody."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from blendwise.errors import UserError
from blendwise.language import LANGUAGES
from blendwise.programme import Facts, explain, judge, rules_at, shipped
from blendwise.programme.plain_facts import as_plain
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, KeptVerdict, Ruling

__all__ = ["keep_verdict", "publish_ruling", "withdraw_ruling"]

_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Without signs that look alike, and without vowels, so that no code spells a word."""
_VISITORS_AN_HOUR = 200


@action
def keep_verdict(*, by: Account | None, facts: Facts, call: int) -> KeptVerdict:
    """Keep a verdict under a code that can be cited; a visitor may ask for it too.

    Raises UserError for a call without rules, or when visitors have kept very many within an hour.
    """
    if by is None:
        since = timezone.now() - timedelta(hours=1)
        if KeptVerdict.objects.filter(institution=None, made__gt=since).count() >= _VISITORS_AN_HOUR:
            raise UserError("verdicts.too-many")
    verdict = judge(facts, rules_at(call))
    words = {lang: asdict(explain(verdict, shipped().sources, lang)) for lang in LANGUAGES}
    kept = KeptVerdict.objects.create(
        code=_code(), institution=by.institution if by else None, call=call, facts=as_plain(facts),
        outcome=verdict.outcome, rules_version=verdict.rules_version, explained=words,
    )  # fmt: skip
    record(by or "visitor", "verdict-kept", kept, outcome=verdict.outcome.value)
    return kept


def _code() -> str:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


@action
def publish_ruling(*, by: Account, title: str, text: str, language: str, facts: Facts, call: int) -> Ruling:
    """Say to everybody what the agency finds of a kind of case; what the rules say of it goes along."""
    verdict = judge(facts, rules_at(call))
    ruling = Ruling.objects.create(
        title=title, text=text, language=language, call=call, facts=as_plain(facts), outcome=verdict.outcome,
        rules_version=verdict.rules_version, by=by,
    )  # fmt: skip
    record(by, "ruling-published", ruling, outcome=verdict.outcome.value)
    return ruling


@action
def withdraw_ruling(*, by: Account, ruling: UUID) -> None:
    """Take a ruling back; that it was there stays in the log."""
    found = Ruling.objects.select_for_update().filter(pk=ruling, withdrawn=None).first()
    if found is None:
        raise UserError("web.not-found")
    found.withdrawn = timezone.now()
    found.save(update_fields=["withdrawn"])
    record(by, "ruling-withdrawn", found)
