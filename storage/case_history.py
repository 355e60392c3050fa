"""What happened to each case, by whom, when and why: append only. The caller owns the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA

EVENT = METADATA.tables["case_event"]
NEXT_EVENT = select(func.coalesce(func.max(EVENT.c.seq), 0) + 1).where(EVENT.c.case_id == bindparam("of"))
EVENT_COLUMNS = ("id", "case_id", "seq", "actor", "kind", "was", "now", "reason_ct", "at")
ADD_EVENT = insert(EVENT).values({name: bindparam(name) for name in EVENT_COLUMNS})
EVENTS = (
    select(*[EVENT.c[name] for name in EVENT_COLUMNS]).where(EVENT.c.case_id == bindparam("of")).order_by(EVENT.c.seq)
)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """What happened to a case. `reason` is opened, empty where none was given."""

    seq: int
    actor: str
    kind: str
    was: str
    now: str
    reason: str
    at: int


class CaseHistory:
    """Rows of `case_event`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self,
        event_id: str,
        case_id: str,
        key: DataKey,
        *,
        actor: str,
        kind: str,
        at: int,
        was: str = "",
        now: str = "",
        reason: str = "",
    ) -> None:
        """Append to the case's history. The reason may hold a worker's words, so it is sealed."""
        row = self._connection.one(NEXT_EVENT, of=case_id)
        sealed = key.seal(Place("case_event", "reason_ct", event_id), reason.encode()) if reason else None
        self._connection.put(
            ADD_EVENT,
            id=event_id,
            case_id=case_id,
            seq=row[0] if row else 1,
            actor=actor,
            kind=kind,
            was=was,
            now=now,
            reason_ct=sealed,
            at=at,
        )

    def events(self, case_id: str, key: DataKey) -> Sequence[CaseEvent]:
        return [
            CaseEvent(
                seq,
                actor,
                kind,
                was,
                now,
                key.open(Place("case_event", "reason_ct", id_), sealed).decode() if sealed else "",
                at,
            )
            for id_, _, seq, actor, kind, was, now, sealed, at in self._connection.all(EVENTS, of=case_id)
        ]
