"""`madoguchi publish`: the next issue of the public list, once it is approved at the desk. Prints counts, no words."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, noted, read, settings, write

if TYPE_CHECKING:
    from storage.engine import Unit
    from storage.publication import Issue

commands = typer.Typer()
Dry = Annotated[bool, typer.Option("--dry-run", help="Publish nothing; say what would happen.")]
WHY = {
    "not_proposed": "nobody has proposed an issue; open /desk/publish",
    "not_approved": "a lead who did not propose it has to approve it at /desk/publish",
    "too_early": "the last issue is younger than [publication] every_days",
    "changed": "cases have changed since it was proposed; propose it again at /desk/publish",
    "breach": "the last check refuses it: a group would be smaller than k, or could be found by subtraction",
}


@commands.command(epilog=example("publish --dry-run"))
def publish(dry_run: Dry = False, json: Json = False, config: ConfigFile = None) -> None:
    """Publish the issue that was approved at the desk, or say why not."""
    from bot.casework import publishing
    from bot.parts import clock, ids
    from bot.publication_terms import terms_of
    from storage.publication import PublicList

    terms, now = terms_of(settings(config)), clock()

    def look(unit: "Unit") -> dict[str, Any]:
        draft = PublicList(unit.cases).draft()
        made = publishing.plan(unit, terms, now=now, ids=ids)
        rows = publishing.drafted(draft) if draft else made.rows
        refused = publishing.refusal(unit, terms, now=now)
        return {"issue": made.number, "cases": len(rows), "waiting": made.waiting, "refused": refused}

    found = read(config, look)
    if not dry_run and not found["refused"]:

        def work(unit: "Unit") -> "Issue":
            made = publishing.publish(unit, terms, now=now)
            noted(unit, "publication.published", made.digest)
            return made

        issue = write(config, work)
        found |= {"sha256": issue.digest}
    if json:
        as_json({"dry_run": dry_run, **found})
    elif not found["refused"]:
        said = "would be published" if dry_run else "published"
        typer.echo(
            f"issue {found['issue']} {said}: {found['cases']} cases; {found['waiting']} wait for others like them"
        )
    if found["refused"]:
        raise Refusal(f"issue {found['issue']} is not published: {WHY[found['refused']]}")
