"""`madoguchi chat | simulate`: the conversation in a terminal, by hand or from a file. Offline, nothing is kept."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.frame import Refusal, UnreadConfigFile, example

commands = typer.Typer()


@commands.command(epilog=example("chat --language id"))
def chat(
    language: Annotated[str, typer.Option(metavar="TAG", help="The language your app would tell: en, ja, id ...")] = "",
    look: Annotated[str, typer.Option(metavar="APP", help="Which app to look like: line, telegram or sms.")] = "line",
    _config: UnreadConfigFile = None,
) -> None:
    """Talk to the bot in the terminal, as a worker would. A number presses a button; Ctrl-D ends."""
    import asyncio
    from tempfile import TemporaryDirectory

    from bot import chat as talk
    from bot import logs
    from bot.demo import settings

    if look not in talk.LOOKS:
        raise Refusal(f"there is no {look}; choose one of {', '.join(talk.LOOKS)}")
    logs.configure("warning", "plain")
    with TemporaryDirectory(prefix="madoguchi-chat-") as folder:
        asyncio.run(talk.converse(settings(Path(folder), port=1), look=look, language=language or None))


@commands.command(epilog=example("simulate tests/conversations/shortest.talk"))
def simulate(
    file: Annotated[Path, typer.Argument(metavar="FILE.talk", help="A conversation, one line for each turn.")],
    _config: UnreadConfigFile = None,
) -> None:
    """Play a conversation from a file through the machine; exit 1 where it does not answer as the file says."""
    from bot.conversation.script import SCRIPT
    from bot.conversation.talk import NotATalk, play

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"cannot read {file} ({type(error).__name__})") from None
    wrong = 0
    try:
        for line in play(SCRIPT, text):
            wrong += bool(line.wrong)
            typer.echo(f"{line.number:>3}  {line.text}")
            if line.told:
                typer.echo(f"       -> {line.told}")
            if line.wrong:
                typer.echo(f"       !! {line.wrong}")
    except NotATalk as error:
        raise Refusal(f"{file}: {error} is of no form that a talk has; see bot/conversation/talk.py") from None
    if wrong:
        raise Refusal(f"{file}: {wrong} answers differ from what the file says")
