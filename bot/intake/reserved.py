"""Words that mean the same in every place of the conversation: commands, yes and no, and the wish to be left alone.

They are data (`locales/<language>/words.toml`) and understood in all languages at once: whoever is afraid writes in
the language that comes first. No word may mean two things; the catalogues' tests see to that.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.machine import Command
from bot.intake.locale_table import Language

YES, NO, OPT_OUT = "yes", "no", "opt_out"
_ENDS = "".join(map(chr, range(0x21, 0x30))) + ":;?@[\\]^_`{|}~" + "¡¿。、．，！？・「」『』…।॥၊။។៕؟،۔“”‘’«»–—"


@dataclass(frozen=True, slots=True)
class Reserved:
    """Folded words -> what they mean: commands of all languages, answers of each."""

    commands: Mapping[str, Command]
    answers: Mapping[str, Mapping[str, str]]
    opt_out: frozenset[str]

    def command(self, text: str) -> Command | None:
        return self.commands.get(fold(text))

    def answer(self, text: str, language: str) -> str | None:
        """`yes` or `no`, in her language or in English."""
        word = fold(text)
        return self.answers.get(language, {}).get(word) or self.answers["en"].get(word)

    def opts_out(self, text: str) -> bool:
        return fold(text) in self.opt_out


def fold(text: str) -> str:
    """`text` as it is compared: no case, width, accents' composition, invisible marks or punctuation at its ends."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(char for char in folded if unicodedata.category(char) not in ("Cf", "Cc") or char.isspace())
    return " ".join(seen.replace("\ufe0f", "").split()).strip(_ENDS + " ")


def load_reserved(folder: Path, languages: Iterable[Language]) -> Reserved:
    words = {language.tag: load_words(folder, language) for language in languages}
    return Reserved(
        commands={word: command for rows in words.values() for command in Command for word in _folded(rows, command)},
        answers={
            tag: {word: answer for answer in (YES, NO) for word in _folded(rows, answer)} for tag, rows in words.items()
        },
        opt_out=frozenset(word for rows in words.values() for word in _folded(rows, OPT_OUT)),
    )


def _folded(rows: Mapping[str, list[str]], meaning: str) -> Iterator[str]:
    return (fold(word) for word in rows.get(meaning, ()))


def load_words(folder: Path, language: Language) -> Mapping[str, list[str]]:
    """Meaning -> words, as a translator wrote them."""
    path = folder / language.folder / "words.toml"
    rows = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {meaning: words for meaning, words in rows.items() if isinstance(words, list)}
