"""A case's own text on the public list: a member writes it, the worker says yes to exactly that, or it is not there.

Silence is no. She may take it back; it is gone from the published list at once, and from the next issue. A restricted
case never has one. One transaction of the caller's; nothing here sends.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from bot.casework import desk
from bot.casework.desk import Hand, NotAllowed
from bot.casework.lifecycle import Status
from storage.cases import Case, Cases
from storage.engine import Unit
from storage.notices import Told
from storage.publication import PublicList
from storage.publish_texts import PublishText, PublishTexts
from storage.vault import KeyDestroyed

LONGEST = 300
LANGUAGES = ("en", "ja")
HERS = "hers"
ASKS = "publish.ask"
WRITTEN, ASKED, YES, NO, WITHDRAWN = "written", "asked", "yes", "no", "withdrawn"
Remaining = Callable[[str], Sequence[object]]
"""What still names somebody in a text: `Redaction.remaining` of this case."""


def digest_of(body: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(sorted(body.items())), ensure_ascii=False).encode()).hexdigest()


def propose(hand: Hand, case_id: str, body: Mapping[str, str], remaining: Remaining) -> PublishText:
    """Write it in the languages of the list (`en`, `ja`) and in hers (`hers`, as she will read it). Nothing is sent.

    Raises NotAllowed `nothing_written`, `too_long`, `names_somebody`, `restricted_case`.
    """
    case = desk.find(hand.unit, case_id)
    if case.restricted:
        raise NotAllowed("restricted_case")
    kept = {name: checked(body.get(name, ""), remaining) for name in (*LANGUAGES, HERS)}
    text = PublishText(hand.ids(), case.id, WRITTEN, digest_of(kept), "", hand.by, hand.at)
    PublishTexts(hand.unit.cases).add(text, desk.key_of(hand.unit, case), kept)
    return text


def checked(written: str, remaining: Remaining) -> str:
    kept = desk.words(written)
    if len(kept) > LONGEST:
        raise NotAllowed("too_long", status=422)
    if remaining(kept):
        raise NotAllowed("names_somebody", status=422)
    return kept


def ask(hand: Hand, case_id: str, *, seen: str) -> None:
    """Ask her about what was written last: `seen` is the digest that the member saw. Raises NotAllowed `moved`."""
    case = desk.find(hand.unit, case_id)
    texts_ = PublishTexts(hand.unit.cases)
    text = next(iter(texts_.of_case(case.id)), None)
    if case.restricted:
        raise NotAllowed("restricted_case")
    if text is None or (text.state, text.digest) != (WRITTEN, seen):
        raise desk.MovedMeanwhile
    body = texts_.body(text.id, desk.key_of(hand.unit, case))
    params = desk.told(case, hand.zone, {"text": body[HERS], "digest": text.digest})
    notice = hand.tell(hand.unit, case.conversation_id, ASKS, params, at=hand.at)
    if notice is None:
        raise NotAllowed("unreachable")
    for older in texts_.of_case(case.id):
        if older.state in (ASKED, YES):
            texts_.move(older, WITHDRAWN)  # her yes was to other words
    texts_.move(text, ASKED, notice_id=notice)
    desk.record(hand, case, "publish_asked")


def answered(hand: Hand, case: Case, told: Told, value: str) -> None:
    """Her answer counts for the very text that was asked about; anything but yes is no. A later no takes it back."""
    texts_ = PublishTexts(hand.unit.cases)
    text = texts_.of_notice(told.id)
    if text is None or text.state != ASKED or text.digest != told.params.get("digest"):
        return
    agreed = value == "yes" and not case.restricted
    texts_.move(text, YES if agreed else NO)
    desk.record(hand, case, "publish_yes" if agreed else "publish_no")


def withdraw(hand: Hand, case_id: str) -> None:
    """She takes it back, or the desk does: no longer published from this moment on."""
    case = desk.find(hand.unit, case_id)
    texts_ = PublishTexts(hand.unit.cases)
    for text in texts_.of_case(case.id):
        if text.state in (WRITTEN, ASKED, YES):
            texts_.move(text, WITHDRAWN)
    PublicList(hand.unit.cases).unsay(case.id)
    desk.record(hand, case, "publish_taken")


def texts(unit: Unit) -> dict[str, dict[str, str]]:
    """What workers said yes to and stands, by case: never of a restricted case, nor of an erased one."""
    found: dict[str, dict[str, str]] = {}
    for text in PublishTexts(unit.cases).agreed():
        case = Cases(unit.cases).get(text.case_id)
        if case is None or case.restricted or case.status == Status.WITHDRAWN:
            continue
        try:
            body = PublishTexts(unit.cases).body(text.id, desk.key_of(unit, case))
        except KeyDestroyed:
            continue
        if digest_of(body) == text.digest:
            found[case.id] = {language: body[language] for language in LANGUAGES}
    return found
