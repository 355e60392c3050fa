"""Words that mean the same in every place of the conversation: commands, yes and no, and the wish to be left alone.

They are data (`locales/<language>/words.toml`) and understood in all languages at once: whoever is afraid writes in
the language that comes first. No word may mean two things; the catalogues' tests see to that.
"""

import tomllib
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.machine import Command
from bot.intake.locale_table import Language
from channels.text import without_marks

YES, NO, OPT_OUT, NAME = "yes", "no", "opt_out", "name"
_ENDS = "".join(map(chr, range(0x21, 0x30))) + ":;?@[\\]^_`{|}~" + "¡¿。、．，！？・「」『』…।॥၊။។៕؟،۔“”‘’«»–—"


@dataclass(frozen=True, slots=True)
class Reserved:
    """Folded words -> what they mean: commands of all languages, answers of each, what a language is called, and the
    numbers that are said in words, by language. `spoken` are the languages that have a command's word, without those
    words that are English: everybody knows these.
    """

    commands: Mapping[str, Command]
    answers: Mapping[str, Mapping[str, str]]
    opt_out: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    spoken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def command(self, text: str) -> Command | None:
        return self.commands.get(fold(text))

    def answer(self, text: str, language: str) -> str | None:
        """`yes` or `no`, in her language or in English."""
        word = fold(text)
        return self.answers.get(language, {}).get(word) or self.answers["en"].get(word)

    def number(self, text: str, language: str, among: Container[int]) -> int | None:
        """The number that a word of her language, or an English one, says, if it is one of those on the list."""
        word = fold(text)
        said = self.numbers.get(language, {}).get(word) or self.numbers.get("en", {}).get(word)
        return said if said in among else None

    def is_foreign(self, text: str, language: str) -> bool:
        """A single word in Latin letters that is a command in other languages only: in hers it may be a name."""
        word = fold(text)
        tags = self.spoken.get(word, ())
        return bool(tags) and language not in tags and without_marks(word).isascii() and " " not in word

    def opts_out(self, text: str) -> bool:
        return fold(text) in self.opt_out


def fold(text: str) -> str:
    """`text` as it is compared: no case, width, accents' composition, invisible marks or punctuation at its ends."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(char for char in folded if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace())
    return " ".join(seen.replace("\ufe0f", "").split()).strip(_ENDS + " ")


def load_reserved(folder: Path, languages: Sequence[Language]) -> Reserved:
    words = {language.tag: load_words(folder, language) for language in languages}
    return Reserved(
        commands={word: command for rows in words.values() for command in Command for word in _folded(rows, command)},
        answers={
            tag: {word: answer for answer in (YES, NO) for word in _folded(rows, answer)} for tag, rows in words.items()
        },
        opt_out=frozenset(word for rows in words.values() for word in _folded(rows, OPT_OUT)),
        names=_names(words, languages),
        numbers={language.tag: load_numbers(folder, language) for language in languages},
        spoken=_spoken(words),
    )


def _folded(rows: Mapping[str, list[str]], meaning: str) -> Iterator[str]:
    return (fold(word) for word in rows.get(meaning, ()))


def _spoken(words: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    spoken: dict[str, tuple[str, ...]] = {}
    english = {word for command in Command for word in _folded(words["en"], command)}
    for tag, rows in words.items():
        for word in dict.fromkeys(word for command in Command for word in _folded(rows, command)):
            if word not in english:
                spoken[word] = (*spoken.get(word, ()), tag)
    return spoken


def _names(words: Mapping[str, Mapping[str, list[str]]], languages: Sequence[Language]) -> dict[str, str]:
    """What each language is called, by its own speakers first: a name that two share is the first one's."""
    names: dict[str, str] = {}
    for language in languages:
        names.setdefault(fold(language.autonym), language.tag)
    for tag, rows in words.items():
        for word in _folded(rows, NAME):
            names.setdefault(word, tag)
    return names


def load_numbers(folder: Path, language: Language) -> Mapping[str, int]:
    """Folded word -> the number it says."""
    path = folder / language.folder / "words.toml"
    rows = tomllib.loads(path.read_text("utf-8")).get("numbers", {}) if path.exists() else {}
    return {fold(word): int(number) for number, words in rows.items() for word in words}


def load_words(folder: Path, language: Language) -> Mapping[str, list[str]]:
    """Meaning -> words, as a translator wrote them."""
    path = folder / language.folder / "words.toml"
    rows = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {meaning: words for meaning, words in rows.items() if isinstance(words, list)}
