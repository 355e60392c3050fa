"""The vault on a real database: one alias for an address whatever happens, and keys that are gone when destroyed."""

import asyncio
import os
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from storage.crypto import DataKey, Place, Tampered
from storage.keyring import Keyring
from storage.models.vault import METADATA
from storage.open_keys import OpenKeys
from storage.vault import KeyDestroyed
from tests.storage.keyed import ONE, TWO, opened

CONTACT, WRAP = METADATA.tables["contact"], METADATA.tables["key_wrap"]
PHONE = ("sms", "+819012345678")
BODY = Place("message", "body_ct", "m1")
DAY, DAY_MS = 20_000, 86_400_000


pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def store(urls):
    async with opened(urls, ONE) as store:
        yield store


def admitted(alias, *, day=DAY, address=PHONE):
    return lambda unit: unit.vault.admit(*address, alias=alias, now_day=day)


def created(id, *, at_ms=0):
    return lambda unit: unit.vault.create_key(id, wrap_id=f"w-{id}", at_ms=at_ms)


def key_of(id):
    return lambda unit: unit.vault.key(id)


class TestContacts:
    async def test_an_unknown_address_has_no_alias(self, store):
        assert await store.read(lambda unit: unit.vault.find(*PHONE)) is None
        assert await store.read(lambda unit: unit.vault.address("a1")) is None

    async def test_an_admitted_address_is_found_and_given_back(self, store):
        assert await store.write(admitted("a1")) == "a1"
        assert await store.read(lambda unit: unit.vault.find(*PHONE)) == "a1"
        assert await store.read(lambda unit: unit.vault.address("a1")) == PHONE

    async def test_the_first_alias_of_an_address_stays(self, store):
        await store.write(admitted("a1"))
        assert await store.write(admitted("a2")) == "a1"
        assert await store.read(lambda unit: unit.vault.address("a2")) is None

    async def test_one_number_on_two_channels_is_two_contacts(self, store):
        await store.write(admitted("a1"))
        assert await store.write(admitted("a2", address=("whatsapp", PHONE[1]))) == "a2"

    async def test_first_messages_at_once_get_one_alias(self, store):
        aliases = await asyncio.gather(*(store.write(admitted(f"a{number}")) for number in range(20)))
        assert len(set(aliases)) == 1

    async def test_a_forgotten_contact_is_a_stranger_again(self, store):
        await store.write(admitted("a1"))
        await store.write(lambda unit: unit.vault.forget_contact("a1"))
        assert await store.read(lambda unit: unit.vault.find(*PHONE)) is None
        assert await store.read(lambda unit: unit.vault.address("a1")) is None
        assert await store.write(admitted("a2")) == "a2"

    async def test_she_is_found_by_another_address_too_and_written_to_by_the_first(self, store):
        await store.write(admitted("a1"))
        await store.write(lambda unit: unit.vault.link("a1", "whatsapp", "IN.208", id="o1"))
        assert await store.read(lambda unit: unit.vault.find("whatsapp", "IN.208")) == "a1"
        assert await store.write(admitted("a2", address=("whatsapp", "IN.208"))) == "a1"
        assert await store.read(lambda unit: unit.vault.address("a1")) == PHONE

    async def test_another_address_of_somebody_else_stays_hers(self, store):
        await store.write(admitted("a1"))
        await store.write(admitted("b1", address=("sms", "+819000000001")))
        await store.write(lambda unit: unit.vault.link("b1", *PHONE, id="o1"))
        await store.write(lambda unit: unit.vault.link("a1", "whatsapp", "IN.208", id="o2"))
        await store.write(lambda unit: unit.vault.link("b1", "whatsapp", "IN.208", id="o3"))
        assert await store.read(lambda unit: unit.vault.find(*PHONE)) == "a1"
        assert await store.read(lambda unit: unit.vault.find("whatsapp", "IN.208")) == "a1"

    async def test_a_forgotten_contact_is_forgotten_under_every_address(self, store):
        await store.write(admitted("a1"))
        await store.write(lambda unit: unit.vault.link("a1", "whatsapp", "IN.208", id="o1"))
        await store.write(lambda unit: unit.vault.forget_contact("a1"))
        assert await store.read(lambda unit: unit.vault.find("whatsapp", "IN.208")) is None

    async def test_she_is_found_under_an_older_master_key_and_not_admitted_twice(self, urls):
        async with opened(urls, ONE) as store:
            await store.write(admitted("a1"))
        async with opened(urls, TWO, ONE) as store:
            assert await store.read(lambda unit: unit.vault.find(*PHONE)) == "a1"
            assert await store.write(admitted("a2")) == "a1"
            assert await store.read(lambda unit: unit.vault.address("a1")) == PHONE

    async def test_an_address_moved_to_another_alias_is_refused(self, store):
        await store.write(admitted("a1"))
        await store.write(admitted("a2", address=("line", "U0123")))

        def swap(unit):
            stolen = unit.vault.connection.one(select(CONTACT.c.address_ct).where(CONTACT.c.alias == "a1"))
            unit.vault.connection.put(update(CONTACT).where(CONTACT.c.alias == "a2").values(address_ct=stolen[0]))

        await store.write(swap)
        with pytest.raises(Tampered):
            await store.read(lambda unit: unit.vault.address("a2"))


