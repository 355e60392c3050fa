"""`madoguchi case …`: what happens to a case, as people can look at it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.frame import UnreadConfigFile, example, group

commands = group("Cases.", "case diagram")


@commands.callback()
def about() -> None:
    """Keeps `diagram` a word of its own while it is the only one."""


@commands.command(epilog=example("case diagram --into docs/cases.md"))
def diagram(
    into: Annotated[Path | None, typer.Option(metavar="FILE", help="Renew the diagrams in this page.")] = None,
    _config: UnreadConfigFile = None,
) -> None:
    """Draw the statuses of a case, who may change them and what time does, from the table the program runs on."""
    from bot.casework.diagram import charts
    from bot.commands.script import renew

    renew("case diagram", charts(), into)
