"""What the page of a case shows beside the conversation: the word list, and how the worker can be written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.casework.desk import Opened
from bot.casework.phrases import GROUPS
from bot.console.console import Console
from bot.console.meanings import Meanings, hers
from bot.console.reading_aid import Aid, Suggested
from bot.console.transcript import same_tongue
from bot.console.words import Words
from bot.intake.wording import Wording


@dataclass(frozen=True, slots=True)
class Listed:
    """What the word list knows of her own words: each word with its meaning, and what they suggest."""

    known: Sequence[tuple[str, str]]
    categories: Sequence[Suggested]
    danger: Sequence[str]


def read_and_written(given: Console, opened: Opened, read: Meanings, words: Words) -> dict[str, Any]:
    case, wording, reader = opened.case, given.intake.wording, words.language
    aid = Aid(case.language, reader)
    target = opened.recipient.language if opened.recipient and opened.recipient.language else case.language
    return {
        "language": words.language_name(case.language),
        "aid": aid,
        "listed": listed(aid, opened, read),
        "typed": read.typed,
        "transcripts": read.texts,
        "unsent_replies": read.unsent,
        "theirs": target,
        "tongues": [tongue for tongue in given.languages if not same_tongue(target, tongue)],
        "leads": any(given.leads(tongue, target) for tongue in given.languages),
        "phrases": phrases(wording, target, reader),
        "phrases_dir": wording.direction(target),
    }


def listed(aid: Aid, opened: Opened, read: Meanings) -> Listed:
    texts = [text for one in opened.said if (text := hers(one))]
    texts += [versions[-1].text for versions in read.typed.values()]
    categories, danger = aid.suggested(texts)
    return Listed(aid.known(texts), categories, danger)


def phrases(wording: Wording, target: str, reader: str) -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """By group: (id, the desk's wording, hers)."""
    return {
        group: [(one, wording.text(one, reader), wording.text(one, target)) for one in ids]
        for group, ids in GROUPS.items()
    }
