"""Orphans of the vault: a contact or key whose case rows were never committed, because a crash came between the two."""

from functools import partial

from sqlalchemy import bindparam, exists, select

from storage.engine import Unit
from storage.holdings import key_named
from storage.models.cases import METADATA
from storage.times import day_of

RECIPIENT = METADATA.tables["recipient"]
INBOX = METADATA.tables["inbox"]

CONTACT_NAMED = select(
    exists().where(RECIPIENT.c.alias == bindparam("alias")) | exists().where(INBOX.c.alias == bindparam("alias"))
)


def orphans(unit: Unit, *, before: int) -> int:
    """Remove contacts and keys older than `before` (ms) that no case row and no kept event names; how many."""

    def contact_named(alias: str) -> bool:
        row = unit.cases.one(CONTACT_NAMED, alias=alias)
        return bool(row and row[0])

    aliases = list(unit.vault.orphan_contacts(day_of(before), contact_named))
    keys = list(unit.vault.orphan_keys(before, partial(key_named, unit.cases)))
    for alias in aliases:
        unit.vault.forget_contact(alias, day_of(before))
    for id in keys:
        unit.vault.destroy_key(id, day_of(before), "orphan")
    return len(aliases) + len(keys)
