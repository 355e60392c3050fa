"""A conversation as the desk reads it: the original beside what it means in the reader's language, or why it does not.

What the bot said and what a worker chose from a list are our own catalogue texts: they are shown in the reader's
language. Her own words have what a machine or a person made of them, or nothing. Questions answered by number are
folded away, her words never. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from bot.casework.assessment import REASONS
from bot.casework.phrases import PHRASES
from bot.casework.translated import Translated
from bot.console.reverse import Ours, ours
from bot.conversation.vocabulary import Script
from bot.intake.numbers import number
from bot.intake.wording import Wording
from storage.messages import Said
from storage.replies import Reply

FEWEST_FOLDED = 3
WORKER = "worker"
ANSWERS = ("answer", "secret")
# What the desk said itself, and the answers to it, stay in sight.
DESKS_OWN = ("update.", "closing.", "consent.preview", "publish.", "safety.later")
ANNOUNCED = "update.notice"
READY = frozenset((*PHRASES, *REASONS))


class Meaning(StrEnum):
    """Where the right-hand column comes from."""

    SAME = "same"  # the reader's own language, or nothing but a number
    OURS = "ours"  # our catalogue
    NOBODY = "nobody"  # her own words: what was made of them is beside, if anything was
    NONE = "none"  # nothing was said: a photo, a withdrawn or secret message


@dataclass(frozen=True, slots=True)
class Line:
    """`routine` says that it belongs to the questionnaire and may be folded away. `made` is the translation of her own
    words, `reply` what the desk wrote before it was translated for her. `changed`: not its last version.
    """

    said: Said
    language: str
    dir: str
    text: str
    meaning: Meaning
    means: str = ""
    routine: bool = False
    made: Translated | None = None
    reply: Reply | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    folded: bool
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the report with what she answered, in the reader's language where it was a choice."""

    question: str
    answer: str
    own_words: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose conversation is read, in which language, and by whom. `texts` are translations by message, `sent` what the
    desk wrote by what the worker read instead.
    """

    script: Script
    wording: Wording
    language: str
    reader: str
    texts: Mapping[str, Translated] = field(default_factory=dict)
    sent: Mapping[str, Reply] = field(default_factory=dict)

    def lines(self, said: Iterable[Said]) -> list[Line]:
        found: list[Line] = []
        asked: Said | None = None
        routine, said = True, list(said)
        old = outdated(said)
        for one in said:
            if one.author == WORKER:
                found.append(replace(self._hers(one, asked, routine), changed=one.id in old))
            else:
                line, routine = self._ours(one)
                found.append(line)
                asked = one
        return found

    def _ours(self, said: Said) -> tuple[Line, bool]:
        tongue = str(said.body.get("language") or self.language)
        blocks = [block for block in (*said.body.get("before", ()), str(said.body.get("text", ""))) if block]
        known = [ours(self.wording, block, tongue) for block in blocks]
        routine = not any(one.message_id.startswith(DESKS_OWN) and one.message_id != ANNOUNCED for one in known if one)
        text, means = "\n\n".join(blocks), ""
        reply = next((self.sent[value] for one in known if one for _, value in one.values if value in self.sent), None)
        if same_tongue(tongue, self.reader):
            meaning = Meaning.SAME
        elif all(known):
            meaning, means = Meaning.OURS, "\n\n".join(self._means(one) for one in known if one)
        else:
            meaning = Meaning.NOBODY
        way = self.wording.direction(tongue)
        return Line(said, tongue, way, text, meaning, means, routine, reply=reply), routine

    def _means(self, one: Ours) -> str:
        """In the reader's language, with what the desk itself wrote and not what it was translated into."""
        values = tuple((name, self.written(value)) for name, value in one.values)
        return Ours(one.message_id, values).said_in(self.wording, self.reader)

    def written(self, value: str) -> str:
        """What the desk wrote, of what the worker read: before it was translated, or its own ready text."""
        if value in self.sent:
            return self.sent[value].text
        phrase = ours(self.wording, value, self.language)
        ready = phrase is not None and phrase.message_id in READY
        return phrase.said_in(self.wording, self.reader) if phrase and ready else value

    def _hers(self, said: Said, asked: Said | None, routine: bool) -> Line:
        text, way = str(said.body.get("text") or self._pressed(said, asked)), self.wording.direction(self.language)
        chosen = self._chosen(text, asked)
        folded = routine and (said.part in ANSWERS or chosen is not None or number(text) is not None)
        if not text:
            meaning, means = Meaning.NONE, ""
        elif chosen is not None:
            meaning, means = Meaning.OURS, chosen
        elif same_tongue(self.language, self.reader) or not any(map(str.isalpha, text)):
            meaning, means = Meaning.SAME, ""
        else:
            meaning, means = Meaning.NOBODY, ""
        made = self.texts.get(said.id) if meaning is Meaning.NOBODY else None
        return Line(said, self.language, way, text, meaning, means, folded, made)

    def _pressed(self, said: Said, asked: Said | None) -> str:
        """What stood on the button: LINE and Telegram send back only its id."""
        option = str(said.body.get("choice", ""))
        shown = {str(choice[0]): str(choice[1]) for choice in (asked.body.get("choices", ()) if asked else ())}
        if not option or option in shown:
            return shown.get(option, "")
        name, _, value = option.partition(":")  # a button of an older question
        step = self.script.steps.get(name.partition("@")[0])
        choice = next((one for one in step.choices if one.value == value), None) if step else None
        return self.wording.label(choice, self.language) if choice else ""

    def _chosen(self, text: str, asked: Said | None) -> str | None:
        """The choice that a number or a label means, in the reader's language."""
        choices = asked.body.get("choices", ()) if asked else ()
        if not choices:
            return None
        step = self.script.steps.get(str(choices[0][0]).partition(":")[0].partition("@")[0])
        digit = number(text)
        place = None if digit is None else digit - (step.first if step else 1)
        labels = [str(choice[1]) for choice in choices]
        if place is not None and 0 <= place < len(labels):
            return self._label(labels[place])
        return self._label(text) if text in labels else None

    def _label(self, label: str) -> str:
        known: Ours | None = ours(self.wording, label, self.language)
        return known.said_in(self.wording, self.reader) if known else label

    def answers(self, report: Mapping[str, str]) -> list[Answer]:
        """The report's answers in the order given. A question the script no longer has is shown by its name."""
        return [self._answer(step, value) for step, value in report.items()]

    def _answer(self, name: str, value: str) -> Answer:
        step = self.script.steps.get(name)
        if step is None:
            return Answer(name, value, own_words=True)
        title = f"review.change.{name}"
        question = self.wording.text(title if self.wording.knows(title) else step.ask, self.reader)
        for choice in step.choices:
            if choice.value == value:
                return Answer(question, self.wording.label(choice, self.reader), own_words=False)
        return Answer(question, value, own_words=True)


def outdated(said: Iterable[Said]) -> set[str]:
    """The versions of a message that are not its last."""
    last: dict[str, str] = {}
    old: set[str] = set()
    for one in said:
        if first := one.body.get("edits"):
            old.add(last.get(first, first))
            last[first] = one.id
    return old


def same_tongue(language: str, reader: str) -> bool:
    """Easy Japanese is Japanese to a reader."""
    return language.partition("-")[0] == reader


def folded(lines: Iterable[Line]) -> list[Group]:
    """Runs of the questionnaire as one group each; a short run is not worth a fold."""
    groups = [(routine, list(run)) for routine, run in groupby(lines, key=lambda line: line.routine)]
    return [Group(routine and len(run) >= FEWEST_FOLDED, run) for routine, run in groups]
