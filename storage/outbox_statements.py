"""The statements over the table of what must still be sent, and the words its columns are written in."""

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, or_, select, update

from storage.models.cases import METADATA

OUTBOX = METADATA.tables["outbox"]
TOPIC = "outbox"
WAITS = "waits"
"""The state of a row that may not be sent before she writes."""
STOPPED = "stopped:"
"""How the code of a row begins that waits because she is out of reach."""
NEVER = 1 << 53
LAST_WORD, REPLY, NOTICE = 0, 1, 2
"""The rank of a row: what confirms that she wants silence, an answer to her, what we begin by ourselves."""
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
    OUTBOX.c.rank,
)

COLUMNS = (
    *("id", "seq", "alias", "channel", "conversation_id", "message_id", "handle_ct", "state", "due_at", "lease_until"),
    *("tries", "parts_done", "started", "code", "created_at", "rank", "about"),
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
        OUTBOX.c.channel.not_in(bindparam("but", expanding=True)),
        FIRST,
    )
    .order_by(OUTBOX.c.rank, OUTBOX.c.due_at)
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
    .values(parts_done=bindparam("parts"))
)
RENEW = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued", OUTBOX.c.lease_until == bindparam("held"))
    .values(lease_until=bindparam("until"))
)
CLOSE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(state=bindparam("to"), code=bindparam("why"), lease_until=0, handle_ct=None)
)
HURRY = (
    update(OUTBOX)
    .where(
        OUTBOX.c.alias == bindparam("of"),
        OUTBOX.c.state == "queued",
        OUTBOX.c.rank > REPLY,
        OUTBOX.c.lease_until <= bindparam("at"),
    )
    .values(rank=REPLY, due_at=case((OUTBOX.c.code == "", bindparam("at")), else_=OUTBOX.c.due_at))
)
NOT_YET = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "queued")
    .values(due_at=bindparam("at"), lease_until=0, started=bindparam("unsure"), tries=OUTBOX.c.tries - 1)
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
OF_MESSAGE = select(OUTBOX.c.id, OUTBOX.c.alias, OUTBOX.c.tries).where(
    OUTBOX.c.message_id == bindparam("of"), OUTBOX.c.state == "sent"
)
AGAIN = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "sent")
    .values(
        state="queued",
        due_at=bindparam("at"),
        lease_until=0,
        parts_done=bindparam("part"),
        started=False,
        code=bindparam("why"),
    )
)
FAIL = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("is_id"), OUTBOX.c.state == "sent")
    .values(state="dead", code=bindparam("why"))
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
    .where(
        or_(
            OUTBOX.c.state == "dead",
            and_(OUTBOX.c.state == WAITS, OUTBOX.c.code.in_(("WindowClosed", f"{STOPPED}quota"))),
            and_(OUTBOX.c.state == "queued", OUTBOX.c.tries > 0),
        )
    )
    .order_by(OUTBOX.c.created_at)
)
SWEEP = delete(OUTBOX).where(OUTBOX.c.state.in_(("sent", "withheld")), OUTBOX.c.created_at < bindparam("before"))
FIGURES = select(
    func.coalesce(func.sum(case((OUTBOX.c.state == "queued", 1), else_=0)), 0),
    func.coalesce(func.sum(case((OUTBOX.c.state == "dead", 1), else_=0)), 0),
    func.min(case((OUTBOX.c.state == "queued", OUTBOX.c.due_at))),
)


WAITING = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state == WAITS, OUTBOX.c.code == "WindowClosed")
