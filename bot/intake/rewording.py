"""Changing what the bot says: judged as a whole against what is said now, kept as new versions, nobody's change lost.

Two who change texts at once are judged one after the other: what is written was judged beside everything that is said.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.intake.locale_exchange import NUMBER, entries_of
from bot.intake.locale_files import Entry, Locale
from bot.intake.locale_table import Language
from bot.intake.own_wording import OwnWording
from bot.intake.text_check import Flaw, Rulebook, judged
from bot.intake.wording import SOURCE
from storage.engine import Store, Unit
from storage.wordings import Change, Wordings

EDITED, IMPORTED, SHIPPED = "edited", "imported", "shipped"
TRIES = 5
_NUMBER = re.compile(rb'"' + NUMBER.encode() + rb': (\d{1,12})\\n"')


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text as it is to be; empty for the shipped one. `seen` is the version that whoever wants it was looking at."""

    message_id: str
    text: str
    back: str
    seen: int


@dataclass(frozen=True, slots=True)
class By:
    """Who, when (ms), and what is written into the audit in the same transaction."""

    member_id: str
    at: int
    kind: str
    note: Callable[[Unit, Sequence[Change]], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`done` are the texts that were changed. `outdated` were changed by somebody else meanwhile; `flaws` refuse, or
    are doubts that nobody has overruled.
    """

    done: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def tidy(text: str) -> str:
    """As a form sends it -> as a catalogue has it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = ["".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cs")) for line in lines]
    return "\n".join(line.strip() for line in lines).strip()


def one_line(back: str) -> str:
    """A back-translation as the catalogues have it: its breaks are written as `\\n`."""
    return tidy(back).replace("\n", "\\n")


def lines_of(back: str) -> str:
    return back.replace("\\n", "\n")


def versions(own: OwnWording, language: str) -> Mapping[str, int]:
    """The newest version of each text that was ever changed here."""
    return {one.message_id: one.version for one in own.changes if one.language == language}


async def change(
    store: Store, own: OwnWording, rules: Rulebook, language: str, wanted: Sequence[Wanted], *, by: By, sure: bool
) -> Outcome:
    """`sure`: doubts are overruled. All of it is taken, or nothing."""
    for _ in range(TRIES):
        await own.refresh(store)
        number, known = own.number, versions(own, language)
        outdated = tuple(one.message_id for one in wanted if known.get(one.message_id, 0) != one.seen)
        if outdated:
            return Outcome(outdated=outdated)
        before = rules.in_force(own, language)
        after = reworded(rules, before, wanted)
        flaws = () if by.kind == SHIPPED else tuple(await asyncio.to_thread(judged, rules, before, after))
        if any(not flaw.doubt for flaw in flaws) or (flaws and not sure):
            return Outcome(flaws=flaws)
        changes = [_change(rules, language, one, by) for one in wanted if differs(one, before, after)]
        if not changes or await store.write(lambda unit: _add(unit, changes, number, by)):  # noqa: B023 - run at once
            await own.refresh(store)
            return Outcome(done=tuple(one.message_id for one in changes))
    return Outcome(outdated=tuple(one.message_id for one in wanted))


def differs(one: Wanted, before: Locale, after: Locale) -> bool:
    return before.entries.get(one.message_id) != after.entries[one.message_id] or (not one.text and one.seen > 0)


def reworded(rules: Rulebook, before: Locale, wanted: Sequence[Wanted]) -> Locale:
    shipped = rules.locales[before.tag].entries
    new = {
        one.message_id: Entry(one.message_id, rules.source(one.message_id), one.text, back_of(one, before.tag))
        if one.text
        else shipped[one.message_id]
        for one in wanted
    }
    return replace(before, entries={**before.entries, **new})


def back_of(one: Wanted, language: str) -> str:
    return one.text if language == SOURCE else one.back


def _change(rules: Rulebook, language: str, one: Wanted, by: By) -> Change:
    source, back = rules.source(one.message_id), back_of(one, language) if one.text else ""
    return Change(language, one.message_id, one.seen + 1, one.text, back, source, by.kind, by.member_id, by.at)


def _add(unit: Unit, changes: Sequence[Change], number: int, by: By) -> bool:
    added = Wordings(unit.cases).add(changes, after=number)
    if added:
        by.note(unit, changes)
    return added


@dataclass(frozen=True, slots=True)
class Sent:
    """A translator's file beside what is said now. `wanted` are the texts she changed; `conflicts` were changed here
    after the file was made, or were written for another English text; `unknown` are ids that no text has.
    """

    language: Language
    wanted: tuple[Wanted, ...]
    conflicts: tuple[str, ...]
    unknown: tuple[str, ...]
    untouched: int


def compared(content: bytes, own: OwnWording, rules: Rulebook) -> Sent:
    """What a file changes. Raises Refused for what is no PO file of one of the languages."""
    language, entries = entries_of(content)
    found = _NUMBER.search(content[:4000])
    number, tag = int(found[1]) if found else 0, language.tag
    then, now = OwnWording(own.shipped), rules.in_force(own, tag).entries
    then.take([one for one in own.changes if one.number <= number])
    base, known = rules.in_force(then, tag).entries, versions(own, tag)
    wanted, conflicts = [], []
    for id_, entry in entries.items():
        if id_ not in now or not entry.text or (entry.text, entry.back) == (base[id_].text, base[id_].back):
            continue
        if entry.text == now[id_].text:
            continue
        if now[id_].text != base[id_].text or entry.source != rules.source(id_):
            conflicts.append(id_)
        wanted.append(Wanted(id_, tidy(entry.text), one_line(entry.back), known.get(id_, 0)))
    unknown = tuple(id_ for id_ in entries if id_ not in now)
    return Sent(language, tuple(wanted), tuple(conflicts), unknown, len(entries) - len(wanted) - len(unknown))
