"""`madoguchi proof …`: whether a proof of filing that somebody shows is one of ours."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import ConfigFile, Refusal, example, group, with_store

if TYPE_CHECKING:
    from datetime import date

    from bot.casework.filing_proof import Verdict
    from storage.engine import Store
    from storage.keyring import Keyring

commands = group("Proofs of filing: check one that somebody shows.", "proof verify 1234-5678 K7QF-2M9X-B4TH")
TOLD = {
    "genuine": "genuine: report {ref} came on {day}; what was sent is unchanged",
    "changed": "genuine: report {ref} came on {day}; what was sent has been changed or taken back since",
    "erased": "genuine: report {ref} came on {day}; what was sent is erased",
}


@commands.callback()
def about() -> None:
    """So that `verify` stays a word of its own."""


@commands.command("verify", epilog=example("proof verify 1234-5678 K7QF-2M9X-B4TH"))
def verify(
    reference: Annotated[str, typer.Argument(metavar="NUMBER", help="The report's number.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The proof code, however it was copied.")],
    config: ConfigFile = None,
) -> None:
    """Check a proof of filing. It says nothing of what the report was about."""
    from bot.casework import filing_proof
    from bot.conversation.digits import digits

    number = digits(reference)

    async def work(store: "Store", keyring: "Keyring") -> "tuple[Verdict, date | None]":
        return await store.read(lambda unit: filing_proof.verify(unit, keyring, number, code))

    verdict, day = with_store(config, work)
    if day is None:
        raise Refusal("not a proof of this report")
    typer.echo(TOLD[verdict].format(ref=f"{number[:4]}-{number[4:]}", day=day.isoformat()))
