"""`madoguchi conversation …`: the script as people can look at it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.frame import Refusal, UnreadConfigFile, example, group
from bot.drawing import renewed

commands = group("The conversation's script.", "conversation diagram")


@commands.callback()
def about() -> None:
    """Keeps `diagram` a word of its own while it is the only one."""


@commands.command(epilog=example("conversation diagram --into docs/conversation.md"))
def diagram(
    into: Annotated[Path | None, typer.Option(metavar="FILE", help="Renew the diagrams in this page.")] = None,
    _config: UnreadConfigFile = None,
) -> None:
    """Draw the script as Mermaid diagrams, from the data that the machine runs on."""
    from bot.conversation.diagram import COMMAND, charts
    from bot.conversation.script import SCRIPT

    renew(COMMAND, charts(SCRIPT), into)


def renew(command: str, text: str, into: Path | None) -> None:
    """Print what a command draws, or put it into the page that has a place for it."""
    if into is None:
        typer.echo(text)
        return
    try:
        page = into.read_text(encoding="utf-8")
        into.write_text(renewed(page, command, text), encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refusal(f"{into}: {error}") from None
    typer.echo(f"Renewed the diagrams in {into}")
