"""The register of companies and the parties of cases, the same on both databases."""

from dataclasses import replace

from storage.companies import Companies, Company, Contact
from storage.engine import Store, Unit
from storage.parties import Parties, Party
from tests.storage.conftest import Urls, with_store

SAKURA = Company(
    "s" * 32, "member", "さくらフーズ株式会社", external="A-1", country="JP", pledged_day=20000, created_at=5
)
SITE = Company("t" * 32, "site", "Toyohashi", parent_id=SAKURA.id, created_at=6)
MORI = Contact("c" * 32, SAKURA.id, "森 花子", "Mori Hanako\nモリ ハナコ", "人権", "ja", "mori@sakura.example", 2)
BAN = replace(MORI, id="d" * 32, name="Ban Ichiro", other_names="", mail="ban@sakura.example", rank=1)


def filled(unit: Unit) -> Companies:
    companies = Companies(unit.cases)
    companies.add(SAKURA)
    companies.add(SITE)
    companies.add_contact(MORI)
    companies.add_contact(BAN)
    companies.call("1" * 32, SAKURA.id, "Sakura Foods")
    return companies


def test_a_company_is_kept_as_it_is(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(filled)
        found = await store.read(lambda unit: Companies(unit.cases).get(SAKURA.id))
        assert found == replace(SAKURA, version=1), "a name was added"
        assert await store.read(lambda unit: Companies(unit.cases).children(SAKURA.id)) == [SITE]
        assert await store.read(lambda unit: Companies(unit.cases).get("x")) is None
        assert await store.read(lambda unit: Companies(unit.cases).contacts(SAKURA.id)) == [BAN, MORI]
        assert MORI.names == ("森 花子", "Mori Hanako", "モリ ハナコ")

    with_store(urls, talk)


def test_of_two_who_change_a_company_one_is_told(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(filled)
        seen = await store.read(lambda unit: Companies(unit.cases).get(SAKURA.id))
        assert seen is not None
        ours, theirs = replace(seen, sector="food"), replace(seen, sector="fish")
        assert await store.write(lambda unit: Companies(unit.cases).change(ours))
        assert not await store.write(lambda unit: Companies(unit.cases).change(theirs))
        kept = await store.read(lambda unit: Companies(unit.cases).get(SAKURA.id))
        assert kept == replace(ours, version=2)

    with_store(urls, talk)


def test_every_change_of_a_name_is_another_revision_and_no_other_change_is(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        async def revision() -> tuple[int, int]:
            return await store.read(lambda unit: Companies(unit.cases).revision())

        seen = {await revision()}
        await store.write(filled)
        seen.add(await revision())
        await store.write(lambda unit: Companies(unit.cases).uncall(SAKURA.id, "Sakura Foods"))
        seen.add(await revision())
        await store.write(lambda unit: Companies(unit.cases).change(replace(SITE, disabled=True)))
        seen.add(await revision())
        assert len(seen) == 4
        await store.write(lambda unit: Companies(unit.cases).change_contact(replace(MORI, disabled=True)))
        assert await revision() in seen

    with_store(urls, talk)


def test_only_companies_that_are_not_disabled_are_found_by_name(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        await store.write(filled)
        await store.write(lambda unit: Companies(unit.cases).call("2" * 32, SAKURA.id, "Sakura Foods"))
        names = await store.read(lambda unit: Companies(unit.cases).names())
        assert names == {SAKURA.id: ["さくらフーズ株式会社", "Sakura Foods"], SITE.id: ["Toyohashi"]}
        await store.write(lambda unit: Companies(unit.cases).change(replace(SITE, disabled=True)))
        assert set(await store.read(lambda unit: Companies(unit.cases).names())) == {SAKURA.id}

    with_store(urls, talk)


def test_who_of_the_desk_works_where(urls: Urls) -> None:
    async def talk(store: Store) -> None:
        for _ in range(2):
            await store.write(lambda unit: Companies(unit.cases).employ("m" * 32, SAKURA.id))
        assert await store.read(lambda unit: Companies(unit.cases).employed()) == [("m" * 32, SAKURA.id)]
        await store.write(lambda unit: Companies(unit.cases).employ("m" * 32, SAKURA.id, False))
        assert await store.read(lambda unit: Companies(unit.cases).employed()) == []

    with_store(urls, talk)


def test_a_company_is_a_party_of_a_case_once_in_each_role(urls: Urls) -> None:
    party = Party("p" * 32, "k" * 32, SAKURA.id, "employer", "m" * 32, 7)

    async def talk(store: Store) -> None:
        assert await store.write(lambda unit: Parties(unit.cases).add(party))
        assert not await store.write(lambda unit: Parties(unit.cases).add(replace(party, id="q" * 32, at=8)))
        buyer = replace(party, id="r" * 32, role="buyer", at=9)
        assert await store.write(lambda unit: Parties(unit.cases).add(buyer))
        assert await store.read(lambda unit: Parties(unit.cases).of(party.case_id)) == [party, buyer]
        assert await store.read(lambda unit: Parties(unit.cases).of_company(SAKURA.id)) == [party, buyer]
        assert not await store.write(lambda unit: Parties(unit.cases).drop(party.id, "another"))
        assert await store.write(lambda unit: Parties(unit.cases).drop(party.id, party.case_id))
        await store.write(lambda unit: Parties(unit.cases).forget(party.case_id))
        assert await store.read(lambda unit: Parties(unit.cases).of(party.case_id)) == []

    with_store(urls, talk)
