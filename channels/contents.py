"""Buttons on WhatsApp: Twilio sends only those that were made beforehand, as a Content object for each question.

What a question needs, under which name it is found again, and which of them exist. Pure: nothing here calls anyone.
https://www.twilio.com/docs/content/twilio-quick-reply, .../twiliolist-picker, .../using-variables-with-content-api
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from channels.base import Choice, Outgoing
from channels.layout import one_line
from channels.text import clean, utf16_units

NOTICE = "update.notice"
BODY_MAX = 1024
QUICK_REPLIES, QUICK_LABEL = 3, 20  # more than three buttons need approval, which questions do not wait for
LIST_ITEMS, LIST_LABEL = 10, 24
LIST_BUTTON = 20
Kind = Literal["quick_reply", "list_picker"]

# WhatsApp says no to these in variables of a template; whether it does in a session's content is nowhere written.
_NOT_IN_VARIABLES = re.compile(r"[\n\t]| {4}")

# The codes of https://developers.facebook.com/docs/whatsapp (supported languages of templates, May 2026) that are not
# the tag itself, and languages that it does not have: there a template can only be had in another language.
CODES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "pt-BR": "pt_BR", "ja-simple": "ja", "si": "si_LK"}
WITHOUT_TEMPLATES = frozenset({"km", "mn", "my", "ne"})


@dataclass(frozen=True, slots=True)
class Offered:
    """The choices of one question as they are shown: the question, the notice it is about, (value, label) in order."""

    step: str
    about: str
    rows: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> Kind | None:
        """What can hold them without cutting a label; None: only a numbered list can."""
        longest = max((utf16_units(label) for _, label in self.rows), default=0)
        if not longest or not all(label for _, label in self.rows):
            return None
        if len(self.rows) <= QUICK_REPLIES and longest <= QUICK_LABEL:
            return "quick_reply"
        return "list_picker" if len(self.rows) <= LIST_ITEMS and longest <= LIST_LABEL else None


def offered(choices: Sequence[Choice]) -> Offered | None:
    """None where they do not belong to one question."""
    parts = [choice.id.partition(":") for choice in choices]
    sources = {source for source, _, _ in parts}
    if len(sources) != 1 or not all(colon for _, colon, _ in parts):
        return None
    step, _, about = sources.pop().partition("@")
    labels = [one_line(choice.label) for choice in choices]
    return Offered(step, about, tuple((part[2], label) for part, label in zip(parts, labels, strict=True)))


@dataclass(frozen=True, slots=True)
class Content:
    """One Content object. An empty `body` is filled in at each sending, and so is the notice it is about (`about`)."""

    step: str
    language: str
    rows: tuple[tuple[str, str], ...]
    body: str = ""
    about: bool = False
    button: str = ""

    @property
    def kind(self) -> Kind | None:
        return Offered(self.step, "", self.rows).kind

    @property
    def key(self) -> "Key":
        return (self.step, self.language, self.rows, self.body, self.about)

    @property
    def digest(self) -> str:
        """Over all that it shows: other words are another object."""
        return sha256(json.dumps([self.language, self.types], sort_keys=True).encode()).hexdigest()[:32]

    @property
    def friendly_name(self) -> str:
        """By which it is found again at Twilio; nobody is shown it."""
        return f"madoguchi {self.step} {self.language} {self.digest}"

    @property
    def template_name(self) -> str:
        """WhatsApp's name of a template: lower case letters, digits and underscores."""
        return re.sub(r"[^a-z0-9]+", "_", f"madoguchi {self.step} {self.language} {self.digest[:8]}".lower())

    @property
    def code(self) -> str:
        return CODES.get(self.language, self.language.replace("-", "_"))

    @property
    def variables(self) -> dict[str, str]:
        """Samples: https://www.twilio.com/docs/content/using-variables-with-content-api wants one for each."""
        return ({} if self.body else {"1": "?"}) | ({"2": "0"} if self.about else {})

    @property
    def types(self) -> dict[str, Any]:
        """As the Content API takes it."""
        body, source = self.body or "{{1}}", f"{self.step}@{{{{2}}}}" if self.about else self.step
        if self.kind == "quick_reply":
            actions = [{"type": "QUICK_REPLY", "title": label, "id": f"{source}:{value}"} for value, label in self.rows]
            return {"twilio/quick-reply": {"body": body, "actions": actions}}
        items = [{"id": f"{source}:{value}", "item": label} for value, label in self.rows]
        return {"twilio/list-picker": {"body": body, "button": self.button, "items": items}}


Key = tuple[str, str, tuple[tuple[str, str], ...], str, bool]


@dataclass(frozen=True, slots=True)
class Ready:
    """A content to send: its id and variables, what is said before it, and what she reads above the buttons."""

    sid: str
    variables: Mapping[str, str]
    lead: str
    body: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What exists at Twilio: content by what it shows, and the approved notice by language.

    `fallback` are the languages a notice may be in where hers has none.
    """

    sids: Mapping[Key, str] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    fallback: tuple[str, ...] = ()

    def content(self, message: Outgoing) -> "Ready | None":
        """What shows this question word for word: the whole text, or its last paragraph. None: write a list."""
        text, found = clean(message.text).strip(), offered(message.choices)
        if found is None or found.kind is None:
            return None
        lead, _, last = text.rpartition("\n")
        return self._ready(found, message.language, "", text) or self._ready(found, message.language, lead, last)

    def _ready(self, found: Offered, language: str, lead: str, body: str) -> "Ready | None":
        if not body.strip() or utf16_units(body) > BODY_MAX:
            return None
        about = {"2": found.about} if found.about else {}
        if sid := self.sids.get((found.step, language, found.rows, body, bool(about))):
            return Ready(sid, about, lead, body)
        sid = self.sids.get((found.step, language, found.rows, "", bool(about)))
        return Ready(sid, {"1": body, **about}, lead, body) if sid and not _NOT_IN_VARIABLES.search(body) else None

    def notice(self, language: str) -> str | None:
        """The approved template in her language, or in the next best."""
        for tag in (language, language.partition("-")[0], *self.fallback):
            if sid := self.notices.get(tag):
                return sid
        return None


def is_notice(message: Outgoing) -> bool:
    """This message says what the template says."""
    return not message.before and [choice.id for choice in message.choices] == [f"{NOTICE}:read"]
