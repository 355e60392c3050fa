"""`madoguchi locales …`: is every language whole, and how far is it?"""

import typer

from bot.commands.frame import Json, UnreadConfigFile, as_json, example, group

commands = group("What workers read, in each language.", "locales check")


@commands.command(epilog=example("locales check"))
def check(json: Json = False, _config: UnreadConfigFile = None) -> None:
    """Name every text that is missing, differs from its source or does not fit a channel; exit 1 if there is one."""
    from bot.conversation.script import SCRIPT
    from bot.intake.locale_check import check as flaws_of
    from bot.intake.locale_check import uses
    from bot.intake.locale_files import load_locales
    from bot.intake.locale_sms import load_placeholders, too_dear
    from bot.intake.wording import Wording

    locales = load_locales()
    found = [(flaw.language, flaw.message_id, flaw.what) for flaw in flaws_of(uses(SCRIPT), locales)]
    for cost in too_dear(Wording.load(), SCRIPT, load_placeholders()):
        found.append((cost.language, cost.message_id, f"takes up to {cost.parts} SMS"))
    if json:
        as_json([{"language": language, "message": message, "what": what} for language, message, what in found])
    else:
        for language, message, what in found:
            typer.echo(f"{language}  {message}: {what}")
        if not found:
            typer.echo(f"{', '.join(locale.tag for locale in locales)}: whole")
    if found:
        raise typer.Exit(1)


@commands.command(epilog=example("locales stats --json"))
def stats(json: Json = False, _config: UnreadConfigFile = None) -> None:
    """Show how many texts each language has, who reviewed it, and what an SMS in it costs at worst."""
    from bot.conversation.script import SCRIPT
    from bot.intake.locale_files import load_locales
    from bot.intake.locale_sms import costs, load_placeholders
    from bot.intake.wording import SOURCE, Wording

    locales = {locale.tag: locale for locale in load_locales()}
    wording = Wording.load()
    parts: dict[str, int] = {}
    for cost in costs(wording, SCRIPT, load_placeholders()):
        parts[cost.language] = max(parts.get(cost.language, 0), 0 if cost.long else cost.parts)
    whole = len(locales[SOURCE].entries)
    rows = [
        {
            "language": tag,
            "name": locale.language.autonym,
            "texts": sum(bool(entry.text) for entry in locale.entries.values()),
            "of": whole,
            "review": locale.review,
            "sms": parts.get(tag, 0),
        }
        for tag, locale in locales.items()
    ]
    if json:
        as_json(rows)
        return
    for row in rows:
        typer.echo("{language:<10} {name:<20} {texts} of {of}  at most {sms} SMS  {review}".format(**row))