class TestDataKeys:
    async def test_a_key_opens_later_what_it_sealed(self, store):
        key = await store.write(created("c1"))
        sealed = key.seal(BODY, b"rent")
        assert (await store.read(key_of("c1"))).open(BODY, sealed) == b"rent"

    async def test_a_key_opens_after_a_restart(self, urls):
        async with opened(urls, ONE) as store:
            sealed = (await store.write(created("c1"))).seal(BODY, b"rent")
        async with opened(urls, TWO, ONE) as store:
            assert (await store.read(key_of("c1"))).open(BODY, sealed) == b"rent"

    async def test_a_key_that_never_was_counts_as_destroyed(self, store):
        with pytest.raises(KeyDestroyed):
            await store.read(key_of("c1"))

    async def test_a_destroyed_key_is_gone_even_where_it_was_open(self, store):
        await store.write(created("c1"))
        await store.read(key_of("c1"))
        await store.write(lambda unit: unit.vault.destroy_key("c1", DAY))
        with pytest.raises(KeyDestroyed):
            await store.read(key_of("c1"))

    async def test_a_destroyed_key_is_remembered_once(self, store):
        await store.write(created("c1"))
        for day in (DAY, DAY + 1):
            await store.write(lambda unit, day=day: unit.vault.destroy_key("c1", day))
        assert await store.read(lambda unit: unit.vault.destroyed()) == [("c1", DAY)]

    async def test_a_key_of_a_failed_transaction_is_never_used(self, store):
        def fail(unit):
            unit.vault.create_key("c1", wrap_id="w1", at_ms=0)
            unit.vault.key("c1")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await store.write(fail)
        saved = await store.write(created("c1"))
        assert (await store.read(key_of("c1"))).secret == saved.secret

    async def test_an_erasure_that_failed_leaves_the_key_readable(self, store):
        sealed = (await store.write(created("c1"))).seal(BODY, b"rent")

        def fail(unit):
            unit.vault.destroy_key("c1", DAY)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await store.write(fail)
        assert (await store.read(key_of("c1"))).open(BODY, sealed) == b"rent"


class TestNames:
    async def test_a_name_is_kept_changed_and_taken_away(self, store):
        await store.write(created("c1"))
        for name, told in (("Thiri", "Thiri"), ("သီရိ", "သီရိ"), ("", None)):
            await store.write(lambda unit, name=name: unit.vault.set_name("c1", name))
            assert await store.read(lambda unit: unit.vault.name("c1")) == told

    async def test_a_name_dies_with_the_key(self, store):
        await store.write(created("c1"))
        await store.write(lambda unit: unit.vault.set_name("c1", "Thiri"))
        await store.write(lambda unit: unit.vault.destroy_key("c1", DAY))
        assert await store.read(lambda unit: unit.vault.name("c1")) is None


class TestOrphans:
    async def test_only_old_contacts_that_nobody_names_are_orphans(self, store):
        for alias, day in (("old", DAY), ("named", DAY), ("new", DAY + 1)):
            await store.write(admitted(alias, day=day, address=("sms", alias)))
        orphans = await store.read(lambda unit: list(unit.vault.orphan_contacts(DAY + 1, lambda id: id == "named")))
        assert orphans == ["old"]

    async def test_only_old_keys_that_nobody_names_are_orphans(self, store):
        for id, at_ms in (("old", 0), ("named", 0), ("new", DAY_MS)):
            await store.write(created(id, at_ms=at_ms))
        orphans = await store.read(lambda unit: list(unit.vault.orphan_keys(DAY_MS, lambda id: id == "named")))
        assert orphans == ["old"]

    async def test_more_than_a_page_of_them_are_all_found(self, store):
        def admit_many(unit):
            for number in range(1100):
                unit.vault.admit("sms", f"+{number}", alias=f"{number:04}", now_day=DAY)

        await store.write(admit_many)
        orphans = await store.read(
            lambda unit: list(unit.vault.orphan_contacts(DAY + 1, lambda alias: alias.endswith("7")))
        )
        assert orphans == [f"{number:04}" for number in range(1100) if number % 10 != 7]


