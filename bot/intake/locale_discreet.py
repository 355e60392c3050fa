"""What may stand on a phone that somebody else holds: nothing of it says work, wages, a report or who we are.

The words that would tell are in `locales/discreet.toml`, and the glossary's names of these things.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.intake.locale_files import Entry, Locale
from bot.intake.locale_table import LOCALES

SHOWN = frozenset(
    ("update.notice", "update.notice.read", "hide.done", "remind.draft", "remind.draft.on", "remind.draft.delete")
)
"""What is shown to a worker who did not ask for it just now."""
TOPICS = ("report", "desk", "company", "contract", "union", "police", "passport", "pay slip", "broker", "boss")
"""Terms of the glossaries that tell what it is about."""
NOTICE, PROMISE = "update.notice", "contact.discreet"
LEAST_QUOTE = 6
_END = re.compile(r"(?<=[.。।။۔])")


def load_telling(folder: Path = LOCALES) -> Mapping[str, Sequence[str]]:
    """Language -> words; empty where there is no such file."""
    path = folder / "discreet.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def discreet(entry: Entry, locale: Locale, telling: Sequence[str]) -> Iterator[str]:
    if entry.message_id not in SHOWN:
        return
    words = {*telling, *(word for topic in TOPICS for word in locale.terms.get(topic, ()))}
    for word in sorted(words):
        if re.search(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word), entry.text, re.IGNORECASE):
            yield f"tells whoever holds the phone what it is about: {word!r}"


def quoted(locale: Locale) -> Iterator[str]:
    """What hiding promises is what the notice says: `contact.discreet` quotes the notice's first sentence."""
    notice, promise = locale.entries.get(NOTICE), locale.entries.get(PROMISE)
    if notice is None or promise is None or not notice.text:
        return
    said = first_sentence(notice.text)
    if len(said) < LEAST_QUOTE or said not in promise.text:
        yield f"does not quote the first sentence of {NOTICE}"


def first_sentence(text: str) -> str:
    return _END.split(text)[0] if _END.search(text) else text.split(maxsplit=1)[0]
