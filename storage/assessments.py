"""What the desk found out about a report, sealed with the case's key. The caller owns the transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from storage.crypto import DataKey, Place
from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

ASSESSMENT = METADATA.tables["assessment"]
COLUMNS = ("case_id", "version", "body_ct", "by_id", "at")
THIS = ASSESSMENT.c.case_id == bindparam("of")
GET = select(*[ASSESSMENT.c[name] for name in COLUMNS]).where(THIS)
ADD = insert_or_ignore(ASSESSMENT)
CHANGE = (
    update(ASSESSMENT)
    .where(THIS, ASSESSMENT.c.version == bindparam("was"))
    .values(version=ASSESSMENT.c.version + 1, body_ct=bindparam("sealed"), by_id=bindparam("who"), at=bindparam("now"))
)
FORGET = delete(ASSESSMENT).where(THIS)


@dataclass(frozen=True, slots=True)
class Kept:
    """One row, opened. `version` begins with 1, `at` is ms since 1970."""

    version: int
    body: Mapping[str, Any]
    by_id: str
    at: int


class Assessments:
    """Rows of `assessment`, opened with their case's key."""

    def __init__(self, connection: Connection, key: DataKey) -> None:
        self._connection, self._key = connection, key

    def of(self, case_id: str) -> Kept | None:
        row = self._connection.one(GET, of=case_id)
        return (
            None if row is None else Kept(row[1], json.loads(self._key.open(_place(case_id), row[2])), row[3], row[4])
        )

    def save(self, case_id: str, body: Mapping[str, Any], *, seen: int, by_id: str, at: int) -> bool:
        """Compare and set: False where somebody saved another version than `seen` (0: none) meanwhile."""
        sealed = self._key.seal(_place(case_id), json.dumps(dict(body), ensure_ascii=False).encode("utf-8", "replace"))
        if seen:
            return self._connection.run(CHANGE, of=case_id, was=seen, sealed=sealed, who=by_id, now=at) == 1
        return self._connection.run(ADD, case_id=case_id, version=1, body_ct=sealed, by_id=by_id, at=at) == 1


def forget(connection: Connection, case_id: str) -> None:
    connection.put(FORGET, of=case_id)


def _place(case_id: str) -> Place:
    return Place("assessment", "body_ct", case_id)