class TestOpenKeys:
    """The cache alone: what it must forget."""

    def clocked(self, **limits):
        self.now = 0.0
        return OpenKeys(lambda: self.now, **limits)

    def test_a_key_is_kept_for_its_seconds(self):
        keys, key = self.clocked(seconds=60), DataKey("c1", bytes(32), os.urandom)
        keys.keep(key)
        self.now = 59.9
        assert keys.get("c1") is key
        self.now = 60.0
        assert keys.get("c1") is None

    def test_the_least_used_key_makes_room(self):
        keys = self.clocked(size=2)
        one, two, three = (DataKey(id, bytes(32), os.urandom) for id in ("c1", "c2", "c3"))
        keys.keep(one)
        keys.keep(two)
        keys.get("c1")
        keys.keep(three)
        assert [keys.get(id) for id in ("c1", "c2", "c3")] == [one, None, three]

    def test_a_reader_that_began_earlier_cannot_bring_a_destroyed_key_back(self):
        keys, key = self.clocked(), DataKey("c1", bytes(32), os.urandom)
        keys.drop("c1", gone=True)
        keys.keep(key)
        assert keys.get("c1") is None

    def test_a_key_made_anew_replaces_the_one_that_was_open(self):
        keys = self.clocked()
        keys.keep(DataKey("c1", bytes(32), os.urandom))
        keys.drop("c1")
        again = DataKey("c1", bytes(range(32)), os.urandom)
        keys.keep(again)
        assert keys.get("c1") is again

    def test_threads_do_not_break_it(self):
        keys, start, errors = self.clocked(size=8), Barrier(4), []

        def work():
            try:
                start.wait()
                for number in range(2000):
                    keys.keep(DataKey(f"c{number % 16}", bytes(32), os.urandom))
                    keys.get(f"c{(number + 5) % 16}")
                    keys.drop(f"c{number % 3}")
            except Exception as error:
                errors.append(error)

        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []


async def test_planted_secrets_are_in_no_file_of_the_databases(sqlite, tmp_path):
    """Address, name and text are sealed; the key that opens them is nowhere beside them."""
    async with opened(sqlite, ONE) as store:
        await store.write(admitted("planted-alias", address=("line", "Uplanted0address")))
        key = await store.write(created("c1"))
        await store.write(lambda unit: unit.vault.set_name("c1", "Thiri Planted Name"))
        while_open = all_bytes(tmp_path)
    secrets = [b"planted0address", b"Planted Name", key.secret, key.secret.hex().encode(), ONE.secret, ONE.secret[:8]]
    for stored in (while_open, all_bytes(tmp_path)):
        assert b"planted-alias" in stored  # the search would find a secret, were one there
        assert [secret for secret in secrets if secret in stored] == []


async def test_what_was_forgotten_is_in_no_file_once_scrubbed(sqlite, tmp_path):
    async with opened(sqlite, ONE) as store:
        await store.write(admitted("planted-alias"))
        await store.write(created("planted-key"))
        rows = await store.read(lambda unit: unit.vault.connection.one(select(WRAP.c.wrap)))
        assert rows[0] in all_bytes(tmp_path)
        await store.write(lambda unit: unit.vault.forget_contact("planted-alias"))
        await store.write(lambda unit: unit.vault.destroy_key("planted-key", DAY))
        assert await store.scrub()
        stored = all_bytes(tmp_path)
    assert b"planted-alias" not in stored
    assert rows[0] not in stored
    assert b"planted-key" in stored  # the list of destroyed keys


def all_bytes(directory):
    """The databases with their write-ahead logs, as a thief would copy them."""
    return b"".join(path.read_bytes() for path in sorted(directory.glob("*.db*")))


def test_the_blind_index_of_an_address_needs_the_master_key():
    one, two = (Keyring([master], os.urandom) for master in (ONE, TWO))
    assert one.digests("index", *PHONE)[0][1] != two.digests("index", *PHONE)[0][1]
