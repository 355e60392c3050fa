"""What the pages of a case's companies show: each thread, the draft beside her words, marks, risk, what she reads."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.casework import desk, disclosure, drafting, endangered, gate, replying, threads
from bot.casework.assisting import assist, setting
from bot.casework.conflicts import guarded
from bot.casework.consenting import PREVIEW
from bot.casework.desk import Opened
from bot.casework.drafting import Standing
from bot.casework.endangered import Wish
from bot.casework.marking import Mark
from bot.casework.replying import Shown
from bot.casework.risk import Panel, risk
from bot.casework.routing import Route
from bot.casework.summary import Body, Fact, Lack, Setting, withheld
from bot.casework.texts import NothingThere
from bot.casework.translated import Translated
from bot.console.console import Console
from bot.console.meanings import hers
from bot.console.preview import Preview, preview
from bot.intake.renderer import TRANSLATED
from storage.cases import Case
from storage.companies import Contact
from storage.disclosures import Thread
from storage.engine import Unit
from storage.media import File
from storage.members import Member, Members
from storage.parties import Parties
from storage.shared import Share, Shares
from storage.summaries import State, Summaries, Version

AROUND = 24
"""Letters shown on each side of a mark."""
MOST_TEXTS = 60


@dataclass(frozen=True, slots=True)
class Companies:
    """Every company of a case with its thread, if it has one. `wish`: of telling an office that a life is in danger."""

    case: Case
    rows: Sequence[tuple[str, str, Thread | None]]
    panel: Panel
    wish: Wish | None
    people: Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Hers:
    """One text of hers: as she wrote it, what was made of it, and that without what the assistant would take out."""

    text: str
    meaning: str
    masked: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark with the words around it. `place` is what the form sends."""

    mark: Mark
    before: str
    words: str
    after: str

    @property
    def place(self) -> str:
        return f"{self.mark.language}.{self.mark.start}"


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """`asked` is what she will read or has read, `phone` the same on her phone, `shown` how it was translated;
    `changes` is this version beside the one before, (sign, words) by language.
    """

    found: Standing
    company: str
    body: Body
    versions: Sequence[Version]
    marked: Sequence[Marked]
    lacks: Sequence[Lack]
    given: Setting
    stays: Sequence[Fact]
    panel: Panel
    route: Route | None
    contacts: Mapping[str, Contact]
    texts: Sequence[Hers]
    photos: Mapping[str, File]
    shares: Sequence[Share]
    people: Mapping[str, Member]
    said_since: Sequence[str] = ()
    asked: disclosure.Preview | None = None
    shown: Shown | None = None
    made: Translated | None = None
    phone: Preview | None = None
    changes: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @property
    def writable(self) -> bool:
        return self.found.thread.status in drafting.WRITABLE

    @property
    def waits(self) -> bool:
        """It is being translated, or waits for a person who does."""
        version = self.found.version
        return bool(version and version.state == State.DRAFT and self.body.reply_id and self.asked is None)


def companies(unit: Unit, case_id: str) -> Companies:
    case = desk.find(unit, case_id)
    of = {one.company_id: one for one in threads.of_case(unit, case.id)}
    parties = {party.company_id: party.role for party in Parties(unit.cases).of(case.id)}
    rows = [
        (company_id, threads.company_name(unit, company_id), of.get(company_id))
        for company_id in dict.fromkeys((*parties, *of))
    ]
    wish = endangered.of(unit, case)
    return Companies(case, rows, risk(unit, case, Body()), wish, people_of(unit))


def people_of(unit: Unit) -> Mapping[str, Member]:
    return {one.id: one for one in Members(unit.cases).all()}


