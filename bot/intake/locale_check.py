"""Whether each language is whole: every text there, saying the same thing, within the channels' limits.

`madoguchi locales check` prints the flaws, a test allows none; a new language needs no code here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from bot.casework.assessment import REASONS
from bot.casework.lifecycle import STAGES, Outcome, Status
from bot.casework.phrases import PHRASES
from bot.casework.summary import Fact
from bot.conversation.check import message_ids
from bot.conversation.machine import Script
from bot.intake.locale_files import Locale
from bot.intake.locale_rules import OF_SOURCE, OF_TRANSLATION, TWILIO_WORDS, Beside
from bot.intake.nearness import plain, slip_of
from bot.intake.renderer import ABSENT
from bot.intake.reserved import NAME, NO, OPT_OUT, YES, fold

REVIEWS = re.compile(r"source|machine-drafted|reviewed by .+ on \d{4}-\d\d-\d\d")
WORDS_NEEDED = ("hi", "hide", "delete", "language", YES, NO, OPT_OUT, NAME)
ASIDE = (
    *("status.none", "status.show", "proof.show", "group.alone", "pause.done", "pause.over", "translate.note"),
    *("err.rate", "err.kept", "err.system", "err.size", "err.media", "err.fetch", "err.closed", "delete.held"),
    *("update.company_late", "update.kept_private", "join.done", "join.declined", "join.wait", "join.code"),
    *("update.danger_told", "consent.withdrawn", *(f"withheld.{fact}" for fact in Fact)),
)
"""What is said beside the machine: by the renderer, the inbound limits, the media store, the desk's hours."""
SEEN = 12
"""Letters of a label that the narrowest phone shows of two buttons side by side."""
LATER = (
    *("category.guess", "where.confirm"),
    "panel.",
)
"""Worded already, asked by nobody yet."""


@dataclass(frozen=True, slots=True)
class Flaw:
    language: str
    message_id: str
    what: str

    def __str__(self) -> str:
        return f"{self.language} {self.message_id}: {self.what}"


@dataclass(frozen=True, slots=True)
class Uses:
    """What the program says: the ids of all texts, which of them are labels, and those shown together by question."""

    ids: frozenset[str]
    labels: frozenset[str]
    lists: Mapping[str, Sequence[str]]


def uses(script: Script) -> Uses:
    ids = {*message_ids(script), *ASIDE, *PHRASES, *REASONS, *(instead for _, instead in ABSENT.values()), *ABSENT}
    ids |= {f"status.{part}.{status}" for status in Status for part in ("name", "next")}
    ids |= {f"outcome.{outcome}" for outcome in Outcome} | {stage.tells for stage in STAGES if stage.tells}
    lists = {
        step.ask: [choice.label for choice in step.choices if not choice.literal]
        for step in script.steps.values()
        if step.choices
    }
    single = {message_id for message_id in ids if message_id.startswith(("review.change.", "list.", "country.ask."))}
    return Uses(frozenset(ids), frozenset(single.union(*lists.values())), lists)


def check(used: Uses, locales: Sequence[Locale]) -> list[Flaw]:
    """All flaws of all languages, the source language first; empty if every language is whole."""
    flaws = [*_ids(used, locales[0])]
    silence = {fold(word) for locale in locales for word in locale.words.get(OPT_OUT, ())} | TWILIO_WORDS - {YES}
    for locale in locales:
        flaws += [*_texts(used, locales[0], locale), *_lists(used, locale), *_words(used, locale, silence)]
    return [*flaws, *ambiguous_words(locales)]


def _ids(used: Uses, original: Locale) -> Iterator[Flaw]:
    for message_id in sorted(used.ids - set(original.entries)):
        yield Flaw(original.tag, message_id, "is said by the program, but has no text")
    for message_id in sorted(set(original.entries) - used.ids):
        if not message_id.startswith(LATER):
            yield Flaw(original.tag, message_id, "is never said")


def _texts(used: Uses, original: Locale, locale: Locale) -> Iterator[Flaw]:
    if not REVIEWS.fullmatch(locale.review):
        yield Flaw(locale.tag, "header", "Review must be machine-drafted or 'reviewed by NAME on YYYY-MM-DD'")
    if locale.named != locale.language.folder:
        yield Flaw(locale.tag, "header", f"Language must be {locale.language.folder}")
    for message_id in sorted(set(original.entries) ^ set(locale.entries)):
        yield Flaw(locale.tag, message_id, "is missing" if message_id in original.entries else "is not in the source")
    for message_id in original.entries.keys() & locale.entries.keys():
        beside = Beside(original.entries[message_id], locale, original, message_id in used.labels)
        for rule in OF_SOURCE if locale is original else OF_TRANSLATION:
            yield from (Flaw(locale.tag, message_id, what) for what in rule(locale.entries[message_id], beside))


def _lists(used: Uses, locale: Locale) -> Iterator[Flaw]:
    """Choices shown together differ by more than a slip of the finger: people type what they read."""
    for question, labels in used.lists.items():
        shown = [(label, fold(locale.entries[label].text)) for label in labels if label in locale.entries]
        for (one, text), (other, like) in combinations(shown, 2):
            if reads_like(text, like):
                yield Flaw(locale.tag, other, f"reads like {one}, which {question} offers too")


def reads_like(text: str, like: str) -> bool:
    """The same but for marks or a slip of the finger, or with the same beginning: apps cut long labels."""
    one, other = plain(text), plain(like)
    begins = one[:SEEN] == other[:SEEN] and min(len(one), len(other)) >= SEEN
    return one == other or begins or slip_of(text, like)


def _words(used: Uses, locale: Locale, silence: Set[str]) -> Iterator[Flaw]:
    """`silence` are the words of all languages that stop our messages: they come before any label."""
    hide = {fold(word) for word in locale.words.get("hide", ())}
    for label in sorted(used.labels & set(locale.entries)):
        if fold(locale.entries[label].text) in hide:
            yield Flaw(locale.tag, label, "is the word that hides everything")
        if fold(locale.entries[label].text) in silence:
            yield Flaw(locale.tag, label, "is a word that stops all messages")
    for meaning in WORDS_NEEDED:
        if not locale.words.get(meaning):
            yield Flaw(locale.tag, "words.toml", f"has no word for {meaning!r}")


def ambiguous_words(locales: Sequence[Locale]) -> Iterator[Flaw]:
    """A command means one thing in all languages together; yes and no mean nothing else."""
    meant: dict[str, str] = {}
    for tag, meaning, word in sorted(_folded(locales), key=lambda row: row[1] in (YES, NO)):
        other = meant.setdefault(f"{tag} {word}" if meaning in (YES, NO) else word, meaning)
        if other != meaning or (meaning in (YES, NO) and word in meant):
            yield Flaw(tag, "words.toml", f"{word!r} means {meaning} and {meant.get(word, other)}")
        if word in TWILIO_WORDS and meaning not in (OPT_OUT, YES, NO):
            yield Flaw(tag, "words.toml", f"{word!r} is a word that the carrier keeps for itself")
        if not word or word.isdecimal():
            yield Flaw(tag, "words.toml", f"a word for {meaning!r} is empty or a number")


def _folded(locales: Sequence[Locale]) -> Iterator[tuple[str, str, str]]:
    for locale in locales:
        for meaning, words in locale.words.items():
            yield from ((locale.tag, meaning, fold(word)) for word in words)
