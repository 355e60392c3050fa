"""The vault: where a worker is reached, what she is called, and the keys of what she wrote.

The only code that turns an address into an alias and back. Nothing here knows a case, commits, or keeps an address in
memory beyond its call.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT compiles for SQLite too; SQLite's does not here
from sqlmodel import col

from storage.crypto import DataKey, Place
from storage.keyring import Keyring, Purpose
from storage.models.vault import Contact, DestroyedKey, KeyWrap, PersonName
from storage.open_keys import OpenKeys

if TYPE_CHECKING:
    from storage.engine import Connection, Row

SWEEP_BATCH = 500

_FIND = select(col(Contact.alias)).where(col(Contact.blind_index) == bindparam("index"))
_ADMIT = (
    insert(Contact)
    .values(
        {name: bindparam(name) for name in ("alias", "blind_index", "key_id", "channel", "address_ct", "created_day")}
    )
    .on_conflict_do_nothing(index_elements=["blind_index"])
)
_ADDRESS = select(col(Contact.address_ct)).where(col(Contact.alias) == bindparam("alias"))
_FORGET = delete(Contact).where(col(Contact.alias) == bindparam("alias"))

_CREATE_KEY = insert(KeyWrap).values(
    {name: bindparam(name) for name in ("id", "data_key_id", "holder", "holder_id", "generation", "key_id", "wrap")}
    | {"created_at": bindparam("created_at")}
)
_WRAP = select(col(KeyWrap.id), col(KeyWrap.wrap)).where(
    col(KeyWrap.data_key_id) == bindparam("data_key_id"), col(KeyWrap.holder) == "server"
)
_DESTROY = delete(KeyWrap).where(col(KeyWrap.data_key_id) == bindparam("data_key_id"))
_DESTROYED = (
    insert(DestroyedKey)
    .values(data_key_id=bindparam("data_key_id"), day=bindparam("day"))
    .on_conflict_do_nothing(index_elements=["data_key_id"])
)
_ALL_DESTROYED = select(col(DestroyedKey.data_key_id), col(DestroyedKey.day))

_NAME = select(col(PersonName.name_ct)).where(col(PersonName.conversation_id) == bindparam("conversation_id"))
_UNNAME = delete(PersonName).where(col(PersonName.conversation_id) == bindparam("conversation_id"))
_SET_NAME = insert(PersonName).values(conversation_id=bindparam("conversation_id"), name_ct=bindparam("name_ct"))

_OLD_CONTACTS = (
    select(col(Contact.alias))
    .where(col(Contact.created_day) < bindparam("before"), col(Contact.alias) > bindparam("after"))
    .order_by(col(Contact.alias))
    .limit(SWEEP_BATCH)
)
_OLD_KEYS = (
    select(col(KeyWrap.data_key_id))
    .where(col(KeyWrap.created_at) < bindparam("before"), col(KeyWrap.data_key_id) > bindparam("after"))
    .order_by(col(KeyWrap.data_key_id))
    .limit(SWEEP_BATCH)
)


class KeyDestroyed(Exception):
    """This data key is gone, and all it sealed with it: the report was erased. Treat the row as deleted."""


class Vault:
    """The vault within one transaction of the store."""

    __slots__ = ("_open", "connection", "keyring")

    def __init__(self, connection: "Connection", keyring: Keyring, open_keys: OpenKeys) -> None:
        self.connection = connection
        self.keyring = keyring
        self._open = open_keys

    def find(self, channel: str, value: str) -> str | None:
        """The alias of an address, if we know it. `value` is canonical already: E.164, or the vendor's id."""
        for _, index in self.keyring.digests(Purpose.INDEX, channel, value):
            if row := self.connection.one(_FIND, index=index):
                return str(row[0])
        return None

    def admit(self, channel: str, value: str, *, alias: str, now_day: int) -> str:
        """The alias of an address, new or not: two first messages at once get the same one."""
        if known := self.find(channel, value):
            return known
        key_id, index = self.keyring.digests(Purpose.INDEX, channel, value)[0]
        address_ct = seal_address(self.keyring, alias, channel, value)
        self.connection.put(
            _ADMIT,
            alias=alias,
            blind_index=index,
            key_id=key_id,
            channel=channel,
            address_ct=address_ct,
            created_day=now_day,
        )
        return str(_only(self.connection.one(_FIND, index=index))[0])

    def address(self, alias: str) -> tuple[str, str] | None:
        """(channel, value), or None once her contact was erased."""
        row = self.connection.one(_ADDRESS, alias=alias)
        return None if row is None else open_address(self.keyring, alias, row[0])

    def forget_contact(self, alias: str) -> None:
        self.connection.put(_FORGET, alias=alias)

    def create_key(self, data_key_id: str, *, wrap_id: str, at_ms: int) -> DataKey:
        key = self.keyring.new_data_key(data_key_id)
        # Not kept open yet: this transaction may still fail, and what is sealed with an unsaved key is lost.
        self._open.drop(data_key_id)
        self.connection.put(
            _CREATE_KEY,
            id=wrap_id,
            data_key_id=data_key_id,
            holder="server",
            holder_id="",
            generation=1,
            key_id=self.keyring.newest,
            wrap=self.keyring.wrap(key, wrap_id),
            created_at=at_ms,
        )
        return key

    def key(self, data_key_id: str) -> DataKey:
        """Raises KeyDestroyed."""
        if known := self._open.get(data_key_id):
            return known
        row = self.connection.one(_WRAP, data_key_id=data_key_id)
        if row is None:
            raise KeyDestroyed(data_key_id)
        key = self.keyring.unwrap(data_key_id, row[0], row[1])
        self._open.keep(key)
        return key

    def destroy_key(self, data_key_id: str, day: int) -> None:
        """Erase all that this key sealed, here and, by the list of destroyed keys, in every backup restored later."""
        self._open.drop(data_key_id, gone=True)
        self.connection.put(_DESTROY, data_key_id=data_key_id)
        self.connection.put(_UNNAME, conversation_id=data_key_id)
        self.connection.put(_DESTROYED, data_key_id=data_key_id, day=day)

    def destroyed(self) -> Sequence[tuple[str, int]]:
        """(data key id, day) of every key destroyed, for a backup to carry and a restore to destroy again."""
        return [(str(row[0]), int(row[1])) for row in self.connection.all(_ALL_DESTROYED)]

    def set_name(self, conversation_id: str, name: str) -> None:
        """Her name for this report; an empty one takes it away. A conversation's data key has the conversation's id."""
        self.connection.put(_UNNAME, conversation_id=conversation_id)
        if name:
            sealed = self.key(conversation_id).seal(_name_place(conversation_id), name.encode())
            self.connection.put(_SET_NAME, conversation_id=conversation_id, name_ct=sealed)

    def name(self, conversation_id: str) -> str | None:
        row = self.connection.one(_NAME, conversation_id=conversation_id)
        return None if row is None else self.key(conversation_id).open(_name_place(conversation_id), row[0]).decode()

    def orphan_contacts(self, before_day: int, named: "Named") -> Iterator[str]:
        """Aliases admitted before that day which `named` does not know: no row of the case database is about them."""
        yield from self._orphans(
            lambda after: self.connection.all(_OLD_CONTACTS, before=before_day, after=after), named
        )

    def orphan_keys(self, before_ms: int, named: "Named") -> Iterator[str]:
        """Data keys made before then which no row of the case database needs."""
        yield from self._orphans(lambda after: self.connection.all(_OLD_KEYS, before=before_ms, after=after), named)

    def _orphans(self, page: "Callable[[str], Sequence[Row]]", named: "Named") -> Iterator[str]:
        after = ""
        while ids := [str(row[0]) for row in page(after)]:
            yield from sorted(set(ids) - set(named(ids)))
            after = ids[-1]


Named = Callable[[Sequence[str]], Collection[str]]
"""Of these ids, those that a case row or a queued turn names."""


def seal_address(keyring: Keyring, alias: str, channel: str, value: str) -> bytes:
    return keyring.seal(Purpose.ADDRESS, _address_place(alias), f"{channel}\0{value}".encode())


def open_address(keyring: Keyring, alias: str, address_ct: bytes) -> tuple[str, str]:
    channel, _, value = keyring.open(Purpose.ADDRESS, _address_place(alias), address_ct).decode().partition("\0")
    return channel, value


def _address_place(alias: str) -> Place:
    return Place("contact", "address_ct", alias)


def _name_place(conversation_id: str) -> Place:
    return Place("person_name", "name_ct", conversation_id)


def _only(row: "Row | None") -> "Row":
    if row is None:
        raise LookupError("the row just written is not there")
    return row
