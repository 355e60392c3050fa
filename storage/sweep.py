"""Orphans of the vault: a contact or key whose case rows were never committed, because a crash came between the two."""

from sqlalchemy import bindparam, exists, select

from storage.engine import Unit
from storage.models.cases import METADATA
from storage.times import day_of

RECIPIENT = METADATA.tables["recipient"]
CONVERSATION = METADATA.tables["conversation"]
INBOX = METADATA.tables["inbox"]

CONTACT_NAMED = select(
    exists().where(RECIPIENT.c.alias == bindparam("alias")) | exists().where(INBOX.c.alias == bindparam("alias"))
)
KEY_NAMED = select(exists().where(CONVERSATION.c.id == bindparam("id")))


def orphans(unit: Unit, *, before: int) -> int:
    """Remove contacts and keys older than `before` (ms) that no case row and no kept event names; how many."""

    def contact_named(alias: str) -> bool:
        row = unit.cases.one(CONTACT_NAMED, alias=alias)
        return bool(row and row[0])

    def key_named(id: str) -> bool:
        row = unit.cases.one(KEY_NAMED, id=id)
        return bool(row and row[0])

    aliases = list(unit.vault.orphan_contacts(day_of(before), contact_named))
    keys = list(unit.vault.orphan_keys(before, key_named))
    for alias in aliases:
        unit.vault.forget_contact(alias, day_of(before))
    for id in keys:
        unit.vault.destroy_key(id, day_of(before), "orphan")
    return len(aliases) + len(keys)
