"""The words of every command there is, read from the command line itself."""

import typer

from bot.cli import app


def words_of_all_commands() -> list[tuple[str, ...]]:
    """`()` is `madoguchi` alone, `("user", "add")` is `madoguchi user add`."""
    found: list[tuple[str, ...]] = [()]

    def walk(command: object, at: tuple[str, ...]) -> None:
        for name, inner in getattr(command, "commands", {}).items():
            found.append((*at, name))
            walk(inner, (*at, name))

    walk(typer.main.get_command(app), ())
    return found
