"""What must still be sent: claimed under a lease, strictly one after the other for each worker.

A row is open while its state is `queued`, and while it `waits` until she writes; a lease in the future says that some
process is sending it now. A row whose lease ran out was perhaps sent: `started` tells the next claimer to look it up
where the vendor can be asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.outbox_statements import (
    ADD,
    AGAIN,
    CLAIM,
    CLOSE,
    DISCARD,
    DUE,
    FAIL,
    FIGURES,
    HURRY,
    LAST_WORD,
    LIST,
    LOOK_AGAIN,
    NEVER,
    NOT_YET,
    NOTICE,
    OF_MESSAGE,
    OPEN_OF,
    PART,
    RENEW,
    REOPEN,
    REPLY,
    RETRY,
    REVIVE,
    STOPPED,
    SWEEP,
    TAKE_OVER,
    TOPIC,
    WAIT,
    WAITING,
    WAITS,
    WITHHOLD,
)

__all__ = ["LAST_WORD", "NEVER", "NOTICE", "REPLY", "TOPIC", "Outbox", "Parcel", "handle_place"]


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
    rank: int = REPLY
    leased_until: int = 0


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
        rank: int = REPLY,
        about: str = "",
        stopped: str = "",
        until: int = NEVER,
    ) -> bool:
        """Queue a message. With a lease wanted, True says the caller holds it and sends now: that saves a commit.

        The lease is refused while something older for the same worker is open. `about` is the id of the text that a
        notice says; `stopped` is why she cannot be written to: then it waits for her (`storage.parking`), at most
        `until` then.
        """
        behind = (lease_until > 0 or rank <= REPLY) and not stopped and self._in_line(alias, rank, at)
        leased = lease_until > 0 and not stopped and not behind
        self._connection.put(
            ADD,
            id=outbox_id,
            seq=seq,
            alias=alias,
            channel=channel,
            conversation_id=conversation_id,
            message_id=message_id,
            handle_ct=None if handle is None else key.seal(handle_place(outbox_id), handle),
            state=WAITS if stopped else "queued",
            due_at=until if stopped else at,
            lease_until=lease_until if leased else 0,
            tries=int(leased),
            parts_done=0,
            started=leased,
            code=f"{STOPPED}{stopped}" if stopped else "",
            created_at=at,
            rank=rank,
            about=about,
        )
        if not leased and not stopped:
            self._connection.notify(TOPIC)
        return leased

    def _in_line(self, alias: str, rank: int, at: int) -> bool:
        """Something older for her is open. What waits behind bulk notices goes with her answer: order is kept."""
        if self._connection.one(OPEN_OF, of=alias) is None:
            return False
        if rank <= REPLY:
            self._connection.put(HURRY, of=alias, at=at)
        return True

    def claim(
        self, *, at: int, until: int, most: int, allows: Callable[[str, int], bool] = lambda channel, rank: True
    ) -> Sequence[Parcel]:
        """Up to `most` due rows, answers before notices, the oldest of each worker, leased until `until`.

        `allows` (channel, rank) says whether one more may go on that channel just now, and counts it.
        """
        claimed: list[Parcel] = []
        but = [""]
        while len(claimed) < most:
            full = len(but)
            for row in self._connection.all(DUE, at=at, most=most - len(claimed), but=but):
                parcel = Parcel(*row)
                if parcel.channel in but or not allows(parcel.channel, parcel.rank):
                    but.append(parcel.channel)
                elif self._connection.run(CLAIM, is_id=parcel.id, at=at, until=until) == 1:
                    taken = replace(parcel, tries=parcel.tries + 1, unsure=bool(parcel.unsure), leased_until=until)
                    claimed.append(taken)
            if len(but) == full:
                break
            but = list(dict.fromkeys(but))
        return claimed

    def take_over(self) -> int:
        """End all leases: for the one process of its database, whose forerunner can be sending nothing any more."""
        return self._connection.run(TAKE_OVER)

    def more(self, alias: str) -> bool:
        """Something else still waits for this worker."""
        return self._connection.one(OPEN_OF, of=alias) is not None

    def renew(self, outbox_id: str, *, held: int, until: int) -> bool:
        """A lease that ends at `held` ends at `until`. False: somebody else has the row now, or it is closed."""
        return self._connection.run(RENEW, is_id=outbox_id, held=held, until=until) == 1

    def part_done(self, outbox_id: str, parts: int) -> None:
        """So many parts are accepted."""
        self._connection.put(PART, is_id=outbox_id, parts=parts)

    def close(self, outbox_id: str, to: str, why: str = "") -> bool:
        """`sent`, `dead` or `withheld`. False: someone else closed it first."""
        return self._connection.run(CLOSE, is_id=outbox_id, to=to, why=why) == 1

    def retry(self, outbox_id: str, *, at: int, why: str, unsure: bool) -> None:
        self._connection.put(RETRY, is_id=outbox_id, at=at, why=why, unsure=unsure)

    def not_yet(self, outbox_id: str, *, at: int, unsure: bool) -> None:
        """It was not tried: the channel's allowance is used up until `at`."""
        self._connection.put(NOT_YET, is_id=outbox_id, at=at, unsure=unsure)

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

    def sent_for(self, message_id: str) -> tuple[str, str, int] | None:
        """(id, alias, tries) of the row that a vendor took with this message, while it is kept."""
        row = self._connection.one(OF_MESSAGE, of=message_id)
        return None if row is None else (str(row[0]), str(row[1]), int(row[2]))

    def once_more(self, outbox_id: str, *, at: int, part: int = 0, why: str = "") -> None:
        """The vendor took it and says later that it was not delivered: queue it anew, from `part` on."""
        self._connection.put(AGAIN, is_id=outbox_id, at=at, part=part, why=why)
        self._connection.notify(TOPIC)

    def fail(self, outbox_id: str, why: str) -> None:
        """The vendor took it and will never deliver it: for the operator to see."""
        self._connection.put(FAIL, is_id=outbox_id, why=why)

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
