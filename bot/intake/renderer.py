"""What the machine wants said in one turn, as ONE message in her language: bubbles, then the question with its choices.

Pure: words come from the catalogues, values from `Facts`. Nothing here sends, stores or decides what to ask.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.conversation.machine import Choice, Effect, EffectKind, Script, State, Step, offered, question
from bot.intake.spelling import spell, spell_country, spell_reference
from bot.intake.wording import GAP, Wording
from channels import base

COVER = "hide.done"
ABSENT: Mapping[str, tuple[str, str]] = {
    "safe.emergency": ("police", "safe.anywhere"),
    "err.closed": ("police", "err.closed.anywhere"),
    "start.cost": ("links", "start.cost.only"),
    "consent.no": ("phone", "consent.no.here"),
    "privacy.keep": ("url", "privacy.keep.here"),
    "human.ask": ("hours", "human.ask.here"),
    "update.declined": ("referral", "update.declined.alone"),
    "status.show.due": ("due", "status.show"),
}
"""Where the first is not known, this is said instead: no empty promise, and no other country's number."""
RECEIPTS = frozenset({"submit.done", "add.done", "update.received"})
STORY = "what.ask"
TRANSLATED, NOTE = "translated", "translate.note"
"""A notice with this parameter holds words that a computer translated: she is told so first, and how to ask."""
ENDED, RIGHTS, SAID = "update.closed", "rights.keep", "said"
"""The news of an end says that her rights stay, unless this parameter tells that she has just read it."""
LONGEST_STORY = 400
"""Letters of her story that the summary repeats; the whole of it is what the desk reads."""
LONGEST_NAME = 60
"""Letters of a company as she wrote it, repeated in a question: it must fit on SMS (`locales/placeholders.toml`)."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report of hers, as STATUS tells it."""

    reference: str
    status: str
    changed: date
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice, opened: its message id and its placeholders. Days may be ISO text, statuses and outcomes codes."""

    message_id: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the texts of this turn may need beside the state.

    `values` are placeholders by name, or by `<message id>.<name>` where two texts mean different things by one name
    (`remind.draft.date`). `emergency` is (police, ambulance) by country, `notices` by id, `story` what she told.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    emergency: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notices: Mapping[str, Told] = field(default_factory=dict)
    reports: Sequence[Report] = ()
    story: str = ""


def render(
    effects: Sequence[Effect], *, script: Script, state: State, language: str, wording: Wording, facts: Facts
) -> base.Outgoing | None:
    """`state` is the one after the turn. None where nothing is to be said."""
    speech = Speech(script, state, language, wording, facts)
    spoken = [effect for effect in effects if effect.kind in SPOKEN]
    if not spoken:
        return None
    if state.hidden:
        return _outgoing(speech, [Bubble(COVER, wording.text(COVER, language))], ())
    return _outgoing(speech, list(speech.bubbles(spoken)), speech.choices(spoken))


@dataclass(frozen=True, slots=True)
class Bubble:
    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Speech:
    """One turn's state of knowledge, from which texts are filled in."""

    script: Script
    state: State
    language: str
    wording: Wording
    facts: Facts

    def bubbles(self, effects: Sequence[Effect]) -> Iterator[Bubble]:
        """All texts in order, what is asked last; of two questions only the one that stands."""
        asked = [effect for effect in effects if self._asks(effect)]
        for effect in effects:
            if effect.kind is EffectKind.TELL:
                yield self._say(effect.ref, dict(effect.params))
            elif effect.kind is EffectKind.STATUS:
                yield from self._statuses()
            elif effect.kind is EffectKind.SHOW and effect not in asked:
                yield from self._notice(effect)
        for effect in asked[-1:]:
            if effect.kind is EffectKind.SHOW:
                yield from self._notice(effect)
            elif message_id := question(self.script, self.state):
                yield self._say(message_id, dict(effect.params))

    def choices(self, effects: Sequence[Effect]) -> tuple[base.Choice, ...]:
        """Those of the question that stands, if this turn asks it."""
        step = self.script.steps.get(self.state.step)
        if step is None or not any(self._asks(effect) for effect in effects):
            return ()
        about = f"@{self.state.shown[0]}" if step.notice else ""
        return tuple(
            base.Choice(f"{step.name}{about}:{choice.value}", self._label(choice, step))
            for choice in offered(self.script, self.state)
        )

    def _asks(self, effect: Effect) -> bool:
        step = self.script.steps.get(self.state.step)
        if effect.kind is EffectKind.SHOW:
            return step is not None and step.notice and effect.ref == self.state.shown[0]
        return effect.kind is EffectKind.ASK

    def _label(self, choice: Choice, step: Step) -> str:
        if choice.literal and step.source in ("countries", "near"):
            return spell_country(choice.value, self.wording.locale(self.language)) or choice.label
        label = self.wording.label(choice, self.language)
        return spell_reference(label) if choice.literal else label

    def _notice(self, effect: Effect) -> Iterator[Bubble]:
        told = self.facts.notices.get(effect.ref)
        if told is not None:
            if told.params.get(TRANSLATED):
                yield self._say(NOTE, {})
            if told.message_id == ENDED and told.params.get(RIGHTS) != SAID:
                yield self._say(RIGHTS, {})
            yield self._say(told.message_id, told.params)

    def _statuses(self) -> Iterator[Bubble]:
        for report in self.facts.reports:
            params = {"ref": report.reference, "status": report.status, "next": report.status, "date": report.changed}
            yield self._say("status.show.due", params | ({"due": report.due} if report.due else {}))
        if not self.facts.reports:
            yield self._say("status.none", {})

    def _say(self, message_id: str, params: Mapping[str, object]) -> Bubble:
        needed, instead = ABSENT.get(message_id, ("", message_id))
        if needed and not self._value(message_id, needed, params):
            message_id = instead
        values = {name: self._value(message_id, name, params) for name in self.wording.fields.get(message_id, ())}
        spelt = {name: spell(name, value, self.language, self.wording) for name, value in values.items() if value}
        return Bubble(message_id, self.wording.text(message_id, self.language, **spelt))

    def _value(self, message_id: str, name: str, params: Mapping[str, object]) -> object:
        """The nearest source wins: this text's own params, then this turn's facts, then what the state knows."""
        for source, key in ((params, name), (self.facts.values, f"{message_id}.{name}"), (self.facts.values, name)):
            if source.get(key):
                return source[key]
        return self._known(name, params)

    def _known(self, name: str, params: Mapping[str, object]) -> object:
        state = self.state
        match name:
            case "ref":
                return state.about or (state.reports[-1] if state.reports else "")
            case "language":
                return self.wording.autonym(state.language)
            case "company":
                return dict(state.answers).get("where.company", "")[:LONGEST_NAME]
            case "summary":
                return "\n".join(self._summary())
            case "police" | "ambulance":
                numbers = self.facts.emergency.get(str(params.get("country") or state.country), ("", ""))
                return numbers[name == "ambulance"]
        return ""

    def _summary(self) -> Iterator[str]:
        """Her answers, a line each: labels in her language, her own words as she wrote them."""
        if self.facts.story:
            yield self._line(STORY, _beginning(self.facts.story))
        for name, value in self.state.answers:
            step = self.script.steps.get(name)
            chosen = next((choice for choice in step.choices if choice.value == value), None) if step else None
            yield self._line(name, self.wording.label(chosen, self.language) if chosen else value)

    def _line(self, name: str, value: str) -> str:
        return f"{self.wording.text(f'review.change.{name}', self.language)}: {value}"


