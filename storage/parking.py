"""What was to be sent to someone who is out of reach: it waits, and what of it still says something new comes later.

Nothing here commits and nothing here sends.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, case, select, update

from storage.engine import Connection
from storage.outbox_statements import LAST_WORD, NEVER, NOTICE, OUTBOX, STOPPED, TOPIC, WAITS

ANNOUNCED = "update.notice"
"""The neutral announcement: she is shown what it announces as soon as she writes."""
SUPERSEDED, QUOTA, MOVED = "superseded", f"{STOPPED}quota", f"{STOPPED}moved"
MINE = OUTBOX.c.code.like(f"{STOPPED}%")

PARK = (
    update(OUTBOX)
    .where(
        OUTBOX.c.alias == bindparam("of"),
        OUTBOX.c.state == "queued",
        OUTBOX.c.rank > LAST_WORD,
        OUTBOX.c.lease_until <= bindparam("at"),
    )
    .values(state=WAITS, code=bindparam("why"), due_at=bindparam("until"), parts_done=0)
)
PARK_ONE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(
        state=WAITS,
        code=bindparam("why"),
        due_at=bindparam("until"),
        lease_until=0,
        started=bindparam("unsure"),
        parts_done=case((bindparam("unsure"), OUTBOX.c.parts_done), else_=0),
    )
)
PARKED = (
    select(OUTBOX.c.id, OUTBOX.c.rank, OUTBOX.c.about, OUTBOX.c.conversation_id)
    .where(OUTBOX.c.alias == bindparam("of"), OUTBOX.c.state == WAITS, MINE, OUTBOX.c.code != bindparam("but"))
    .order_by(OUTBOX.c.seq.desc())
)
PARK_LATE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "sent", OUTBOX.c.rank > LAST_WORD)
    .values(state=WAITS, code=bindparam("why"), due_at=NEVER, lease_until=0, started=False, parts_done=0)
)
FOLLOW = (
    update(OUTBOX)
    .where(
        OUTBOX.c.conversation_id == bindparam("of"),
        OUTBOX.c.alias != bindparam("to"),
        OUTBOX.c.state.in_(("queued", WAITS)),
        OUTBOX.c.about != "",
        OUTBOX.c.lease_until <= bindparam("at"),
    )
    .values(
        alias=bindparam("to"),
        channel=bindparam("by"),
        state=WAITS,
        code=MOVED,
        due_at=NEVER,
        lease_until=0,
        handle_ct=None,
        started=False,
        parts_done=0,
    )
)
DROP = update(OUTBOX).where(OUTBOX.c.id == bindparam("is_id")).values(state="withheld", code=SUPERSEDED)
UNPARK = (
    update(OUTBOX)
    .where(
        OUTBOX.c.alias == bindparam("of"),
        OUTBOX.c.state == WAITS,
        OUTBOX.c.code != bindparam("but"),
    )
    .values(state="queued", due_at=bindparam("at"), code="")
)


def park(connection: Connection, alias: str, *, why: str, at: int, until: int | None = None) -> bool:
    """Let all that is queued for her wait. What is being sent this moment is parked when its send fails."""
    return connection.run(PARK, of=alias, at=at, why=f"{STOPPED}{why}", until=until or NEVER) > 0


def park_one(
    connection: Connection, outbox_id: str, *, why: str, unsure: bool = False, until: int | None = None
) -> bool:
    code, due = f"{STOPPED}{why}", until or NEVER
    return connection.run(PARK_ONE, is_id=outbox_id, why=code, unsure=unsure, until=due) == 1


def park_late(connection: Connection, outbox_id: str, *, why: str) -> bool:
    """The vendor took it, and she never got it: it waits for her as what was not sent yet does."""
    return connection.run(PARK_LATE, is_id=outbox_id, why=f"{STOPPED}{why}") == 1


def follow(connection: Connection, conversation_id: str, *, to: str, channel: str, at: int) -> bool:
    """The news that is open for this conversation waits at another address of hers from now on. What is being sent
    stays, and so does an answer: it was given where she asked.

    Nothing that one vendor knows of it means anything to the next: it begins anew.
    """
    return connection.run(FOLLOW, of=conversation_id, to=to, by=channel, at=at) > 0


def unpark(connection: Connection, alias: str, *, at: int, answered: bool) -> bool:
    """She is in reach again. `answered`: by a message of hers, which we answer. False: nothing is left to be said.

    What waits for a quota waits on: an answer to her may be free, a notice is not.
    """
    for id_ in stale(connection.all(PARKED, of=alias, but=QUOTA if answered else ""), answered=answered):
        connection.put(DROP, is_id=id_)
    if connection.run(UNPARK, of=alias, at=at, but=QUOTA if answered else "") == 0:
        return False
    connection.notify(TOPIC)
    return True


def stale(newest_first: Sequence[Sequence[object]], *, answered: bool) -> list[str]:
    """Which rows (id, rank, about, conversation) say nothing any more, seen from what was said after them.

    A question of the conversation is stale once she has written: she gets a fresh one. Of the news about the state of
    one report only the newest counts; a question or a message of the desk always does.
    """
    dropped: list[str] = []
    said: set[tuple[object, object]] = set()
    for id_, rank, about, conversation in newest_first:
        kind = "status" if about in STATUS_NEWS else about
        known = (conversation, kind) in said and (about in STATUS_NEWS or about == ANNOUNCED)
        if known or (answered and (rank != NOTICE or about == ANNOUNCED)):
            dropped.append(str(id_))
        said.add((conversation, kind))
    return dropped


STATUS_NEWS = frozenset(
    f"update.{state}"
    for state in (
        *("received", "reviewing", "accepted", "sent", "investigating", "agreed", "closed", "declined"),
        *("delay", "reopened", "unchanged", "dormant", "company_late", "escalated", "kept_private"),
    )
)
"""Texts that say how a report stands (`decisions.md` 26): a newer one makes an older one untrue."""
