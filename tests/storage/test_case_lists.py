"""The lists of the inbox against the rule in plain Python, case by case, on both databases."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from bot.casework.access import sees
from bot.casework.lifecycle import PROGRESS, Actor, Status
from bot.console import lists, names
from bot.console.lists import LISTS
from bot.console.rows import FINISHED, PLACE, acts, behind, unlooked
from storage.access import Access, CaseAccess
from storage.case_lists import Asked
from storage.cases import Case, Cases
from storage.disclosures import Disclosures, Thread
from storage.engine import Store, Unit
from storage.joined_cases import JoinedCases, Joining
from storage.members import ADD, Member
from storage.parties import Parties, Party
from storage.saved_lists import Snoozes
from storage.translation_statements import UNTRANSLATED
from storage.translation_tasks import Tasks
from tests.storage.conftest import Urls, with_store

NOW, DAY = 1_000_000_000_000, 86_400_000
MEMBERS = tuple(
    Member(letter * 32, letter, letter, role) for letter, role in {"a": "lead", "b": "lead", "c": "member"}.items()
)
KINDS, TONGUES, CHANNELS = ("WAG", "OSH"), ("id", "my"), ("sms", "line")
MANY = 160


@dataclass(frozen=True)
class Drawn:
    """A case with all that decides where it is listed."""

    case: Case
    threads: Sequence[Thread] = ()
    access: Sequence[Access] = ()
    asleep: frozenset[str] = frozenset()
    untranslated: bool = False
    together: bool = False
    company: str = ""

    @property
    def going(self) -> list[Thread]:
        return [one for one in self.threads if one.status not in ("closed", "kept_private", "withdrawn")]

    def visible(self, member: Member) -> bool:
        return not self.case.restricted or sees(self.access, member)

    def lists(self, asked: Asked) -> set[str]:
        """The rule, once more and in other words."""
        case, thread = self.case, behind(self.going).get(self.case.id)
        found = {"all"}
        if case.status in FINISHED and not case.unread and not case.retaliation:
            return found | {"closed"}
        asleep = asked.member_id in self.asleep and not case.unread and not (case.urgent or case.retaliation)
        turn = acts(case, thread)
        ours = turn not in (Actor.WORKER, Actor.COMPANY) or case.unread or case.wants_person or case.retaliation
        found |= {"snoozed"} if asleep else {"us" if ours else "worker" if turn is Actor.WORKER else "company"}
        flags = {
            "mine": case.owner_id == asked.member_id and not asleep,
            "new": case.status == Status.RECEIVED and not asleep,
            "week": self.due < asked.soon,
            "danger": (case.urgent or case.retaliation),
            "translator": self.untranslated and asked.reader == "en",
            "restricted": bool(case.restricted),
            "together": self.together,
        }
        return found | {name for name, true in flags.items() if true}

    @property
    def due(self) -> int:
        theirs = [one.due_at for one in self.going if self.case.status == Status.WITH_COMPANIES]
        return min((at for at in (self.case.due_at, *theirs) if at is not None), default=1 << 62)

    def order(self, name: str) -> tuple[object, ...]:
        case = self.case
        if name in ("closed", "all"):
            return (-case.moved_at, case.id)
        return (not unlooked(case), not (case.urgent or case.retaliation), self.due, case.created_at, case.id)


def drawn(n: int, chance: random.Random) -> Drawn:
    def one(likely: float = 0.2) -> bool:
        return chance.random() < likely

    case_id, at = f"{n:032x}", NOW - n * DAY
    status = chance.choice([*(one.value for one in Status), "some future status"])
    due = NOW + chance.randrange(-5, 20) * DAY if one(0.8) else None
    case = Case(
        *(case_id, f"{n:08d}", case_id, status, one(), one(), one(), "", one(), chance.choice(KINDS)),
        *(chance.choice(TONGUES), chance.choice(CHANNELS), at, NOW - chance.randrange(9) * DAY, due, False, "", 0),
        restricted="gbv" if one(0.4) else "",
        owner_id=MEMBERS[0].id if one() else "",
    )
    stages = chance.sample([*(one.value for one in PROGRESS), "some future status"], chance.randrange(3))
    threads = [
        Thread(
            f"{n:030x}{m:02x}",
            f"{n}.{m}",
            case_id,
            str(m),
            "",
            stage,
            0,
            at,
            due and due - m * DAY,
            False,
            at,
            None,
            0,
            "",
            at,
        )
        for m, stage in enumerate(stages)
    ]
    said = [Access(case_id, one_.id, one(0.5), "b" * 32, at, lead=one_.role == "lead") for one_ in MEMBERS if one(0.3)]
    asleep = frozenset(one_.id for one_ in MEMBERS if one(0.3))
    return Drawn(case, threads, said, asleep, one(), one(), "c" * 32 if one() else "")


def stored(unit: Unit, every: Sequence[Drawn]) -> None:
    key = unit.vault.create_key("k" * 32, wrap_id="w" * 32, at_ms=1)
    for member in MEMBERS:
        unit.cases.put(ADD, **{name: getattr(member, name) for name in Member.__slots__})
    cases = Cases(unit.cases)
    for one in every:
        case = one.case
        plain = {
            name: getattr(case, name) for name in ("reference", "conversation_id", "urgent", "category", "language")
        }
        more = {"channel": case.channel, "report": {}, "at": case.created_at, "due_at": case.due_at}
        assert cases.open(case.id, key, status="received", **plain, **more)
        moved = {"to": case.status, "at": case.moved_at, "due_at": case.due_at}
        assert cases.move(case.id, was="received", version=0, **moved)
        for name in ("unread", "wants_person", "retaliation", "restricted", "owner_id"):
            cases.flag(case.id, name, getattr(case, name))
        for thread in one.threads:
            assert Disclosures(unit.cases).add(thread)
        for access in one.access:
            CaseAccess(unit.cases).set(access)
        for member in MEMBERS:
            until = NOW + DAY if member.id in one.asleep else NOW - DAY
            Snoozes(unit.cases).set(case.id, member.id, until, at=0)
        if one.untranslated:
            tasks = Tasks(unit.cases)
            about = {"conversation_id": case.conversation_id, "message_id": case.id, "text_id": case.id}
            tasks.add(case.id, **about, source="id", target="en", urgent=False, at=1)
            (task,) = tasks.claim(1, at=2, until=3, most=1)
            assert tasks.give_up(task, why="no_package")
        if one.together:
            JoinedCases(unit.cases).add(Joining(case.id, "f" * 32, "joined", "desk", "", 1))
        if one.company:
            Parties(unit.cases).add(Party(case.id, case.id, one.company, "site", "", 1))


@pytest.fixture(scope="module")
def every() -> Sequence[Drawn]:
    chance = random.Random(11)
    return [drawn(n, chance) for n in range(MANY)]


def expected(every: Sequence[Drawn], asked: Asked, member: Member) -> Mapping[str, list[str]]:
    """The ids of every list in its order."""
    seen = [one for one in every if one.visible(member)]
    return {
        name: [one.case.id for one in sorted(seen, key=lambda one: one.order(name)) if name in one.lists(asked)]
        for name in LISTS.lists
    }


def test_every_list_count_filter_page_and_next_case_follows_the_rule(urls: Urls, every: Sequence[Drawn]) -> None:
    async def talk(store: Store) -> None:
        await store.write(lambda unit: stored(unit, every))
        for member, reader in zip(MEMBERS, ("en", "ja", "en"), strict=True):
            asked = Asked(member.id, member.role == "lead", reader, NOW, NOW + 7 * DAY)
            await store.read(lambda unit, asked=asked, member=member: followed(unit, asked, member))

    def followed(unit: Unit, asked: Asked, member: Member) -> None:
        right = expected(every, asked, member)
        assert set(map(len, right.values())) - {0}
        for name, ids in right.items():
            of = replace(asked, list=name)
            counts, fitting = LISTS.counts(unit.cases, of)
            assert counts == {one: len(its) for one, its in right.items()}
            assert fitting == len(ids)
            assert [case.id for case in LISTS.page(unit.cases, of, most=MANY)] == ids
            assert [case.id for case in LISTS.page(unit.cases, of, most=3, skip=2)] == ids[2:5]
            if len(ids) > 1:
                assert LISTS.after(unit.cases, of, ids[0]) == ids[1]
                assert LISTS.after(unit.cases, of, ids[-1]) == ""
                assert LISTS.after(unit.cases, of, "gone") == ids[0]
        some = replace(asked, list="all", category="OSH", language="my", channel="sms", company="c" * 32)
        fit = [one.case for one in every if one.visible(member) and one.company]
        fit = [one for one in fit if (one.category, one.language, one.channel) == ("OSH", "my", "sms")]
        assert LISTS.counts(unit.cases, some)[1] == len(fit)
        assert {case.id for case in LISTS.page(unit.cases, some, most=MANY)} == {case.id for case in fit}

    with_store(urls, talk)


def test_every_list_has_a_name_and_no_case_is_in_none(every: Sequence[Drawn]) -> None:
    assert set(names.LISTS) == set(LISTS.lists)
    asked = Asked(MEMBERS[2].id, False, "en", NOW, NOW)
    for one in every:
        assert len(one.lists(asked) & {"us", "worker", "company", "snoozed", "closed"}) == 1
    assert {one.case.status for one in every} > {"closed", "received"}
    assert len(PLACE) == len(PROGRESS)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", "list=us"),
        ("list=new&category=OSH&in=my&channel=sms&page=3", "list=new&category=OSH&in=my&channel=sms"),
        ("list=all&company=not-an-id&x=y", "list=all"),
        ("list=all&company=" + "c" * 32, "list=all&company=" + "c" * 32),
        ("page=-1&category=" + "x" * 99, "list=us&category=" + "x" * 32),
    ],
)
def test_an_address_keeps_what_it_may_ask_for(query: str, kept: str) -> None:
    want = lists.wanted(query)
    assert want is not None
    assert want.query == kept
    assert lists.wanted(want.to(page=want.page)) == want


def test_there_is_no_list_of_another_name() -> None:
    assert lists.wanted("list=nothing") is None
    assert UNTRANSLATED == "untranslated"
