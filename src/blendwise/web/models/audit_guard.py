"""The database itself refuses to change or remove an event of the audit log, whoever asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["put_up_guard", "take_down_guard"]

_REFUSAL = "the audit log is only added to"
_UP = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_log_{deed} BEFORE {deed} ON web_auditevent "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for deed in ("update", "delete")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_log_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_log_rows BEFORE UPDATE OR DELETE ON web_auditevent "
        "FOR EACH ROW EXECUTE FUNCTION audit_log_refuses()",
        "CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON web_auditevent "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuses()",
    ),
}
_DOWN = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_log_update", "DROP TRIGGER IF EXISTS audit_log_delete"),
    "postgresql": ("DROP FUNCTION IF EXISTS audit_log_refuses() CASCADE",),
}


def put_up_guard(connection: BaseDatabaseWrapper) -> None:
    """Let the database refuse every change and removal."""
    _run(connection, (*_DOWN[connection.vendor], *_UP[connection.vendor]))


def take_down_guard(connection: BaseDatabaseWrapper) -> None:
    """Let the database allow it again: only for going back to a version without the guard."""
    _run(connection, _DOWN[connection.vendor])


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
