"""`madoguchi locales …`: is every language whole, how far is it, and the way to a translator and back."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.frame import Json, Refusal, UnreadConfigFile, as_json, example, group

commands = group("What workers read, in each language.", "locales check")

Tag = Annotated[str, typer.Argument(metavar="LANGUAGE", help="A tag of locales/languages.toml, as vi or zh-Hans.")]


@commands.command(epilog=example("locales check"))
def check(json: Json = False, _config: UnreadConfigFile = None) -> None:
    """Name every text that is missing, differs from its source or does not fit a channel; exit 1 if there is one."""
    from bot.intake.locale_report import flaws
    from bot.intake.locale_table import load_languages
    from bot.intake.wording import Wording

    found = flaws()
    if json:
        as_json(found)
    else:
        offered = [tag for tag in load_languages() if tag in Wording.load().languages]
        typer.echo("\n".join(found) or f"{', '.join(offered)}: whole")
    if found:
        raise typer.Exit(1)


@commands.command(epilog=example("locales stats --json"))
def stats(json: Json = False, _config: UnreadConfigFile = None) -> None:
    """Show how many texts each language has, who reviewed it, and what an SMS in it costs at worst."""
    from dataclasses import asdict

    from bot.intake.locale_report import standings

    rows = standings()
    if json:
        as_json([asdict(row) for row in rows])
        return
    for row in rows:
        typer.echo(
            f"{row.tag:<10} {row.autonym:<20} {row.texts} of {row.of}  at most {row.parts} SMS, "
            f"{row.one_sms} of one  {row.known_words} known words  {row.review}"
        )


@commands.command(epilog=example("locales table --into docs/locales.md"))
def table(
    into: Annotated[Path | None, typer.Option(metavar="FILE", help="Renew the table in this page.")] = None,
    _config: UnreadConfigFile = None,
) -> None:
    """Print the table of all languages as Markdown."""
    from bot.intake import locale_report

    rows = locale_report.standings()
    if into is None:
        typer.echo(locale_report.table(rows))
        return
    try:
        into.write_text(locale_report.drawn(into.read_text("utf-8"), rows), "utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise Refusal(f"{into}: {error}") from None
    typer.echo(f"Renewed the table in {into}")


@commands.command(epilog=example("locales template --into locales/bot.pot"))
def template(
    into: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there instead of to the screen.")] = None,
    _config: UnreadConfigFile = None,
) -> None:
    """Extract what a new language begins with: every text of the source catalogue, untranslated."""
    from bot.intake import locale_exchange

    if into is None:
        typer.echo(locale_exchange.template(), nl=False)
        return
    try:
        into.write_text(locale_exchange.template(), "utf-8")
    except OSError as error:
        raise Refusal(f"{into}: {error.strerror}") from None
    typer.echo(f"Wrote {into}")


@commands.command(epilog=example("locales export vi --into vi.po"))
def export(
    tag: Tag,
    into: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there instead of to the screen.")] = None,
    _config: UnreadConfigFile = None,
) -> None:
    """Write one language as a PO file for a translator: texts, back-translations, notes, limits and samples."""
    from bot.conversation.script import SCRIPT
    from bot.intake.locale_exchange import exported

    try:
        text = exported(tag, SCRIPT)
    except KeyError:
        raise Refusal(f"{tag}: no language of locales/languages.toml") from None
    if into is None:
        typer.echo(text, nl=False)
        return
    try:
        into.write_text(text, "utf-8")
    except OSError as error:
        raise Refusal(f"{into}: {error.strerror}") from None
    typer.echo(f"Wrote {into}")


@commands.command(name="import", epilog=example('locales import vi.po --reviewer "Nguyen Thi An"'))
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PO file that `locales export` wrote.")],
    reviewer: Annotated[str, typer.Option(help="Who has read all of it and found it right.")] = "",
    _config: UnreadConfigFile = None,
) -> None:
    """Take a translator's file back: all of it, or nothing and every reason why."""
    from bot.conversation.script import SCRIPT
    from bot.intake.locale_exchange import Refused, imported
    from bot.parts import clock

    try:
        path, text = imported(file.read_bytes(), SCRIPT, reviewer=reviewer, on=clock().date())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Refusal(f"{error.filename or file}: {error.strerror}") from None
    except Refused as refused:
        for flaw in refused.flaws:
            typer.echo(flaw, err=True)
        raise Refusal(
            f"{file}: nothing was taken; mend the {len(refused.flaws)} flaws above and import again"
        ) from None
    typer.echo(f"Took {file} into {path}")
