"""What we ask, in order, as data. Wording lives in locales/; this file only says which answer leads where."""

from collections.abc import Sequence

from bot.conversation.vocabulary import Choice, Script

VERSION = 1
DEFAULT_LANGUAGES: tuple[tuple[str, str], ...] = (("en", "English"), ("ja", "日本語"), ("id", "Bahasa Indonesia"))


def build(
    *, languages: Sequence[tuple[str, str]] = DEFAULT_LANGUAGES, countries: Sequence[tuple[str, str]] = ()
) -> Script:
    """`languages` are (BCP 47 tag, autonym), `countries` (ISO 3166 code, name as shown), both in the order shown."""
    return Script(
        version=VERSION,
        steps={},
        languages=tuple(Choice(tag, autonym, literal=True) for tag, autonym in languages),
        countries=tuple(Choice(code, name, literal=True) for code, name in countries),
    )


SCRIPT = build()