SPOKEN = frozenset({EffectKind.ASK, EffectKind.TELL, EffectKind.SHOW, EffectKind.STATUS})


def _beginning(story: str) -> str:
    """The first words of a long story; no mark or joined letter is torn from the one before it."""
    if len(story) <= LONGEST_STORY:
        return story
    start = story[:LONGEST_STORY]
    head, space, tail = start.rpartition(" ")
    if space and len(tail) < LONGEST_STORY // 4:
        return head.rstrip() + GAP
    while start and (unicodedata.category(story[len(start)]) in ("Mn", "Mc", "Me", "Cf") or start[-1] == "\u200d"):
        start = start[:-1]
    return start + GAP


def _outgoing(speech: Speech, bubbles: list[Bubble], choices: tuple[base.Choice, ...]) -> base.Outgoing | None:
    said = [bubble for at, bubble in enumerate(bubbles) if bubble.text and bubble not in bubbles[:at]]
    if not said:
        return None
    wording, language = speech.wording, speech.language
    ids = [bubble.message_id for bubble in said]
    step = speech.script.steps.get(speech.state.step)
    return base.Outgoing(
        said[-1].text,
        choices,
        first=step.first if step and choices else 1,
        before=tuple(bubble.text for bubble in said[:-1]),
        purpose=_purpose(ids, choices),
        language=language,
        dir=wording.direction(language),
        protect=any("ref" in wording.fields.get(message_id, ()) for message_id in ids),
    )


def _purpose(ids: Sequence[str], choices: Sequence[base.Choice]) -> base.Purpose:
    if any(message_id in RECEIPTS for message_id in ids):
        return base.Purpose.RECEIPT
    if any(message_id.startswith(("update.", "status.show")) for message_id in ids):
        return base.Purpose.STATUS
    return base.Purpose.PROMPT
