"""Members, links and sessions, the same on both databases."""

from bot.console.throttle import Throttle
from storage.kept_forms import KEPT, KeptForm, KeptForms
from storage.members import Member, Members
from storage.sessions import Sessions
from tests.storage.conftest import with_store

SATO = Member("m" * 32, "sato@desk.example", "佐藤", "member", language="ja")


def test_a_member_is_kept_as_she_is(urls):
    async def talk(store):
        await store.write(lambda unit: Members(unit.cases).add(SATO))
        assert await store.read(lambda unit: Members(unit.cases).by_login("sato@desk.example")) == SATO
        assert await store.read(lambda unit: Members(unit.cases).get(SATO.id)) == SATO
        assert await store.read(lambda unit: Members(unit.cases).by_login("SATO@desk.example")) is None
        assert await store.read(lambda unit: (Members(unit.cases).all(), Members(unit.cases).count())) == ([SATO], 1)

    with_store(urls, talk)


def test_a_link_is_used_once_within_its_time_and_the_newest_counts(urls):
    async def talk(store):
        def work(unit):
            members = Members(unit.cases)
            members.add(SATO)
            members.add_link(b"old", SATO.id, expires_at=100)
            members.add_link(b"new", SATO.id, expires_at=200)
            assert members.of_link(b"old", at=50) is None
            assert members.of_link(b"new", at=199) == SATO
            assert members.of_link(b"new", at=200) is None
            assert not members.use_link(b"new", at=200)
            assert members.use_link(b"new", at=199)
            assert not members.use_link(b"new", at=199)

        await store.write(work)

    with_store(urls, talk)


def test_a_new_password_ends_the_wait(urls):
    async def talk(store):
        def work(unit):
            members = Members(unit.cases)
            members.add(SATO)
            members.set_failures(SATO.id, 7, wait_until=1_795_000_000_000)
            assert members.get(SATO.id).wait_until == 1_795_000_000_000
            members.set_password(SATO.id, "$argon2id$…")
            return members.get(SATO.id)

        member = await store.write(work)
        assert (member.password, member.failures, member.wait_until) == ("$argon2id$…", 0, 0)

    with_store(urls, talk)


def test_a_session_lives_until_it_is_idle_old_ended_or_its_member_disabled(urls):
    async def talk(store):
        def work(unit):
            sessions, members = Sessions(unit.cases), Members(unit.cases)
            members.add(SATO)
            sessions.begin(b"one", SATO.id, at=1000)
            found = sessions.live(b"one", idle_since=999, begun_after=999)
            assert (found.member, found.seen_at) == (SATO, 1000)
            assert sessions.live(b"two", idle_since=0, begun_after=0) is None
            assert sessions.live(b"one", idle_since=1000, begun_after=0) is None
            sessions.touch(b"one", at=2000)
            assert sessions.live(b"one", idle_since=1000, begun_after=0).seen_at == 2000
            assert sessions.live(b"one", idle_since=1000, begun_after=1000) is None
            members.disable(SATO.id)
            assert sessions.live(b"one", idle_since=0, begun_after=0) is None
            members.disable(SATO.id, False)
            sessions.begin(b"two", SATO.id, at=5000)
            assert sessions.sweep(idle_since=2000, begun_after=0) == 1
            sessions.end(b"two")
            assert sessions.live(b"two", idle_since=0, begun_after=0) is None
            sessions.begin(b"three", SATO.id, at=5000)
            sessions.end_all(SATO.id)
            assert sessions.live(b"three", idle_since=0, begun_after=0) is None

        await store.write(work)

    with_store(urls, talk)


def test_tries_are_counted_in_the_database_whichever_process_asks(urls):
    """Each try by a throttle of its own: what it remembers itself is of no use."""

    async def talk(store):
        await store.write(lambda unit: Members(unit.cases).add(SATO))
        waits = []
        for at in (0, 1, 2, 3, 4, 2003, 2004):
            waits.append(await store.write(lambda unit, at=at: Throttle().counted(unit, SATO.login, at=at)[1]))
        assert waits == [0, 0, 0, 0, 1999, 0, 3999]

    with_store(urls, talk)


def test_a_kept_form_is_hers_for_its_hour_and_then_taken_away(urls):
    async def talk(store):
        def work(unit):
            kept, fields = KeptForms(unit.cases, unit.vault.keyring), [("text", "her words"), ("text", "more")]
            for n in range(7):
                kept.keep(KeptForm(f"{n:032x}", "/desk/x", fields, 100 + n), SATO.id, at=0)
            assert [form.expires_at for form in kept.of(SATO.id, at=0)] == [106, 105, 104, 103, 102]
            assert kept.of(SATO.id, at=0)[0].fields == fields
            assert kept.of("n" * 32, at=0) == []
            assert b"her words" not in b"".join(row[2] for row in unit.cases.all(KEPT.select()))
            assert len(kept.of(SATO.id, at=103)) == 3
            assert kept.sweep(at=103) == 2

        await store.write(work)

    with_store(urls, talk)
