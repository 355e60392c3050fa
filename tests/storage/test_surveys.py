"""Marks, when she was last asked, and a worry: the same on both databases."""

from storage.cases import Cases
from storage.deadlines import Deadlines
from storage.engine import Store, Unit
from storage.notices import Notices, last_asked
from storage.surveys import SKIPPED, Surveys, counts
from storage.times import DAY_MS
from tests.storage.conftest import Urls, with_store

CASE, OTHER, TALK = "a" * 32, "b" * 32, "c" * 32


def test_the_first_mark_counts_and_figures_are_of_days(urls: Urls) -> None:
    def marked(unit: Unit) -> list[bool]:
        kept = Surveys(unit.cases)
        given = ((CASE, 5, 20000), (CASE, 1, 20001), (OTHER, 5, 20001), (OTHER, SKIPPED, 20002))
        return [
            kept.add(case, f"survey.{'safe' if value == SKIPPED else 'easy'}", value, day=day)
            for case, value, day in given
        ]

    async def talk(store: Store) -> None:
        assert await store.write(marked) == [True, False, True, True]
        all_of_them = await store.read(lambda unit: counts(unit.cases, first=20000, end=20003))
        assert all_of_them == {"survey.easy": {5: 2}, "survey.safe": {SKIPPED: 1}}
        assert await store.read(lambda unit: counts(unit.cases, first=20001, end=20002)) == {"survey.easy": {5: 1}}

    with_store(urls, talk)


def test_a_worry_is_kept_with_its_moment_and_planned_anew(urls: Urls) -> None:
    def opened(unit: Unit) -> None:
        key = unit.vault.create_key(TALK, wrap_id="d" * 32, at_ms=1)
        values = {"reference": "12345674", "conversation_id": TALK, "status": "closed", "urgent": False, "due_at": None}
        more = {"category": "WAG", "language": "id", "channel": "sms", "report": {}, "at": DAY_MS}
        assert Cases(unit.cases).open(CASE, key, **values, **more)  # type: ignore[arg-type]
        (case,) = Deadlines(unit.cases).unplanned(9)
        Deadlines(unit.cases).plan(case, [], ids=lambda: "e" * 32)
        Notices(unit.cases, unit.vault.key).add("f" * 32, TALK, message_id="survey.easy", params={}, created_at=7)

    async def talk(store: Store) -> None:
        await store.write(opened)
        assert await store.read(lambda unit: last_asked(unit.cases, TALK, "survey.easy")) == 7
        assert await store.read(lambda unit: last_asked(unit.cases, TALK, "update.safety")) is None
        await store.write(lambda unit: Cases(unit.cases).worry(CASE, at=9 * DAY_MS))
        (case,) = await store.read(lambda unit: Deadlines(unit.cases).unplanned(9))
        assert (case.retaliation, case.worried_at) == (True, 9 * DAY_MS)
        await store.write(lambda unit: Cases(unit.cases).calm(CASE))
        await store.write(lambda unit: Cases(unit.cases).flag(CASE, "safety_later", True))
        (case,) = await store.read(lambda unit: Deadlines(unit.cases).unplanned(9))
        assert (case.retaliation, case.worried_at, case.safety_later) == (False, None, True)

    with_store(urls, talk)
