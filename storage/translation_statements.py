"""The statements over the table of what is to be translated, and the words its columns are written in."""

from sqlalchemy import and_, bindparam, case, delete, exists, func, or_, select, update

from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TASK = METADATA.tables["translation_task"]
TOPIC = "translation"
WAITING, DONE, UNTRANSLATED, BY_PERSON = "waiting", "done", "untranslated", "by_person"
URGENT, USUAL = 0, 1
NO_PACKAGE, BROKEN_PACKAGE = "no_package", "broken_package"

WHAT = tuple(
    TASK.c[name]
    for name in (
        *("id", "conversation_id", "message_id", "text_id", "source", "target"),
        *("generation", "rank", "tries", "strikes", "created_at"),
    )
)
ADD = insert_or_ignore(TASK)
DUE = (
    select(*WHAT)
    .where(
        TASK.c.state == WAITING,
        TASK.c.rank == bindparam("is_rank"),
        TASK.c.due_at <= bindparam("at"),
        TASK.c.lease_until <= bindparam("at"),
    )
    .order_by(TASK.c.due_at, TASK.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(TASK)
    .where(TASK.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_until=bindparam("until"), tries=TASK.c.tries + 1)
)
MINE = and_(
    TASK.c.id == bindparam("is_id"),
    TASK.c.state == WAITING,
    TASK.c.tries == bindparam("at_try"),
    TASK.c.generation == bindparam("at_generation"),
)
FINISH = (
    update(TASK)
    .where(MINE)
    .values(state=bindparam("to"), reason=bindparam("why"), source=bindparam("written"), lease_until=0)
)
RETRY = (
    update(TASK)
    .where(MINE)
    .values(due_at=bindparam("at"), reason=bindparam("why"), strikes=bindparam("struck"), lease_until=0)
)
GIVE_BACK = update(TASK).where(MINE).values(lease_until=0)
DROP = delete(TASK).where(MINE)
TAKE_OVER = update(TASK).where(TASK.c.state == WAITING, TASK.c.lease_until > 0).values(lease_until=0)
HURRY = update(TASK).where(TASK.c.conversation_id == bindparam("of"), TASK.c.state == WAITING).values(rank=URGENT)
ANEW = {
    "state": WAITING,
    "reason": "",
    "generation": TASK.c.generation + 1,
    "due_at": bindparam("at"),
    "lease_until": 0,
    "strikes": 0,
}
REPLY = METADATA.tables["reply"]
SENT = exists().where(REPLY.c.id == TASK.c.text_id, REPLY.c.state == "sent")
"""What the worker has read stays as she read it."""
AGAIN = (
    update(TASK)
    .where(TASK.c.conversation_id == bindparam("of"), TASK.c.state != WAITING, TASK.c.state != BY_PERSON, ~SENT)
    .values(ANEW)
)
REOPEN = (
    update(TASK)
    .where(
        TASK.c.state == UNTRANSLATED,
        TASK.c.reason.in_((NO_PACKAGE, BROKEN_PACKAGE)),
        TASK.c.source == bindparam("is_source"),
        TASK.c.target == bindparam("is_target"),
    )
    .values(ANEW)
)
LACKING = (
    select(TASK.c.source, TASK.c.target)
    .where(TASK.c.state == UNTRANSLATED, TASK.c.reason.in_((NO_PACKAGE, BROKEN_PACKAGE)))
    .distinct()
)
SETTLE = (
    update(TASK)
    .where(
        TASK.c.text_id == bindparam("of"),
        TASK.c.target == bindparam("for_target"),
        or_(TASK.c.state == UNTRANSLATED, TASK.c.state == WAITING),
    )
    .values(state=BY_PERSON, lease_until=0)
)
OF = (
    select(*(TASK.c[name] for name in ("text_id", "message_id", "target", "source", "generation", "state", "reason")))
    .where(TASK.c.conversation_id == bindparam("of"))
    .order_by(TASK.c.created_at, TASK.c.id)
)
WANTING = (
    select(TASK.c.conversation_id, TASK.c.source, TASK.c.target, func.count(), func.min(TASK.c.created_at))
    .where(TASK.c.state == UNTRANSLATED)
    .group_by(TASK.c.conversation_id, TASK.c.source, TASK.c.target)
    .order_by(func.min(TASK.c.rank), func.min(TASK.c.created_at))
    .limit(bindparam("most"))
)
FORGET_MESSAGE = delete(TASK).where(TASK.c.message_id == bindparam("of"))
FORGET_TEXT = delete(TASK).where(TASK.c.text_id == bindparam("of"))
OLDEST = func.min(case((TASK.c.state == WAITING, TASK.c.created_at)))
FIGURES = select(TASK.c.state, TASK.c.reason, func.count(), OLDEST).group_by(TASK.c.state, TASK.c.reason)
MESSAGE, OTHER = METADATA.tables["message"], TASK.alias("other")
UNASKED = (
    select(TASK.c.conversation_id, TASK.c.message_id, TASK.c.text_id, TASK.c.source, func.min(TASK.c.rank))
    .join(MESSAGE, MESSAGE.c.id == TASK.c.message_id)
    .where(
        TASK.c.source != bindparam("tongue"),
        TASK.c.source.not_like(bindparam("of_tongue")),
        ~exists().where(OTHER.c.text_id == TASK.c.text_id, OTHER.c.target == bindparam("for_target")),
    )
    .group_by(TASK.c.conversation_id, TASK.c.message_id, TASK.c.text_id, TASK.c.source)
    .limit(bindparam("most"))
)
