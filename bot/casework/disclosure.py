"""A summary's way to a company: shown to the worker in her language, agreed to, approved by a second member, sealed
under a key of its own. Each act is one transaction of the caller's.

Nothing else writes to `shared`. What goes there is what she was shown: both are compared by digest.
"""

import base64
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from bot.casework import company_calls, desk, parties, replying, threads
from bot.casework.assisting import setting
from bot.casework.company_calls import Occasion
from bot.casework.conflicts import guarded
from bot.casework.consenting import DIGEST, PREVIEW, VERSION
from bot.casework.desk import Hand, MovedMeanwhile, NotAllowed
from bot.casework.drafting import WRITABLE, Looked, Standing, expected, lacking, marked, pictures, same_tongue
from bot.casework.lifecycle import Actor, Status
from bot.casework.risk import risk
from bot.casework.summary import Body, Read, digest, withheld
from bot.casework.texts import NothingThere
from bot.casework.translated import How, Translated
from bot.intake.renderer import TRANSLATED
from bot.intake.spelling import spell
from bot.intake.wording import Wording
from storage.cases import Case
from storage.crypto import CHUNK
from storage.deadlines import Deadlines
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.media import SHOWN, Media
from storage.members import Members
from storage.notices import Notices, unanswered
from storage.shared import Shares
from storage.summaries import State, Summaries, Version
from storage.times import day_of

TAKEN_BACK = "consent.withdrawn"
ASKED, SENT, WITHDRAWN = "consent_asked", "summary_sent", "summary_withdrawn"
LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Preview:
    """What she will read, with how it came about. `to_confirm`: sentences that nobody stands behind yet; `hex` is the
    digest that the page carries. `made` is nothing where she reads the language it is written in.
    """

    read: Read
    hex: str
    made: Translated | None = None
    to_confirm: frozenset[int] = frozenset()


def preview(unit: Unit, found: Standing, wording: Wording) -> Preview | None:
    """None while there is no translation: a person has to make it, or the computer is at it."""
    version, body, case = found.version, found.body, found.case
    if version is None or not body.reply_id:
        return None
    language = replying.hers(unit, case)
    text, made, unsure = body.text, None, frozenset[int]()
    if not same_tongue(body.source, language):
        try:
            shown = replying.shown(unit, case, body.reply_id)
        except NothingThere:
            return None
        text, made = shown.text, shown.made
        if shown.reply.target != language or not text:
            return None
        unsure = frozenset(one.n for one in made.sentences if one.doubt and made.how is How.MACHINE)
    back = listed([f"withheld.{fact}" for fact in withheld(body, setting(unit, case))], language, wording)
    company = threads.company_name(unit, found.thread.company_id)
    machine = made is not None and made.how is How.MACHINE
    read = Read(language, company, text, back, machine)
    return Preview(read, digest(version.id, found.thread.id, replace(body, read=read)).hex(), made, unsure)


def listed(ids: list[str], language: str, wording: Wording) -> str:
    return spell("withheld", [wording.text(one, language) for one in ids], language, wording)


def ask(hand: Hand, looked: Looked, *, shown: str, confirmed: Set[int], wording: Wording) -> None:
    """Show it to her, letter by letter as the member saw it. Raises NotAllowed, MovedMeanwhile."""
    found = expected(hand, looked)
    version, body = found.version, found.body
    if found.thread.status not in WRITABLE or version is None or version.state != State.DRAFT:
        raise NotAllowed("summary_settled")
    if missing := lacking(body, setting(hand.unit, found.case), marked(hand.unit, found)):
        raise NotAllowed(missing[0], status=422)
    now = preview(hand.unit, found, wording)
    if now is None:
        raise NotAllowed("not_translated")
    if now.hex != shown:
        raise MovedMeanwhile
    if now.to_confirm - confirmed:
        raise NotAllowed("unconfirmed", status=422)
    read = replace(now.read, confirmed=tuple(sorted(now.to_confirm)), by=hand.by)
    over = bytes.fromhex(now.hex)
    with_companies(hand, found.case)
    of_case = Summaries(hand.unit.cases, desk.key_of(hand.unit, found.case))
    if not of_case.show(version, replace(body, read=read).body, digest=over, at=hand.at):
        raise MovedMeanwhile
    thread = threads.step(hand, found.thread, Status.CONSENT_WAIT, tells=False)
    desk.record(hand, found.case, ASKED, reason=named(read.company, version))
    put(hand, thread, version, read, over)


