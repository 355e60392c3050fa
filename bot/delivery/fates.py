"""What a vendor says later of what it had accepted, and what follows from it.

Statuses come late, twice, out of order, and before our own commit; each part of a message moves forward only. Nothing
here tells anyone that a message was read: that is hers (`domain.md` 12). Runs inside a turn.
"""

from datetime import timedelta

import structlog

from bot.delivery import missed, moving, reach, window
from bot.delivery.reach import Stop
from bot.intake.scene import Intake
from channels.base import Event
from storage.engine import Unit
from storage.keyring import Purpose
from storage.messages import delivered
from storage.outbox import Outbox
from storage.parking import park_late
from storage.times import day_of
from storage.vendor_ids import FINAL, RANK, Known, VendorIds

log = structlog.stdlib.get_logger(__name__)
# https://www.twilio.com/docs/api/errors
LATER = frozenset(("30001", "30003", "30008", "30017", "30410", "63010", "63012", "63017", "63018", "20429"))
"""The network or the vendor was busy, her phone was off: it is tried again."""
NO_PHONE = frozenset(
    ("21211", "21214", "21217", "21265", "21407", "21421", "21614", "30003", "30005", "30006", "63003")
)
"""No such number, a landline, or nobody there even after all tries."""
REFUSED = frozenset(("30004", "63024", "63032", "63033"))
"""Her phone, her carrier or WhatsApp does not take our messages."""
UNSUBSCRIBED = "21610"
WAITS = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 6 * 60, 24 * 60))
"""Before each further try of what was accepted and not delivered."""


def told(intake: Intake, unit: Unit, event: Event, *, at: int) -> None:
    """Note one status. One about a message that we do not know is kept for a day: it may be faster than our commit.

    Older than a key rotation: digests are made with every master key that is still there; with its key gone, a status
    matches nothing and is forgotten.
    """
    status = event.status
    if status is None:
        return
    ids, code = VendorIds(unit.cases), status.code or ""
    digests = [digest for _, digest in intake.keyring.digests(Purpose.VENDOR, event.channel, status.provider_id)]
    for digest in digests:
        known = ids.get(digest)
        if known is not None:
            if ids.forward(digest, known, status.state, code) and known.message_id:
                settle(unit, known, status.state, code, at=at)
            return
    ids.early(digests[0], state=status.state, code=code[:8], day=day_of(at))


def settle(unit: Unit, known: Known, state: str, code: str, *, at: int) -> None:
    """A part has moved: so has its message, and a failure has its consequence."""
    delivered(unit.cases, known.message_id, VendorIds(unit.cases).whole(known.message_id))
    if code == window.CLOSED:
        window.refused_later(unit, known.message_id, at=at)
    elif RANK.get(state) == FINAL:
        failed(unit, known, code, at=at)


def failed(unit: Unit, known: Known, code: str, *, at: int) -> None:
    outbox = Outbox(unit.cases)
    sent = outbox.sent_for(known.message_id)
    if sent is None:
        return
    id_, alias, tries = sent
    if code in LATER and tries <= len(WAITS):
        VendorIds(unit.cases).drop_from(known.message_id, known.part)
        wait = WAITS[max(0, tries - 1)]
        outbox.once_more(id_, at=at + milliseconds_of(wait), part=known.part, why=code)
    elif why := stop_of(code):
        if park_late(unit.cases, id_, why=why):
            VendorIds(unit.cases).drop_from(known.message_id, 0)
        else:
            outbox.fail(id_, code)
        reach.stop(unit, alias, why, at=at)
        moving.after_her(unit, known.conversation_id, left=alias, at=at)
    else:  # 30007 filtered, and whatever else would fail again: a person has to look
        outbox.fail(id_, code)
        missed.tell_desk(unit, id_, known.conversation_id, alias, code=code, at=at)
        log.error("message was not delivered; see: madoguchi outbox list", outbox=id_, code=code)


def stop_of(code: str) -> Stop | None:
    if code in NO_PHONE:
        return Stop.UNREACHABLE
    if code in REFUSED:
        return Stop.BLOCKED
    return Stop.OPTED_OUT if code == UNSUBSCRIBED else None


def milliseconds_of(wait: timedelta) -> int:
    return int(wait / timedelta(milliseconds=1))
