"""`madoguchi …`: every command by name. Exit code 0 ok, 1 refused with a reason, 2 not a command.

Only names and help texts are loaded here; what a command does is imported when it runs.
"""

from collections.abc import Sequence

import typer

from bot import __version__
from bot.commands import (
    audit,
    backups,
    case,
    channels,
    companies,
    keys,
    languages,
    locales,
    members,
    outbox,
    proofs,
    publish,
    referrals,
    retention,
    running,
    script,
    setting_up,
    talking,
)
from bot.commands.frame import example, told

app = typer.Typer(
    name="madoguchi",
    help="A grievance desk that workers reach by chat. Begin with `madoguchi demo`.",
    epilog=example("demo"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for commands in (running, setting_up, talking, backups, publish):
    app.registered_commands += commands.commands.registered_commands
for name, group in {
    "user": members,
    "audit": audit,
    "case": case,
    "channels": channels,
    "company": companies,
    "keys": keys,
    "outbox": outbox,
    "proof": proofs,
    "referral": referrals,
    "retention": retention,
    "conversation": script,
    "languages": languages,
    "locales": locales,
}.items():
    app.add_typer(group.commands, name=name)


@app.callback(invoke_without_command=True)
def about(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    if version:
        print(__version__)
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. A refusal is one line on standard error, never a traceback."""
    try:
        with told():
            app(args=None if arguments is None else list(arguments))
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except KeyboardInterrupt:
        return 130
    return 0
