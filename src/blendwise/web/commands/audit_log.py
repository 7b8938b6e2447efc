"""`blendwise audit-log`: who did what when, and whether the log is still whole."""

from __future__ import annotations

import sys

import click

from blendwise.cli import data_option, help_text, lang_option, output_options
from blendwise.language import plural, say
from blendwise.web.commands.surroundings import use_data

_BROKEN = 3


@click.command("audit-log", help=help_text("audit_log", "help"))
@click.option("--verify", "verifying", is_flag=True, help=help_text("audit_log", "verify"))
@click.option("--seal", metavar="HASH", help=help_text("audit_log", "seal"))
@output_options
@data_option
@lang_option
def command(
    verifying: bool, seal: str | None, form: str, to: str | None, data: str | None, lang: str
) -> None:
    use_data(data)
    from blendwise.reporting.tables import write_table
    from blendwise.web.readings.audit_log import Choice, audit_log_frame

    if verifying or seal:
        sys.exit(_verify(seal, lang))
    write_table(audit_log_frame(Choice(), lang), form, to, language=lang)


def _verify(seal: str | None, lang: str) -> int:
    from blendwise.web.readings.audit_log import chain_state

    state = chain_state(seal)
    if state.broken_at is not None:
        click.echo(say("cli.audit_log.broken", lang, number=state.broken_at))
        return _BROKEN
    if not state.holds_seal:
        click.echo(say("cli.audit_log.no-seal", lang))
        return _BROKEN
    click.echo(plural("cli.audit_log.whole", state.events, lang))
    click.echo(say("cli.audit_log.newest", lang, hash=state.newest))
    return 0
