"""Whether a text that somebody at the desk wrote may be said: all that `locales check` asks of a shipped one, and more.

What is wrong refuses the change. What only may be wrong is a doubt, which a person can overrule; not so where a worker
answers or is promised something: there a yes for a no is never a matter of taste. Pure, but for loading the tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.conversation.machine import Script
from bot.conversation.script import SCRIPT
from bot.intake.locale_check import Uses, reads_like, uses
from bot.intake.locale_discreet import PROMISE, discreet, load_telling, quoted
from bot.intake.locale_files import Entry, Locale, load_locales
from bot.intake.locale_rules import (
    OF_SOURCE,
    OF_TRANSLATION,
    TWILIO_WORDS,
    Beside,
    Rule,
    in_its_language,
    names_words,
    same_in_back,
    same_negation,
    same_numbers,
    same_terms,
)
from bot.intake.locale_sms import MOST_PARTS, Cost, costs, load_placeholders
from bot.intake.locale_table import LOCALES
from bot.intake.own_wording import OwnWording, newest
from bot.intake.reserved import fold
from bot.intake.wording import SOURCE, Wording

GUARDED = (
    *("consent.", "safe.", "hide.", "delete.", "share.", "publish.", "contact.", "who.", "join.", "pin.", "privacy."),
    *("submit.", "pause.", "update.notice", "safety.", "retaliation.", "closing.", "withheld.", "translate."),
)
"""Where a worker consents, hides, deletes or is promised something."""
DOUBTS: tuple[Rule, ...] = (same_terms, in_its_language)
OF_OWN_SOURCE: tuple[Rule, ...] = (*OF_SOURCE, same_numbers, same_in_back, same_negation)
"""The desk's own English is judged by the shipped English, and is its own back-translation."""
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.[a-z]{2,6}/|\b[\w.]+@[\w.]+\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Of one text; `doubt` may be overruled. `what` is in English, for translators and for `message_words`."""

    message_id: str
    what: str
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that texts are judged by, as it came with the program."""

    locales: Mapping[str, Locale]
    wording: Wording
    used: Uses
    script: Script
    limits: Mapping[str, Mapping[str, object]]
    telling: Mapping[str, Sequence[str]]

    def in_force(self, own: OwnWording, language: str) -> Locale:
        """The language as it is said now."""
        locale = self.locales[language]
        ours = {
            one.message_id: Entry(one.message_id, self.source(one.message_id), one.text, one.back)
            for one in newest(own.changes).values()
            if one.language == language and one.text and own.fits(one)
        }
        return replace(locale, entries={**locale.entries, **ours})

    def source(self, message_id: str) -> str:
        return self.locales[SOURCE].entries[message_id].source

    def questions(self, message_id: str) -> Iterator[tuple[str, Sequence[str]]]:
        """(question, labels) of each list that offers this label."""
        return ((ask, labels) for ask, labels in self.used.lists.items() if message_id in labels)


@cache
def rulebook(folder: Path = LOCALES) -> Rulebook:
    """Read once in a process: what is shipped does not change while it runs."""
    locales = {locale.tag: locale for locale in load_locales(folder)}
    wording, limits = Wording.load(folder), load_placeholders(folder)
    return Rulebook(locales, wording, uses(SCRIPT), SCRIPT, limits, load_telling(folder))


def changed(before: Locale, after: Locale) -> list[str]:
    return [id_ for id_, entry in after.entries.items() if before.entries.get(id_) != entry]


def judged(rules: Rulebook, before: Locale, after: Locale) -> list[Flaw]:
    """What is wrong with the texts that `after` says otherwise than `before`, each flaw once."""
    ids = changed(before, after)
    found: list[Flaw] = []
    for id_ in ids:
        found += [*_alone(rules, id_, after), *_as_label(rules, id_, after), *_beside_before(rules, id_, before, after)]
    found += _quoting(before, after)
    if not any(not flaw.doubt for flaw in found):  # braces that are not closed cannot be filled
        found += _priced(rules, before, after, ids)
    return list(dict.fromkeys(found))


