"""Options that take several values: `--calls 2021 2022` as well as `--calls 2021 --calls 2022`."""

from __future__ import annotations

import click

__all__ = ["Several"]


class Several(click.Command):
    """A command without arguments, whose repeatable options go on until the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the name of a repeatable option before each further value."""
        names = {o for p in self.params if isinstance(p, click.Option) and p.multiple for o in p.opts}
        spread: list[str] = []
        current: str | None = None
        for argument in args:
            if argument.startswith("--"):
                current = argument if argument in names else None
                spread.append(argument)
            elif current and spread[-1] != current:
                spread += [current, argument]
            else:
                spread.append(argument)
        return super().parse_args(ctx, spread)
