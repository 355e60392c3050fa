"""Looking for rows of the audit: by whom, of what kind, about what, when. Reads only, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from storage.audit import AUDIT, COLUMNS, Entry
from storage.engine import Connection

END = 2**62
LAST = select(AUDIT.c.actor, func.max(AUDIT.c.at)).group_by(AUDIT.c.actor)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty does not narrow. `kinds` are patterns with `%`; times are ms since 1970 UTC, `until` excluded."""

    actor: str = ""
    kinds: tuple[str, ...] = ()
    subject: str = ""
    since: int = 0
    until: int = END


def search(connection: Connection, wanted: Wanted, *, most: int, before: int = END) -> Sequence[Entry]:
    """Rows with a number below `before`."""
    query = select(*[AUDIT.c[name] for name in COLUMNS]).where(AUDIT.c.seq < before)
    if wanted.actor:
        query = query.where(AUDIT.c.actor == wanted.actor)
    if wanted.subject:
        query = query.where(AUDIT.c.subject == wanted.subject)
    if wanted.kinds:
        query = query.where(or_(*[AUDIT.c.kind.like(kind) for kind in wanted.kinds]))
    if wanted.since or wanted.until != END:
        query = query.where(AUDIT.c.at >= wanted.since, AUDIT.c.at < wanted.until)
    return [Entry(*row) for row in connection.all(query.order_by(AUDIT.c.seq.desc()).limit(most))]


def last_seen(connection: Connection) -> dict[str, int]:
    """When each actor last did or looked at something (ms)."""
    return {str(row[0]): int(row[1]) for row in connection.all(LAST)}