def _alone(rules: Rulebook, id_: str, after: Locale) -> Iterator[Flaw]:
    entry, original = after.entries[id_], rules.locales[SOURCE]
    beside = Beside(original.entries[id_], after, original, id_ in rules.used.labels)
    for rule in OF_OWN_SOURCE if after.tag == SOURCE else OF_TRANSLATION:
        doubt = rule in DOUBTS or (rule is same_negation and bool(entry.back) and not strict(rules, id_))
        yield from (Flaw(id_, what, doubt) for what in rule(entry, beside))
    if after.tag == SOURCE:  # what it tells her to send is its own business, and not what the shipped one told
        yield from (Flaw(id_, what) for what in names_words(entry, replace(beside, source=entry)))
    yield from (Flaw(id_, what) for what in discreet(entry, after, rules.telling.get(after.tag, ())))
    if _LINK.search(entry.text) and not _LINK.search(beside.source.text):
        yield Flaw(id_, "has an address of its own: addresses come from the settings")


def strict(rules: Rulebook, id_: str) -> bool:
    """Nobody overrules what may be wrong here."""
    return id_ in rules.used.labels or id_.startswith(GUARDED)


def _as_label(rules: Rulebook, id_: str, after: Locale) -> Iterator[Flaw]:
    """What people answer with: no word that does something else, nothing like what stands or stood beside it."""
    if id_ not in rules.used.labels:
        return
    shipped, text = rules.locales[after.tag].entries, after.entries[id_].text
    words, word, known = rules.wording.words, fold(text), fold(shipped[id_].text)
    if word != known:
        if word in words.commands and words.commands[word] != words.commands.get(known):
            yield Flaw(id_, "is a command in some language")
        if word in words.opt_out or word in TWILIO_WORDS:
            yield Flaw(id_, "is a word that stops all messages")
        answer = words.answer(text, after.tag)
        if answer and answer != words.answer(shipped[id_].text, after.tag):
            yield Flaw(id_, "is a yes or a no that this answer is not")
    for question, labels in rules.questions(id_):
        for other in labels:
            others = {fold(where[other].text) for where in (after.entries, shipped) if other != id_ and other in where}
            if any(reads_like(word, one) for one in others) and word != known:
                yield Flaw(id_, f"reads like {other}, which {question} offers too")


def _beside_before(rules: Rulebook, id_: str, before: Locale, after: Locale) -> Iterator[Flaw]:
    old, new = before.entries.get(id_), after.entries[id_]
    if old and old.text and old.text != new.text and old.back == new.back and new.back and after.tag != SOURCE:
        yield Flaw(id_, "was changed, and its back-translation was not", doubt=not strict(rules, id_))


def _quoting(before: Locale, after: Locale) -> Iterator[Flaw]:
    if not list(quoted(before)):
        yield from (Flaw(PROMISE, what) for what in quoted(after))


def _priced(rules: Rulebook, before: Locale, after: Locale, ids: Sequence[str]) -> Iterator[Flaw]:
    """SMS that a text or a question takes, its list of answers below it."""
    was = priced(rules, before)
    for id_, cost in priced(rules, after).items():
        if cost.parts > MOST_PARTS and not cost.long and cost.parts > was[id_].parts:
            yield Flaw(id_, f"takes up to {cost.parts} SMS")
        elif id_ in ids and cost.parts > was[id_].parts:
            yield Flaw(id_, f"takes up to {cost.parts} SMS, {was[id_].parts} before", doubt=True)


def priced(rules: Rulebook, locale: Locale) -> Mapping[str, Cost]:
    """What each text costs at worst, by message id."""
    said = {id_: entry.text for id_, entry in locale.entries.items() if entry.text}
    texts = {**rules.wording.texts, locale.tag: {**rules.wording.texts[locale.tag], **said}}
    wording = replace(rules.wording, texts=texts)
    return {cost.message_id: cost for cost in costs(wording, rules.script, rules.limits, [locale.tag])}
