"""What must still be sent: claimed under a lease, strictly one after the other for each worker.

A row is open while its state is `queued`, and while it `waits` until she writes; a lease in the future says that some
process is sending it now. A row whose lease ran out was perhaps sent: `started` tells the next claimer to look it up
where the vendor can be asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, or_, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA

OUTBOX = METADATA.tables["outbox"]
TOPIC = "outbox"
WAITS = "waits"
"""The state of a row that may not be sent before she writes."""
EARLIER = OUTBOX.alias("earlier")
WHAT = (
    OUTBOX.c.id,
    OUTBOX.c.alias,
    OUTBOX.c.channel,
    OUTBOX.c.conversation_id,
    OUTBOX.c.message_id,
    OUTBOX.c.handle_ct,
    OUTBOX.c.tries,
    OUTBOX.c.parts_done,
    OUTBOX.c.started,
    OUTBOX.c.created_at,
)

COLUMNS = (
    *("id", "seq", "alias", "channel", "conversation_id", "message_id", "handle_ct", "state", "due_at", "lease_until"),
    *("tries", "parts_done", "started", "code", "created_at"),
)
ADD = insert(OUTBOX).values({name: bindparam(name) for name in COLUMNS})
OPEN_OF = select(OUTBOX.c.id).where(OUTBOX.c.alias == bindparam("of"), OUTBOX.c.state == "queued").limit(1)
FIRST = ~exists().where(EARLIER.c.alias == OUTBOX.c.alias, EARLIER.c.state == "queued", EARLIER.c.seq < OUTBOX.c.seq)
DUE = (
    select(*WHAT)
    .where(
        OUTBOX.c.state == "queued",
        OUTBOX.c.due_at <= bindparam("at"),
        OUTBOX.c.lease_until <= bindparam("at"),
        FIRST,
    )
    .order_by(OUTBOX.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OUTBOX)
)
CLAIM = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued", OUTBOX.c.lease_until <= bindparam("at"))
    .values(lease_until=bindparam("until"), tries=OUTBOX.c.tries + 1, started=True)
)
PART = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(parts_done=bindparam("parts"), lease_until=bindparam("until"))
)
CLOSE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(state=bindparam("to"), code=bindparam("why"), lease_until=0, handle_ct=None)
)
RETRY = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(due_at=bindparam("at"), lease_until=0, started=bindparam("unsure"), code=bindparam("why"))
)
WAIT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(state=WAITS, due_at=bindparam("at"), lease_until=0, started=False, parts_done=0, code="WindowClosed")
)
REOPEN = (
    update(OUTBOX)
    .where(OUTBOX.c.alias == bindparam("of"), OUTBOX.c.state == WAITS)
    .values(state="queued", due_at=bindparam("at"), code="")
)
LOOK_AGAIN = (
    update(OUTBOX).where(OUTBOX.c.state == WAITS, OUTBOX.c.due_at <= bindparam("at")).values(state="queued", code="")
)
OF_MESSAGE = select(OUTBOX.c.alias).where(OUTBOX.c.message_id == bindparam("of"), OUTBOX.c.state == "sent")
AGAIN = (
    update(OUTBOX)
    .where(OUTBOX.c.message_id == bindparam("of"), OUTBOX.c.state == "sent")
    .values(state="queued", due_at=bindparam("at"), lease_until=0, parts_done=0, started=False, code="")
)
TAKE_OVER = update(OUTBOX).where(OUTBOX.c.state == "queued", OUTBOX.c.lease_until > 0).values(lease_until=0)
WITHHOLD = (
    update(OUTBOX)
    .where(
        OUTBOX.c.alias == bindparam("of"),
        OUTBOX.c.state.in_(("queued", WAITS)),
        OUTBOX.c.lease_until <= bindparam("at"),
    )
    .values(state="withheld", code=bindparam("why"))
)
REVIVE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "dead")
    .values(state="queued", due_at=bindparam("at"), lease_until=0, tries=0, code="")
)
DISCARD = update(OUTBOX).where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "dead").values(state="withheld")
LIST = (
    select(OUTBOX.c.id, OUTBOX.c.channel, OUTBOX.c.state, OUTBOX.c.tries, OUTBOX.c.code, OUTBOX.c.created_at)
    .where(or_(OUTBOX.c.state.in_(("dead", WAITS)), and_(OUTBOX.c.state == "queued", OUTBOX.c.tries > 0)))
    .order_by(OUTBOX.c.created_at)
)
SWEEP = delete(OUTBOX).where(OUTBOX.c.state.in_(("sent", "withheld")), OUTBOX.c.created_at < bindparam("before"))
FIGURES = select(
    func.coalesce(func.sum(case((OUTBOX.c.state == "queued", 1), else_=0)), 0),
    func.coalesce(func.sum(case((OUTBOX.c.state == "dead", 1), else_=0)), 0),
    func.min(case((OUTBOX.c.state == "queued", OUTBOX.c.due_at))),
)


WAITING = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state == WAITS)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed row. `tries` counts this attempt; `unsure` says an earlier attempt may have been accepted."""

    id: str
    alias: str
    channel: str
    conversation_id: str
    message_id: str
    handle_ct: bytes | None
    tries: int
    parts_done: int
    unsure: bool
    created_at: int


