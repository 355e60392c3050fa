"""The operator's own words for one direction: forced ones replace what a model would say, warned ones are looked for.

A TOML file the operator gives; nothing here knows what the words mean. Pure once it is read.

    [id.en]
    forced = { "Disnaker" = "the labour office" }
    warned = { "lembur" = ["overtime"] }
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


class UnsoundGlossary(ValueError):
    """The file cannot be used. Says where, in the file's own keys."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words of one direction. `forced`: a term and what stands for it; `warned`: a term and of what one must appear."""

    forced: Mapping[str, str] = field(default_factory=dict)
    warned: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def terms(self) -> Sequence[tuple[str, str]]:
        """For `protection.protect`: what is put in the place of what, the longest first."""
        ordered = sorted(self.forced, key=len, reverse=True)
        return [(pattern(term), self.forced[term]) for term in ordered]

    def missing(self, source: str, text: str) -> tuple[str, ...]:
        """Terms that the source has and whose renderings the text has not."""
        wanted = {**{term: [put] for term, put in self.forced.items()}, **self.warned}
        return tuple(
            term
            for term, forms in wanted.items()
            if found(term, source) and not any(found(form, text) for form in forms)
        )


def found(term: str, text: str) -> bool:
    """Whether `text` has the term: whole words where its script puts spaces, whatever the case."""
    return re.search(pattern(term), unicodedata.normalize("NFC", text), re.IGNORECASE) is not None


def pattern(term: str) -> str:
    plain = re.escape(unicodedata.normalize("NFC", term))
    return rf"(?<![^\W_]){plain}(?![^\W_])" if spaced(term) else plain


def spaced(term: str) -> bool:
    """Latin, Cyrillic and Arabic words stand alone; signs of other scripts run together or take endings."""
    return all(ord(char) < 0x900 for char in term)


def load(path: Path) -> Mapping[tuple[str, str], Glossary]:
    """Every direction (source, target) of the file. Raises OSError, UnsoundGlossary."""
    try:
        rows = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnsoundGlossary(f"{path.name}: not TOML in UTF-8") from error
    return {
        (source, target): _glossary(told, f"{source}.{target}")
        for source, targets in rows.items()
        for target, told in _table(targets, source).items()
    }


def _glossary(told: object, place: str) -> Glossary:
    table = _table(told, place)
    forced, warned = _table(table.get("forced", {}), place), _table(table.get("warned", {}), place)
    if set(table) - {"forced", "warned"}:
        raise UnsoundGlossary(f"{place}: only forced and warned are known")
    if not all(term and isinstance(put, str) and put for term, put in forced.items()):
        raise UnsoundGlossary(f"{place}: forced has one text for each term")
    if not all(term and _texts(forms) for term, forms in warned.items()):
        raise UnsoundGlossary(f"{place}: warned has a list of texts for each term")
    return Glossary(
        {term: str(put) for term, put in forced.items()},
        {term: tuple(forms) for term, forms in warned.items() if isinstance(forms, list)},
    )


def _table(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise UnsoundGlossary(f"{place}: a table is needed")
    return value


def _texts(forms: object) -> bool:
    return isinstance(forms, list) and bool(forms) and all(isinstance(form, str) and form for form in forms)
