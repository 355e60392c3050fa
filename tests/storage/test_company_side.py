"""What companies say and promise, how they come in, whom a mail calls: on both databases."""

from collections.abc import Callable

from storage import company_posts, plan_actions
from storage.company_calls import CALL, LINK, CompanyCalls
from storage.company_doors import CompanyDoors
from storage.company_posts import Author, CompanyPosts, Kind, State
from storage.crypto import CHUNK
from storage.disclosures import Disclosures, Thread
from storage.engine import Store, Unit
from storage.plan_actions import PlanActions
from tests.storage.conftest import Urls, with_store

THREAD = Thread("t1", "BCDFGHJK", "case1", "co", "p1", "notified", 0, 1, 2, False, 1, None, 0, "", 1)
CONTENT = b"%PDF-" + bytes(CHUNK) + b"end"


def posts(unit: Unit, thread_id: str = "t1") -> CompanyPosts:
    return CompanyPosts(unit.cases, thread_id, unit.vault.key("t1"))


def begin(unit: Unit) -> None:
    unit.vault.create_key("t1", wrap_id="w1", at_ms=1)
    assert Disclosures(unit.cases).add(THREAD)


def say(unit: Unit, id: str, text: str = "We look into it", **body: object) -> bool:
    return posts(unit).add(
        id,
        author=Author.COMPANY,
        author_id="p1",
        kind=Kind.ANSWER,
        state=State.WAITING,
        body={"text": text, **body},
        at=10,
    )


def test_a_post_is_kept_once_moved_once_and_belongs_to_one_thread(urls: Urls) -> None:
    async def story(store: Store) -> None:
        await store.write(begin)
        assert await store.write(lambda unit: say(unit, "a"))
        assert not await store.write(lambda unit: say(unit, "a", "another"))
        assert await store.write(lambda unit: say(unit, "b", "調べます"))
        first, second = await store.read(lambda unit: posts(unit).all())
        assert [(one.seq, one.text) for one in (first, second)] == [(1, "We look into it"), (2, "調べます")]
        assert await store.read(lambda unit: posts(unit, "t2").one("a")) is None
        assert await store.read(lambda unit: company_posts.waiting(unit.cases)) == {"case1"}
        for one in (first, second):
            assert await store.write(lambda unit, one=one: posts(unit).move(one, State.READ, by="m"))
            assert not await store.write(lambda unit, one=one: posts(unit).move(one, State.READ, by="m"))
        assert await store.read(lambda unit: company_posts.waiting(unit.cases)) == frozenset()
        assert await store.read(lambda unit: posts(unit).since(9)) == 2
        await store.write(lambda unit: posts(unit).answer_with(first, "r1"))
        assert await store.read(lambda unit: company_posts.thread_of_reply(unit.cases, "r1")) == "t1"
        assert await store.read(lambda unit: company_posts.thread_of_reply(unit.cases, "r2")) == ""

    with_store(urls, story)


def test_a_file_comes_back_whole_and_from_its_own_thread_only(urls: Urls) -> None:
    async def story(store: Store) -> None:
        await store.write(begin)
        await store.write(lambda unit: say(unit, "f", "", size=len(CONTENT)))
        await store.write(lambda unit: posts(unit).keep_file("f", CONTENT))
        post = await store.read(lambda unit: posts(unit).one("f"))
        assert post is not None
        assert await store.read(lambda unit: b"".join(posts(unit).file(post))) == CONTENT
        try:
            await store.read(lambda unit: list(posts(unit, "t2").file(post)))
        except LookupError:
            return
        raise AssertionError("another thread opened it")

    with_store(urls, story)


