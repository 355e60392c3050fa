"""The bot's texts as the desk sees them: one language's texts with what is to be known of each. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.console.console import Console
from bot.console.message_words import part_of
from bot.intake.locale_rules import LONGEST_LABEL, LONGEST_TEXT
from bot.intake.locale_sms import MOST_PARTS
from bot.intake.own_wording import newest
from bot.intake.text_check import Rulebook, priced
from bot.intake.wording import DRAFTED, SOURCE
from channels.text import graphemes
from storage.wordings import Change, HasRead, Wordings, digest

NEAR_TEXT, NEAR_LABEL = LONGEST_TEXT - 30, LONGEST_LABEL - 1


@dataclass(frozen=True, slots=True)
class Line:
    """One text of one language. `letters` of a button are graphemes. `out_of_date`: missing, or its English changed."""

    message_id: str
    source: str
    text: str
    back: str
    part: str
    is_label: bool
    letters: int
    sms: int
    numbered: bool
    version: int = 0
    own: bool = False
    read: HasRead | None = None
    unread: bool = False
    out_of_date: bool = False

    @property
    def tight(self) -> bool:
        return self.sms >= MOST_PARTS or self.letters >= (NEAR_LABEL if self.is_label else NEAR_TEXT)

    def matches(self, query: str, show: str, part: str) -> bool:
        words = f"{self.message_id}\n{self.source}\n{self.text}\n{self.back}".casefold()
        chosen = {"own": self.own, "unread": self.unread, "gaps": self.out_of_date, "tight": self.tight}.get(show, True)
        return chosen and (not part or self.part == part) and all(word in words for word in query.casefold().split())


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a language is. `read`: texts that a native speaker has read as they are now."""

    tag: str
    autonym: str
    review: str
    of: int
    there: int
    read: int
    own: int
    out_of_date: int
    tight: int


async def lines(given: Console, rules: Rulebook, language: str) -> list[Line]:
    """In the order of the source catalogue."""
    reads = await given.store.read(lambda unit: Wordings(unit.cases).reads(language))
    return of(given, rules, language, reads)


def of(given: Console, rules: Rulebook, language: str, reads: Sequence[HasRead]) -> list[Line]:
    now = rules.in_force(given.own, language)
    costs = priced(rules, now)
    known = {one.message_id: one for one in newest(given.own.changes).values() if one.language == language}
    marks = {(one.message_id, one.digest): one for one in reads}
    found = []
    for id_, original in rules.locales[SOURCE].entries.items():
        entry, change, is_label = now.entries[id_], known.get(id_), id_ in rules.used.labels
        own = change is not None and bool(change.text)
        mark = marks.get((id_, digest(entry.text)))
        found.append(
            Line(
                id_,
                original.text if language != SOURCE else original.source,
                entry.text,
                entry.back,
                part_of(id_),
                is_label,
                graphemes(entry.text) if is_label else len(entry.text),
                costs[id_].parts,
                costs[id_].long,
                version=change.version if change else 0,
                own=own,
                read=mark,
                unread=mark is None and (own or now.review == DRAFTED),
                out_of_date=not entry.text or (own and unfit(given, change, original.source)),
            )
        )
    return found


def unfit(given: Console, change: Change | None, source: str) -> bool:
    """Kept, but written for other words of ours."""
    return change is not None and (not given.own.fits(change) or change.source != source)


def standing(rules: Rulebook, language: str, some: Sequence[Line]) -> Standing:
    locale = rules.locales[language]
    return Standing(
        language,
        locale.language.autonym,
        locale.review,
        len(some),
        sum(bool(one.text) for one in some),
        sum(not one.unread for one in some),
        sum(one.own for one in some),
        sum(one.out_of_date for one in some),
        sum(one.tight for one in some),
    )


def history(given: Console, language: str, message_id: str) -> list[Change]:
    """The newest first."""
    return [one for one in reversed(given.own.changes) if (one.language, one.message_id) == (language, message_id)]


def places(rules: Rulebook, message_id: str) -> Mapping[str, list[str]]:
    """Where it is said: names of questions, by what it is there; empty lists where it is not that."""
    steps = rules.script.steps.values()
    return {
        "asks": [step.name for step in steps if step.ask == message_id],
        "offered": [step.name for step in steps if any(one.label == message_id for one in step.choices)],
        "told": [step.name for step in steps if any(message_id in told for told in step.tells.values())],
        "missed": [step.name for step in steps if step.miss == message_id][:1],
    }
