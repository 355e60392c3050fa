"""The words the machine is written in: what comes in, what goes out, what is asked, what is remembered.

Values only. Nothing here decides anything, and no field holds her story, her name or her PIN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Answers = tuple[tuple[str, str], ...]

ANY = "*"
"""In a step's tables: whatever no other key names. Every `go` has it. It never stands for 9."""
SKIP = "skip"
"""In a step's tables: 9."""
MORE = "more"
"""The value of the choice that turns a long list's page."""

VERDICTS = ("ok", "wrong", "dead")
"""In a step's tables: what was found about digits she sent. All three lead on from a step that asks for one."""

START, REST, CHAT = "start", "rest", "chat"
"""Where no question stands: nothing is known of her; a report is with the desk; she writes with a person."""

BACK = "<back>"
"""A target: the question that this side trip interrupted, or a place where no question stands."""
WANTED = "<wanted>"
"""A target: what she asked for before the PIN was asked."""
WAITING = "<waiting>"
"""A target: the next notice that waits, else BACK."""
CHOSEN = "<chosen>"
"""A target: the step that the answer names."""
STAY = "<stay>"
"""A target: here, without a word; a verdict follows, or she is to be left alone."""
TARGETS = (REST, BACK, WANTED, WAITING, CHOSEN, STAY)


class EventKind(StrEnum):
    """What can reach the machine. The rim (`bot.intake`) turns vendors' events and clocks into these."""

    SAID = "said"  # text: one message in her own words
    PICKED = "picked"  # step, text: the value of an offered choice, by button, number or label
    COMMAND = "command"  # text: a Command
    NEAR = "near"  # step, text: `a+b`, values of choices that her words may mean
    SENT = "sent"  # text: a media kind (image, voice, audio, video, document, location)
    LATE = "late"  # text, or ref: a media kind; she sent it before what she was answered already
    GUESSED = "guessed"  # text: `id` or `id+ms`, what her writing or her app suggests, before her first message
    AWAY = "away"  # she has not written for 60 days: ask for the PIN before any text (comes before the message itself)
    NOTICE = "notice"  # ref: notice id, text: its message id; the desk has something to tell
    VERDICT = "verdict"  # ref: pin, look_up or code, text: ok, wrong, dead
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
    FILE = "file"  # ref: where her message belongs (a Filing), value: the step it answers
    LANGUAGE = "language"  # value: BCP 47 tag
    COUNTRY = "country"  # value: ISO 3166 code
    DISCREET = "discreet"  # value: yes, no
    NAME = "name"  # value: what to call her; goes to the vault only
    PIN = "pin"  # value: 4 to 8 digits, or empty to remove it
    CHECK_PIN = "check_pin"  # value: digits; comes back as VERDICT(pin)
    CODE = "code"  # value: twelve digits that she was given; comes back as VERDICT(code)
    LOOK_UP = "look_up"  # ref: reference, value: PIN or empty; comes back as VERDICT(look_up)
    SUBMIT = "submit"  # the report becomes a case; value: urgent or empty
    AMEND = "amend"  # the answers of a submitted report changed
    URGENT = "urgent"  # someone is in danger
    PERSON = "person"  # value: write, call; hand over to a person
    STATUS = "status"  # tell the status of her reports
    SHOW = "show"  # ref: a notice id; tell it in full, with the choices of its message id
    ANSWER = "answer"  # ref: a notice id, value: the choice, skip, or empty for free text
    RATE = "rate"  # ref: a notice id, value: 1 to 5, or skip; params: the question
    HIDE = "hide"  # stop all output until she writes again
    FORGET = "forget"  # value: draft, contact, all
    NEW_REPORT = "new_report"  # a fresh conversation with a key of its own begins; value: other if not the same person


class Filing(StrEnum):
    """Where a message of hers belongs."""

    NARRATIVE = "narrative"
    ANSWER = "answer"
    NAMES = "names"  # people in the problem: sealed with the report, never among the answers
    EVIDENCE = "evidence"
    ADDED = "added"  # value: the reference it is added to
    CHAT = "chat"
    SECRET = "secret"  # noqa: S105 - do not keep it: a PIN, a reference, her name


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


