"""What was erased, as a list that outlives the databases: after a restore all of it is erased again.

Ids of destroyed keys with the day and the reason, and SHA-256 of random aliases. It names no person and opens nothing,
so it may lie beside a backup; it must never get lost with the vault.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import bindparam, exists, select

from storage import held
from storage.engine import Connection, Unit
from storage.models.vault import METADATA
from storage.vault import REMEMBER_FORGOTTEN, REMEMBER_GONE, digest_of

GONE, FORGOTTEN, WRAP, CONTACT = (
    METADATA.tables[name] for name in ("destroyed_key", "forgotten_contact", "key_wrap", "contact")
)
KEYS = select(GONE.c.data_key_id, GONE.c.day, GONE.c.why).order_by(GONE.c.day, GONE.c.data_key_id)
ALIASES = select(FORGOTTEN.c.digest, FORGOTTEN.c.day).order_by(FORGOTTEN.c.day)
STILL = select(exists().where(WRAP.c.data_key_id == bindparam("key")))
CONTACTS = select(CONTACT.c.alias)


class ListDamaged(Exception):
    """This is not a list of erasures that we wrote. Nothing was restored; find a whole one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One erasure. `day` counts from 1970, `why` is worker, retention, draft or orphan; `verified`: no key is left."""

    key: str
    day: int
    why: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Erasures:
    """Data key id -> (day, why); hex digest of an alias -> day; data key id -> when its legal hold ends (ms)."""

    keys: dict[str, tuple[int, str]] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    def joined(self, *others: "Erasures") -> "Erasures":
        """Nothing is ever taken off a list. Where two differ the first is right: name the newest first."""
        keys, contacts, held = dict(self.keys), dict(self.contacts), dict(self.held)
        for other in others:
            keys |= {key: told for key, told in other.keys.items() if key not in keys}
            contacts |= {digest: day for digest, day in other.contacts.items() if digest not in contacts}
            held |= {key: until for key, until in other.held.items() if key not in held}
        return Erasures(keys, contacts, {key: until for key, until in held.items() if key not in keys})


def of(vault: Connection) -> Erasures:
    return Erasures(
        {str(key): (int(day), str(why)) for key, day, why in vault.all(KEYS)},
        {bytes(digest).hex(): int(day) for digest, day in vault.all(ALIASES)},
        dict(held.of(vault)),
    )


def receipts(unit: Unit) -> list[Receipt]:
    """Every erasure, the oldest first, each looked up: is its key really gone?"""
    vault = unit.vault.connection
    found = []
    for key, day, why in vault.all(KEYS):
        row = vault.one(STILL, key=key)
        found.append(Receipt(str(key), int(day), str(why), verified=not (row and row[0])))
    return found


def remember(unit: Unit, erasures: Erasures) -> None:
    """Put the whole list into the vault of `unit`."""
    for key, (day, why) in erasures.keys.items():
        unit.vault.connection.put(REMEMBER_GONE, data_key_id=key, day=day, why=why)
    for digest, day in erasures.contacts.items():
        unit.vault.connection.put(REMEMBER_FORGOTTEN, digest=bytes.fromhex(digest), day=day)


def contacts_back(unit: Unit, erasures: Erasures) -> list[str]:
    """Aliases of contacts that were erased and are there again."""
    aliases = [str(row[0]) for row in unit.vault.connection.all(CONTACTS)]
    return [alias for alias in aliases if digest_of(alias).hex() in erasures.contacts]


def read(path: Path) -> Erasures:
    """A list that `write` made; an empty one where there is no file. Raises ListDamaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        keys = {str(key): (int(day), str(why)) for key, (day, why) in found["keys"].items()}
        contacts = {str(bytes.fromhex(digest).hex()): int(day) for digest, day in found["contacts"].items()}
        until = {str(key): int(ends) for key, ends in found.get("held", {}).items()}
    except FileNotFoundError:
        return Erasures()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ListDamaged(f"{path} is not a list of erasures") from error
    return Erasures(keys, contacts, until)


def write(path: Path, erasures: Erasures) -> None:
    """Whole or not at all, durably, for this user's eyes only."""
    value = {"keys": erasures.keys, "contacts": erasures.contacts, "held": erasures.held}
    write_private(path, json.dumps(value, separators=(",", ":"), sort_keys=True).encode())


def write_private(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
