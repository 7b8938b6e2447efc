"""`blendwise profile`: propose which column is what in a layout that is not known, and save the answer."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.errors import UserError


@click.command("profile", help=help_text("profile", "help"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help=help_text("profile", "sheet"))
@click.option("--map", "chosen", multiple=True, metavar="COLUMN=HEADER", help=help_text("profile", "map"))
@click.option("--save", metavar="NAME", help=help_text("profile", "save"))
@output_options
@data_option
@lang_option
def command(
    file: Path, sheet: str | None, chosen: tuple[str, ...], save: str | None, form: str, to: str | None,
    data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.intake.mapping import proposal_for
    from blendwise.intake.profiles import save_profile
    from blendwise.intake.suggestions import accepted_profile
    from blendwise.language import say
    from blendwise.reporting.proposals import doubtful_text, proposal_frame
    from blendwise.reporting.tables import write_table
    from blendwise.store import DataFolder

    store = DataFolder(data)
    with store.staging() as folder:
        proposal = proposal_for(file, folder, sheet)
    mapping = proposal.mapping(_pairs(chosen))
    write_table(proposal_frame(proposal, mapping), form, to, language=lang)
    if doubtful := doubtful_text(proposal, mapping, lang):
        click.echo("\n" + doubtful, err=True)
    if save:
        profile = accepted_profile(proposal, save, _pairs(chosen))
        target = save_profile(profile, store.folder / "profiles")
        click.echo("\n" + say("cli.profile.saved", lang, file=str(target), n=len(mapping)), err=True)


def _pairs(chosen: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in chosen]
    for text, (name, sign, header) in zip(chosen, pairs, strict=True):
        if not (name and sign and header):
            raise UserError("intake.bad-mapping", value=text)
    return {name: header for name, _, header in pairs}
