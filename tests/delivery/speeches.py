"""Everything that can be said, in each language, at its longest: each text, and each question with its choices.

Placeholders are filled to the length that `locales/placeholders.toml` allows them. WhatsApp's shelf holds every content
that questions need, as after `channels setup twilio`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from bot.conversation.choices import all_choices, pages
from bot.conversation.machine import Effect, EffectKind, State, Step
from bot.conversation.script import build
from bot.delivery.contents import needed
from bot.intake.locale_sms import load_placeholders, worst_value
from bot.intake.renderer import Facts, Speech
from bot.intake.wording import Wording
from channels.base import Address, ChannelAdapter, Outgoing, ReplyHandle, SendContext, WireMessage
from channels.contents import NOTICE, Content, Shelf
from tests.channels.cast import NOW, later, line, sms, telegram, whatsapp
from tests.vendors import contract, judge

WORDING = Wording.load(strict=True)
LANGUAGES = tuple(WORDING.languages)
SCRIPT = build(languages=[(tag, WORDING.autonym(tag)) for tag in LANGUAGES], countries=[("JP", "日本"), ("NP", "नेपाल")])
CHANNELS = ("telegram", "line", "sms", "whatsapp")
CALLBACK = "https://desk.example.org/webhooks/twilio/status"
ADDRESSES = {
    "telegram": Address("telegram", "23"),
    "line": Address("line", "U" + "a" * 32),
    "sms": Address("sms", "+819012345678"),
    "whatsapp": Address("whatsapp", "+819012345678"),
}
HANDLES = {
    "telegram": ReplyHandle("telegram_callback", "4382bfdwdsb323b2d9", later(minutes=1)),
    "line": ReplyHandle("line_reply", "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA", later(minutes=1)),
    "whatsapp": ReplyHandle("whatsapp_window", "", later(hours=24)),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One text: as an answer, or with the choices of one page of the question that asks it."""

    message_id: str
    step: str = ""
    page: int = 0


@cache
def cases() -> tuple[Case, ...]:
    return tuple(Case(id_) for id_ in sorted(WORDING.fields)) + tuple(_questions())


def _questions() -> Iterator[Case]:
    for name, step in SCRIPT.steps.items():
        if step.choices or step.source:
            for page in range(_pages(step)):
                yield Case(step.ask, name, page)


def _pages(step: Step) -> int:
    return pages(len(all_choices(SCRIPT, _state(step, 0, "en"), step)))


def _state(step: Step, page: int, language: str) -> State:
    shown = ("0123456789abcdef0123456789abcdef", step.name) if step.notice else ("", "")
    answers = (("where.company", "x" * 60), ("what.ask", "x"))
    return State(step=step.name, language=language, page=page, shown=shown, reports=("12345678",), answers=answers)


@cache
def worst(language: str) -> dict[str, str]:
    return {name: worst_value(name, limit, language, WORDING) for name, limit in load_placeholders().items()}


def outgoing(case: Case, language: str) -> Outgoing:
    fields = WORDING.fields[case.message_id]
    text = WORDING.text(case.message_id, language, **{name: worst(language)[name] for name in fields})
    plain = Outgoing(text, language=language, dir=WORDING.direction(language), protect="ref" in fields)
    if not case.step:
        return plain
    step = SCRIPT.steps[case.step]
    speech = Speech(SCRIPT, _state(step, case.page, language), language, WORDING, Facts())
    shown = EffectKind.SHOW if step.notice else EffectKind.ASK
    choices = speech.choices([Effect(shown, speech.state.shown[0] if step.notice else case.step)])
    return replace(plain, choices=choices, first=step.first)


@cache
def contents() -> tuple[Content, ...]:
    return tuple(needed(SCRIPT, WORDING, LANGUAGES))


@cache
def shelf() -> Shelf:
    sids = {content.key: f"HX{number:032x}" for number, content in enumerate(contents())}
    notices = {content.language: sids[content.key] for content in contents() if content.step == NOTICE}
    return Shelf(sids, notices, ("en",))


@cache
def adapter(channel: str) -> ChannelAdapter:
    plain: dict[str, ChannelAdapter] = {"telegram": telegram(), "line": line(), "sms": sms()}
    if channel in plain:
        return plain[channel]
    made = whatsapp()
    made.shelf = shelf()
    return made


def calls(case: Case, language: str, channel: str) -> Iterator[WireMessage]:
    """Every form it may leave in: answered at once and later, with buttons and without, in the window and after it."""
    message, to, handle = outgoing(case, language), ADDRESSES[channel], HANDLES.get(channel)
    contexts = [SendContext(NOW, handle, None, CALLBACK)]
    if handle is not None:
        contexts.append(SendContext(NOW + timedelta(days=2), None, None, CALLBACK))
    for context in contexts:
        for wire in adapter(channel).render(message, to, context):
            yield wire
            if wire.otherwise is not None:
                yield wire.otherwise


def faults(wire: WireMessage) -> list[str]:
    """By the vendor's specification, nested fields included."""
    if wire.channel == "line":
        return judge.of_line({"reply": "ReplyMessageRequest", "push": "PushMessageRequest"}[wire.method])(wire.payload)
    if wire.channel == "telegram":
        return judge.of_telegram(wire.method)(wire.payload)
    unknown = [f"{name}: unknown" for name in wire.payload if name not in _twilio_fields()]
    return unknown + judge.of_twilio()(wire.payload)


@cache
def _twilio_fields() -> frozenset[str]:
    return frozenset(contract.twilio_fields(contract.TWILIO_MESSAGES))
