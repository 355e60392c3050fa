"""Which language a text is translated from: the one she chose, unless the text is surely in another.

Workers write English to a desk that speaks Burmese with them, and Tagalog where they chose English. Used in the
translating process; keeps no text.
"""

from bot.intake.language import Identifier, Model
from bot.intake.locale_table import load_languages, load_latin
from bot.translation.asking import tongue

LETTERS = 20
"""Fewer say too little against what she chose: a name, a place, a word she picked up at work."""
ENOUGH = 2_000
"""Characters that say as much as more would."""
COMMON = "en"
"""Who writes another language of the same letters than she chose writes English, or chose English for want of hers."""


class Tongues:
    """`model` replaces py3langid in tests."""

    def __init__(self, model: Model | None = None) -> None:
        known = load_languages()
        self._identifier = Identifier(known, tuple(known), load_latin(), model=model)
        self._scripts = {tag: frozenset(row.scripts) for tag, row in known.items()}

    def of(self, text: str, chosen: str) -> str:
        """Never fails: what cannot be told is in the language she chose."""
        if sum(map(str.isalpha, text)) < LETTERS:
            return chosen
        found = self._identifier.identify(text[:ENOUGH], chosen)
        if not found.sure or found.best is None or tongue(found.best) == tongue(chosen):
            return chosen
        other_letters = self._scripts[found.best].isdisjoint(self._scripts.get(chosen, frozenset()))
        return found.best if other_letters or COMMON in (found.best, chosen) else chosen

    def sure(self, text: str) -> str | None:
        """The language of a text whatever anybody chose; None where it is short or not sure."""
        if sum(map(str.isalpha, text)) < LETTERS:
            return None
        found = self._identifier.identify(text[:ENOUGH])
        return found.best if found.sure else None
