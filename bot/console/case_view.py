"""All that the page of a case shows: the case opened, what was said with its meaning, and what each step would tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.responses import Response

from bot.casework import alike, closing, desk, handling, lifecycle, offering, replying
from bot.casework.assessment import REASONS
from bot.casework.desk import Opened
from bot.casework.lifecycle import Actor, Status
from bot.casework.similar import Similar
from bot.console import closing_words, company_words, filing_words, handling_words, names, review_words
from bot.console.asked_view import asked, notices
from bot.console.case_reading import gathered
from bot.console.console import Console
from bot.console.files import by_place
from bot.console.filing_view import Filing, filing
from bot.console.inbox import came_from
from bot.console.lists import LISTS
from bot.console.meanings import Meanings, meanings
from bot.console.pages import pages
from bot.console.preview import Preview, preview
from bot.console.review_view import Review, review
from bot.console.rows import row
from bot.console.transcript import Line, Reading, folded, same_tongue
from bot.console.which_view import Which, which
from bot.console.writing_view import read_and_written
from storage.case_lists import Asked
from storage.cases import Case
from storage.conversations import HELD, Conversations
from storage.engine import Unit
from storage.media import File
from storage.members import Members
from storage.notices import Told
from storage.times import milliseconds

QUESTION = "update.question"


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the reply box while it is looked at."""

    text: str = ""
    kind: str = "ask"
    refused: str = ""
    tongue: str = ""  # the language a reply that is changed was written in
    note: str = ""
    note_refused: str = ""

    @property
    def told(self) -> tuple[str, Mapping[str, str]]:
        if self.kind == "tell":
            return desk.TOLD, {"text": self.text}
        if self.kind == offering.OFFERS:
            return offering.OFFER, {"offer": self.text}
        if self.kind == offering.BINDS:
            return offering.AGREED, {"action": self.text}
        if self.kind == replying.CLOSES:
            return closing.ASK, {"outcome": self.text}
        return QUESTION, {"question": self.text}


@dataclass(frozen=True, slots=True)
class Own:
    """Of the member who looks: until when (ms) she put it aside, and the next case of the list she came from."""

    aside: int | None = None
    following: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The case, the members its history names by id, its files by message and place, what its texts mean for the
    reader, which companies it is about, and in a demo the simulated phone it came from.
    """

    opened: Opened
    people: Mapping[str, str]
    phone: str
    files: Mapping[tuple[str, int], File] = field(default_factory=dict)
    meanings: Meanings = field(default_factory=Meanings)
    which: Which = field(default_factory=Which)
    review: Review = field(default_factory=Review)
    alike: Sequence[tuple[Case, Similar]] = ()
    stale: bool = False
    asked: Sequence[tuple[Told, int]] = ()
    deleted: bool = False  # by her; a legal hold keeps the words
    filing: Filing = field(default_factory=Filing)
    own: Own = field(default_factory=Own)


def whole(unit: Unit, given: Console, case_id: str, reader: str, *, of: Asked | None = None) -> Found:
    """`of`: the list that the member came from, where what comes next in it is asked."""
    unit = gathered(unit, case_id)
    opened = desk.open_case(unit, case_id)
    people = {member.id: member.name for member in Members(unit.cases).all()}
    simulated = given.demo and opened.case.channel == "simulator" and opened.recipient
    address = unit.vault.address(opened.recipient.alias) if simulated and opened.recipient else None
    files, read = by_place(unit, opened), meanings(unit, opened, reader)
    about = which(unit, given, opened)
    found = review(unit, opened, [one.text for one in read.texts.values()])
    index = alike.index(unit, opened.case, desk.key_of(unit, opened.case))
    conversation_id = opened.case.conversation_id
    put, deleted = notices(unit, conversation_id), Conversations(unit.cases).scope(conversation_id) == HELD
    like, stale = alike.like(unit, opened.case, index), alike.stale(unit, opened.case, index)
    filed = filing(unit, opened, at=milliseconds(given.now()))
    number = address[1] if address else ""
    own_ = own(unit, case_id, of) if of else Own()
    return Found(opened, people, number, files, read, about, found, like, stale, put, deleted, filed, own_)


def own(unit: Unit, case_id: str, of: Asked) -> Own:
    aside = handling.aside_until(unit, case_id, of.member_id, at=of.at)
    return Own(aside, LISTS.after(unit.cases, of, case_id))


def show(request: Request, given: Console, found: Found, draft: Draft, *, code: int = 200) -> Response:
    opened, wording = found.opened, given.intake.wording
    case, read, reader = opened.case, found.meanings, pages(request).words(request).language
    reading = Reading(given.intake.script, wording, case.language, reader, read.texts, read.sent)
    lines = reading.lines(opened.said)
    may = lifecycle.open_to(case.status, Actor.DESK)
    steps = [to for to in may if to in names.VERB]
    return pages(request).page(
        request,
        "case.html",
        code,
        case=case,
        row=row(case, given.now(), given.zone),
        held=case.held(milliseconds(given.now())),
        groups=folded(lines),
        one_tongue=same_tongue(case.language, reader),
        answers=reading.answers(opened.report),
        events=opened.events,
        recipient=opened.recipient,
        people=found.people,
        may_ask=Status.NEEDS_INFO in (*may, case.status) or case.status == Status.RECEIVED,
        may_tell=wording.knows(desk.TOLD),
        steps=steps,
        endings=lifecycle.ENDINGS,
        draft=draft,
        preview=look(given, opened, draft),
        told={to: look_at(given, opened, to, refusal(given, found)) for to in steps},
        autonym=wording.autonym(case.language),
        drafted=wording.is_drafted(case.language),
        longest=desk.LONGEST_TEXT,
        phone=found.phone,
        files=found.files,
        which=found.which,
        said=company_words,
        back=came_from(request),
        **looked_at(found, reading, lines, reader),
        **read_and_written(given, opened, read, pages(request).words(request)),
    )


def looked_at(found: Found, reading: Reading, lines: Sequence[Line], reader: str) -> dict[str, Any]:
    """What the desk found out about the report, what it asked, and who is behind it."""
    return {
        "own": found.own,
        "notes": [event for event in found.opened.events if event.kind == handling.NOTED],
        "handling_words": handling_words,
        "deleted": found.deleted,
        "asked": asked(found.asked, lines, reading),
        "review": found.review,
        "review_words": review_words,
        "closing_words": closing_words,
        "reasons": {one: reading.wording.text(one, reader) for one in REASONS},
        "alike": found.alike,
        "filing": found.filing,
        "filing_words": filing_words,
    }


def look(given: Console, opened: Opened, draft: Draft) -> Preview:
    """What the worker will see of what is being written."""
    message_id, said = draft.told
    return preview(given, opened, opened.case, message_id, said)


def look_at(given: Console, opened: Opened, to: Status, reason: str = "") -> Preview:
    """What the worker will see of a change of status; `reason` in her language, where the review found one."""
    after = desk.stepped(opened.case, to, given.now(), given.timetable)
    said = {"reason": reason, "referral": ""} if to == Status.OUT_OF_SCOPE else {}
    return preview(given, opened, after, lifecycle.message(opened.case.status, to, Actor.DESK), said)


def refusal(given: Console, found: Found) -> str:
    """Why the review says that the desk cannot work on it, as she would read it; empty where it does not."""
    reason, her = found.review.assessment.reason, found.opened.recipient
    language = her.language if her and her.language else found.opened.case.language
    return given.intake.wording.text(reason, language) if reason else ""
