"""`madoguchi audit …`: whether what was done and looked at stands as it was written. Shows numbers, never a word."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Json, Refusal, as_json, example, group, read, settings, write

if TYPE_CHECKING:
    from storage.anchors import Anchor
    from storage.audit import Verdict
    from storage.engine import Unit

commands = group("The audit: verify that nobody changed it, also against a line kept elsewhere.", "audit verify")
FAULTS = {
    "changed": "row {at} was changed, removed, or put there by somebody without the key",
    "cut": "rows are missing from row {at} on",
    "head": "the row that tells where the audit ends is missing or was changed",
}
ANCHORS = {
    "": "fits",
    "forged": "is not signed by anybody's key: it was changed after it was written",
    "key": "was signed with another key: the audit of today is not the one of that day",
    "cut": "counts more rows than there are",
    "rewritten": "does not fit: its last row is another one today",
}
Kept = Annotated[
    str, typer.Option("--anchor", metavar="FILE|TEXT", help="A signed line, or a file with such lines, as mailed.")
]


@commands.command(epilog=example("audit verify --anchor mail-of-monday.eml"))
def verify(anchor: Kept = "", json: Json = False, config: ConfigFile = None) -> None:
    """Follow the audit from its first row to its last, and hold kept lines against it; exit 1 if anything does not fit.

    Without --anchor it cannot be seen that somebody with the master key wrote a whole new audit.
    """
    kept = lines_in(anchor) if anchor else []

    def work(unit: "Unit") -> "tuple[Verdict, list[tuple[Anchor, str]]]":
        from storage.anchors import Anchors
        from storage.audit import Audit

        audit = Audit(unit.cases, unit.vault.keyring)
        anchors = Anchors(unit.cases, audit)
        return audit.verify(), [(one, anchors.fault(one)) for one in kept]

    found, held = read(config, work)
    _say(found, held, json=json)
    if not found.whole or any(fault for _, fault in held):
        raise typer.Exit(1)


@commands.command(epilog=example("audit anchor > /mnt/usb/audit.txt"))
def anchor(config: ConfigFile = None) -> None:
    """Print today's signed line, made now if there is none yet: to be kept where nobody of the desk can change it."""
    from datetime import date

    from storage.anchors import Anchors
    from storage.audit import Audit

    today = _today(config)

    def work(unit: "Unit") -> "Anchor | None":
        anchors = Anchors(unit.cases, Audit(unit.cases, unit.vault.keyring))
        return anchors.take(date.fromordinal(today)) or anchors.of(today)

    made = write(config, work)
    if made is None:
        raise Refusal("nothing was written into the audit yet")
    typer.echo(made.line())


def _today(config: ConfigFile) -> int:
    """The day of the desk."""
    from zoneinfo import ZoneInfo

    from bot.parts import clock

    return clock().astimezone(ZoneInfo(settings(config).desk.time_zone)).date().toordinal()


def lines_in(given: str) -> "Sequence[Anchor]":
    """From a text, or the file of that name. Raises Refusal."""
    from storage.anchors import read as found_in

    try:
        raw = Path(given).read_bytes() if not found_in(given) and Path(given).is_file() else given.encode()
    except (OSError, ValueError):
        raise Refusal("this file cannot be read") from None
    found = found_in(raw.decode("utf-8", "replace")) or found_in(_mail(raw))
    if not found:
        raise Refusal("there is no line of an audit in it: one begins with madoguchi-audit-1")
    return found


def _mail(raw: bytes) -> str:
    """The text of a mail that was saved as it came."""
    from email import message_from_bytes, policy
    from email.message import EmailMessage

    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    try:
        return str(body.get_content()) if body is not None else ""
    except (LookupError, KeyError, ValueError):  # a charset or a kind that nobody knows
        return ""


def _say(found: "Verdict", held: "list[tuple[Anchor, str]]", *, json: bool) -> None:
    if json:
        said = {"rows": found.rows, "whole": found.whole, "fault": found.fault, "at": found.at, "mac": found.mac.hex()}
        lines = [{"day": one.day.isoformat(), "rows": one.rows, "fault": fault} for one, fault in held]
        as_json(said | {"anchors": lines})
        return
    if found.whole:
        typer.echo(f"{found.rows} rows, each as it was written. The last: {found.mac.hex()}")
    else:
        typer.echo(f"{found.rows} rows are whole; then {FAULTS[found.fault].format(at=found.at)}.")
    for one, fault in held:
        typer.echo(f"The line of {one.day} ({one.rows} rows) {ANCHORS[fault]}.")
    if found.whole and not held:
        typer.echo("Whoever holds the master key could write a whole new audit: --anchor shows it.")
