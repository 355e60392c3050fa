"""A rotation may stop anywhere: all opens with both keys after every step, and with the new one alone at the end."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from bot.intake.pins import opened_hash, sealed_hash
from storage import keycheck
from storage.conversations import Conversations
from storage.crypto import Place
from storage.findings import Finding, Problem, check
from storage.inbox import Inbox
from storage.keyring import SEALING, Purpose
from storage.master import KeyWrong
from storage.master_sealed import BATCH, CONTACT, INBOX, KINDS, WRAP
from storage.rotation import remaining, retire, steps
from storage.seen import Seen
from tests.storage.keyed import ONE, TWO, opened, ring

pytestmark = pytest.mark.anyio

WORKERS = 2 * BATCH + 3  # three steps for each kind
BODY = Place("message", "body_ct", "m1")


@pytest.fixture
def anyio_backend():
    return "asyncio"


@dataclass(frozen=True)
class Worker:
    number: int

    @property
    def alias(self):
        return f"alias{self.number:04}"

    @property
    def conversation(self):
        return f"conversation{self.number:04}"

    @property
    def phone(self):
        return f"+8190{self.number:08}"

    def write(self, unit, keyring):
        """One of everything that a master key seals; gives her message as her data key sealed it."""
        unit.vault.admit("sms", self.phone, alias=self.alias, now_day=0)
        key = unit.vault.create_key(self.conversation, wrap_id=f"wrap{self.number:04}", at_ms=0)
        unit.vault.set_name(self.conversation, f"Thiri {self.number}")
        conversations = Conversations(unit.cases)
        conversations.add(self.conversation, self.alias, person="p", seq=0, expires_at=0, remind_at=None)
        if self.number % 2:  # not everybody has a second address and a PIN
            unit.vault.link(self.alias, "whatsapp", f"JP.{self.number}", id=f"other{self.number:04}")
            pin = sealed_hash(keyring, self.conversation, str(self.number))
            conversations.set_pin(self.conversation, pin)
        event = {"id": f"inbox{self.number:04}", "seq": self.number, "channel": "sms", "alias": self.alias}
        Inbox(unit.cases, keyring).add(
            event.pop("id"), **event, event=json.dumps(self.number).encode(), reason="held", due_at=0
        )
        return key.seal(BODY, self.phone.encode())

    def is_whole(self, unit, keyring, sealed):
        assert unit.vault.find("sms", self.phone) == self.alias
        assert unit.vault.address(self.alias) == ("sms", self.phone)
        assert unit.vault.find("whatsapp", f"JP.{self.number}") == (self.alias if self.number % 2 else None)
        assert unit.vault.admit("sms", self.phone, alias="another", now_day=0) == self.alias
        assert unit.vault.key(self.conversation).open(BODY, sealed) == self.phone.encode()
        assert unit.vault.name(self.conversation) == f"Thiri {self.number}"
        pin = Conversations(unit.cases).pin(self.conversation)
        assert opened_hash(keyring, self.conversation, pin) == (str(self.number) if self.number % 2 else None)


async def populated(urls, workers=WORKERS):
    """A desk that has only ever known k1. Gives what each worker's data key sealed."""
    async with opened(urls, ONE) as store:
        await store.write(lambda unit: keycheck.record(unit, ring(ONE)))
        return await store.write(lambda unit: [Worker(number).write(unit, ring(ONE)) for number in range(workers)])


async def all_is_whole(urls, sealed, *masters, every=1):
    keyring = ring(*masters)

    def work(unit):
        keycheck.require(unit, keyring)
        for number in range(0, len(sealed), every):
            Worker(number).is_whole(unit, keyring, sealed[number])
        kept = Inbox(unit.cases, keyring).due(at=0, most=10_000)
        assert [json.loads(event.event) for event in kept] == list(range(len(sealed)))

    async with opened(urls, *masters) as store:
        await store.write(work)


async def rotated(urls, *masters):
    async with opened(urls, *masters) as store:
        return [step async for step in steps(store, ring(*masters))]


async def one_step(urls, *masters):
    """Begin, take one step, and walk away."""
    async with opened(urls, *masters) as store:
        begun = steps(store, ring(*masters))
        step = await anext(begun, None)
        await begun.aclose()
        return step


async def left(urls, *masters):
    async with opened(urls, *masters) as store:
        return {key_id: dict(kinds) for key_id, kinds in (await remaining(store, ring(*masters))).items()}


async def found(urls, *masters):
    async with opened(urls, *masters) as store:
        return await check(store, ring(*masters))


async def test_all_is_whole_after_every_step_and_in_the_end_without_the_old_key(urls):
    sealed = await populated(urls)
    taken = 0
    while step := await one_step(urls, TWO, ONE):
        assert step.damaged == 0
        taken += step.moved
        await all_is_whole(urls, sealed, TWO, ONE, every=13)
    assert taken == WORKERS * 3 + WORKERS // 2 * 2
    with pytest.raises(KeyWrong, match="wants master key k1"):
        await all_is_whole(urls, sealed, TWO)
    async with opened(urls, TWO, ONE) as store:
        assert await retire(store, ring(TWO, ONE)) == ("k1",)
    await all_is_whole(urls, sealed, TWO)


