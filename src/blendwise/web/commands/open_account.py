"""`blendwise open-account`: the first administrator, whom nobody can invite."""

from __future__ import annotations

import click

from blendwise.cli import data_option, help_text, lang_option
from blendwise.language import say
from blendwise.web.commands.surroundings import use_data


@click.command("open-account", help=help_text("open_account", "help"))
@click.argument("email")
@data_option
@lang_option
def command(email: str, data: str | None, lang: str) -> None:
    use_data(data)
    from django.core.management import call_command

    from blendwise.web.access import Role
    from blendwise.web.actions.people import VALID, invite
    from blendwise.web.actions.recording import SITE
    from blendwise.web.mail import invitation_link

    call_command("migrate", verbosity=0, interactive=False)
    _, token = invite(by=SITE, email=email, role=Role.ADMIN, language=lang)
    click.echo(say("cli.open_account.link", lang, email=email, days=VALID.days))
    click.echo(invitation_link(token))