def thread_page(unit: Unit, given: Console, case_id: str, thread_id: str, reader: str) -> ThreadPage:
    found = drafting.standing(unit, case_id, thread_id)
    opened = desk.open_case(unit, case_id)
    case, body, key = found.case, found.body, desk.key_of(unit, found.case)
    marks, told = drafting.marked(unit, found), setting(unit, case)
    guard = guarded(unit, case)
    versions = Summaries(unit.cases, key).of(thread_id)
    page = ThreadPage(
        found,
        threads.company_name(unit, found.thread.company_id),
        body,
        versions,
        [around(body.texts[one.language], one) for one in marks],
        drafting.lacking(body, told, marks),
        told,
        withheld(body, told),
        risk(unit, case, body),
        next((one for one in guard.routes if one.company_id == found.thread.company_id), None),
        guard.contacts,
        her_texts(unit, opened, reader),
        drafting.pictures(unit, case),
        Shares(unit.cases).of(thread_id),
        people_of(unit),
        said_since(opened, found.version),
        changes=changes(versions),
    )
    return with_preview(unit, given, opened, page)


def with_preview(unit: Unit, given: Console, opened: Opened, page: ThreadPage) -> ThreadPage:
    """What she will read of a draft, or did read of a version that she was shown."""
    found, body = page.found, page.body
    if found.version is None:
        return page
    asked, shown = None, None
    if body.read is not None:
        asked = disclosure.Preview(body.read, found.version.digest.hex())
    elif found.version.state == State.DRAFT:
        asked = disclosure.preview(unit, found, given.intake.wording)
        shown = shown_of(unit, found)
    if asked is None:
        return replace(page, shown=shown)
    read = asked.read
    said = {"company": read.company, "summary": read.text, "withheld": read.withheld}
    said |= {TRANSLATED: "yes"} if read.machine else {}
    phone = preview(given, opened, found.case, PREVIEW, said)
    return replace(page, asked=asked, shown=shown, made=asked.made, phone=phone)


def shown_of(unit: Unit, found: Standing) -> Shown | None:
    """How far the translation is."""
    if not found.body.reply_id:
        return None
    try:
        return replying.shown(unit, found.case, found.body.reply_id)
    except NothingThere:
        return None


def her_texts(unit: Unit, opened: Opened, reader: str) -> list[Hers]:
    """In her order, what she wrote or said, with what the desk has of it."""
    case = opened.case
    made = {
        text_id: one for text_id, one in gate.renderings(unit, case, desk.key_of(unit, case)) if one.target == reader
    }
    redaction = assist(unit, case).redaction(reader)
    found = []
    for said in opened.said:
        if text := hers(said):
            meaning = made[said.id].text if said.id in made else ""
            found.append(Hers(text, meaning, redaction.redacted(meaning or text)))
    return found[-MOST_TEXTS:]


def said_since(opened: Opened, version: Version | None) -> list[str]:
    """Her own words since she was asked."""
    since = version.shown_at if version else None
    if since is None:
        return []
    return [text for one in opened.said if int(one.body.get("at", 0)) > since and (text := hers(one))]


def around(text: str, mark: Mark) -> Marked:
    before, after = text[max(0, mark.start - AROUND) : mark.start], text[mark.end : mark.end + AROUND]
    return Marked(mark, before, text[mark.start : mark.end], after)


def changes(versions: Sequence[Version]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The last version beside the one before it: `+` is new, `-` is gone."""
    if len(versions) < 2:
        return {}
    was, now = (Body.opened(one.body).texts for one in versions[-2:])
    return {tag: list(words_changed(was.get(tag, ""), text)) for tag, text in now.items() if was.get(tag) != text}


def words_changed(was: str, now: str) -> Sequence[tuple[str, str]]:
    old, new = pieces(was), pieces(now)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("=", "".join(old[a:b])))
            continue
        found += [("-", "".join(old[a:b]))] if b > a else []
        found += [("+", "".join(new[c:d]))] if d > c else []
    return found


def pieces(text: str) -> list[str]:
    """Words with what follows them; letters where a script puts no spaces."""
    return [part for word in text.split(" ") for part in ([f"{word} "] if word.isascii() else [*word, " "])]
