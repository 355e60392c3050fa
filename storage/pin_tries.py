"""Wrong PINs and references given for a case, counted so that guessing ends. Nothing here commits."""

from sqlalchemy import bindparam, select, update

from storage.engine import Connection
from storage.models.cases import METADATA

CASES = METADATA.tables["cases"]

GET = select(CASES.c.pin_wrong, CASES.c.pin_wrong_from, CASES.c.pin_wrong_lately).where(
    CASES.c.id == bindparam("is_id")
)
SET = (
    update(CASES)
    .where(CASES.c.id == bindparam("is_id"))
    .values(pin_wrong=bindparam("in_all"), pin_wrong_from=bindparam("since"), pin_wrong_lately=bindparam("lately"))
)


def get(connection: Connection, case_id: str) -> tuple[int, int, int]:
    """(wrong in all, start of the counted hour in ms, wrong within it)."""
    row = connection.one(GET, is_id=case_id)
    return (0, 0, 0) if row is None else (row[0], row[1], row[2])


def put(connection: Connection, case_id: str, *, in_all: int, since: int, lately: int) -> None:
    connection.put(SET, is_id=case_id, in_all=in_all, since=since, lately=lately)