def with_companies(hand: Hand, case: Case) -> None:
    """The case leaves review with its first preview. She reads that, and nothing beside it."""
    if case.status == Status.IN_REVIEW:
        desk.step(hand, case, Status.WITH_COMPANIES)
    elif case.status != Status.WITH_COMPANIES:
        raise NotAllowed("no_such_step")


def put(hand: Hand, thread: Thread, version: Version, read: Read, over: bytes) -> None:
    """The question. Raises NotAllowed where her contact is erased: nobody can agree any more."""
    said = {
        "company": read.company,
        "summary": read.text,
        "withheld": read.withheld,
        VERSION: version.id,
        DIGEST: over.hex(),
        **({TRANSLATED: "yes"} if read.machine else {}),
    }
    told: list[str | None] = []

    def noted(unit: Unit, conversation_id: str, message_id: str, params: Mapping[str, str], *, at: int) -> str | None:
        told.append(hand.tell(unit, conversation_id, message_id, params, at=at))
        return told[-1]

    threads.inform(replace(hand, tell=noted), thread, PREVIEW, said)
    if None in told:
        raise NotAllowed("cannot_be_asked")


def take_back(hand: Hand, looked: Looked) -> None:
    """Before she answered, or before it was sent: the desk writes another. What she says to this one counts no more."""
    found = expected(hand, looked)
    of_case = Summaries(hand.unit.cases, desk.key_of(hand.unit, found.case))
    threads.step(hand, found.thread, Status.IN_REVIEW, tells=False)
    if found.version is not None and found.version.state in (State.SHOWN, State.AGREED):
        of_case.move(found.version, State.REPLACED)
        ask_no_more(hand, found.case, found.version)


def ask_no_more(hand: Hand, case: Case, version: Version) -> None:
    """She is not reminded of a question that no longer stands."""
    asked = unanswered(hand.unit.cases, case.conversation_id, (PREVIEW,))
    notices = Notices(hand.unit.cases, hand.unit.vault.key)
    told = notices.get(asked[0]) if asked else None
    if told is not None and told.params.get(VERSION) == version.id:
        notices.move(told.id, "answered")


def approve(hand: Hand, looked: Looked, *, shown: str) -> None:
    """Send what she agreed to: by another than the writer, by a lead where she may be recognised. Raises NotAllowed."""
    found = expected(hand, looked)
    version = found.version
    if version is None or version.state != State.AGREED or found.thread.status != Status.ACCEPTED:
        raise NotAllowed("not_agreed")
    body = found.body
    over = digest(version.id, found.thread.id, body)
    if over != version.digest or over.hex() != shown:
        raise MovedMeanwhile
    may_approve(hand, found)
    route = parties.receiver(hand, found.case.id, found.thread.company_id)
    if not Summaries(hand.unit.cases, desk.key_of(hand.unit, found.case)).approve(version, by=hand.by, at=hand.at):
        raise MovedMeanwhile
    share(hand, found, version, body)
    threads_of = Disclosures(hand.unit.cases)
    threads_of.change(found.thread.id, "contact_id", route.chosen or "")
    threads_of.change(found.thread.id, "notified_at", hand.at)
    thread = threads.step(hand, found.thread, Status.NOTIFIED)
    desk.record(hand, found.case, SENT, reason=named(body.read.company if body.read else "", version))
    company_calls.call(hand, thread, Occasion.NOTIFIED)