async def test_what_remains_falls_to_zero_and_is_named_by_kind(urls):
    await populated(urls, workers=4)
    assert await left(urls, TWO, ONE) == {"k1": {"wrap": 4, "address": 4, "other address": 2, "pin": 2, "inbox": 4}}
    assert [(step.kind, step.moved) for step in await rotated(urls, TWO, ONE)] == [
        ("wrap", 4),
        ("address", 4),
        ("other address", 2),
        ("pin", 2),
        ("inbox", 4),
    ]
    assert await left(urls, TWO, ONE) == {"k1": {}}
    assert await rotated(urls, TWO, ONE) == []


async def test_a_key_is_not_retired_while_one_row_needs_it(urls):
    await populated(urls, workers=1)
    async with opened(urls, TWO, ONE) as store:
        await store.write(lambda unit: keycheck.require(unit, ring(TWO, ONE)))
        assert await retire(store, ring(TWO, ONE)) == ()
    with pytest.raises(KeyWrong, match="wants master key k1"):
        await all_is_whole(urls, [], TWO)


async def test_remembered_events_keep_the_old_key_until_they_expire(urls):
    await populated(urls, workers=0)
    async with opened(urls, ONE) as store:
        digests = ring(ONE).digests(Purpose.SEEN, "event")
        assert await store.write(lambda unit: Seen(unit.cases).first_time(digests, 10))
    assert await rotated(urls, TWO, ONE) == []
    keyring = ring(TWO, ONE)
    async with opened(urls, TWO, ONE) as store:
        assert (await remaining(store, keyring))["k1"] == {"seen": 1}
        assert await retire(store, keyring) == ()
        again = keyring.digests(Purpose.SEEN, "event")
        assert not await store.write(lambda unit: Seen(unit.cases).first_time(again, 10))
        await store.write(lambda unit: Seen(unit.cases).forget_before(11))
        assert await retire(store, keyring) == ("k1",)


async def test_two_old_keys_are_left_behind_at_once(urls):
    three = type(ONE)("k3", b"\x03" * 32)
    sealed = await populated(urls, workers=3)
    await one_step(urls, TWO, ONE)  # some under k2, some under k1
    await rotated(urls, three, TWO, ONE)
    async with opened(urls, three, TWO, ONE) as store:
        assert await retire(store, ring(three, TWO, ONE)) == ("k2", "k1")
    await all_is_whole(urls, sealed, three)


async def test_a_rotation_turned_back_half_way_goes_back(urls):
    sealed = await populated(urls, workers=3)
    await one_step(urls, TWO, ONE)
    await rotated(urls, ONE, TWO)
    async with opened(urls, ONE, TWO) as store:
        assert await retire(store, ring(ONE, TWO)) == ("k2",)
    await all_is_whole(urls, sealed, ONE)


async def test_who_writes_meanwhile_is_moved_or_is_there_already(urls):
    """A worker who comes between two steps is written under the new key, and one who leaves is not brought back."""
    sealed = await populated(urls, workers=3)
    keyring = ring(TWO, ONE)
    async with opened(urls, TWO, ONE) as store:
        async for _ in steps(store, keyring):
            newcomer = Worker(len(sealed))
            sealed.append(await store.write(lambda unit, newcomer=newcomer: newcomer.write(unit, keyring)))
        assert await retire(store, keyring) == ("k1",)
    await all_is_whole(urls, sealed, TWO)


async def test_a_row_changed_between_reading_and_writing_is_left_alone(urls):
    await populated(urls, workers=1)
    keyring = ring(TWO, ONE)
    wrap = KINDS[0]

    def stale(unit):
        rows = wrap.rows(unit, "k1", "")
        unit.vault.connection.put(update(WRAP).values(wrap=b"changed"))
        wrap.move(unit.vault.connection, keyring, rows[0])
        return unit.vault.connection.one(select(WRAP.c.wrap, WRAP.c.key_id))

    async with opened(urls, TWO, ONE) as store:
        assert tuple(await store.write(stale)) == (b"changed", "k1")


async def test_an_address_admitted_twice_does_not_stop_the_rotation(urls):
    """A process that was left with the new key alone took her for a stranger. Both aliases can be written to."""
    await populated(urls, workers=1)
    worker = Worker(0)
    async with opened(urls, TWO) as store:
        assert (
            await store.write(lambda unit: unit.vault.admit("sms", worker.phone, alias="again", now_day=1)) == "again"
        )
    await rotated(urls, TWO, ONE)
    assert await left(urls, TWO, ONE) == {"k1": {}}
    async with opened(urls, TWO) as store:
        for alias in (worker.alias, "again"):
            assert await store.read(lambda unit, alias=alias: unit.vault.address(alias)) == ("sms", worker.phone)
        assert await store.read(lambda unit: unit.vault.find("sms", worker.phone)) == "again"