def handle_place(outbox_id: str) -> Place:
    return Place("outbox", "handle_ct", outbox_id)


class Outbox:
    """Rows of `outbox`. Nothing here commits and nothing here sends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        outbox_id: str,
        *,
        seq: int,
        alias: str,
        channel: str,
        conversation_id: str,
        message_id: str,
        handle: bytes | None,
        key: DataKey,
        at: int,
        lease_until: int = 0,
    ) -> bool:
        """Queue a message. With a lease wanted, True says the caller holds it and sends now: that saves a commit.

        The lease is refused while something older for the same worker is open.
        """
        leased = lease_until > 0 and self._connection.one(OPEN_OF, of=alias) is None
        self._connection.put(
            ADD,
            id=outbox_id,
            seq=seq,
            alias=alias,
            channel=channel,
            conversation_id=conversation_id,
            message_id=message_id,
            handle_ct=None if handle is None else key.seal(handle_place(outbox_id), handle),
            state="queued",
            due_at=at,
            lease_until=lease_until if leased else 0,
            tries=int(leased),
            parts_done=0,
            started=leased,
            code="",
            created_at=at,
        )
        if not leased:
            self._connection.notify(TOPIC)
        return leased

    def claim(self, *, at: int, until: int, most: int) -> Sequence[Parcel]:
        """Up to `most` due rows, the oldest of each worker, leased until `until`."""
        claimed = []
        for row in self._connection.all(DUE, at=at, most=most):
            if self._connection.run(CLAIM, is_id=row[0], at=at, until=until) == 1:
                parcel = Parcel(*row)
                claimed.append(replace(parcel, tries=parcel.tries + 1, unsure=bool(parcel.unsure)))
        return claimed

    def take_over(self) -> int:
        """End all leases: for the one process of its database, whose forerunner can be sending nothing any more."""
        return self._connection.run(TAKE_OVER)

    def more(self, alias: str) -> bool:
        """Something else still waits for this worker."""
        return self._connection.one(OPEN_OF, of=alias) is not None

    def part_done(self, outbox_id: str, parts: int, *, until: int) -> None:
        """So many parts are accepted; the next has a lease of its own."""
        self._connection.put(PART, is_id=outbox_id, parts=parts, until=until)

    def close(self, outbox_id: str, to: str, why: str = "") -> bool:
        """`sent`, `dead` or `withheld`. False: someone else closed it first."""
        return self._connection.run(CLOSE, is_id=outbox_id, to=to, why=why) == 1

    def retry(self, outbox_id: str, *, at: int, why: str, unsure: bool) -> None:
        self._connection.put(RETRY, is_id=outbox_id, at=at, why=why, unsure=unsure)

    def wait_for_her(self, outbox_id: str, *, at: int) -> None:
        """It may not be sent before she writes: `reopen` makes it due. It is looked at again at `at`.

        Newer rows pass it meanwhile.
        """
        self._connection.put(WAIT, is_id=outbox_id, at=at)

    def reopen(self, alias: str, *, at: int) -> bool:
        """She has written: what waited for that is due now. False: nothing waited."""
        if self._connection.run(REOPEN, of=alias, at=at) == 0:
            return False
        self._connection.notify(TOPIC)
        return True

    def look_again(self, *, at: int) -> bool:
        """Rows that have waited long for someone: a template may be approved by now."""
        if self._connection.run(LOOK_AGAIN, at=at) == 0:
            return False
        self._connection.notify(TOPIC)
        return True

    def again(self, message_id: str, *, at: int) -> str | None:
        """The vendor took it and says later that it may not be delivered now: queue it anew. Her alias, if it was."""
        row = self._connection.one(OF_MESSAGE, of=message_id)
        if row is None or self._connection.run(AGAIN, of=message_id, at=at) == 0:
            return None
        self._connection.notify(TOPIC)
        return str(row[0])

    def withhold(self, alias: str, *, at: int, why: str) -> None:
        """Nothing that waits for this worker is sent any more. What is being sent this moment is not stopped."""
        self._connection.put(WITHHOLD, of=alias, at=at, why=why)

    def revive(self, outbox_id: str, *, at: int) -> bool:
        return self._connection.run(REVIVE, is_id=outbox_id, at=at) == 1

    def discard(self, outbox_id: str) -> bool:
        return self._connection.run(DISCARD, is_id=outbox_id) == 1

    def troubled(self) -> Sequence[tuple[str, str, str, int, str, int]]:
        """(id, channel, state, tries, code, created ms) of the dead and the retried. No text, no address."""
        return [tuple(row) for row in self._connection.all(LIST)]

    def sweep(self, before: int) -> int:
        return self._connection.run(SWEEP, before=before)

    def figures(self) -> tuple[int, int, int | None]:
        """(queued, dead, due time in ms of the oldest queued)."""
        row = self._connection.one(FIGURES)
        return (0, 0, None) if row is None else (int(row[0]), int(row[1]), row[2])

    def waiting(self) -> int:
        """How many wait until their worker writes."""
        row = self._connection.one(WAITING)
        return 0 if row is None else int(row[0])
