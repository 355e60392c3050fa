"""What a worker would see of a text on each channel: the real renderer and layout, with samples in the braces."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.console.console import Console
from bot.conversation.vocabulary import Effect, EffectKind, State, Step
from bot.intake.renderer import Facts, Told, render
from bot.intake.spelling import CODED, DAYS
from bot.intake.text_check import Rulebook
from bot.intake.wording import Wording, placeholders
from channels.base import Capabilities, Direction, Outgoing
from channels.layout import Layout, lay_out
from channels.line import CAPS as LINE
from channels.sms import CAPS as SMS
from channels.telegram import CAPS as TELEGRAM
from channels.text import sms_parts
from channels.whatsapp import CAPS as WHATSAPP

CHANNELS: Mapping[str, Capabilities] = {"line": LINE, "telegram": TELEGRAM, "whatsapp": WHATSAPP, "sms": SMS}
REF, NOTHING = "preview", Layout(())
SAMPLE_DAY, SAMPLE_WAIT = date(2026, 3, 14), timedelta(hours=24)
_BRACES = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Screen:
    """As `phones.html` draws it. `parts`: SMS that it takes, 0 on other channels."""

    channel: str
    full: Layout
    language: str
    dir: Direction
    parts: int
    notice: Layout = NOTHING


def screens(given: Console, rules: Rulebook, message_id: str, language: str, texts: Mapping[str, str]) -> list[Screen]:
    """None at all where the braces of the text cannot be filled."""
    live = given.intake.wording
    if not fillable(texts[message_id], live.fields[message_id]):
        return []
    wording = replace(live, texts={**live.texts, language: {**live.texts[language], **texts}})
    outgoing = said(given, rules, message_id, language, wording)
    if outgoing is None:
        return []
    found = []
    for channel, caps in CHANNELS.items():
        layout = lay_out(outgoing, caps)
        parts = sum(map(sms_parts, layout.texts)) if channel == "sms" else 0
        found.append(Screen(channel, layout, language, wording.direction(language), parts))
    return found


def fillable(text: str, fields: tuple[str, ...]) -> bool:
    try:
        plain = all(re.fullmatch(r"\{[a-z_]+\}", one) for one in _BRACES.findall(text))
        return plain and set(placeholders(text)) <= set(fields)
    except ValueError:
        return False


def said(given: Console, rules: Rulebook, message_id: str, language: str, wording: Wording) -> Outgoing | None:
    """The message that it is part of: its question with all answers, else the text alone."""
    step = step_of(rules, message_id)
    values, told = samples(given, rules, wording), dict[str, Told]()
    if step is not None and step.notice:
        state = State(step=step.name, language=language, shown=(REF, step.ask))
        effect, told = Effect(EffectKind.SHOW, REF), {REF: Told(step.ask, values)}
    elif step is not None:
        state, effect = State(step=step.name, language=language), Effect(EffectKind.ASK, step.name)
    else:
        state, effect = State(step="rest", language=language), Effect(EffectKind.TELL, message_id)
    facts = Facts(values, notices=told)
    return render([effect], script=given.intake.script, state=state, language=language, wording=wording, facts=facts)


def step_of(rules: Rulebook, message_id: str) -> Step | None:
    steps = rules.script.steps.values()
    asks = [step for step in steps if step.ask == message_id]
    offers = [step for step in steps if any(one.label == message_id for one in step.choices)]
    return next(iter([*asks, *offers]), None)


def samples(given: Console, rules: Rulebook, wording: Wording) -> dict[str, object]:
    """What the desk says of itself where the settings tell, else what `placeholders.toml` gives translators."""
    found: dict[str, object] = {name: str(row["sample"]) for name, row in rules.limits.items()}
    found |= dict.fromkeys(DAYS, SAMPLE_DAY) | {"wait": SAMPLE_WAIT, "links": str(found["links"]).split()}
    for name, begin in CODED.items():
        codes = [id_.removeprefix(begin) for id_ in wording.fields if id_.startswith(begin)]
        found[name] = codes[0] if codes else found[name]
    found |= {name: value for name, value in given.intake.desk.items() if value}
    return found