async def spoil(urls, statement):
    async with opened(urls, ONE) as store:
        vault_tables = (CONTACT, WRAP)
        await store.write(
            lambda unit: (unit.vault.connection if statement.table in vault_tables else unit.cases).put(statement)
        )


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("wrap", update(WRAP).where(WRAP.c.id == "wrap0001").values(wrap=b"\x01k1\0\0" + bytes(284))),
        (
            "address",
            update(CONTACT).where(CONTACT.c.alias == "alias0001").values(address_ct=b"\x01k1\0\0" + bytes(284)),
        ),
        ("inbox", update(INBOX).where(INBOX.c.id == "inbox0001").values(event_ct=b"\x01k1\0\0" + bytes(284))),
    ],
    ids=["wrap", "address", "inbox"],
)
async def test_a_damaged_row_stays_counted_and_stops_nobody_else(urls, kind, statement):
    await populated(urls, workers=3)
    await spoil(urls, statement)
    taken = await rotated(urls, TWO, ONE)
    assert [(step.kind, step.moved) for step in taken if step.damaged] == [(kind, 2)]
    assert await left(urls, TWO, ONE) == {"k1": {kind: 1}}
    assert Finding(Problem.DAMAGED, kind, "k1", 1) in await found(urls, TWO, ONE)
    async with opened(urls, TWO, ONE) as store:
        assert await retire(store, ring(TWO, ONE)) == ()


class TestCheck:
    async def test_a_sound_desk_has_no_findings(self, urls):
        await populated(urls, workers=3)
        assert await found(urls, ONE) == ()

    async def test_databases_without_a_key_are_named(self, urls):
        assert await found(urls, ONE) == (Finding(Problem.UNCHECKED, "cases"), Finding(Problem.UNCHECKED, "vault"))

    async def test_a_missing_key_is_named_with_what_needs_it(self, urls):
        await populated(urls, workers=3)
        assert await found(urls, TWO) == (
            Finding(Problem.ABSENT, "cases", "k1"),
            Finding(Problem.ABSENT, "vault", "k1"),
            Finding(Problem.ABSENT, "address", "k1", 3),
            Finding(Problem.ABSENT, "inbox", "k1", 3),
            Finding(Problem.ABSENT, "other address", "k1", 1),
            Finding(Problem.ABSENT, "pin", "k1", 1),
            Finding(Problem.ABSENT, "wrap", "k1", 3),
        )

    async def test_another_key_under_the_same_id_is_wrong_and_opens_nothing(self, urls):
        await populated(urls, workers=3)
        findings = await found(urls, type(ONE)("k1", TWO.secret))
        assert findings[:2] == (Finding(Problem.WRONG, "cases", "k1"), Finding(Problem.WRONG, "vault", "k1"))
        counted = {("address", 3), ("inbox", 3), ("other address", 1), ("pin", 1), ("wrap", 3)}
        assert {(f.where, f.count) for f in findings[2:]} == counted
        assert {f.problem for f in findings[2:]} == {Problem.DAMAGED}

    async def test_an_old_key_is_old_then_unused(self, urls):
        await populated(urls, workers=2)
        findings = await found(urls, TWO, ONE)
        assert {(f.problem, f.where, f.count) for f in findings} == {
            (Problem.OLD, "address", 2),
            (Problem.OLD, "inbox", 2),
            (Problem.OLD, "other address", 1),
            (Problem.OLD, "pin", 1),
            (Problem.OLD, "wrap", 2),
        }
        assert not any(finding.serious for finding in findings)
        await rotated(urls, TWO, ONE)
        assert await found(urls, TWO, ONE) == (Finding(Problem.UNUSED, key_id="k1"),)


def test_every_purpose_that_seals_is_moved():
    moved = {kind.name for kind in KINDS}
    assert moved - {"other address"} == set(SEALING) - {Purpose.CHECK}  # whose rows name each key themselves


ROTATE_AND_DIE = """
import asyncio, dataclasses, itertools, os, signal, sys
from storage import rotation
from tests.storage.keyed import ONE, TWO, opened, ring

cases, vault, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
rows = itertools.count(1)

def dying(move):
    def moved(*row):
        move(*row)
        if next(rows) == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return moved

async def main():
    rotation.KINDS = [dataclasses.replace(kind, move=dying(kind.move)) for kind in rotation.KINDS]
    async with opened((cases, vault), TWO, ONE) as store:
        async for _ in rotation.steps(store, ring(TWO, ONE)):
            pass

asyncio.run(main())
"""


async def test_a_rotation_killed_within_a_step_loses_nothing(sqlite):
    """kill -9 with rows written and not committed: in the first step, after one, and after several."""
    sealed = await populated(sqlite)
    for row in (1, BATCH + 5, 3 * BATCH):
        done = subprocess.run([sys.executable, "-c", ROTATE_AND_DIE, *sqlite, str(row)], check=False)
        assert done.returncode == -signal.SIGKILL
        await all_is_whole(sqlite, sealed, TWO, ONE)
    assert 0 < sum((await left(sqlite, TWO, ONE))["k1"].values()) < WORKERS * 3
    await rotated(sqlite, TWO, ONE)
    assert await left(sqlite, TWO, ONE) == {"k1": {}}
