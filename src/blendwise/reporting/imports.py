"""What an import did, in words: the books of each file, and the findings by kind with one place each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from blendwise.intake import Books, Finding
from blendwise.language import count, plural, say
from blendwise.reporting.tables import text_table
from blendwise.snapshots import Snapshot
from blendwise.store import ImportResult

__all__ = ["books_sentence", "findings_table", "import_text", "snapshots_frame"]

_MOST_FILES = 25


def import_text(result: ImportResult, language: str) -> str:
    """Return the books, the findings, and what was kept or why not."""
    parts = [_books_table(list(result.books), language)] if result.books else []
    if result.books:
        parts.append(books_sentence(Books.total(list(result.books)), language))
    if result.findings:
        parts.append(_findings(result.findings, language))
    if result.feedback:
        parts.append(_feedback(result, language))
    return "\n\n".join([*parts, *_kept(result, language)])


def _feedback(result: ImportResult, language: str) -> str:
    """Say where the feedback files are, and what stands in them."""
    files = [str(file) for file in result.feedback]
    more = (
        [say("imports.more-files", language, n=len(files) - _MOST_FILES)] if len(files) > _MOST_FILES else []
    )
    return "\n".join([plural("imports.feedback", len(files), language), *files[:_MOST_FILES], *more])


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
        plural("imports.kept", s.rows, language, id=s.id, date=s.date, table=f"labels.{s.table}")
        for s in result.snapshots
    ]
    if any(s.table == "open_data" for s in (*result.snapshots, *result.known)):
        made.append(say("imports.not-counted", language))
    return made + [say("imports.known", language, id=s.id) for s in result.known]


def snapshots_frame(snapshots: Sequence[Snapshot], language: str) -> pl.DataFrame:
    """Return a row per snapshot: its day, table, calls and rows, and the files that it came from."""
    schema = {"id": pl.String, "date": pl.Date, "table": pl.String, "calls": pl.String, "rows": pl.Int64,
              "files": pl.Int64, "source_files": pl.String, "sha256": pl.String}  # fmt: skip
    rows = [
        (s.id, s.date, s.table, ", ".join(map(str, s.calls)), s.rows, len(s.sources), _sources(s, language),
         s.sha256[:12])
        for s in snapshots
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _sources(snapshot: Snapshot, language: str) -> str:
    """Name the first file, and how many there are besides."""
    first, *more = [source.name for source in snapshot.sources] or [""]
    return plural("imports.sources", len(more), language, first=first)


def findings_table(findings: Iterable[Finding], language: str) -> pl.DataFrame:
    """Return a row per finding: code, effect, place, value, and its sentence."""
    texts = ("code", "effect", "file", "sheet", "column", "header", "value", "sentence")
    schema = dict.fromkeys(texts, pl.String) | {"row": pl.Int64}
    return pl.DataFrame([f.as_dict(language) for f in findings], schema)
