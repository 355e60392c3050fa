"""What `madoguchi locales check` and `stats` print: the flaws of every language, and how far each one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.script import SCRIPT
from bot.intake.locale_check import check, uses
from bot.intake.locale_files import load_locales
from bot.intake.locale_sms import MOST_PARTS, costs, load_placeholders, too_dear, unlisted
from bot.intake.locale_table import LOCALES
from bot.intake.wording import SOURCE, Wording


@dataclass(frozen=True, slots=True)
class Standing:
    """One language: how many texts it has of how many, who looked at them, and what they cost on SMS."""

    tag: str
    autonym: str
    texts: int
    of: int
    review: str
    one_sms: int
    dearest: int


def flaws(folder: Path = LOCALES) -> list[str]:
    """One line a flaw, in the order to mend them; empty if every language is whole."""
    wording, limits = Wording.load(folder), load_placeholders(folder)
    found = [str(flaw) for flaw in check(uses(SCRIPT), load_locales(folder))]
    found += [
        f"{SOURCE} placeholders.toml: {name} is in the texts or in the table only" for name in unlisted(wording, limits)
    ]
    if found:
        return found
    return [
        f"{cost.language} {cost.message_id}: is {cost.parts} SMS at its worst, at most {MOST_PARTS} are allowed"
        for cost in too_dear(wording, SCRIPT, limits)
    ]


def standings(folder: Path = LOCALES) -> Sequence[Standing]:
    """Every language with a catalogue, the source first."""
    wording, limits, locales = Wording.load(folder), load_placeholders(folder), load_locales(folder)
    priced = [cost for cost in costs(wording, SCRIPT, limits) if not cost.long]
    parts = {locale.tag: [cost.parts for cost in priced if cost.language == locale.tag] for locale in locales}
    return [
        Standing(
            locale.tag,
            locale.language.autonym,
            sum(bool(locale.entries[id_].text) for id_ in locales[0].entries if id_ in locale.entries),
            len(locales[0].entries),
            locale.review,
            parts[locale.tag].count(1),
            max(parts[locale.tag]),
        )
        for locale in locales
    ]
