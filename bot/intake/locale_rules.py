"""What every text of a catalogue must be: whole, saying what the source says, short and plain enough for every channel.

Each rule reads one text beside its source and yields what is wrong, in words for the translator.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.intake.alphabets import script_of
from bot.intake.locale_files import Entry, Locale
from bot.intake.reserved import fold
from bot.intake.wording import placeholders
from channels.text import graphemes, is_gsm

LONGEST_TEXT = 300
LONGEST_LABEL = 20
"""LINE and WhatsApp show no longer label on a button."""
OWN_LETTERS = 0.6
JUDGED_FROM = 8
"""Letters a text must have before its alphabet is judged."""
TWILIO_WORDS = frozenset(
    ("stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel", "start", "yes", "unstop")
) | {"help", "info"}
"""Twilio takes these for itself: no text may tell anyone to send them (`decisions.md` 4, `channels.md` 3)."""
ENGLISH_WORDS = 2
_ENGLISH = frozenset({"the", "and", "you", "your", "our", "this", "with", "that", "have", "will", "what", "when"})
_TOLD = re.compile(r"\b[Ss]end ([A-Z]+)\b")
_NUMBER = re.compile(r"\d+")
_BRACES = re.compile(r"\{[^}]*\}")
_NEGATION = re.compile(r"\b(no|not|never|none|nobody|nothing|cannot|without|neither|nor|unless)\b|n't\b", re.IGNORECASE)
_ODD = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\u202a-\u202e\u2066-\u2069\ufeff]")
PARTS = {"Jpan": {"Kana", "Hani"}, "Hans": {"Hani"}, "Hant": {"Hani"}, "Kore": {"Hang", "Hani"}}


@dataclass(frozen=True, slots=True)
class Beside:
    """What a text is judged by: its source, the language it is in, the source language, and whether it is a label."""

    source: Entry
    locale: Locale
    original: Locale
    is_label: bool


def complete(entry: Entry, beside: Beside) -> Iterator[str]:
    if not entry.text:
        yield "is not translated"
    if entry.source != beside.source.source:
        yield "was translated from another English text"


def same_placeholders(entry: Entry, beside: Beside) -> Iterator[str]:
    try:
        if sorted(placeholders(entry.text)) != sorted(placeholders(beside.source.text)):
            yield "has other placeholders than the source"
    except ValueError:
        yield "has a brace that is not closed"
    if any(not re.fullmatch(r"\{[a-z_]+\}", braces) for braces in _BRACES.findall(entry.text)):
        yield "has something else than a plain name between braces"
    if entry.text.count("\n") != beside.source.text.count("\n"):
        yield "has other line breaks than the source"


def short_enough(entry: Entry, beside: Beside) -> Iterator[str]:
    length, longest = (graphemes(entry.text), LONGEST_LABEL) if beside.is_label else (len(entry.text), LONGEST_TEXT)
    if length > longest:
        yield f"has {length} letters, at most {longest} fit"


def plain(entry: Entry, beside: Beside) -> Iterator[str]:
    text = entry.text
    if text != text.strip() or "  " in text:
        yield "has stray spaces"
    if re.search(r"\d\)", text):
        yield "numbers something in the text: 1) reads like an option"
    if beside.is_label and ("\n" in text or "{" in text):
        yield "is a label: one line, no placeholders"
    if _ODD.search(text):
        yield "has emoji or invisible marks"


def gsm(entry: Entry, beside: Beside) -> Iterator[str]:
    if not is_gsm(entry.text):
        yield "has a character outside GSM-7"


def own_alphabet(entry: Entry, beside: Beside) -> Iterator[str]:
    script = beside.locale.language.scripts[0]
    own = PARTS.get(script, {script})
    found = Counter(filter(None, map(script_of, _BRACES.sub("", entry.text))))
    if found.total() >= JUDGED_FROM and sum(found[part] for part in own) < found.total() * OWN_LETTERS:
        yield "is mostly in another alphabet"
    if foreign := sorted(set(found) - own - {"Latn"}):
        yield f"has letters of another alphabet: {', '.join(foreign)}"


def same_numbers(entry: Entry, beside: Beside) -> Iterator[str]:
    said = numbers(entry.text)
    if said != numbers(beside.source.text):
        yield "has other numbers than the source"
    if entry.back and numbers(entry.back) != said:
        yield "has other numbers than its back-translation"


def numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(text))


def same_in_back(entry: Entry, beside: Beside) -> Iterator[str]:
    """What the back-translation was made from holds every placeholder and names every command of the source."""
    if not entry.back:
        return
    if sorted(_BRACES.findall(entry.back)) != sorted(_BRACES.findall(beside.source.text)):
        yield "has other placeholders than its back-translation"
    for meaning, word in told_commands(beside):
        own = beside.locale.words.get(meaning, ())[:1]
        if not any(fold(named) in fold(entry.back) for named in (word, *own)):
            yield f"does not tell to send {word!r} in its back-translation"


def same_negation(entry: Entry, beside: Beside) -> Iterator[str]:
    """A yes where a no was is the worst mistake: the back-translation must deny where the source does."""
    if not entry.back:
        yield "has no back-translation"
    elif entry.message_id not in beside.locale.checked and denies(beside.source.text) != denies(entry.back):
        yield "denies where the source does not, or the other way round"


def denies(text: str) -> bool:
    return _NEGATION.search(text) is not None


def same_terms(entry: Entry, beside: Beside) -> Iterator[str]:
    if entry.message_id in beside.locale.checked:
        return
    source, text = _BRACES.sub("", beside.source.text), entry.text.casefold()
    for term, renderings in beside.locale.terms.items():
        said = re.search(rf"\b{re.escape(term)}s?\b", source, re.IGNORECASE)
        if said and not any(rendering.casefold() in text for rendering in renderings):
            yield f"does not call {term!r} what the glossary does"


def told_commands(beside: Beside) -> Iterator[tuple[str, str]]:
    """(meaning, word) of each command that the source tells her to send; no meaning where nobody understands it."""
    for word in map(str.lower, _TOLD.findall(beside.source.text)):
        yield next((name for name, words in beside.original.words.items() if word in words), ""), word


def in_its_language(entry: Entry, beside: Beside) -> Iterator[str]:
    """English left standing: the whole text, or several of the words that only English has."""
    words = re.findall(r"[a-z']+", _BRACES.sub(" ", entry.text).casefold())
    if entry.text == beside.source.text and len(words) > 1:
        yield "is not translated: it reads as the source"
    elif len(set(words) & _ENGLISH) >= ENGLISH_WORDS:
        yield "has English left in it"


def names_words(entry: Entry, beside: Beside) -> Iterator[str]:
    """Where the source says "send HIDE", the translation names the first word that its locale accepts for it."""
    for meaning, word in told_commands(beside):
        named = beside.locale.words.get(meaning, ())[:1]
        if word in TWILIO_WORDS:
            yield f"tells to send {word!r}, which the carrier keeps for itself"
        elif not meaning:
            yield f"tells to send {word!r}, which nobody understands"
        elif not any(fold(own) in fold(entry.text) for own in named):
            yield f"does not name the first word for {meaning!r} of words.toml"


Rule = Callable[[Entry, Beside], Iterable[str]]
_ALL: tuple[Rule, ...] = (complete, same_placeholders, short_enough, plain, own_alphabet, names_words)
OF_SOURCE: tuple[Rule, ...] = (*_ALL, gsm)
OF_TRANSLATION: tuple[Rule, ...] = (*_ALL, same_numbers, same_in_back, in_its_language, same_negation, same_terms)
