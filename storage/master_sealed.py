"""The columns that a master key seals, each with how its rows are counted, opened and sealed anew.

Everything else that is sealed is sealed with a data key, which does not change when the master key does. Nothing here
commits or opens what a worker wrote.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Select, Table, Update, bindparam, func, select, update

from storage.crypto import DataKey, Place, readable
from storage.engine import Connection, Row, Unit
from storage.keyring import Keyring, Purpose, Sealing
from storage.master import key_id_of_master
from storage.models import cases, vault
from storage.vault import FIND, FIND_OTHER, open_address, open_other, seal_address, seal_other

BATCH = 200

CONTACT, WRAP, OTHER = (vault.METADATA.tables[name] for name in ("contact", "key_wrap", "other_address"))
CONVERSATION, INBOX, SEEN, REMOVAL, RELEASED = (
    cases.METADATA.tables[name] for name in ("conversation", "inbox", "seen", "removal", "released_segment")
)
FACTOR, KEPT, HEAD, PROOF, CODE = (
    cases.METADATA.tables[name] for name in ("second_factor", "kept_form", "audit_head", "proof_key", "bind_code")
)

Tally = Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """The rows of one sealed column. Every row begins with its id; `open` and `move` raise Sealed on a damaged one."""

    name: str
    of: Callable[[Unit], Connection]
    tally: Select[Any]
    page: Select[Any]
    open: Callable[[Keyring, Row], object]
    move: Callable[[Connection, Keyring, Row], None]
    stored: Callable[[str], str | bytes] = str  # a master key's id as `page` compares it

    def rows(self, unit: Unit, key_id: str, after: str) -> Sequence[Row]:
        """The next rows under this master key, in the order of their ids."""
        return self.of(unit).all(self.page, old=self.stored(key_id), after=after)


def of_cases(unit: Unit) -> Connection:
    return unit.cases


def of_vault(unit: Unit) -> Connection:
    return unit.vault.connection


def tally(key: Any, table: Table) -> Select[Any]:
    return select(key.label("key"), func.count()).select_from(table).where(key.is_not(None)).group_by("key")


def page(key: Any, *columns: "Column[Any]") -> Select[Any]:
    wanted = select(*columns).where(key == bindparam("old"), columns[0] > bindparam("after"))
    return wanted.order_by(columns[0]).limit(BATCH)


def change(id: "Column[Any]", sealed: "Column[Any]", *names: str) -> Update:
    """Only if nobody changed the row meanwhile: else it is under the newest key already, or gone."""
    unchanged = update(id.table).where(id == bindparam("is_id"), sealed == bindparam("was"))
    return unchanged.values({name: bindparam(name) for name in names})


SET_WRAP = change(WRAP.c.id, WRAP.c.wrap, "wrap", "key_id")
SET_OTHER = change(OTHER.c.id, OTHER.c.address_ct, "address_ct", "blind_index", "key_id")
SET_CONTACT = change(CONTACT.c.alias, CONTACT.c.address_ct, "address_ct", "blind_index", "key_id")


def unwrap(keyring: Keyring, row: Row) -> DataKey:
    wrap_id, data_key_id, wrap = row
    return keyring.unwrap(data_key_id, wrap_id, wrap)


def move_wrap(connection: Connection, keyring: Keyring, row: Row) -> None:
    wrap = keyring.wrap(unwrap(keyring, row), row[0])
    connection.put(SET_WRAP, is_id=row[0], was=row[2], wrap=wrap, key_id=keyring.newest)


def address(keyring: Keyring, row: Row) -> tuple[str, str]:
    alias, address_ct = row
    return open_address(keyring, alias, address_ct)


def free_index(
    connection: Connection, keyring: Keyring, taken: Select[Any], channel: str, value: str, id: str
) -> bytes:
    """Where a process without the old key admitted her anew, that row is found; this one can still be written to."""
    _, index = keyring.digests(Purpose.INDEX, channel, value)[0]
    if connection.one(taken, index=index) is not None:
        _, index = keyring.digests(Purpose.INDEX, channel, value, id)[0]
    return index


def move_address(connection: Connection, keyring: Keyring, row: Row) -> None:
    alias, was = row
    channel, value = address(keyring, row)
    index = free_index(connection, keyring, FIND, channel, value, alias)
    sealed = seal_address(keyring, alias, channel, value)
    connection.put(SET_CONTACT, is_id=alias, was=was, address_ct=sealed, blind_index=index, key_id=keyring.newest)


def other(keyring: Keyring, row: Row) -> tuple[str, str]:
    id, address_ct = row
    return open_other(keyring, id, address_ct)


def move_other(connection: Connection, keyring: Keyring, row: Row) -> None:
    id, was = row
    channel, value = other(keyring, row)
    index = free_index(connection, keyring, FIND_OTHER, channel, value, id)
    sealed = seal_other(keyring, id, channel, value)
    connection.put(SET_OTHER, is_id=id, was=was, address_ct=sealed, blind_index=index, key_id=keyring.newest)


def in_envelope(purpose: Sealing, sealed: "Column[Any]") -> Kind:
    """A column of the case database whose envelope alone names its key; the row id is `id`."""
    table, name = sealed.table, sealed.name
    key = func.substr(sealed, 2, 4, type_=LargeBinary)
    statement = change(table.c.id, sealed, name)

    def open_row(keyring: Keyring, row: Row) -> bytes:
        return keyring.open(purpose, Place(table.name, name, row[0]), row[1])

    def move(connection: Connection, keyring: Keyring, row: Row) -> None:
        fresh = keyring.seal(purpose, Place(table.name, name, row[0]), open_row(keyring, row))
        connection.put(statement, is_id=row[0], was=row[1], **{name: fresh})

    return Kind(purpose, of_cases, tally(key, table), page(key, table.c.id, sealed), open_row, move, key_id_of_master)


KINDS: tuple[Kind, ...] = (
    Kind(
        Purpose.WRAP,
        of_vault,
        tally(WRAP.c.key_id, WRAP),
        page(WRAP.c.key_id, WRAP.c.id, WRAP.c.data_key_id, WRAP.c.wrap),
        unwrap,
        move_wrap,
    ),
    Kind(
        Purpose.ADDRESS,
        of_vault,
        tally(CONTACT.c.key_id, CONTACT),
        page(CONTACT.c.key_id, CONTACT.c.alias, CONTACT.c.address_ct),
        address,
        move_address,
    ),
    Kind(
        "other address",
        of_vault,
        tally(OTHER.c.key_id, OTHER),
        page(OTHER.c.key_id, OTHER.c.id, OTHER.c.address_ct),
        other,
        move_other,
    ),
    in_envelope(Purpose.PIN, CONVERSATION.c.pin_ct),
    in_envelope(Purpose.INBOX, INBOX.c.event_ct),
    in_envelope(Purpose.REMOVAL, REMOVAL.c.what_ct),
    in_envelope(Purpose.MEMORY, RELEASED.c.body_ct),
    in_envelope(Purpose.FACTOR, FACTOR.c.secret_ct),
    in_envelope(Purpose.KEPT, KEPT.c.form_ct),
    in_envelope(Purpose.AUDIT, HEAD.c.key_ct),
    in_envelope(Purpose.PROOF, PROOF.c.key_ct),
)

# A digest cannot be moved, its text is not kept: these rows expire.
SEEN_TALLY, CODE_TALLY = tally(SEEN.c.key_id, SEEN), tally(CODE.c.key_id, CODE)


def tallies(unit: Unit) -> Tally:
    """Key id -> kind -> rows, for every key id that any row names, configured or not."""
    found: dict[str, Counter[str]] = {}
    counted = [(kind.name, kind.of(unit).all(kind.tally)) for kind in KINDS]
    expiring = ((Purpose.SEEN, unit.cases.all(SEEN_TALLY)), (Purpose.CODE, unit.cases.all(CODE_TALLY)))
    for name, rows in (*counted, *expiring):
        for key, count in rows:
            id = key if isinstance(key, str) else readable(bytes(key))
            found.setdefault(id, Counter())[name] += int(count)
    return found
