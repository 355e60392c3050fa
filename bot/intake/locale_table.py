"""What is known of each language: its own name, letters and direction, and what others call it. No wording.

One table, `locales/languages.toml`, for every language we can recognise; those with a catalogue are offered.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from channels.base import Direction

LOCALES = Path(__file__).resolve().parents[2] / "locales"


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table; the columns are explained at its top. `tag` is BCP 47."""

    tag: str
    autonym: str
    scripts: tuple[str, ...]
    dir: Direction = "ltr"
    model: str = ""
    argos: str = ""
    apps: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        return self.tag.replace("-", "_")

    @property
    def babel(self) -> str:
        """Its name in CLDR data: an easy variant is written with the dates of its language."""
        return self.tag.removesuffix("-simple").replace("-", "_")


def load_languages(folder: Path = LOCALES) -> Mapping[str, Language]:
    """Every language of the table by tag, in the order of the picker."""
    rows = tomllib.loads((folder / "languages.toml").read_text("utf-8"))
    return {tag: _language(tag, row) for tag, row in rows.items()}


def _language(tag: str, row: Mapping[str, object]) -> Language:
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Language(tag=tag, **{"argos": tag, **known})  # type: ignore[arg-type]


def at_home(country: str, known: Mapping[str, Language]) -> str | None:
    """The language most people write whose telephone has a number of this country; None where that says nothing."""
    return next((row.tag for row in known.values() if country in row.countries), None) if country else None


def load_latin(folder: Path = LOCALES) -> Mapping[str, frozenset[str]]:
    """Words by which a language is known in plain Latin letters."""
    path = folder / "latin.toml"
    rows = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {tag: frozenset(words) for tag, words in rows.items()}


def nearest(tag: str, offered: Mapping[str, Language]) -> str | None:
    """The offered language an app's or a browser's language tag means, or None."""
    wanted = tag.strip().replace("_", "-").lower()
    while wanted:
        for language in offered.values():
            if wanted == language.tag.lower() or wanted in language.apps:
                return language.tag
        wanted = wanted.rpartition("-")[0]
    return None
