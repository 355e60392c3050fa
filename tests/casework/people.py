"""Two workers, two members, a lead, two companies and the clock around two cases: whatever they do in whatever order.

Each action may be refused; none may break what `invariants` say. More actions are more rules in a subclass.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.casework import desk, disclosure, drafting, lifecycle, threads
from bot.casework.desk import CaseworkError, Hand
from bot.casework.lifecycle import Actor, Graph, Status
from bot.casework.summary import Body, digest
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.shared import Share, Shares
from storage.summaries import State, Summaries, Version
from tests.casework.desk_of_two import (
    HIKARI,
    LEAD,
    OTHER,
    SAKURA,
    WHOLE,
    WRITER,
    act,
    approved,
    asked,
    begun,
    case_for,
    delivered,
    looked_in,
    staffed,
    translated,
)
from tests.casework.test_limits import tick
from tests.console.conftest import Kit, made

MEMBERS = st.sampled_from([WRITER, OTHER, LEAD])
PEOPLE = st.sampled_from([40, 3])
PLACES = st.sampled_from([0, 1, 2])
"""Case A with two companies, case B with one of them."""
ANSWERS = st.sampled_from(["4", "4", "5", "6", "9", "1", "please do not write that", "MENU"])
PLANTED = ("Mg Kyaw", "planted in the story", "090-1234-5678")


class People(RuleBasedStateMachine):
    """`migrated` and `folder` are set by the test that runs it."""

    migrated: Path
    folder: Path
    count = reached = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).count += 1
        self.runner = asyncio.Runner()
        self.kit: Kit = made(copytree(self.migrated, self.folder / str(self.count)), self.runner, demo=False)
        self.withdrawn: set[str] = set()
        self.said_yes: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        self.done: dict[str, int] = {}

    def teardown(self) -> None:
        type(self).reached += len(self.sent())
        self.runner.run(self.kit.app.stop())
        self.runner.close()

    @initialize(answer=ANSWERS, member=MEMBERS, people=PEOPLE)
    def begin(self, answer: str, member: str, people: int) -> None:
        """One thread has come as far as its company before anything else happens, and another perhaps."""
        kit = self.kit
        staffed(kit)
        told = f"{PLANTED[0]}, {PLANTED[1]}, call {PLANTED[2]}"
        self.cases = [case_for(kit, SAKURA, HIKARI, text=told), case_for(kit, SAKURA, text=told)]
        pairs = [(self.cases[0], SAKURA), (self.cases[0], HIKARI), (self.cases[1], SAKURA)]
        self.threads = [(case_id, begun(kit, case_id, company), company) for case_id, company in pairs]
        self.all_the_way(0, "4", LEAD, 40)
        self.all_the_way(2, answer, member, people)

    def tries(self, name: str, work: Any) -> None:
        try:
            work()
        except (CaseworkError, AssertionError) as error:
            self.refused[f"{name} {error}"] = self.refused.get(f"{name} {error}", 0) + 1
        else:
            self.done[name] = self.done.get(name, 0) + 1

    @rule(place=PLACES, member=MEMBERS, people=PEOPLE)
    def writes(self, place: int, member: str, people: int) -> None:
        self.wrote(place, member, people)

    def wrote(self, place: int, member: str, people: int) -> None:
        case_id, thread_id, _ = self.threads[place]
        body = replace(WHOLE, texts={"en": self.marker(place), "ja": "要約"}, people=people)

        def work() -> None:
            act(self.kit, lambda hand: drafting.write(hand, looked_in(hand, case_id, thread_id), body), member)
            translated(self.kit, case_id, thread_id)

        self.tries("writes", work)

    def marker(self, place: int) -> str:
        return f"This is the part of thread {'xyz'[place]}."

    @rule(place=PLACES, reaches=st.booleans())
    def asks(self, place: int, reaches: bool) -> None:
        case_id, thread_id, _ = self.threads[place]
        self.tries("asks", lambda: asked(self.kit, case_id, thread_id))
        if reaches:
            delivered(self.kit)

    @rule(place=PLACES, answer=ANSWERS)
    def answers(self, place: int, answer: str) -> None:
        self.says(self.threads[place][0], answer)

    def says(self, case_id: str, answer: str) -> None:
        self.said_yes[case_id] = self.said_yes.get(case_id, 0) + (answer == "4")
        self.kit.hear(case_id, answer)

    @rule()
    def vendors_accept(self) -> None:
        delivered(self.kit)

    @rule(place=PLACES, member=MEMBERS)
    def takes_back(self, place: int, member: str) -> None:
        case_id, thread_id, _ = self.threads[place]
        self.tries(
            "takes back",
            lambda: act(self.kit, lambda hand: disclosure.take_back(hand, looked_in(hand, case_id, thread_id)), member),
        )

    @rule(place=PLACES, member=MEMBERS)
    def approves(self, place: int, member: str) -> None:
        case_id, thread_id, _ = self.threads[place]
        self.tries("approves", lambda: approved(self.kit, case_id, thread_id, member))

    @rule(place=PLACES, answer=ANSWERS, member=MEMBERS, people=PEOPLE)
    def goes_all_the_way(self, place: int, answer: str, member: str, people: int) -> None:
        """What chance alone would seldom find: the whole way at once, with any answer and any approver."""
        self.all_the_way(place, answer, member, people)

    def all_the_way(self, place: int, answer: str, member: str, people: int) -> None:
        case_id, thread_id, _ = self.threads[place]
        self.wrote(place, WRITER, people)
        self.tries("asks", lambda: asked(self.kit, case_id, thread_id))
        delivered(self.kit)
        self.says(case_id, answer)
        self.tries("approves", lambda: approved(self.kit, case_id, thread_id, member))

    @rule(place=PLACES)
    def withdraws(self, place: int) -> None:
        case_id, thread_id, _ = self.threads[place]
        self.tries("withdraws", lambda: act(self.kit, lambda hand: disclosure.withdraw(hand, case_id, thread_id)))

    @rule(place=PLACES, to=st.sampled_from(sorted(Status)))
    def company_moves(self, place: int, to: str) -> None:
        def work(unit: Unit) -> None:
            thread = threads.find(unit, self.threads[place][1])
            console = self.kit.console
            hand = Hand(
                unit, "company", self.kit.clock(), self.kit.id, console.push, console.zone, console.timetable,
                actor=Actor.COMPANY,
            )  # fmt: skip
            threads.step(hand, thread, to)

        self.tries("company moves", lambda: self.kit.write(work))

    @rule(days=st.sampled_from([0.5, 8, 31]))
    def time_passes(self, days: float) -> None:
        tick(self.kit, days=days)

    @invariant()
    def nothing_reached_a_company_without_her_yes_and_a_second_member(self) -> None:
        sent = self.sent()
        for case_id in self.said_yes:
            assert sum(thread.case_id == case_id for thread, *_ in sent) <= self.said_yes[case_id]
        for thread, share, version, events in sent:
            body = Body.opened(version.body)
            assert version.state in (State.SENT, State.WITHDRAWN)
            assert version.digest == digest(version.id, thread.id, body)
            assert version.approved_by not in ("", version.written_by)
            assert version.answered_at is not None
            name = self.kit.read(lambda unit, thread=thread: threads.company_name(unit, thread.company_id))
            line = f"{name}: {version.n}"
            told = [(one.kind, one.actor, one.now) for one in events if one.reason == line]
            assert told.index(("consent", "worker", "agreed")) < told.index(("summary_sent", version.approved_by, ""))
            assert share.n == version.n

    @invariant()
    def what_left_is_what_she_was_shown_and_nothing_planted(self) -> None:
        for place, (case_id, thread_id, _) in enumerate(getattr(self, "threads", ())):
            opened = self.kit.read(lambda unit, thread_id=thread_id: self.opened(unit, thread_id))
            said = self.kit.said_to_worker(case_id) if opened else []
            for text in opened:
                assert self.marker(place) in text
                assert any(self.marker(place) in one for one in said)
                reference = self.kit.row(case_id).reference
                others = [self.marker(other) for other in (0, 1, 2) if other != place]
                for never in (*PLANTED, reference, f"{reference[:4]}-{reference[4:]}", *others):
                    assert never not in text

    @invariant()
    def no_company_has_a_thread_of_another(self) -> None:
        for case_id, thread_id, company in getattr(self, "threads", ()):
            there = self.kit.read(lambda unit, company=company: Disclosures(unit.cases).of_company(company))
            assert all(one.company_id == company for one in there)
            mine = [one for one in there if one.id == thread_id]
            assert all(one.notified_at is not None and one.case_id == case_id for one in mine)

    @invariant()
    def withdrawn_stays_withdrawn(self) -> None:
        gone = {share.id for _, share, _, _ in self.sent() if share.withdrawn_at is not None}
        assert self.withdrawn <= gone
        self.withdrawn = gone

    @invariant()
    def whatever_is_open_has_somebody_whose_turn_it_is_and_a_date(self) -> None:
        for case_id, thread_id, _ in getattr(self, "threads", ()):
            case = self.kit.row(case_id)
            thread = self.kit.read(lambda unit, thread_id=thread_id: threads.find(unit, thread_id))
            for one, graph in ((case, Graph.CASE), (thread, Graph.THREAD)):
                if one.status != Status.CLOSED:
                    assert lifecycle.stage(one.status, graph).acts is not None
                    assert one.due_at is not None

    @invariant()
    def only_she_or_her_silence_closes(self) -> None:
        for case_id in getattr(self, "cases", ()):
            events = self.kit.read(lambda unit, case_id=case_id: desk.open_case(unit, case_id).events)
            for one in events:
                if one.now == Status.CLOSED and one.kind in ("moved", "thread"):
                    assert one.actor in ("worker", Actor.CLOCK, "clock", "madoguchi"), one

    def sent(self) -> list[tuple[Thread, Share, Version, Any]]:
        def work(unit: Unit) -> list[tuple[Thread, Share, Version, Any]]:
            found = []
            for case_id, thread_id, _ in getattr(self, "threads", ()):
                shares = Shares(unit.cases).of(thread_id)
                if not shares:
                    continue
                case = desk.find(unit, case_id)
                key = desk.key_of(unit, case)
                events = desk.open_case(unit, case_id).events
                for share in shares:
                    version = Summaries(unit.cases, key).one(share.id)
                    assert version is not None
                    found.append((threads.find(unit, thread_id), share, version, events))
            return found

        return self.kit.read(work)  # type: ignore[no-any-return]

    def opened(self, unit: Unit, thread_id: str) -> list[str]:
        """All that its company can read."""
        shares = Shares(unit.cases)
        found = [shares.opened(one, unit.vault.key(one.id)) for one in shares.of(thread_id) if one.withdrawn_at is None]
        return [str(one) for one in found]
