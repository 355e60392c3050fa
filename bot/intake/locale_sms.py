"""How many SMS each text becomes at worst: every placeholder as long as it may be, its list below it.

The longest value of each placeholder is in `locales/placeholders.toml`; days, statuses and categories are measured.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.conversation.choices import LONGEST, MORE_CHOICE
from bot.conversation.machine import Script
from bot.intake.locale_table import LOCALES
from bot.intake.spelling import CODED, DAYS
from bot.intake.wording import SOURCE, Wording
from channels.base import Choice
from channels.layout import list_lines
from channels.text import gsm_if_possible, sms_parts, sms_units

MOST_PARTS = 3
FOREIGN, OWN = "\u3042", {"Latn": "a"}
A_YEAR = tuple(date(2028, 1, 1) + timedelta(days=day) for day in range(366))


@dataclass(frozen=True, slots=True)
class Cost:
    """One text at its worst on SMS. `long` texts may take several numbered messages."""

    language: str
    message_id: str
    parts: int
    long: bool


def load_placeholders(folder: Path = LOCALES) -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads((folder / "placeholders.toml").read_text("utf-8"))


def costs(
    wording: Wording, script: Script, limits: Mapping[str, Mapping[str, object]], languages: Iterable[str] = ()
) -> Iterator[Cost]:
    """Of every text of these languages; of all if none is named."""
    lists = {
        step.ask: [choice.label for choice in step.choices if not choice.literal] for step in script.steps.values()
    }
    for language in languages or wording.languages:
        worst = {name: worst_value(name, limit, language, wording) for name, limit in limits.items()}
        for message_id, fields in wording.fields.items():
            text = wording.text(message_id, language, **{name: worst[name] for name in fields})
            lines = list_lines(_longest_page(lists.get(message_id, ()), language, wording))
            parts = sms_parts("\n".join([gsm_if_possible(text), *map(gsm_if_possible, lines)]))
            yield Cost(language, message_id, parts, any(limits[name].get("long") for name in fields))


def worst_value(name: str, limit: Mapping[str, object], language: str, wording: Wording) -> str:
    """The longest that may stand for the placeholder, in the alphabet that costs most of those it may have."""
    if name in DAYS:
        return max((wording.date(day, language) for day in A_YEAR), key=sms_units)
    coded = [wording.text(id_, language) for id_ in wording.fields if name in CODED and id_.startswith(CODED[name])]
    own = OWN.get(wording.languages[language].scripts[0], FOREIGN)
    filled = (FOREIGN if limit.get("foreign") else own) * int(str(limit.get("max", 0)))
    return (
        max([filled, *coded], key=sms_units)
        if name not in ("status", "next", "category")
        else max(coded, key=sms_units)
    )


def _longest_page(labels: Sequence[str], language: str, wording: Wording) -> list[Choice]:
    texts = sorted((wording.text(label, language) for label in labels), key=sms_units, reverse=True)
    if len(texts) > LONGEST:
        texts = [*texts[: LONGEST - 1], wording.text(MORE_CHOICE.label, language)]
    return [Choice(str(place), text) for place, text in enumerate(texts)]


def too_dear(
    wording: Wording, script: Script, limits: Mapping[str, Mapping[str, object]], languages: Iterable[str] = ()
) -> list[Cost]:
    return [cost for cost in costs(wording, script, limits, languages) if cost.parts > MOST_PARTS and not cost.long]


def unlisted(wording: Wording, limits: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Placeholders that a text of the source has and the table does not, and the other way round."""
    used = {name for fields in wording.fields.values() for name in fields}
    return sorted(used ^ set(limits))


def share_of(wording: Wording, language: str) -> float:
    """How much of the source a language has, 0 to 1."""
    own, source = wording.texts[language], wording.texts[SOURCE]
    return len(own.keys() & source.keys()) / len(source)
