"""WhatsApp: whether buttons were made, whether the notice is approved in each language, who waits to be written to."""

from collections.abc import Iterator

from bot.checkups.finding import Finding, ok, warn
from bot.config import Config
from bot.delivery.content_setup import ASKED
from channels.contents import NOTICE
from storage.contents import Contents, Made
from storage.engine import Unit
from storage.outbox import Outbox

SET_UP = "run: madoguchi channels setup twilio"
DECIDES = "WhatsApp decides, mostly within a day; docs/channels/whatsapp.md"


def prepared(unit: Unit, config: Config) -> Iterator[Finding]:
    if config.channels.whatsapp is None:
        return
    made = Contents(unit.cases).all()
    if made:
        yield ok("whatsapp buttons", f"{len(made)} questions have been made at Twilio")
    else:
        yield warn("whatsapp buttons", "none: questions are numbered lists", SET_UP)
    yield from _notices([row for row in made if row.name == NOTICE], config.channels.whatsapp.templates)
    if waiting := Outbox(unit.cases).waiting():
        yield warn("whatsapp", f"{waiting} messages wait until their workers write", "see: madoguchi outbox list")


def _notices(made: list[Made], by_hand: object) -> Iterator[Finding]:
    """After 24 hours of silence only an approved template reaches a worker."""
    approved = {row.language for row in made if row.approval == "approved"}
    if not approved and not by_hand:
        fix = DECIDES if any(row.approval in ASKED for row in made) else SET_UP
        yield warn("whatsapp notice", "no template is approved: after 24 hours nobody can be written to", fix)
        return
    yield ok("whatsapp notice", f"approved in: {', '.join(sorted(approved)) or 'those named in templates'}")
    for row in made:
        if row.approval not in ("", "approved") and row.language not in approved:
            why = f" ({row.reason})" if row.reason else ""
            yield warn("whatsapp notice", f"{row.language}: {row.approval}{why}", "see docs/channels/whatsapp.md")
