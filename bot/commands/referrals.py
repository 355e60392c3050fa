"""`madoguchi referral …`: the desk's own table of offices that may help a worker too."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.companies import content_of
from bot.commands.frame import ConfigFile, Refusal, example, group, noted, write

if TYPE_CHECKING:
    from storage.engine import Unit

commands = group("Offices that may help a worker too: import a table.", "referral import offices.csv")
REASONS = {
    "no_office": "no office",
    "referral_field": "an unknown topic or language, or a text that is too long",
    "company_country": "unknown country; two letters, or its English or Japanese name",
    "company_day": "checked_on is not a day like 2026-04-01",
}


@commands.command("import", epilog=example("referral import offices.csv"))
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX; docs/referrals.md tells the columns.")],
    config: ConfigFile = None,
) -> None:
    """Add and change offices from a table. One refused line, and nothing is stored."""
    from bot.casework import referrals
    from bot.casework.register import sheets
    from bot.casework.register.checks import EntryRefused
    from bot.parts import ids

    try:
        rows = sheets.read(content_of(file), "referral_columns", "office")
    except sheets.FileRefused as error:
        raise Refusal(f"{file.name}: {error}") from None
    found, wrong = [], 0
    for row in rows:
        try:
            found.append(referrals.read(row.cells))
        except EntryRefused as error:
            wrong += 1
            typer.echo(f"line {row.number}: {REASONS[error.reason]}", err=True)
    if wrong:
        raise Refusal(f"{wrong} lines refused, nothing was stored")
    new = [ids() for _ in found]

    def work(unit: "Unit") -> tuple[int, int, int]:
        done = referrals.bring_in(unit, found, new)
        noted(unit, "office.imported", f"{len(found)}")
        return done

    added, changed, same = write(config, work)
    typer.echo(f"added {added}, changed {changed}, unchanged {same}")
