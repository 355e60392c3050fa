"""Each member's own lists, and the cases she put aside for some days. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

SAVED, SNOOZE = METADATA.tables["saved_list"], METADATA.tables["case_snooze"]
OF = select(SAVED.c.id, SAVED.c.name, SAVED.c.query).where(SAVED.c.member_id == bindparam("of")).order_by(SAVED.c.name)
ADD, PUT_ASIDE = insert_or_ignore(SAVED), insert_or_ignore(SNOOZE)
DROP = delete(SAVED).where(SAVED.c.id == bindparam("is_id"), SAVED.c.member_id == bindparam("of"))
HERS = (SNOOZE.c.case_id == bindparam("aside"), SNOOZE.c.member_id == bindparam("of"))
UNTIL, AWAKE = select(SNOOZE.c.until).where(*HERS), delete(SNOOZE).where(*HERS)
OVER = delete(SNOOZE).where(SNOOZE.c.until <= bindparam("at"))


@dataclass(frozen=True, slots=True)
class Saved:
    """`query` is that of the inbox."""

    id: str
    name: str
    query: str


class SavedLists:
    """Rows of `saved_list`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, member_id: str) -> Sequence[Saved]:
        return [Saved(*row) for row in self._connection.all(OF, of=member_id)]

    def add(self, saved: Saved, member_id: str) -> None:
        self._connection.put(ADD, id=saved.id, member_id=member_id, name=saved.name, query=saved.query)

    def drop(self, list_id: str, member_id: str) -> None:
        self._connection.put(DROP, is_id=list_id, of=member_id)


class Snoozes:
    """Rows of `case_snooze`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def until(self, case_id: str, member_id: str) -> int | None:
        """When the case comes back to her lists (ms), where she put it aside."""
        row = self._connection.one(UNTIL, aside=case_id, of=member_id)
        return None if row is None else int(row[0])

    def set(self, case_id: str, member_id: str, until: int | None, *, at: int) -> None:
        """None: it comes back now. What is over by `at` goes with it, everybody's."""
        self._connection.put(OVER, at=at)
        self._connection.put(AWAKE, aside=case_id, of=member_id)
        if until is not None:
            self._connection.put(PUT_ASIDE, case_id=case_id, member_id=member_id, until=until)