class Fact(StrEnum):
    """What a step's `only` may depend on beside an answer."""

    STORY = "she has told something"
    GUESS = "her language was guessed"
    GUESSES = "her language is one of two"
    DRAFT = "a report is unfinished"
    NO_DRAFT = "no report is unfinished"
    UNSENT = "not submitted yet"
    NOWHERE = "her country is not known"
    NO_PIN = "no PIN is set"
    REPORTED = "she has a report"
    UNREPORTED = "she has no report"
    SEVERAL = "she has several reports"


class Reading(StrEnum):
    """Words of her own that must have a form."""

    FREE = ""
    SENTENCE = "sentence"  # a slip of the finger is not an answer
    PIN = "pin"  # 4 to 8 digits of any script
    REFERENCE = "reference"  # 8 digits of any script
    CODE = "code"  # 12 digits of any script
    OWN = "own"  # the reference of one of her reports


@dataclass(frozen=True, slots=True)
class Only:
    """The condition of a question: an answer given before (one of `values`, or any), or a fact."""

    step: str = ""
    values: tuple[str, ...] = ()
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One question: what it says, what it accepts, where each answer leads. All edges are here, as data."""

    name: str  # stored and audited: renaming one needs an upgrade
    ask: str  # message id of the question, never wording
    go: Mapping[str, str]  # value, verdict, SKIP or ANY -> step or target; ANY must be there
    choices: tuple[Choice, ...] = ()
    source: str = ""  # where dynamic choices come from: languages, guesses, near, countries, answered, reports
    text: Filing | None = None  # words of her own are accepted, and filed here
    reads: Reading = Reading.FREE
    miss: str = "err.choice"  # told once when she is not understood; then a person is offered
    skip: bool = True  # 9 leaves it unanswered
    keep: bool = False  # the answer is part of the report
    side: bool = False  # a side trip: the interrupted question is asked again afterwards
    open: bool = False  # may be asked before the PIN is given: it says nothing about a report
    notice: bool = False  # asked by showing a notice of the desk
    first: int = 1  # the number of its first choice in a numbered list
    home: str = REST  # where BACK leads if nothing was interrupted
    only: Only | None = None  # asked only if this holds, else passed by
    otherwise: str = ""  # where passing by leads; empty: as ANY
    arrive: str = ""  # a deed done on the way in, even if it is passed by
    tells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # value -> message ids told after it
    does: Mapping[str, str] = field(default_factory=dict)  # value -> a deed (`deeds.py`), done before `tells`
    via: Mapping[str, str] = field(default_factory=dict)  # value -> a side trip made first


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that is asked, with what the desk's configuration adds: languages and emergency countries."""

    version: int
    steps: Mapping[str, Step]
    languages: tuple[Choice, ...]
    countries: tuple[Choice, ...]


@dataclass(frozen=True)
class State:
    """What is remembered between two turns. Her words are in sealed messages, never here."""

    step: str = START
    version: int = 1
    language: str = ""
    guesses: tuple[str, ...] = ()  # two languages she may be writing in
    near: tuple[str, ...] = ()  # choices of the interrupted question that her words may mean
    country: str = ""
    answers: Answers = ()
    trail: tuple[str, ...] = ()  # the questions interrupted by side trips, the last one on top
    wanted: str = ""  # where to go once the PIN is given
    misses: int = 0
    page: int = 0
    story: bool = False  # something of the narrative is filed
    consented: bool = False
    danger: bool = False  # she, or someone, is in danger
    submitted: bool = False
    editing: bool = False  # an answer is changed from the review: go back there
    discreet: bool = True
    hidden: bool = False  # no output until she writes again
    pin: bool = False  # a PIN is set
    locked: bool = False  # the PIN or reference comes first
    costly: bool = False  # writing to this channel may cost her money
    reports: tuple[str, ...] = ()  # references
    about: str = ""  # the reference she adds to, or looks up
    waiting: tuple[tuple[str, str], ...] = ()  # (notice id, message id) not shown yet
    shown: tuple[str, str] = ("", "")  # the notice she is answering
    joins: str = ""  # the shared report that hers is to be part of, by its id
    explains: str = ""  # the notice she has answered, and says more about

    def but(self, changes: Mapping[str, Any]) -> "State":
        """As `dataclasses.replace`, at a tenth of its price: every turn makes several."""
        if not self.__dict__.keys() >= changes.keys():
            raise TypeError(f"a state has no {sorted(changes.keys() - self.__dict__.keys())}")
        made = object.__new__(State)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(changes)
        return made
