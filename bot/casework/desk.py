"""What the secretariat does with a case: open it, ask, tell, move it on. Each is one transaction of the caller's.

Every act leaves a line in the case's history and, where it concerns her, a notice to the worker. Nothing here reads a
clock, sends, or shows a page. Errors:

    CaseworkError
    ├── NoSuchCase       404
    ├── NotAllowed       409 by the table of statuses, 403 by role
    └── MovedMeanwhile   409
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from bot.casework import gate, lifecycle, second_look
from bot.casework.alerting import Alarm
from bot.casework.deadlines import Timetable
from bot.casework.lifecycle import Actor, IllegalMove, Status
from storage.audit import Audit
from storage.cases import Case, CaseEvent, Cases
from storage.conversations import Conversations
from storage.crypto import DataKey
from storage.engine import Unit
from storage.messages import Messages, Said
from storage.recipients import Recipient, Recipients
from storage.times import milliseconds, moment

LONGEST_TEXT = 1000
TOLD = "update.message"
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class CaseworkError(Exception):
    """A member asked for what cannot be done. `status` is HTTP's, `reason` a word the page explains."""

    status = 400

    def __init__(self, reason: str, *, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status or type(self).status


class NoSuchCase(CaseworkError):
    """There is no such case, or this member must not learn that there is one."""

    status = 404

    def __init__(self) -> None:
        super().__init__("no_case")


class NotAllowed(CaseworkError):
    """The table of statuses or the member's role does not allow this: nothing happened."""

    status = 409


class MovedMeanwhile(CaseworkError):
    """Somebody else changed the case after this page was loaded: nothing happened, look again and decide."""

    status = 409

    def __init__(self) -> None:
        super().__init__("moved")


class Tell(Protocol):
    """How a worker is told: `bot.delivery.notices.push` with its first argument."""

    def __call__(
        self, unit: Unit, conversation_id: str, message_id: str, params: Mapping[str, str], *, at: int
    ) -> str | None: ...


class Again(Protocol):
    """How a notice that was not answered is announced once more: `bot.delivery.notices.again` with its first argument.
    False: her contact is erased.
    """

    def __call__(self, unit: Unit, conversation_id: str, notice_id: str, message_id: str, *, at: int) -> bool: ...


def never_again(unit: Unit, conversation_id: str, notice_id: str, message_id: str, *, at: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Hand:
    """A member at work in one transaction, or the clock: who, when, and by what means."""

    unit: Unit
    by: str
    now: datetime
    ids: Callable[[], str]
    tell: Tell
    zone: tzinfo = UTC
    timetable: Timetable = field(default_factory=Timetable)
    actor: Actor = Actor.DESK
    again: Again = never_again
    alarm: Alarm = field(default_factory=Alarm)

    @property
    def at(self) -> int:
        return milliseconds(self.now)

    @property
    def cases(self) -> Cases:
        return Cases(self.unit.cases)


@dataclass(frozen=True, slots=True)
class Seen:
    """The case as the member saw it: what she decides holds for that and for nothing newer."""

    case_id: str
    status: str
    version: int


@dataclass(frozen=True, slots=True)
class Opened:
    """All that the page of a case shows, opened."""

    case: Case
    report: Mapping[str, str]
    said: Sequence[Said]
    events: Sequence[CaseEvent]
    recipient: Recipient | None


def open_case(unit: Unit, case_id: str) -> Opened:
    """Read a whole case. Raises NoSuchCase; `storage.vault.KeyDestroyed` when the worker erased it."""
    case = find(unit, case_id)
    key = key_of(unit, case)
    cases = Cases(unit.cases)
    alias = Conversations(unit.cases).alias(case.conversation_id)
    return Opened(
        case,
        cases.report(case.id, key),
        Messages(unit.cases, key).of(case.conversation_id),
        cases.events(case.id, key),
        Recipients(unit.cases).get(alias) if alias else None,
    )


def mark_read(hand: Hand, case_id: str) -> None:
    """Somebody looked. The first look is in the history, because a person has to look within three days."""
    case = find(hand.unit, case_id)
    if case.unread:
        hand.cases.flag(case.id, "unread", False)
        record(hand, case, "read")


def took(hand: Hand, case_id: str, name: str) -> None:
    """A member saves an original file under this name: outside these walls nothing protects it any more."""
    record(hand, find(hand.unit, case_id), "took", reason=name)


def ask(hand: Hand, seen: Seen, question: str, *, written: str = "") -> None:
    """Put a question to the worker: she has the turn until she answers. A report nobody looked at is taken up first.

    `written` is what a member wrote in the desk's language, if the question was translated: the history says that.
    """
    case, question = expected(hand, seen), words(question)
    if case.status == Status.RECEIVED:
        case = step(hand, case, Status.IN_REVIEW)
    if case.status != Status.NEEDS_INFO:
        case = step(hand, case, Status.NEEDS_INFO)
    record(hand, case, "asked", reason=written or question)
    hand.cases.flag(case.id, "wants_person", False)
    inform(hand, case, "update.question", {"question": question})


def tell(hand: Hand, seen: Seen, text: str, *, written: str = "") -> None:
    """Write to the worker without asking anything; the case stays where it is. `written` as for `ask`."""
    case, text = expected(hand, seen), words(text)
    record(hand, case, "told", reason=written or text)
    hand.cases.flag(case.id, "wants_person", False)
    inform(hand, case, TOLD, {"text": text})


def move(hand: Hand, seen: Seen, to: str, *, reason: str = "", said: Mapping[str, str] | None = None) -> None:
    """Bring the case to another status. `reason` is for the desk's history, `said` fills what the worker is told."""
    case = expected(hand, seen)
    if to == Status.NEEDS_INFO:
        raise NotAllowed("ask_instead")
    said = said or {}
    moved = step(hand, case, to, reason=reason, outcome=said.get("result", ""))
    message_id = lifecycle.message(case.status, moved.status, hand.actor)
    if message_id:
        inform(hand, moved, message_id, said)


def step(hand: Hand, case: Case, to: str, *, reason: str = "", outcome: str = "") -> Case:
    """One edge of the table: compare and set, and a line in the history. Nothing leaves review half looked at."""
    after = stepped(case, to, hand.now, hand.timetable, hand.actor)
    if after.status in second_look.DECIDES and (
        before := second_look.held_back(hand.unit, case, key_of(hand.unit, case), hand.by)
    ):
        raise NotAllowed(before, status=403)
    leaves = (case.status, after.status) == (Status.IN_REVIEW, Status.WITH_COMPANIES)
    if leaves and (lacking := gate.held_back(hand.unit, case, key_of(hand.unit, case))):
        raise NotAllowed(lacking)
    moved = hand.cases.move(
        case.id,
        was=case.status,
        version=case.version,
        to=after.status,
        at=hand.at,
        due_at=after.due_at,
        outcome=outcome,
        again=case.status in lifecycle.ENDINGS and after.status == Status.IN_REVIEW,
    )
    if not moved:
        raise MovedMeanwhile
    record(hand, case, "moved", was=case.status, now=after.status, reason=plain(reason)[:LONGEST_TEXT])
    return find(hand.unit, case.id)


def stepped(case: Case, to: str, now: datetime, timetable: Timetable, actor: Actor = Actor.DESK) -> Case:
    """What the case would be after this step. Raises NotAllowed; nothing happens."""
    try:
        stage = lifecycle.move(case.status, to, actor)
    except IllegalMove:
        raise NotAllowed("no_such_step") from None
    due = timetable.due(stage.status, now, urgent=case.urgent, sms=case.channel == "sms")
    return replace(case, status=stage.status, due_at=milliseconds(due) if due else None)


def told(case: Case, zone: tzinfo, said: Mapping[str, str]) -> dict[str, str]:
    """What fills a message about this case: its number, what comes next and by when, and the member's own words."""
    by = {} if case.due_at is None else {"date": moment(case.due_at).astimezone(zone).date().isoformat()}
    return {"ref": case.reference, "next": case.status, **by, **said}


def inform(hand: Hand, case: Case, message_id: str, params: Mapping[str, str]) -> None:
    """Queue the notice. Where her contact is erased nobody can be told: the history says so."""
    filled = told(case, hand.zone, params)
    notice = hand.tell(hand.unit, case.conversation_id, message_id, filled, at=hand.at)
    if notice is None:
        record(hand, case, "unreachable")


def record(hand: Hand, case: Case, kind: str, *, was: str = "", now: str = "", reason: str = "") -> None:
    key = key_of(hand.unit, case)
    hand.cases.record(hand.ids(), case.id, key, actor=hand.by, kind=kind, at=hand.at, was=was, now=now, reason=reason)
    if hand.actor is Actor.DESK:
        audit = Audit(hand.unit.cases, hand.unit.vault.keyring)
        audit.append(at=hand.at, actor=hand.by, kind=f"case.{kind}", subject=case.id)


def find(unit: Unit, case_id: str) -> Case:
    case = Cases(unit.cases).get(case_id)
    if case is None:
        raise NoSuchCase
    return case


def expected(hand: Hand, seen: Seen) -> Case:
    """The case, if it is still as the member saw it."""
    case = find(hand.unit, seen.case_id)
    if (case.status, case.version) != (seen.status, seen.version):
        raise MovedMeanwhile
    return case


def key_of(unit: Unit, case: Case) -> DataKey:
    return unit.vault.key(case.conversation_id)


def words(text: str) -> str:
    """What a member wrote for a worker, fit to be sent: not empty, not endless, and nothing that cannot be seen."""
    kept = plain(text)
    if not kept:
        raise NotAllowed("nothing_written", status=422)
    if len(kept) > LONGEST_TEXT:
        raise NotAllowed("too_long", status=422)
    return kept


def plain(text: str) -> str:
    """Without control characters and overrides of the writing direction. Joiners stay: many scripts need them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(letter for letter in line if visible(letter)) for line in lines).strip()


def visible(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") and letter not in OVERRIDES
