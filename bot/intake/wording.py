"""Catalogues: (message id, language) -> text. The only way from an id to words that a person reads.

Nothing here falls over while someone waits for an answer: what a catalogue lacks is said in English, what a text lacks
is left open with `GAP`. Tests load with `strict`, where both are errors.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.dates import format_skeleton
from babel.messages.pofile import read_po

from bot.conversation.machine import Choice
from bot.intake.locale_table import LOCALES, Language, load_languages, nearest
from bot.intake.reserved import Reserved, load_reserved
from channels.base import Direction
from channels.text import without_marks

SOURCE = "en"
GAP = "..."
DRAFTED = "machine-drafted"
"""What a catalogue's header says under `Review` until a person has read it."""
_REVIEW = re.compile(r'^"Review: (.*)\\n"$', re.MULTILINE)
DAY = "MMMEd"  # no year: Thai and Nepali calendars count other years than this one (`conversation.md` B9)


class _Open(dict[str, object]):
    """Parameters of a text; one that is missing leaves a gap in it."""

    def __missing__(self, name: str) -> str:
        return GAP


@dataclass(frozen=True, slots=True)
class Own:
    """A text that is, or once was, said for this id beside the shipped one. `back` is what it says, in English; empty
    where the catalogues tell.
    """

    message_id: str
    text: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of one domain in all languages, each language whole: what it lacks is there in English.

    `own` are texts that stand in conversations beside `texts`, by language (`bot.intake.own_wording`). `fields` are the
    placeholders of each message id; they are the same in every language. `reviews` say who has read each language:
    `source`, `machine-drafted`, or `reviewed by NAME on DAY`.
    """

    languages: Mapping[str, Language]
    texts: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, tuple[str, ...]]
    words: Reserved
    strict: bool = False
    reviews: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Sequence[Own]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path = LOCALES, *, domain: str = "bot", strict: bool = False) -> "Wording":
        """Every `<folder>/<language>/LC_MESSAGES/<domain>.po`, parsed once in a process while no file changes."""
        return _loaded(folder, domain, strict, stamp(folder))

    @classmethod
    def read(cls, folder: Path, domain: str, strict: bool) -> "Wording":
        table = load_languages(folder)
        paths = {tag: catalogue(folder, row, domain) for tag, row in table.items()}
        offered = {tag: table[tag] for tag, path in paths.items() if path.exists()}
        source = read_catalogue(paths[SOURCE])
        texts = {tag: {**({} if strict else source), **read_catalogue(paths[tag])} for tag in offered}
        fields = {message_id: placeholders(text) for message_id, text in source.items()}
        reviews = {tag: review_of(paths[tag]) for tag in offered}
        return cls(offered, texts, fields, load_reserved(folder, tuple(offered.values())), strict, reviews)

    def text(self, message_id: str, language: str, /, **params: object) -> str:
        """The text with its `{placeholders}` filled in. An unknown language is answered in English."""
        text = self._texts(language).get(message_id)
        if text is None:
            if self.strict:
                raise KeyError(f"{language}: no text {message_id}")
            return GAP
        if "{" not in text:
            return text
        return text.format_map(params if self.strict else _Open(params))

    def label(self, choice: Choice, language: str) -> str:
        return choice.label if choice.literal else self.text(choice.label, language)

    def is_drafted(self, language: str) -> bool:
        """No person has read the texts of this language yet."""
        return self.reviews.get(language, "") == DRAFTED

    def knows(self, message_id: str) -> bool:
        return message_id in self.texts[SOURCE]

    def autonym(self, language: str) -> str:
        row = self.languages.get(language)
        return row.autonym if row else language

    def direction(self, language: str) -> Direction:
        row = self.languages.get(language)
        return row.dir if row else "ltr"

    def date(self, day: date, language: str) -> str:
        """Weekday, day and month as written in `language`, in the digits of a keypad."""
        return spell_day(day, self.locale(language))

    def locale(self, language: str) -> str:
        """The name of its CLDR data."""
        row = self.languages.get(language)
        return row.babel if row else SOURCE

    def nearest(self, tag: str) -> str | None:
        """The language with a catalogue that an app's language tag means, or None."""
        return nearest(tag, self.languages)

    def _texts(self, language: str) -> Mapping[str, str]:
        return self.texts.get(language) or self.texts[SOURCE]


@lru_cache(maxsize=4)
def _loaded(folder: Path, domain: str, strict: bool, _: object) -> Wording:
    return Wording.read(folder, domain, strict)


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Another one whenever a file below this folder is another one."""
    files = [(one, one.stat()) for one in sorted(folder.rglob("*")) if one.suffix in (".po", ".toml")]
    return tuple((str(one), seen.st_mtime_ns, seen.st_size) for one, seen in files)


def catalogue(folder: Path, language: Language, domain: str) -> Path:
    return folder / language.folder / "LC_MESSAGES" / f"{domain}.po"


def read_catalogue(path: Path) -> Mapping[str, str]:
    """Message id (msgctxt) -> text, without empty and fuzzy translations. The source's text is its msgid."""
    with path.open("rb") as file:
        messages = list(read_po(file))
    own = path.parent.parent.name == SOURCE
    return {
        message.context: str(message.string or message.id)
        for message in messages
        if message.context and (own or (message.string and not message.fuzzy))
    }


def review_of(path: Path) -> str:
    """The `Review` of a catalogue's header (Babel forgets headers of one's own), or empty."""
    with path.open(encoding="utf-8") as file:
        found = _REVIEW.search(file.read(2000))
    return found[1] if found else ""


def placeholders(text: str) -> tuple[str, ...]:
    """The names between braces, in order. Raises ValueError for a brace that is not closed."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@lru_cache(maxsize=2048)
def spell_day(day: date, locale: str) -> str:
    """Without a full stop behind, for it may end a sentence, and without marks: `sáb` alone would treble an SMS."""
    return without_marks(str(format_skeleton(DAY, day, locale=Locale.parse(locale)))).rstrip(".")
