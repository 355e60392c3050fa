"""Versions of what a company is to get, sealed with the case's key. The caller owns the transaction: nothing commits.

Each change compares and sets: of two members who write or decide at once the second is told so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection, Row
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

SUMMARY = METADATA.tables["summary"]
PLAIN = (
    *("id", "disclosure_id", "case_id", "n", "state", "digest", "revision", "written_by", "approved_by"),
    *("written_at", "shown_at", "answered_at", "approved_at"),
)
WHOLE = select(*[SUMMARY.c[name] for name in (*PLAIN, "body_ct")])
ADD = insert_or_ignore(SUMMARY)
OF = WHOLE.where(SUMMARY.c.disclosure_id == bindparam("of")).order_by(SUMMARY.c.n)
ONE = WHOLE.where(SUMMARY.c.id == bindparam("is_id"))
SAVE = (
    update(SUMMARY)
    .where(SUMMARY.c.id == bindparam("is_id"), SUMMARY.c.state == "draft", SUMMARY.c.revision == bindparam("seen"))
    .values(
        body_ct=bindparam("sealed"),
        revision=SUMMARY.c.revision + 1,
        written_by=bindparam("by"),
        written_at=bindparam("at"),
    )
)
AS_IT_WAS = (
    SUMMARY.c.id == bindparam("is_id"),
    SUMMARY.c.state == bindparam("was"),
    SUMMARY.c.revision == bindparam("seen"),
)
MOVED = {"state": bindparam("to"), "revision": SUMMARY.c.revision + 1}
MOVE = update(SUMMARY).where(*AS_IT_WAS).values(MOVED)
SHOW = (
    update(SUMMARY)
    .where(*AS_IT_WAS)
    .values({**MOVED, "body_ct": bindparam("sealed"), "digest": bindparam("over"), "shown_at": bindparam("at")})
)
ANSWER = update(SUMMARY).where(*AS_IT_WAS).values({**MOVED, "answered_at": bindparam("at")})
APPROVE = (
    update(SUMMARY).where(*AS_IT_WAS).values({**MOVED, "approved_by": bindparam("by"), "approved_at": bindparam("at")})
)


class State(StrEnum):
    """Of one version. Only `AGREED` leads to `SENT`."""

    DRAFT = "draft"
    SHOWN = "shown"  # she was asked
    AGREED = "agreed"
    REFUSED = "refused"
    CHANGED = "changed"  # she wants another
    REPLACED = "replaced"  # the desk wrote another before she answered
    SENT = "sent"  # a second member approved it and the company has it
    WITHDRAWN = "withdrawn"  # for ever


@dataclass(frozen=True, slots=True)
class Version:
    """Version `n` for one company. `digest` is over all that she was shown; times are milliseconds since 1970 UTC."""

    id: str
    disclosure_id: str
    case_id: str
    n: int
    state: str
    digest: bytes
    revision: int
    written_by: str
    approved_by: str
    written_at: int
    shown_at: int | None
    answered_at: int | None
    approved_at: int | None
    body: Mapping[str, Any]


class Summaries:
    """Rows of `summary` of one case's key."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def add(
        self, id: str, *, disclosure_id: str, case_id: str, n: int, body: Mapping[str, Any], by: str, at: int
    ) -> bool:
        """A draft. False: somebody else began this version."""
        row = {"id": id, "disclosure_id": disclosure_id, "case_id": case_id, "n": n, "written_by": by, "written_at": at}
        rest = {"state": State.DRAFT, "body_ct": self._sealed(id, body), "digest": b"", "revision": 0}
        never = {"approved_by": "", "shown_at": None, "answered_at": None, "approved_at": None}
        return self._connection.run(ADD, **row, **rest, **never) == 1

    def of(self, disclosure_id: str) -> Sequence[Version]:
        """The last one last."""
        return [self._opened(row) for row in self._connection.all(OF, of=disclosure_id)]

    def one(self, id: str) -> Version | None:
        row = self._connection.one(ONE, is_id=id)
        return None if row is None else self._opened(row)

    def save(self, id: str, body: Mapping[str, Any], *, seen: int, by: str, at: int) -> bool:
        """The draft as it is now. False: it is none any more, or somebody else has written."""
        return self._connection.run(SAVE, is_id=id, seen=seen, sealed=self._sealed(id, body), by=by, at=at) == 1

    def show(self, version: Version, body: Mapping[str, Any], *, digest: bytes, at: int) -> bool:
        sealed = self._sealed(version.id, body)
        return self._connection.run(SHOW, **_was(version), to=State.SHOWN, sealed=sealed, over=digest, at=at) == 1

    def answer(self, version: Version, to: State, *, at: int) -> bool:
        return self._connection.run(ANSWER, **_was(version), to=to, at=at) == 1

    def approve(self, version: Version, *, by: str, at: int) -> bool:
        return self._connection.run(APPROVE, **_was(version), to=State.SENT, by=by, at=at) == 1

    def move(self, version: Version, to: State) -> bool:
        return self._connection.run(MOVE, **_was(version), to=to) == 1

    def _sealed(self, id: str, body: Mapping[str, Any]) -> bytes:
        return self._key.seal(Place("summary", "body_ct", id), json.dumps(dict(body), ensure_ascii=False).encode())

    def _opened(self, row: Row) -> Version:
        body = json.loads(self._key.open(Place("summary", "body_ct", row[0]), row[len(PLAIN)]))
        values: dict[str, Any] = dict(zip(PLAIN, row[: len(PLAIN)], strict=True))
        return Version(**{**values, "digest": bytes(values["digest"])}, body=body)


def _was(version: Version) -> dict[str, object]:
    return {"is_id": version.id, "was": version.state, "seen": version.revision}
