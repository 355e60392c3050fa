"""One turn of a conversation: (script, state, event) -> (state, effects). No clock, no I/O, no wording."""

from dataclasses import dataclass
from enum import StrEnum

Answers = tuple[tuple[str, str], ...]


class EventKind(StrEnum):
    """What can reach the machine. The rim (`bot.intake`) turns vendors' events and clocks into these."""

    SAID = "said"  # text: one message in her own words
    PICKED = "picked"  # step, text: the value of an offered choice, by button, number or label
    COMMAND = "command"  # text: a Command
    SENT = "sent"  # text: a media kind (image, voice, audio, video, document, location)
    GUESSED = "guessed"  # text: BCP 47 tag her writing or her app suggests, before the first message of a conversation
    AWAY = "away"  # she has not written for 60 days: ask for the PIN before any text (comes before the message itself)
    NOTICE = "notice"  # ref: notice id, text: its message id; the desk has something to tell
    VERDICT = "verdict"  # ref: pin or look_up, text: ok, wrong, dead
    REMIND = "remind"  # an unfinished report has been waiting for 20 hours
    ERASED = "erased"  # what she asked to delete is gone


class Command(StrEnum):
    """Reserved words: they work in every state and language."""

    HI = "hi"
    MENU = "menu"
    STATUS = "status"
    HIDE = "hide"
    DELETE = "delete"
    LANGUAGE = "language"
    TEST = "test"
    PERSON = "person"  # 0
    SKIP = "skip"  # 9


class EffectKind(StrEnum):
    """What the machine asks the rim to do. Values, performed in the same transaction as the new state."""

    ASK = "ask"  # ref: a step; its question and its choices
    TELL = "tell"  # ref: a message id, params: its placeholders that the machine knows
    FILE = (
        "file"  # ref: where her message belongs: narrative, answer, evidence, added, chat; or `secret`: do not keep it
    )
    LANGUAGE = "language"  # value: BCP 47 tag
    COUNTRY = "country"  # value: ISO 3166 code
    DISCREET = "discreet"  # value: yes, no
    NAME = "name"  # value: what to call her; goes to the vault only
    PIN = "pin"  # value: 4 to 8 digits, or empty to remove it
    CHECK_PIN = "check_pin"  # value: digits; comes back as VERDICT(pin)
    LOOK_UP = "look_up"  # ref: reference, value: PIN; comes back as VERDICT(look_up)
    SUBMIT = "submit"  # the report becomes a case; value: urgent or empty
    AMEND = "amend"  # the answers of a submitted report changed
    URGENT = "urgent"  # someone is in danger
    PERSON = "person"  # value: write, call; hand over to a person
    STATUS = "status"  # tell the status of her reports
    SHOW = "show"  # ref: a notice id; tell it in full
    ANSWER = "answer"  # ref: a notice id, value: the choice, or empty for free text
    HIDE = "hide"  # stop all output until she writes again
    FORGET = "forget"  # value: draft, contact, all
    NEW_REPORT = "new_report"  # a fresh conversation with a key of its own begins


@dataclass(frozen=True, slots=True)
class Event:
    kind: EventKind
    text: str = ""
    step: str = ""  # a button names its question, so an old one cannot answer a new one
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    kind: EffectKind
    ref: str = ""
    value: str = ""
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a step offers. `label` is a message id, or wording of its own where `literal` (an autonym)."""

    value: str
    label: str
    literal: bool = False
