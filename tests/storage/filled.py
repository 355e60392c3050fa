"""One row in every table of the case database that leads to one report, whatever tables there are by now."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, String, Table, bindparam, func, insert, select

from storage.engine import Connection, Unit
from storage.holdings import CALLED
from storage.models import cases

HERS, CASE, THREAD, SHARED, ALIAS = (letter * 32 for letter in "abcde")
Links = Mapping[str, str]
LINKS: Links = {
    "conversation_id": HERS,
    "case_id": CASE,
    "disclosure_id": THREAD,
    "thread_id": THREAD,
    "alias": ALIAS,
    "media_id": "media",
    "message_id": "message",
}
"""A column of this name leads to the report."""
OWN: Links = {"conversation": HERS, "cases": CASE, "disclosure": THREAD, "shared": SHARED}
Seal = Callable[[str, str, str], bytes]
"""Table, column, id of the row -> sealed bytes."""


def unsealed(table: str, column: str, row_id: str) -> bytes:
    return b"sealed"


def value(table: Table, column: Column[Any], links: Links, seal: Seal) -> object:
    """Something for every column: what leads to the report, else anything."""
    if column.name == "id":
        return OWN.get(table.name, table.name[: getattr(column.type, "length", None)])
    if (table.name, column.name) == ("public_issue", "body"):
        return '{"cases": []}'  # what is read back must be an issue
    if column.name == CALLED.get(table.name):
        return links["case_id"]
    if column.name in links:
        return links[column.name]
    if isinstance(column.type, LargeBinary):
        return seal(table.name, column.name, OWN.get(table.name, table.name))
    if isinstance(column.type, Boolean):
        return False
    if column.nullable:
        return None
    return "x" if isinstance(getattr(column.type, "impl", column.type), String) else 77_777  # no number that is taken


def fill(connection: Connection, table: Table, links: Links = LINKS, seal: Seal = unsealed) -> None:
    values = {column.name: value(table, column, links, seal) for column in table.columns}
    if table.name == "conversation":
        values["case_id"] = links["case_id"]
    connection.put(insert(table).values({name: bindparam(name) for name in values}), **values)


def count(connection: Connection, table: Table) -> int:
    row = connection.one(select(func.count()).select_from(table))
    return int(row[0]) if row else 0


def filled(unit: Unit) -> None:
    """Every table that is empty gets one row; the report gets its three keys and a name."""
    for table in cases.METADATA.tables.values():
        if count(unit.cases, table) == 0:
            fill(unit.cases, table)
    for key in (HERS, THREAD, SHARED):
        unit.vault.create_key(key, wrap_id=f"w{key[1:]}", at_ms=1)
    unit.vault.set_name(HERS, "Ann")
