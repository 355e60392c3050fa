"""`madoguchi audit …`: whether what was done and looked at stands as it was written. Shows numbers, never a word."""

from typing import TYPE_CHECKING

import typer

from bot.commands.frame import ConfigFile, Json, as_json, example, group, read

if TYPE_CHECKING:
    from storage.audit import Verdict
    from storage.engine import Unit

commands = group("The audit: verify that nobody changed it.", "audit verify")
FAULTS = {
    "changed": "row {at} was changed, removed, or put there by somebody without the key",
    "cut": "rows are missing from row {at} on",
    "head": "the row that tells where the audit ends is missing or was changed",
}


@commands.callback()
def about() -> None:
    """So that `verify` stays a word of its own."""


@commands.command(epilog=example("audit verify --json"))
def verify(json: Json = False, config: ConfigFile = None) -> None:
    """Follow the audit from its first row to its last; exit 1 if anything in it was changed, removed or cut off."""

    def work(unit: "Unit") -> "Verdict":
        from storage.audit import Audit

        return Audit(unit.cases, unit.vault.keyring).verify()

    found = read(config, work)
    if json:
        as_json(
            {"rows": found.rows, "whole": found.whole, "fault": found.fault, "at": found.at, "mac": found.mac.hex()}
        )
    elif found.whole:
        typer.echo(f"{found.rows} rows, each as it was written. The last: {found.mac.hex()}")
        typer.echo("Keep this line elsewhere: whoever holds the master key could write a whole new audit.")
    else:
        typer.echo(f"{found.rows} rows are whole; then {FAULTS[found.fault].format(at=found.at)}.")
    if not found.whole:
        raise typer.Exit(1)
