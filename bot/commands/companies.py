"""`madoguchi company …`: the register of companies that workers may mean, and whom the desk writes to there."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, group, noted, read, write

if TYPE_CHECKING:
    from bot.casework.register.importing import Plan
    from storage.engine import Unit

commands = group("The register of companies: import a table, list, add a contact.", "company import companies.csv")
contacts = group("People of a company whom the desk may write to.", "company contact add 'Sakura Foods' 'Mori Hanako'")
commands.add_typer(contacts, name="contact")
Dry = Annotated[bool, typer.Option("--dry-run", help="Store nothing; say what would be.")]
REASONS = {
    "differs": "says something else than its first line",
    "same_company": "means the same company as another line",
    "two_of_this_name": "two companies have this name; give the key",
    "company_name": "no name, or too long",
    "company_key": "the key is too long",
    "company_kind": "unknown kind; one of member, group, site, supplier, broker, other",
    "company_parent": "no such parent in the register or the table",
    "company_circle": "belongs to itself, over however many companies",
    "site_parent": "a site needs its company: fill in parent",
    "company_country": "unknown country; two letters, or its English or Japanese name",
    "company_sector": "the sector is too long",
    "company_day": "not a day like 2026-04-01",
    "company_disabled": "neither yes nor no",
    "contact_name": "a contact needs a name of at most 120 characters",
    "contact_role": "the role is too long",
    "contact_mail": "not a mail address",
    "contact_language": "unknown language; a tag such as ja, en, vi",
    "contact_rank": "the order is a number from 1 to 99",
    "contact_there": "this company has a contact with this address or name already",
    "key_taken": "another company has this key",
    "no_company": "no company is called so, or has this key; see: madoguchi company list",
}


@commands.command("import", epilog=example("company import companies.csv --dry-run"))
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX; docs/companies.md tells the columns.")],
    dry_run: Dry = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Add and change companies and contacts from a table. One refused line, and nothing is stored."""
    from bot.casework.desk import MovedMeanwhile
    from bot.casework.register import entries, importing, sheets
    from bot.parts import clock, ids
    from storage.times import milliseconds

    try:
        found, refused = entries.entries(sheets.read(content_of(file)))
    except sheets.FileRefused as error:
        raise Refusal(f"{file.name}: {error}") from None

    def work(unit: "Unit") -> "Plan":
        plan = importing.bring_in(unit, found, refused, ids=ids, at=milliseconds(clock()), dry=dry_run)
        if not dry_run:
            noted(unit, "company.imported", f"{len(found)}")
        return plan

    try:
        plan = write(config, work)
    except MovedMeanwhile:
        raise Refusal("somebody changed one of these companies just now; nothing was stored, run it again") from None
    tell(plan, dry=dry_run, json=json)
    if plan.refused:
        raise Refusal(f"{len(plan.refused)} lines refused, nothing was stored")


def content_of(file: Path) -> bytes:
    from bot.casework.register.sheets import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}") from None


def tell(plan: "Plan", *, dry: bool, json: bool) -> None:
    """What happened, or would."""
    counts = {
        "added": len(plan.added),
        "changed": len({*(one.id for one in plan.changed), *(one for one, _ in plan.called)} - _ids(plan.added)),
        "unchanged": plan.unchanged,
        "contacts_added": len(plan.contacts_added),
        "contacts_changed": len(plan.contacts_changed),
    }
    refused = [{"line": one.row, "reason": REASONS[one.reason], "about": one.about} for one in plan.refused]
    if json:
        as_json({"dry_run": dry, "stored": not (dry or refused), **counts, "refused": refused})
        return
    for one in refused:
        about = f": {one['about']}" if one["about"] else ""
        typer.echo(f"line {one['line']}: {one['reason']}{about}", err=True)
    if not refused:
        typer.echo(
            ("would be " if dry else "") + ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in counts.items())
        )


def _ids(companies: Any) -> set[str]:
    return {one.id for one in companies}


@commands.command("list", epilog=example("company list --search さくら"))
def list_(
    search: Annotated[str, typer.Option(help="A name in any script, as somebody might type it.")] = "",
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """List the companies, or those that a name may mean."""
    from bot.casework.register.kept import KeptRegister
    from storage.companies import Companies

    def work(unit: "Unit") -> list[dict[str, Any]]:
        companies = Companies(unit.cases)
        by_id = {one.id: one for one in companies.all()}
        hits = {hit.company_id: hit for hit in KeptRegister().find(unit, search, most=20)} if search else {}
        others = companies.all_other_names()
        return [
            as_row(by_id[one], by_id, others.get(one, ()), len(companies.contacts(one)))
            | ({"found_by": hits[one].by} if one in hits else {})
            for one in (hits if search else by_id)
        ]

    rows = read(config, work)
    if json:
        as_json(rows)
        return
    for row in rows:
        more = [row["kind"], row["country"], row["key"], f"of {row['parent']}" if row["parent"] else ""]
        more += [f"found by {row['found_by']}" if "found_by" in row else "", "disabled" if row["disabled"] else ""]
        contacts = f"{row['contacts']} contact{'' if row['contacts'] == 1 else 's'}"
        typer.echo("  ".join([row["name"], *filter(None, more), contacts]))
    if not rows:
        typer.echo("Nothing found." if search else "No companies yet: madoguchi company import FILE")


def as_row(one: Any, by_id: Any, others: Any, contacts: int) -> dict[str, Any]:
    from datetime import date, timedelta

    pledged = None if one.pledged_day is None else (date(1970, 1, 1) + timedelta(one.pledged_day)).isoformat()
    return {
        "key": one.external,
        "name": one.name,
        "other_names": list(others),
        "kind": one.kind,
        "parent": by_id[one.parent_id].name if one.parent_id in by_id else "",
        "country": one.country,
        "sector": one.sector,
        "pledged": pledged,
        "disabled": one.disabled,
        "contacts": contacts,
    }


@contacts.command("add", epilog=example("company contact add 'Sakura Foods' 'Mori Hanako' --mail mori@sakura.example"))
def add_contact(
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="Its key, or its whole name.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="In Latin letters where you can.")],
    mail: Annotated[str, typer.Option(help="Where notices go: a link, never a word of a case.")] = "",
    other_names: Annotated[str, typer.Option(help="The same name in other scripts, with ; between.")] = "",
    role: Annotated[str, typer.Option(help="What she is there.")] = "",
    language: Annotated[str, typer.Option(help="ja, en, ...")] = "en",
    order: Annotated[int, typer.Option(help="1 is asked first.")] = 1,
    config: ConfigFile = None,
) -> None:
    """Add a contact. Write her name in every script: the conflict guard compares it with what workers write."""
    from bot.casework.register import changing, checks
    from bot.parts import ids
    from storage.companies import Contact

    given = Contact(ids(), "", name, other_names.replace(";", "\n"), role, language, mail, order)
    try:
        called = write(config, lambda unit: changing.add_contact_to(unit, company, given))
    except checks.EntryRefused as error:
        raise Refusal(REASONS[error.reason]) from None
    typer.echo(f"{given.name} is a contact of {called}.")
