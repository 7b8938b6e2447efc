"""What an import did, in words: the books of each file, and the findings by kind with one place each."""

from __future__ import annotations

from collections import Counter

from blendwise.intake import Books, Finding
from blendwise.language import count, say
from blendwise.reporting.tables import text_table
from blendwise.store import ImportResult

__all__ = ["books_sentence", "import_text"]

_MOST_FILES = 25


def import_text(result: ImportResult, language: str) -> str:
    """Return the books, the findings, and what was kept or why not."""
    parts = [_books_table(list(result.books), language)] if result.books else []
    if result.books:
        parts.append(books_sentence(Books.total(list(result.books)), language))
    if result.findings:
        parts.append(_findings(result.findings, language))
    return "\n\n".join([*parts, *_kept(result, language)])


def books_sentence(books: Books, language: str) -> str:
    """Write the books as an equation, with what was left out by reason."""
    text = say(
        "imports.books",
        language,
        read=books.read,
        accepted=books.accepted,
        attached=books.attached,
        out=sum(books.left_out.values()),
    )
    if books.left_out:
        reasons = [
            f"{say(f'imports.codes.{code}', language)} {count(n, language)}"
            for code, n in books.left_out.items()
        ]
        text += " " + say("imports.reasons", language, reasons=", ".join(reasons))
    return text + " " + say("imports.drafts", language, drafts=books.drafts, accompanying=books.accompanying)


def _books_table(books: list[Books], language: str) -> str:
    headings = [
        say(f"imports.{name}", language) for name in ("file", "read", "accepted", "attached", "left-out")
    ]
    rows = [
        [b.file, *(count(n, language) for n in (b.read, b.accepted, b.attached, sum(b.left_out.values())))]
        for b in books[:_MOST_FILES]
    ]
    table = text_table(headings, rows, [False, True, True, True, True])
    more = len(books) - _MOST_FILES
    return table + ("\n" + say("imports.more-files", language, n=more) if more > 0 else "")


def _findings(findings: tuple[Finding, ...], language: str) -> str:
    numbers = Counter(f.code for f in findings)
    first = {f.code: f for f in reversed(findings)}
    order = ["refused", "unconfirmed", "left-out", "read", "note"]
    codes = sorted(numbers, key=lambda c: (order.index(first[c].effect), -numbers[c], c))
    lines = [_kind(first[c], numbers[c], language) for c in codes]
    return "\n".join([say("imports.findings", language, n=len(findings)), *lines])


def _kind(finding: Finding, number: int, language: str) -> str:
    effect = say(f"imports.effects.{finding.effect}", language)
    return f"{count(number, language):>7}  {effect}, {finding.code}\n         {finding.sentence(language)}"


def _kept(result: ImportResult, language: str) -> list[str]:
    if result.refused:
        key = "unconfirmed" if any(f.effect == "unconfirmed" for f in result.findings) else "refused"
        return [say(f"imports.{key}", language)]
    made = [
        say("imports.kept", language, id=s.id, rows=s.rows, date=s.date, table=f"labels.{s.table}")
        for s in result.snapshots
    ]
    return made + [say("imports.known", language, id=s.id) for s in result.known]
