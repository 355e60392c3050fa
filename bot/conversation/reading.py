"""Her own words and files, as far as their form goes: what has a form, what is a slip, what we can open."""

from collections.abc import Callable, Mapping

from bot.conversation.digits import digits, of_length
from bot.conversation.vocabulary import Filing, Reading, State, Step

SENTENCE = 24
"""Bytes: eight Chinese or Burmese letters, two dozen Latin ones. What is longer is no slip of the finger."""
SPOKEN_KINDS = frozenset(("voice", "audio", "video"))
MEDIA = SPOKEN_KINDS | {"image", "document", "location"}
"""What can tell something. A sticker or a contact card cannot."""
TOLD_OF_MEDIA: Mapping[str, str] = {
    **dict.fromkeys(("voice", "audio"), "what.voice"),
    "image": "what.photo",
    **dict.fromkeys(("video", "document"), "what.file"),
}


def is_sentence(text: str) -> bool:
    return len(text.strip().encode(errors="replace")) >= SENTENCE


def own_reference(state: State, text: str) -> str | None:
    reference = digits(text)
    return reference if reference and reference in map(digits, state.reports) else None


def handed(state: State, step: Step | None, text: str) -> str | None:
    """The code that somebody gave her, sent wherever no words of her own are wanted: people send it at once."""
    asks = step is not None and step.text not in (None, Filing.SECRET)
    free = step is not None and step.text is Filing.SECRET and step.reads in (Reading.FREE, Reading.CODE)
    return None if state.locked or asks or free else of_length(text, 12, 12)


READERS: Mapping[Reading, Callable[[State, str], str | None]] = {
    Reading.FREE: lambda _, text: text.strip() or None,
    Reading.SENTENCE: lambda _, text: text if is_sentence(text) else None,
    Reading.PIN: lambda _, text: of_length(text, 4, 8),
    Reading.REFERENCE: lambda _, text: of_length(text, 8, 8),
    Reading.CODE: lambda _, text: of_length(text, 12, 12),
    Reading.OWN: own_reference,
}
"""Words of her own -> what they say, or None if we cannot tell."""
