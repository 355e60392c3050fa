"""Writing what a company is to get: beside the transcript, in the third person, with the assistant's marks; then having
it translated for her. Each act is one transaction of the caller's. Nothing here tells her or a company anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.casework import desk, replying, threads
from bot.casework.assisting import assist, setting
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, NotAllowed
from bot.casework.lifecycle import Status
from bot.casework.marking import Mark, Weight, applied, marks, open_marks
from bot.casework.parties import held
from bot.casework.summary import Body, Lack, Setting, lacks
from storage.cases import Case
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.media import KEPT, SHOWN, File, Media
from storage.parties import Parties
from storage.replies import Replies
from storage.summaries import State, Summaries, Version
from storage.translation_tasks import Tasks

WRITABLE = frozenset({Status.IN_REVIEW, Status.KEPT_PRIVATE})
"""Of a thread, while a version may be written."""
OPEN = frozenset({Status.IN_REVIEW, Status.WITH_COMPANIES})
"""Of a case, while anything may be written for a company."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A thread and its last version as a member saw them: what she decides holds for that and for nothing newer."""

    case_id: str
    thread_id: str
    status: str
    version: int
    n: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A thread as it is now, with the last version of its summary if there is one."""

    case: Case
    thread: Thread
    version: Version | None

    @property
    def body(self) -> Body:
        return Body.opened(self.version.body) if self.version else Body()

    @property
    def looked(self) -> Looked:
        n, revision = (self.version.n, self.version.revision) if self.version else (0, 0)
        return Looked(self.case.id, self.thread.id, self.thread.status, self.thread.version, n, revision)


def standing(unit: Unit, case_id: str, thread_id: str) -> Standing:
    """Raises NoSuchCase where this case has no such thread."""
    case, thread = desk.find(unit, case_id), threads.find(unit, thread_id)
    if thread.case_id != case.id:
        raise NoSuchCase
    versions = Summaries(unit.cases, desk.key_of(unit, case)).of(thread.id)
    return Standing(case, thread, versions[-1] if versions else None)


def expected(hand: Hand, looked: Looked) -> Standing:
    """The thread, if it is still as the member saw it. Raises MovedMeanwhile, NoSuchCase."""
    held(hand, looked.case_id)
    found = standing(hand.unit, looked.case_id, looked.thread_id)
    if found.looked != looked:
        raise MovedMeanwhile
    return found


def begin(hand: Hand, case_id: str, company_id: str) -> Thread:
    """The thread of a company that a member confirmed. Raises NotAllowed."""
    case = held(hand, case_id)
    if company_id not in {party.company_id for party in Parties(hand.unit.cases).of(case.id)}:
        raise NotAllowed("no_party", status=404)
    known = Disclosures(hand.unit.cases).between(case.id, company_id)
    if known is None and case.status not in OPEN:
        raise NotAllowed("no_such_step")
    return known or threads.open_thread(hand, case, company_id)


def write(hand: Hand, looked: Looked, body: Body) -> None:
    """Keep it as the draft of the next version. Whatever was translated of it is to be translated again."""
    found = expected(hand, looked)
    if found.thread.status not in WRITABLE:
        raise NotAllowed("summary_settled")
    if body.source not in body.texts or any(one not in pictures(hand.unit, found.case) for one in body.photos):
        raise NotAllowed("form", status=422)
    new = replace(body, texts={tag: desk.plain(text) for tag, text in body.texts.items()}).anew()
    save(hand, found, new)


def save(hand: Hand, found: Standing, body: Body) -> None:
    summaries = Summaries(hand.unit.cases, desk.key_of(hand.unit, found.case))
    last = found.version
    if last is not None and last.state == State.DRAFT:
        kept = summaries.save(last.id, body.body, seen=last.revision, by=hand.by, at=hand.at)
    else:
        if last is not None and last.state in (State.SHOWN, State.AGREED):  # her days were over, or the desk came first
            summaries.move(last, State.REPLACED)
        place = {"disclosure_id": found.thread.id, "case_id": found.case.id, "n": last.n + 1 if last else 1}
        kept = summaries.add(hand.ids(), **place, body=body.body, by=hand.by, at=hand.at)  # type: ignore[arg-type]
    if not kept:
        raise MovedMeanwhile


def decide(hand: Hand, looked: Looked, *, taken: frozenset[tuple[str, int]], kept: frozenset[str]) -> None:
    """Put in what the marks at these places propose, (language, start), and let those with these keys stand."""
    found = expected(hand, looked)
    body, here = found.body, marked(hand.unit, found)
    texts = {
        tag: applied(text, [one for one in here if one.language == tag and (tag, one.start) in taken])
        for tag, text in body.texts.items()
    }
    stands = {one.key for one in here if one.key in kept and one.weight is not Weight.MUST}
    write(hand, looked, replace(body, texts=texts, kept=body.kept | stands))


def translate(hand: Hand, looked: Looked) -> None:
    """Nothing is left to decide: have it translated for her. Raises NotAllowed with the first thing it lacks."""
    found = expected(hand, looked)
    missing = lacking(found.body, setting(hand.unit, found.case), marked(hand.unit, found))
    if missing:
        raise NotAllowed(missing[0], status=422)
    if found.thread.status not in WRITABLE or found.version is None or found.version.state != State.DRAFT:
        raise NotAllowed("summary_settled")
    save(hand, found, replace(found.body, reply_id=to_translate(hand, found.case, found.body)))


def to_translate(hand: Hand, case: Case, body: Body) -> str:
    """The id of the text that is being translated; nothing is, where she reads the language it is written in."""
    target, reply_id = replying.hers(hand.unit, case), hand.ids()
    if same_tongue(body.source, target):
        return reply_id
    told = {"conversation_id": case.conversation_id, "source": body.source, "target": target, "at": hand.at}
    Replies(hand.unit.cases, desk.key_of(hand.unit, case)).add(
        reply_id,
        member_id=hand.by,
        kind=replying.SUMMARY,
        text=body.text,
        **told,  # type: ignore[arg-type]
    )
    Tasks(hand.unit.cases).add(hand.ids(), message_id=reply_id, text_id=reply_id, urgent=True, **told)  # type: ignore[arg-type]
    return reply_id


def same_tongue(one: str, other: str) -> bool:
    return one.partition("-")[0] == other.partition("-")[0]


def lacking(body: Body, given: Setting, found: Sequence[Mark]) -> Sequence[Lack]:
    must, undecided = open_marks(found, body.kept)
    more = [(Lack.DIRECT, must), (Lack.UNDECIDED, undecided)]
    return [*lacks(body, given), *(lack for lack, left in more if left)]


def marked(unit: Unit, found: Standing) -> list[Mark]:
    return marks(found.body.texts, assist(unit, found.case)) if found.version else []


def pictures(unit: Unit, case: Case) -> dict[str, File]:
    """Photos of hers that were drawn anew: only such a picture may go along."""
    files = Media(unit.cases).of(case.conversation_id, desk.key_of(unit, case))
    return {
        one.id: one for one in files if one.state == KEPT and one.facts.get("family") == "image" and one.size(SHOWN)
    }
