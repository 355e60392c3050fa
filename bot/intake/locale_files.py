"""One language as its files have it: catalogue, words, glossary. For those who check or report on `locales/`.

Read afresh at every call, and with everything that a translator wrote; the program itself uses `wording`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.intake.locale_table import LOCALES, Language, load_languages
from bot.intake.reserved import load_words
from bot.intake.wording import SOURCE, catalogue

_HEADER = re.compile(r'^"(Review|Language): (.*)\\n"$', re.MULTILINE)  # Babel forgets headers of one's own


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalogue. `source` is its msgid, `back` the translation put back into English."""

    message_id: str
    source: str
    text: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class Locale:
    """One language.

    `named` is the language its header names, `terms` the glossary's renderings by English term, `checked` the ids at
    which a person looked because a rule errs there.
    """

    language: Language
    named: str
    review: str
    entries: Mapping[str, Entry]
    words: Mapping[str, Sequence[str]]
    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()

    @property
    def tag(self) -> str:
        return self.language.tag


def load_locales(folder: Path = LOCALES, domain: str = "bot") -> list[Locale]:
    """Every language with a catalogue, the source first."""
    rows = [row for row in load_languages(folder).values() if catalogue(folder, row, domain).exists()]
    return [_load(folder, row, domain) for row in sorted(rows, key=lambda row: row.tag != SOURCE)]


def _load(folder: Path, language: Language, domain: str) -> Locale:
    path = catalogue(folder, language, domain)
    with path.open("rb") as file:
        po = read_po(file)
    glossary = folder / language.folder / "glossary.toml"
    told = tomllib.loads(glossary.read_text("utf-8")) if glossary.exists() else {}
    header = dict(_HEADER.findall(path.read_text("utf-8")))
    own = language.tag == SOURCE
    return Locale(
        language,
        header.get("Language", ""),
        header.get("Review", ""),
        {str(message.context): entry_of(message, own) for message in po if message.context},
        load_words(folder, language),
        told.get("terms", {}),
        frozenset(told.get("checked", ())),
    )


def entry_of(message: Message, own: bool) -> Entry:
    back = next((line.removeprefix("Back: ") for line in message.user_comments if line.startswith("Back: ")), "")
    text = message.string or (message.id if own else "")
    return Entry(str(message.context), str(message.id), str(text) if own or not message.fuzzy else "", back)
