"""The vault: where a worker is reached, what she is called, and the keys of what she wrote.

The only code that turns an address into an alias and back. Nothing here knows a case, commits, or keeps an address in
memory beyond its call.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from storage.crypto import DataKey, Place
from storage.keyring import Keyring, Purpose
from storage.models.vault import METADATA
from storage.open_keys import OpenKeys
from storage.statements import insert_or_ignore

if TYPE_CHECKING:
    from storage.engine import Connection, Row

SWEEP_BATCH = 500

_CONTACT, _NAME, _WRAP, _GONE = (METADATA.tables[t] for t in ("contact", "person_name", "key_wrap", "destroyed_key"))
_OTHER, _FORGOTTEN, _HELD = (METADATA.tables[t] for t in ("other_address", "forgotten_contact", "held_report"))

ADMIT = insert_or_ignore(_CONTACT)
FIND = select(_CONTACT.c.alias).where(_CONTACT.c.blind_index == bindparam("index"))
ADDRESS = select(_CONTACT.c.address_ct).where(_CONTACT.c.alias == bindparam("is_alias"))
FORGET = delete(_CONTACT).where(_CONTACT.c.alias == bindparam("is_alias"))
LINK = insert_or_ignore(_OTHER)
FIND_OTHER = select(_OTHER.c.alias).where(_OTHER.c.blind_index == bindparam("index"))
FORGET_OTHERS = delete(_OTHER).where(_OTHER.c.alias == bindparam("is_alias"))

CREATE_KEY = insert(_WRAP).values({column.name: bindparam(column.name) for column in _WRAP.c})
GET_KEY = select(_WRAP.c.id, _WRAP.c.wrap).where(_WRAP.c.data_key_id == bindparam("key"), _WRAP.c.holder == "server")
DESTROY_KEY = delete(_WRAP).where(_WRAP.c.data_key_id == bindparam("key"))
REMEMBER_GONE = insert_or_ignore(_GONE)
REMEMBER_FORGOTTEN = insert_or_ignore(_FORGOTTEN)
ALL_GONE = select(_GONE.c.data_key_id, _GONE.c.day).order_by(_GONE.c.data_key_id)

SET_NAME = insert(_NAME).values({column.name: bindparam(column.name) for column in _NAME.c})
GET_NAME = select(_NAME.c.name_ct).where(_NAME.c.conversation_id == bindparam("conversation"))
DROP_NAME = delete(_NAME).where(_NAME.c.conversation_id == bindparam("conversation"))
NO_LONGER_HELD = delete(_HELD).where(_HELD.c.data_key_id == bindparam("key"))

OLD_CONTACTS = (
    select(_CONTACT.c.alias)
    .where(_CONTACT.c.created_day < bindparam("before"), _CONTACT.c.alias > bindparam("after"))
    .order_by(_CONTACT.c.alias)
    .limit(SWEEP_BATCH)
)
OLD_KEYS = (
    select(_WRAP.c.data_key_id)
    .where(_WRAP.c.created_at < bindparam("before"), _WRAP.c.data_key_id > bindparam("after"))
    .order_by(_WRAP.c.data_key_id)
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
        digests = self.keyring.digests(Purpose.INDEX, channel, value)
        for statement in (FIND, FIND_OTHER):
            for _, index in digests:
                if row := self.connection.one(statement, index=index):
                    return str(row[0])
        return None

    def admit(self, channel: str, value: str, *, alias: str, now_day: int) -> str:
        """The alias of an address, new or not: two first messages at once get the same one."""
        if known := self.find(channel, value):
            return known
        key_id, index = self.keyring.digests(Purpose.INDEX, channel, value)[0]
        address_ct = seal_address(self.keyring, alias, channel, value)
        self.connection.put(
            ADMIT,
            alias=alias,
            blind_index=index,
            key_id=key_id,
            channel=channel,
            address_ct=address_ct,
            created_day=now_day,
        )
        return str(_only(self.connection.one(FIND, index=index))[0])

    def link(self, alias: str, channel: str, value: str, *, id: str) -> None:
        """She is also known by this address. One that somebody is known by already stays theirs."""
        if self.find(channel, value) is None:
            key_id, index = self.keyring.digests(Purpose.INDEX, channel, value)[0]
            sealed = seal_other(self.keyring, id, channel, value)
            self.connection.put(LINK, id=id, alias=alias, blind_index=index, key_id=key_id, address_ct=sealed)

    def address(self, alias: str) -> tuple[str, str] | None:
        """(channel, value), or None once her contact was erased."""
        row = self.connection.one(ADDRESS, is_alias=alias)
        return None if row is None else open_address(self.keyring, alias, row[0])

    def forget_contact(self, alias: str, day: int = 0) -> None:
        """Erase it here and, by the list of forgotten contacts, in every backup restored later."""
        self.connection.put(FORGET, is_alias=alias)
        self.connection.put(FORGET_OTHERS, is_alias=alias)
        self.connection.put(REMEMBER_FORGOTTEN, digest=digest_of(alias), day=day)

    def create_key(self, data_key_id: str, *, wrap_id: str, at_ms: int) -> DataKey:
        key = self.keyring.new_data_key(data_key_id)
        # Not kept open yet: this transaction may still fail, and what is sealed with an unsaved key is lost.
        self._open.drop(data_key_id)
        self.connection.put(
            CREATE_KEY,
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
        row = self.connection.one(GET_KEY, key=data_key_id)
        if row is None:
            raise KeyDestroyed(data_key_id)
        key = self.keyring.unwrap(data_key_id, row[0], row[1])
        self._open.keep(key)
        return key

    def destroy_key(self, data_key_id: str, day: int, why: str = "") -> None:
        """Erase all that this key sealed, here and, by the list of destroyed keys, in every backup restored later."""
        self._open.drop(data_key_id, gone=True)
        self.connection.put(DESTROY_KEY, key=data_key_id)
        self.connection.put(DROP_NAME, conversation=data_key_id)
        self.connection.put(NO_LONGER_HELD, key=data_key_id)
        self.connection.put(REMEMBER_GONE, data_key_id=data_key_id, day=day, why=why)

    def destroyed(self) -> Sequence[tuple[str, int]]:
        """(data key id, day) of every key destroyed, for a backup to carry and a restore to destroy again."""
        return [(str(row[0]), int(row[1])) for row in self.connection.all(ALL_GONE)]

    def set_name(self, conversation_id: str, name: str) -> None:
        """Her name for this report; an empty one takes it away. A conversation's data key has the conversation's id."""
        self.connection.put(DROP_NAME, conversation=conversation_id)
        if name:
            sealed = self.key(conversation_id).seal(_name_place(conversation_id), name.encode())
            self.connection.put(SET_NAME, conversation_id=conversation_id, name_ct=sealed)

    def name(self, conversation_id: str) -> str | None:
        row = self.connection.one(GET_NAME, conversation=conversation_id)
        return None if row is None else self.key(conversation_id).open(_name_place(conversation_id), row[0]).decode()

    def orphan_contacts(self, before_day: int, named: "Named") -> Iterator[str]:
        """Aliases admitted before that day that are not `named`. Take them all before you delete one."""
        yield from self._orphans(lambda after: self.connection.all(OLD_CONTACTS, before=before_day, after=after), named)

    def orphan_keys(self, before_ms: int, named: "Named") -> Iterator[str]:
        """Data keys made before then which no row of the case database needs."""
        yield from self._orphans(lambda after: self.connection.all(OLD_KEYS, before=before_ms, after=after), named)

    def _orphans(self, page: "Callable[[str], Sequence[Row]]", named: "Named") -> Iterator[str]:
        after = ""
        while ids := [str(row[0]) for row in page(after)]:
            yield from (id for id in dict.fromkeys(ids) if not named(id))
            after = ids[-1]


Named = Callable[[str], bool]
"""Whether a case row or a queued turn names this id."""


def digest_of(alias: str) -> bytes:
    """What stays of an alias when its contact is erased. An alias is random: nobody can guess it back."""
    return sha256(alias.encode()).digest()


def seal_address(keyring: Keyring, alias: str, channel: str, value: str) -> bytes:
    return keyring.seal(Purpose.ADDRESS, _address_place(alias), f"{channel}\0{value}".encode())


def seal_other(keyring: Keyring, id: str, channel: str, value: str) -> bytes:
    return keyring.seal(Purpose.ADDRESS, _other_place(id), f"{channel}\0{value}".encode())


def open_address(keyring: Keyring, alias: str, address_ct: bytes) -> tuple[str, str]:
    return _parted(keyring.open(Purpose.ADDRESS, _address_place(alias), address_ct))


def open_other(keyring: Keyring, id: str, address_ct: bytes) -> tuple[str, str]:
    return _parted(keyring.open(Purpose.ADDRESS, _other_place(id), address_ct))


def _parted(plain: bytes) -> tuple[str, str]:
    channel, _, value = plain.decode().partition("\0")
    return channel, value


def _address_place(alias: str) -> Place:
    return Place("contact", "address_ct", alias)


def _other_place(id: str) -> Place:
    return Place("other_address", "address_ct", id)


def _name_place(conversation_id: str) -> Place:
    return Place("person_name", "name_ct", conversation_id)


def _only(row: "Row | None") -> "Row":
    if row is None:
        raise LookupError("the row just written is not there")
    return row
