"""What the page of a case shows beside the conversation: the word list, and how the worker can be written to."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.casework.desk import Opened
from bot.casework.phrases import GROUPS
from bot.console.console import Console
from bot.console.meanings import Meanings, hers
from bot.console.reading_aid import Aid
from bot.console.transcript import same_tongue
from bot.console.where_view import where
from bot.console.words import Words
from bot.intake.wording import Wording


def read_and_written(given: Console, opened: Opened, read: Meanings, words: Words) -> dict[str, Any]:
    case, wording, reader = opened.case, given.intake.wording, words.language
    aid = Aid(case.language, reader)
    target = opened.recipient.language if opened.recipient and opened.recipient.language else case.language
    return {
        "language": words.language_name(case.language),
        "aid": aid,
        "listed": aid.listed(words_of(opened, read)),
        "typed": read.typed,
        "transcripts": read.texts,
        "unsent_replies": read.unsent,
        "theirs": target,
        "tongues": tongues(given, target, reader),
        "leads": any(given.leads(tongue, target) for tongue in given.languages),
        "phrases": phrases(wording, target, reader),
        "there": where(given, opened),
        "phrases_dir": wording.direction(target),
    }


def tongues(given: Console, target: str, reader: str) -> list[str]:
    """The desk's languages to write in and be translated from; none where the reader writes the worker's own."""
    if same_tongue(target, reader):
        return []
    return [tongue for tongue in given.languages if not same_tongue(target, tongue)]


def words_of(opened: Opened, read: Meanings) -> list[str]:
    """Everything in her own words, written or typed of her voice."""
    written = [text for one in opened.said if (text := hers(one))]
    return written + [versions[-1].text for versions in read.typed.values()]


def phrases(wording: Wording, target: str, reader: str) -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """By group: (id, the desk's wording, hers)."""
    return {
        group: [(one, wording.text(one, reader), wording.text(one, target)) for one in ids]
        for group, ids in GROUPS.items()
    }
