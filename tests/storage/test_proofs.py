"""The key of proofs moves with every rotation of the master key, and is made once."""

from storage import keycheck
from storage.engine import Store
from storage.proofs import FilingProof, Proofs
from storage.rotation import remaining, steps
from tests.storage.conftest import Urls, with_store
from tests.storage.keyed import ONE, TWO, ring


def test_the_key_is_the_same_under_the_next_master_key(urls: Urls) -> None:
    old, both, new = ring(ONE), ring(TWO, ONE), ring(TWO)

    async def talk(store: Store) -> None:
        await store.write(lambda unit: keycheck.record(unit, old))
        key = await store.write(lambda unit: Proofs(unit.cases, old).new_key())
        assert await store.write(lambda unit: Proofs(unit.cases, both).new_key()) == key
        await store.write(lambda unit: keycheck.record(unit, both))
        async for _ in steps(store, both):
            pass
        assert (await remaining(store, both))[old.newest].total() == 0
        assert await store.read(lambda unit: Proofs(unit.cases, new).key()) == key

    with_store(urls, talk)


def test_of_two_that_keep_a_proof_at_once_both_get_the_first(urls: Urls) -> None:
    first, second = FilingProof("12345678", 1, 2, b"a"), FilingProof("12345678", 1, 3, b"b")

    async def talk(store: Store) -> None:
        for one in (first, second):
            kept = await store.write(lambda unit, one=one: Proofs(unit.cases, ring(ONE)).keep(one))
            assert kept == first

    with_store(urls, talk)
