"""Small writes for tests of the store: a lease in the cases, the id of a destroyed key in the vault."""

from collections.abc import Callable

from sqlalchemy import func, select

from storage.engine import Unit
from storage.models import cases, vault
from storage.statements import insert_or_ignore

LEASE = cases.METADATA.tables["lease"]
GONE = vault.METADATA.tables["destroyed_key"]

ADD_LEASE = insert_or_ignore(LEASE)
ADD_GONE = insert_or_ignore(GONE)
LEASES = select(LEASE.c.name).order_by(LEASE.c.name)
GONES = select(GONE.c.data_key_id).order_by(GONE.c.data_key_id)
COUNT = select(func.count()).select_from(LEASE)


def add_lease(name: str) -> Callable[[Unit], int]:
    return lambda unit: unit.cases.run(ADD_LEASE, name=name, owner="me", until=1)


def add_gone(name: str) -> Callable[[Unit], int]:
    return lambda unit: unit.vault.connection.run(ADD_GONE, data_key_id=name, day=1, why="")


def add_both(name: str) -> Callable[[Unit], None]:
    def work(unit: Unit) -> None:
        unit.cases.put(ADD_LEASE, name=name, owner="me", until=1)
        unit.vault.connection.put(ADD_GONE, data_key_id=name, day=1, why="")

    return work


def leases(unit: Unit) -> list[str]:
    return [row[0] for row in unit.cases.all(LEASES)]


def gones(unit: Unit) -> list[str]:
    return [row[0] for row in unit.vault.connection.all(GONES)]


def both(unit: Unit) -> tuple[list[str], list[str]]:
    """What is stored: names in the cases, names in the vault."""
    return leases(unit), gones(unit)
