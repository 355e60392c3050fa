"""Whether each word list is sound: its columns, codes, spellings and size. Says nothing of whether a word is right."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.casework.categories import CODES
from bot.intake.alphabets import script_of
from bot.intake.locale_table import Language, load_languages
from bot.translation.letters import fold
from bot.translation.lexicon import FILE
from bot.translation.lexicon_file import READ, STEM, BadLexicon, Danger, Kind, Term, read_terms
from bot.translation.word_search import UNSPACED

LEAST = 150
"""Lines below which a list is too thin to be of use."""
SOURCES = ("unreviewed", "catalogue", "reviewed by ")


def lexicon_flaws(folder: Path) -> list[str]:
    """One line a flaw; none for languages without a list."""
    return [
        f"{language.tag} {FILE}: {what}"
        for language in load_languages(folder).values()
        if (folder / language.folder / FILE).exists()
        for what in _of(folder / language.folder / FILE, language)
    ]


def lexicon_size(folder: Path, language: Language) -> int:
    """Lines of its list; 0 where there is none or it cannot be read."""
    try:
        return len(read_terms(folder / language.folder / FILE))
    except BadLexicon:
        return 0


def _of(path: Path, language: Language) -> Iterator[str]:
    try:
        terms = read_terms(path)
    except BadLexicon as error:
        yield str(error)
        return
    if len(terms) < LEAST:
        yield f"has {len(terms)} terms, at least {LEAST} are needed"
    for term in terms:
        yield from (f"line {term.line}: {what}" for what in (*_codes(term), *_spellings(term, language)))
    yield from _twice(terms)


def _codes(term: Term) -> Iterator[str]:
    if not (term.meaning_en and term.meaning_ja):
        yield "needs its meaning in English and Japanese"
    if term.kind not in set(Kind) - READ:
        yield f"{term.kind!r} is no kind"
    if term.category and term.category not in CODES:
        yield f"{term.category!r} is no category"
    if term.danger and term.danger not in set(Danger):
        yield f"{term.danger!r} is no kind of danger"
    if not term.source.startswith(SOURCES):
        yield "source must be unreviewed, catalogue or 'reviewed by NAME on YYYY-MM-DD'"
    if term.kind == Kind.MULTIPLIER and not term.meaning_en[:1].isdecimal():
        yield "the meaning of a multiplier begins with its number"


def _spellings(term: Term, language: Language) -> Iterator[str]:
    for spelling in term.spellings:
        bare = spelling.removesuffix(STEM)
        scripts = {script_of(letter) for letter in bare} - {""}
        if not bare or STEM in bare or unicodedata.normalize("NFC", spelling) != spelling:
            yield f"{spelling!r} is empty, not in normal form or has a {STEM} inside"
        if spelling != bare and language.tag in UNSPACED:
            yield f"{spelling!r} has endings, which a script without spaces does not show"
        if scripts - {language.scripts[0], "Latn"}:
            yield f"{spelling!r} is in another script"
    if not any(script_of(letter) in (language.scripts[0], "") for letter in term.name):
        yield f"{term.name!r} stands first and is in another script"


def _twice(terms: Sequence[Term]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for term in terms:
        for key in dict.fromkeys(_key(spelling) for spelling in term.spellings):
            if seen.setdefault(key, term.line) != term.line:
                yield f"line {term.line}: {key!r} stands on line {seen[key]} too"


def _key(spelling: str) -> str:
    return fold(spelling.removesuffix(STEM)).text + (STEM if spelling.endswith(STEM) else "")
