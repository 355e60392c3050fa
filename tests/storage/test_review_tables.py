"""Assessments, who may see a restricted case, and words in common: the same on both databases."""

from storage.access import Access, CaseAccess
from storage.assessments import Assessments, forget
from storage.case_terms import CaseTerms
from storage.cases import Cases
from storage.crypto import DataKey
from storage.engine import Store, Unit
from tests.storage.conftest import Urls, with_store

CASE, OTHER, KEY_ID = "a" * 32, "b" * 32, "c" * 32


def key(unit: Unit) -> DataKey:
    return unit.vault.key(KEY_ID)


def begun(unit: Unit) -> None:
    made = unit.vault.create_key(KEY_ID, wrap_id="d" * 32, at_ms=1)
    for n, case_id in enumerate((CASE, OTHER)):
        opened = Cases(unit.cases).open(
            case_id,
            made,
            reference=str(n),
            conversation_id=case_id,
            status="received",
            urgent=False,
            category="UNK",
            language="id",
            channel="sms",
            report={},
            at=1,
            due_at=None,
        )
        assert opened


def test_an_assessment_is_saved_by_compare_and_set_and_sealed(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(begun)

        def save(unit: Unit, note: str, seen: int) -> bool:
            return Assessments(unit.cases, key(unit)).save(CASE, {"note": note}, seen=seen, by_id="m", at=5)

        assert await store.write(lambda unit: save(unit, "first", 0))
        assert not await store.write(lambda unit: save(unit, "late", 0))
        assert await store.write(lambda unit: save(unit, "二番目", 1))
        assert not await store.write(lambda unit: save(unit, "late", 1))
        kept = await store.read(lambda unit: Assessments(unit.cases, key(unit)).of(CASE))
        assert kept is not None
        assert (kept.version, kept.body, kept.by_id, kept.at) == (2, {"note": "二番目"}, "m", 5)
        await store.write(lambda unit: forget(unit.cases, CASE))
        assert await store.read(lambda unit: Assessments(unit.cases, key(unit)).of(CASE)) is None

    with_store(urls, talk)


def test_what_a_worker_changes_later_moves_the_category_only_before_a_reviewer_began(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(begun)

        def amend(unit: Unit, category: str) -> str:
            Cases(unit.cases).amend(CASE, key(unit), {"x": category}, category=category)
            found = Cases(unit.cases).get(CASE)
            assert found is not None
            assert Cases(unit.cases).report(CASE, key(unit)) == {"x": category}
            return found.category

        assert await store.write(lambda unit: amend(unit, "WAG")) == "WAG"
        await store.write(lambda unit: Assessments(unit.cases, key(unit)).save(CASE, {}, seen=0, by_id="m", at=5))
        assert await store.write(lambda unit: amend(unit, "OSH")) == "WAG"

    with_store(urls, talk)


def test_the_last_word_about_a_member_counts(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(begun)
        yes, no = Access(CASE, "m", True, "l", 1), Access(CASE, "m", False, "l", 2)
        other = Access(OTHER, "n", True, "l", 3)
        for row in (yes, no, other):
            await store.write(lambda unit, row=row: CaseAccess(unit.cases).set(row))  # type: ignore[misc]
        assert await store.read(lambda unit: CaseAccess(unit.cases).of(CASE)) == [no]
        found = await store.read(lambda unit: CaseAccess(unit.cases).all())
        assert sorted(found, key=lambda one: one.at) == [no, other]
        assert await store.read(lambda unit: CaseAccess(unit.cases).restricted()) == []
        await store.write(lambda unit: Cases(unit.cases).flag(CASE, "restricted", "gbv"))
        assert await store.read(lambda unit: CaseAccess(unit.cases).restricted()) == [CASE]
        await store.write(lambda unit: CaseAccess(unit.cases).forget(CASE))
        assert await store.read(lambda unit: CaseAccess(unit.cases).of(CASE)) == []

    with_store(urls, talk)


def test_words_in_common_are_found_by_their_digests(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        one, two, three = (bytes([n]) * 16 for n in (1, 2, 3))
        await store.write(lambda unit: CaseTerms(unit.cases).set(CASE, {one, two}))
        await store.write(lambda unit: CaseTerms(unit.cases).set(OTHER, {two, three}))
        shared = await store.read(lambda unit: CaseTerms(unit.cases).shared({one, two}))
        assert {digest: sorted(cases) for digest, cases in shared.items()} == {one: [CASE], two: [CASE, OTHER]}
        assert await store.read(lambda unit: CaseTerms(unit.cases).shared(())) == {}
        assert await store.read(lambda unit: CaseTerms(unit.cases).cases()) == 2
        await store.write(lambda unit: CaseTerms(unit.cases).set(CASE, {three}))
        assert await store.read(lambda unit: CaseTerms(unit.cases).of(CASE)) == {three}
        await store.write(lambda unit: CaseTerms(unit.cases).forget(CASE))
        assert await store.read(lambda unit: CaseTerms(unit.cases).cases()) == 1

    with_store(urls, talk)
