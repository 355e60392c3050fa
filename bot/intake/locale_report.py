"""What `madoguchi locales` prints: the flaws of every language, how far each one is, and the page that tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.script import SCRIPT
from bot.drawing import renewed
from bot.intake.locale_check import Uses, check, uses
from bot.intake.locale_discreet import PROMISE, SHOWN, discreet, load_telling, quoted
from bot.intake.locale_files import Locale, load_locales
from bot.intake.locale_rules import LONGEST_LABEL
from bot.intake.locale_sms import MOST_PARTS, Cost, costs, load_placeholders, too_dear, unlisted
from bot.intake.locale_table import LOCALES
from bot.intake.wording import SOURCE, Wording
from bot.translation.lexicon_check import lexicon_flaws, lexicon_size
from channels.text import graphemes

COMMAND = "locales table"


@dataclass(frozen=True, slots=True)
class Standing:
    """One language: its texts and how many there should be, who looked at them, how long they are, what SMS costs.

    `longest` and `dearest` are message ids, `letters` and `parts` their figures; `parts` leaves out texts that may take
    several numbered messages. `one_sms` counts the texts that fit one SMS at their worst, `long_labels` the labels that
    no button holds, `known_words` the lines of the reading aid's word list.
    """

    tag: str
    autonym: str
    texts: int
    of: int
    review: str
    letters: int
    longest: str
    parts: int
    dearest: str
    one_sms: int
    long_labels: int
    known_words: int


def flaws(folder: Path = LOCALES) -> list[str]:
    """One line a flaw, in the order to mend them; empty if every language is whole."""
    wording, limits = Wording.load(folder), load_placeholders(folder)
    found = [str(flaw) for flaw in check(uses(SCRIPT), load_locales(folder))]
    found += [
        f"{SOURCE} placeholders.toml: {name} is in the texts or in the table only" for name in unlisted(wording, limits)
    ]
    found += [*_telling(folder), *lexicon_flaws(folder)]
    if found:
        return found
    return [
        f"{cost.language} {cost.message_id}: is {cost.parts} SMS at its worst, at most {MOST_PARTS} are allowed"
        for cost in too_dear(wording, SCRIPT, limits)
    ]


def _telling(folder: Path) -> list[str]:
    """What would tell whoever holds the phone."""
    telling, found = load_telling(folder), []
    for locale in load_locales(folder):
        shown = [(id_, locale.entries[id_]) for id_ in sorted(SHOWN) if id_ in locale.entries]
        found += [
            f"{locale.tag} {id_}: {what}"
            for id_, entry in shown
            for what in discreet(entry, locale, telling.get(locale.tag, ()))
        ]
        found += [f"{locale.tag} {PROMISE}: {what}" for what in quoted(locale)]
    return found


def standings(folder: Path = LOCALES) -> Sequence[Standing]:
    """Every language with a catalogue, the source first."""
    wording, locales, used = Wording.load(folder), load_locales(folder), uses(SCRIPT)
    priced = [cost for cost in costs(wording, SCRIPT, load_placeholders(folder)) if not cost.long]
    return [
        _standing(
            locale,
            locales[0],
            used,
            [cost for cost in priced if cost.language == locale.tag],
            lexicon_size(folder, locale.language),
        )
        for locale in locales
    ]


def _standing(locale: Locale, source: Locale, used: Uses, priced: Sequence[Cost], known: int) -> Standing:
    texts = {id_: entry.text for id_, entry in locale.entries.items() if entry.text and id_ in source.entries}
    longest = max(texts, key=lambda id_: len(texts[id_]))
    dearest = max(priced, key=lambda cost: cost.parts)
    return Standing(
        locale.tag,
        locale.language.autonym,
        len(texts),
        len(source.entries),
        locale.review,
        len(texts[longest]),
        longest,
        dearest.parts,
        dearest.message_id,
        sum(cost.parts == 1 for cost in priced),
        sum(graphemes(texts[label]) > LONGEST_LABEL for label in used.labels & texts.keys()),
        known,
    )


def drawn(page: str, rows: Sequence[Standing]) -> str:
    """The page with its table renewed. Raises ValueError if it has no place for one."""
    return renewed(page, COMMAND, table(rows))


def table(rows: Sequence[Standing]) -> str:
    lines = [
        "| language | | texts | longest (letters) | most SMS | texts of one SMS | labels too long | words | review |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{row.tag}` | {row.autonym} | {row.texts} of {row.of} | {row.letters} `{row.longest}` "
        f"| {row.parts} `{row.dearest}` | {row.one_sms} | {row.long_labels} | {row.known_words or '-'} | {row.review} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"
