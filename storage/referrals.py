"""Offices that may help, as the desk listed them. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

REFERRAL = METADATA.tables["referral"]
SAID = (*("country", "topic", "language", "office", "does", "contact", "hours", "languages", "source", "checked_on"),)
COLUMNS = ("id", *SAID, "version")
WHOLE = select(*[REFERRAL.c[name] for name in COLUMNS])

ADD = insert_or_ignore(REFERRAL)
ALL = WHOLE.order_by(REFERRAL.c.country, REFERRAL.c.topic, REFERRAL.c.office, REFERRAL.c.language, REFERRAL.c.id)
GET = WHOLE.where(REFERRAL.c.id == bindparam("is_id"))
CHANGE = (
    update(REFERRAL)
    .where(REFERRAL.c.id == bindparam("is_id"), REFERRAL.c.version == bindparam("was"))
    .values({**{name: bindparam(f"to_{name}") for name in SAID}, "version": REFERRAL.c.version + 1})
)
REMOVE = delete(REFERRAL).where(REFERRAL.c.id == bindparam("is_id"))


@dataclass(frozen=True, slots=True)
class Referral:
    """One office. `country`, `topic` may be empty for any; `language` is that of the line, `languages` those spoken
    there; `checked_on` is a day since 1970.
    """

    id: str
    country: str
    topic: str
    language: str
    office: str
    does: str = ""
    contact: str = ""
    hours: str = ""
    languages: str = ""
    source: str = ""
    checked_on: int | None = None
    version: int = 0


class Referrals:
    """Rows of `referral`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Referral]:
        return [Referral(*row) for row in self._connection.all(ALL)]

    def get(self, referral_id: str) -> Referral | None:
        row = self._connection.one(GET, is_id=referral_id)
        return None if row is None else Referral(*row)

    def add(self, one: Referral) -> None:
        self._connection.run(ADD, **{name: getattr(one, name) for name in COLUMNS})

    def change(self, one: Referral) -> bool:
        """False: somebody changed it since `version`, or it is gone."""
        said = {f"to_{name}": getattr(one, name) for name in SAID}
        return self._connection.run(CHANGE, is_id=one.id, was=one.version, **said) == 1

    def remove(self, referral_id: str) -> None:
        self._connection.put(REMOVE, is_id=referral_id)