def may_approve(hand: Hand, found: Standing) -> None:
    """Raises NotAllowed, with the reason, for whoever must not."""
    if found.version is None or hand.by in (found.version.written_by, found.body.read.by if found.body.read else ""):
        raise NotAllowed("own_summary", status=403)
    member = Members(hand.unit.cases).get(hand.by)
    if member is None or member.disabled:
        raise NotAllowed("role", status=403)
    if risk(hand.unit, found.case, found.body).red and member.role != LEAD:
        raise NotAllowed("lead_approves", status=403)
    if any(block.person_id == hand.by for block in guarded(hand.unit, found.case).members):
        raise NotAllowed("approver_conflict", status=403)


def share(hand: Hand, found: Standing, version: Version, body: Body) -> None:
    """Sealed with a key of its own, which has the version's id. Her language and what is withheld stay here."""
    key = hand.unit.vault.create_key(version.id, wrap_id=hand.ids(), at_ms=hand.at)
    goes: dict[str, Any] = {"texts": dict(body.texts), "source": body.source}
    goes["photos"] = [base64.b64encode(one).decode() for one in drawn(hand.unit, found.case, body)]
    place = {"disclosure_id": found.thread.id, "n": version.n, "body": goes, "at": hand.at}
    if not Shares(hand.unit.cases).add(version.id, key, **place):  # type: ignore[arg-type]
        raise MovedMeanwhile


def drawn(unit: Unit, case: Case, body: Body) -> list[bytes]:
    """The pictures drawn anew from the photos that were ticked. Raises NotAllowed for one that is gone."""
    there, key = pictures(unit, case), desk.key_of(unit, case)
    if any(one not in there for one in body.photos):
        raise NotAllowed("moved")
    media = Media(unit.cases)
    files = [there[one] for one in body.photos]
    return [
        b"".join(media.chunk(file, key, SHOWN, n) for n in range((file.size(SHOWN) - 1) // CHUNK + 1)) for file in files
    ]


def withdraw(hand: Hand, case_id: str, thread_id: str) -> None:
    """She takes it back, herself or by asking a member: nothing of it can be read from now on, and it stays so."""
    case = parties.held(hand, case_id)
    thread = threads.find(hand.unit, thread_id)
    if thread.case_id != case.id:
        raise NotAllowed("no_party", status=404)
    stop(hand, case, thread)
    desk.inform(hand, case, TAKEN_BACK, {})
    go_on(hand, case.id)


def go_on(hand: Hand, case_id: str) -> None:
    """A case that lost its last company is not over: she took back what companies hear, not her report. Where others
    ended by her word, it ends with them at the clock's next tick: no member closes a case.
    """
    case = desk.find(hand.unit, case_id)
    if case.status != Status.WITH_COMPANIES or not threads.all_over(hand.unit, case_id):
        return
    if any(one.status != Status.WITHDRAWN for one in threads.of_case(hand.unit, case_id)):
        Deadlines(hand.unit.cases).limit(case.id, due_at=hand.at, late=case.late)
    else:
        desk.inform(hand, desk.step(hand, case, Status.IN_REVIEW), "update.reviewing", {})


def stop(hand: Hand, case: Case, thread: Thread) -> None:
    """Her thread ends, every version with it; the company finds that it was withdrawn, and nothing else."""
    of_case = Summaries(hand.unit.cases, desk.key_of(hand.unit, case))
    after = threads.step(replace(hand, actor=Actor.WORKER), thread, Status.WITHDRAWN)
    for version in of_case.of(thread.id):
        if version.state in (State.DRAFT, State.SHOWN, State.AGREED, State.SENT):
            of_case.move(version, State.WITHDRAWN)
            ask_no_more(hand, case, version)
    shares = Shares(hand.unit.cases)
    for one in shares.of(thread.id):
        if shares.withdraw(one.id, at=hand.at):
            hand.unit.vault.destroy_key(one.id, day_of(hand.at), "worker")
            desk.record(hand, case, WITHDRAWN, reason=threads.company_name(hand.unit, thread.company_id))
    if thread.notified_at is not None:
        company_calls.call(hand, after, Occasion.WITHDRAWN)


def named(company: str, version: Version) -> str:
    return f"{company}: {version.n}"
