"""Several pieces of news within minutes, told as one: what of the outbox is untrue by now, and what may wait a little.

Nothing here commits and nothing here sends. A row that a sender has begun with is never touched.
"""

from sqlalchemy import bindparam, func, or_, select, update

from storage.engine import Connection
from storage.outbox_statements import NOTICE, OUTBOX, STOPPED, WAITS
from storage.parking import ANNOUNCED, STATUS_NEWS, SUPERSEDED

OF_REPORT = (OUTBOX.c.alias == bindparam("of"), OUTBOX.c.conversation_id == bindparam("report"))
LATELY = OUTBOX.c.created_at > bindparam("since")
NEWS = OUTBOX.c.about.in_(sorted(STATUS_NEWS))
UNTOUCHED = (OUTBOX.c.lease_until <= bindparam("at"), OUTBOX.c.started.is_(False))
UNSENT = or_(OUTBOX.c.state == "queued", (OUTBOX.c.state == WAITS) & (OUTBOX.c.code == f"{STOPPED}night"))

ANNOUNCEMENT = select(func.max(OUTBOX.c.created_at)).where(
    OUTBOX.c.alias == bindparam("of"),
    OUTBOX.c.about == ANNOUNCED,
    LATELY,
    OUTBOX.c.state.in_(("queued", WAITS, "sent")),
)
SUPERSEDE = update(OUTBOX).where(*OF_REPORT, NEWS, LATELY, *UNTOUCHED, UNSENT).values(state="withheld", code=SUPERSEDED)
TOLD = select(func.max(OUTBOX.c.created_at)).where(*OF_REPORT, NEWS, LATELY, OUTBOX.c.state.in_(("queued", "sent")))
HOLD = (
    update(OUTBOX)
    .where(OUTBOX.c.alias == bindparam("of"), OUTBOX.c.seq == bindparam("nth"), OUTBOX.c.state == "queued", *UNTOUCHED)
    .values(due_at=bindparam("until"))
)
LET_GO = (
    update(OUTBOX)
    .where(
        OUTBOX.c.alias == bindparam("of"),
        OUTBOX.c.state == "queued",
        OUTBOX.c.rank == NOTICE,
        OUTBOX.c.code == "",
        *UNTOUCHED,
        OUTBOX.c.due_at > bindparam("at"),
    )
    .values(due_at=bindparam("at"))
)


def announced(connection: Connection, alias: str, *, since: int) -> bool:
    """She was told, or is about to be, that there is a message, since then (ms)."""
    row = connection.one(ANNOUNCEMENT, of=alias, since=since)
    return row is not None and row[0] is not None


def supersede(connection: Connection, alias: str, conversation_id: str, *, since: int, at: int) -> int:
    """News about this report that was not sent yet and is untrue now; how many."""
    return connection.run(SUPERSEDE, of=alias, report=conversation_id, since=since, at=at)


def last_told(connection: Connection, alias: str, conversation_id: str, *, since: int) -> int | None:
    """When (ms) the last news about how this report stands was given out, if since then."""
    row = connection.one(TOLD, of=alias, report=conversation_id, since=since)
    return None if row is None else row[0]


def hold(connection: Connection, alias: str, seq: int, *, until: int, at: int) -> None:
    """This row is not due before then; an answer to her, or a question, lets it go first."""
    connection.put(HOLD, of=alias, nth=seq, until=until, at=at)


def let_go(connection: Connection, alias: str, *, at: int) -> None:
    """What waits goes before what is said now."""
    connection.put(LET_GO, of=alias, at=at)
