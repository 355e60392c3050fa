"""What a member had typed when her session ended: sealed, found again by her alone, gone after an hour.

Runs inside the caller's transaction. Path and fields are sealed together: a row tells only whose it is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA

KEPT = METADATA.tables["kept_form"]
COLUMNS = ("id", "member_id", "form_ct", "expires_at")
MOST = 5
"""Forms of one member; the oldest makes room."""

ADD = insert(KEPT).values({name: bindparam(name) for name in COLUMNS})
OF = (
    select(KEPT.c.id, KEPT.c.form_ct, KEPT.c.expires_at)
    .where(KEPT.c.member_id == bindparam("of"), KEPT.c.expires_at > bindparam("at"))
    .order_by(KEPT.c.expires_at.desc(), KEPT.c.id)
)
DROP = delete(KEPT).where(KEPT.c.id == bindparam("is_id"), KEPT.c.member_id == bindparam("of"))
DROP_ALL = delete(KEPT).where(KEPT.c.member_id == bindparam("of"))
SWEEP = delete(KEPT).where(KEPT.c.expires_at <= bindparam("at"))


@dataclass(frozen=True, slots=True)
class KeptForm:
    """`fields` in the order of the form; a name may come more than once."""

    id: str
    path: str
    fields: Sequence[tuple[str, str]]
    expires_at: int


class KeptForms:
    """Rows of `kept_form`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def keep(self, form: KeptForm, member_id: str, *, at: int) -> None:
        self.sweep(at=at)
        for older in self._connection.all(OF, of=member_id, at=at)[MOST - 1 :]:
            self.drop(older[0], member_id)
        plain = json.dumps([form.path, *map(list, form.fields)]).encode()
        form_ct = self._keyring.seal(Purpose.KEPT, _place(form.id), plain)
        self._connection.put(ADD, id=form.id, member_id=member_id, form_ct=form_ct, expires_at=form.expires_at)

    def of(self, member_id: str, *, at: int) -> list[KeptForm]:
        """Newest first."""
        found = []
        for id, form_ct, expires_at in self._connection.all(OF, of=member_id, at=at):
            path, *fields = json.loads(self._keyring.open(Purpose.KEPT, _place(id), bytes(form_ct)))
            found.append(KeptForm(id, path, [(name, value) for name, value in fields], expires_at))
        return found

    def drop(self, form_id: str, member_id: str) -> None:
        self._connection.put(DROP, is_id=form_id, of=member_id)

    def sweep(self, *, at: int) -> int:
        """Take away those whose hour is over; how many."""
        return self._connection.run(SWEEP, at=at)

    def drop_all(self, member_id: str) -> None:
        self._connection.put(DROP_ALL, of=member_id)


def _place(form_id: str) -> Place:
    return Place("kept_form", "form_ct", form_id)