def test_a_promise_is_due_only_once_agreed_and_its_day_is_over(urls: Urls) -> None:
    async def story(store: Store) -> None:
        await store.write(begin)

        def plan(unit: Unit) -> PlanActions:
            return PlanActions(unit.cases, "t1", unit.vault.key("t1"))

        await store.write(lambda unit: plan(unit).add("x", "Give back the passports", due_day=100))
        (action,) = await store.read(lambda unit: plan(unit).all())
        assert (action.n, action.text, action.state) == (1, "Give back the passports", "proposed")
        assert await store.read(lambda unit: plan_actions.due(unit.cases, today=101, most=9)) == []
        assert await store.write(lambda unit: plan(unit).move(action, plan_actions.State.AGREED))
        assert not await store.write(lambda unit: plan(unit).move(action, plan_actions.State.AGREED))
        assert await store.read(lambda unit: plan_actions.due(unit.cases, today=100, most=9)) == []
        assert await store.read(lambda unit: plan_actions.due(unit.cases, today=101, most=9)) == ["t1"]

    with_store(urls, story)


def test_a_link_opens_once_in_its_time_and_a_session_ends(urls: Urls) -> None:
    async def story(store: Store) -> None:
        def doors(unit: Unit) -> CompanyDoors:
            return CompanyDoors(unit.cases)

        await store.write(lambda unit: doors(unit).add_link(b"one", "p1", expires_at=100))
        await store.write(lambda unit: doors(unit).add_link(b"two", "p1", expires_at=100))
        assert await store.read(lambda unit: doors(unit).of_link(b"one", at=50)) == ""
        assert await store.read(lambda unit: doors(unit).of_link(b"two", at=100)) == ""
        assert await store.write(lambda unit: doors(unit).use_link(b"two", at=50))
        assert not await store.write(lambda unit: doors(unit).use_link(b"two", at=50))
        await store.write(lambda unit: doors(unit).begin(b"s", "p1", stage="code", at=50))
        found = await store.read(lambda unit: doors(unit).live(b"s", idle_since=49, begun_after=49))
        assert found is not None
        assert (found.contact_id, found.stage) == ("p1", "code")
        assert await store.read(lambda unit: doors(unit).live(b"s", idle_since=50, begun_after=49)) is None
        await store.write(lambda unit: doors(unit).set("p1", failures=3, wait_until=9))
        await store.write(lambda unit: doors(unit).set("p1", refused_at=7))
        door = await store.read(lambda unit: doors(unit).door("p1"))
        assert (door.failures, door.wait_until, door.refused_at) == (3, 9, 7)
        assert await store.read(lambda unit: doors(unit).refused()) == {"p1"}
        await store.write(lambda unit: doors(unit).end_all("p1"))
        assert await store.read(lambda unit: doors(unit).live(b"s", idle_since=0, begun_after=0)) is None

    with_store(urls, story)


def test_calls_of_one_contact_go_together_and_links_apart(urls: Urls) -> None:
    async def story(store: Store) -> None:
        def add(id: str, thread: str, kind: str, due: int) -> Callable[[Unit], None]:
            return lambda unit: CompanyCalls(unit.cases).add(
                id, contact_id="p1", thread_id=thread, kind=kind, occasion="told", at=1, due_at=due
            )

        for id, thread, kind, due in (("1", "t1", CALL, 5), ("2", "t1", CALL, 6), ("3", "t2", CALL, 99)):
            await store.write(add(id, thread, kind, due))
        await store.write(add("4", "", LINK, 5))
        claimed = await store.write(lambda unit: CompanyCalls(unit.cases).claim(at=5, until=50, most=9))
        assert sorted(sorted(one.id for one in calls) for calls in claimed) == [["1", "3"], ["4"]]
        assert await store.write(lambda unit: CompanyCalls(unit.cases).claim(at=6, until=51, most=9)) == []
        await store.write(lambda unit: CompanyCalls(unit.cases).put_off("p1", LINK, until=50, to=60))
        await store.write(lambda unit: CompanyCalls(unit.cases).done("p1", CALL, until=50))
        (left,) = await store.write(lambda unit: CompanyCalls(unit.cases).claim(at=60, until=99, most=9))
        assert [(one.id, one.tries) for one in left] == [("4", 1)]

    with_store(urls, story)
