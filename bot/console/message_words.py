"""What the pages of the bot's texts call the parts of the conversation, the filters, and what is wrong with a text."""

import re
from collections.abc import Mapping

from bot.console.words import Words


def N_(words: str) -> str:  # noqa: N802 - as in `names`
    return words


PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "opening": (
        N_("Opening, language, safety"),
        ("start", "lang", "country", "safe", "human", "test", "group", "list"),
    ),
    "consent": (N_("Consent and who she is"), ("consent.ask", "consent.no", "privacy", "who", "bind")),
    "story": (
        N_("What happened"),
        ("what", "category", "where", "when", "people", "prior", "danger", "evidence", "remedy", "anon", "name"),
    ),
    "review": (N_("Checking and sending"), ("review", "submit", "extra", "answer", "add", "proof")),
    "contact": (
        N_("Being reached, hiding, deleting"),
        ("contact", "pin", "hide", "lock", "pause", "delete", "remind", "rest"),
    ),
    "menu": (N_("Menu and status"), ("menu", "status")),
    "news": (
        N_("News of her report"),
        ("update", "outcome", "reason", "closing", "reopen", "safety", "retaliation", "survey", "rights"),
    ),
    "companies": (N_("Sharing with companies"), ("consent", "share", "withheld", "publish", "translate", "join")),
    "phrases": (N_("Ready sentences of the desk"), ("phrase",)),
    "errors": (N_("When something goes wrong"), ("err", "panel")),
}
"""Part -> its name, and the beginnings of the ids that belong to it: the longest beginning decides."""

SHOW: Mapping[str, str] = {
    "": N_("All texts"),
    "own": N_("Changed here"),
    "unread": N_("Not read by a native speaker"),
    "gaps": N_("Missing or out of date"),
    "tight": N_("At the limit of a button or of three SMS"),
}
KIND: Mapping[str, str] = {
    "edited": N_("changed here"),
    "imported": N_("from a translator's file"),
    "shipped": N_("back to the shipped text"),
}
REVIEW: Mapping[str, str] = {
    "machine-drafted": N_("drafted by machine"),
    "source": N_("the source"),
}
OTHER_LANGUAGE = N_("The file is of another language.")
CONFLICT = N_("It was changed here after this file was made, or the English was. Export the file anew.")
UNKNOWN = N_("No text has this id.")
SAID: tuple[tuple[str, str], ...] = (
    (r"is not translated(: it reads as the source)?", N_("It is not translated.")),
    (r"was translated from another English text", N_("It was translated from another English text.")),
    (r"has other placeholders than the source", N_("The words in braces must be the same as in the English.")),
    (r"has a brace that is not closed", N_("A brace is not closed.")),
    (r"has something else than a plain name between braces", N_("Between braces there may be a plain name only.")),
    (r"has other line breaks than the source", N_("It must have as many line breaks as the English.")),
    (r"has (?P<a>\d+) letters, at most (?P<b>\d+) fit", N_("It has %(a)s letters; at most %(b)s fit.")),
    (r"has stray spaces", N_("There are spaces too many.")),
    (r"numbers something in the text.*", N_("A number with a bracket reads like an answer to choose.")),
    (r"is a label: one line, no placeholders", N_("A button has one line and no braces.")),
    (r"has emoji or invisible marks", N_("It has emoji or invisible marks.")),
    (r"has a character outside GSM-7", N_("It has a letter that makes every SMS dearer.")),
    (r"is mostly in another alphabet", N_("It is mostly in another alphabet.")),
    (r"has letters of another alphabet: (?P<a>.*)", N_("It has letters of another alphabet: %(a)s.")),
    (r"has other numbers than the source", N_("The numbers must be the same as in the English.")),
    (r"has other numbers than its back-translation", N_("The back-translation has other numbers.")),
    (r"has other placeholders than its back-translation", N_("The back-translation has other words in braces.")),
    (
        r"does not tell to send (?P<a>.*) in its back-translation",
        N_("The back-translation does not tell to send %(a)s."),
    ),
    (r"has no back-translation", N_("Say in English what it says: the back-translation is empty.")),
    (r"denies where the source does not.*", N_("The English says no where this does not, or the other way round.")),
    (r"does not call (?P<a>.*) what the glossary does", N_("It does not call %(a)s what the glossary does.")),
    (r"has English left in it", N_("English is left in it.")),
    (
        r"tells to send (?P<a>.*), which the carrier .*",
        N_("It tells to send %(a)s, which the carrier keeps for itself."),
    ),
    (r"tells to send (?P<a>.*), which nobody understands", N_("It tells to send %(a)s, which nobody understands.")),
    (
        r"does not name the first word for (?P<a>.*) of words.toml",
        N_("It does not name the word that is understood as %(a)s."),
    ),
    (
        r"tells whoever holds the phone what it is about: (?P<a>.*)",
        N_("It tells whoever holds the phone what it is about: %(a)s."),
    ),
    (
        r"does not quote the first sentence of .*",
        N_("contact.discreet must quote the first sentence of update.notice: change both with one file."),
    ),
    (r"has an address of its own: .*", N_("It has an address of its own: addresses come from the settings.")),
    (r"is a command in some language", N_("It is a command in some language.")),
    (r"is a word that stops all messages", N_("It is a word that stops all messages.")),
    (r"is the word that hides everything", N_("It is the word that hides everything.")),
    (r"is a yes or a no that this answer is not", N_("It reads as a yes or a no that this answer is not.")),
    (r"reads like (?P<a>\S+), which (?P<b>\S+) offers too", N_("It reads like %(a)s, which is offered beside it.")),
    (r"was changed, and its back-translation was not", N_("The text is new and its back-translation is the old one.")),
    (r"takes up to (?P<a>\d+) SMS, (?P<b>\d+) before", N_("It takes up to %(a)s SMS; it was %(b)s.")),
    (r"takes up to (?P<a>\d+) SMS", N_("It takes up to %(a)s SMS; at most 3 are allowed.")),
)


def said(words: Words, what: str) -> str:
    """A flaw in the reader's language; as it is where nobody has worded it."""
    for pattern, message in SAID:
        found = re.fullmatch(pattern, what, re.DOTALL)
        if found:
            values = {name: value for name, value in found.groupdict().items() if value is not None}
            return words.gettext(message) % values if values else words.gettext(message)
    return words.gettext(what)


def part_of(message_id: str) -> str:
    """The part of the conversation that says it; `errors` where none is named."""
    begins = [
        (len(begin), part)
        for part, (_, some) in PARTS.items()
        for begin in some
        if message_id == begin or message_id.startswith(f"{begin}.")
    ]
    return max(begins)[1] if begins else "errors"
