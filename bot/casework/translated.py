"""One text of a worker as a reader of one language has it: sentence by sentence what a machine made of it, what members
typed instead, or why there is nothing. The original is never touched here, only shown beside. Pure.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.translation.engine import Route
from bot.translation.record import route_from
from storage.corrections import WHOLE, Correction
from storage.renderings import Stored
from storage.translation_tasks import WAITING, Standing

MOST_SHOWN = 40
"""Sentences of one text that the page of a case shows; the rest is on the text's own page."""

UNSPACED = frozenset({"ja", "zh"})
"""Languages that put no space between two sentences."""


class How(StrEnum):
    """How far the translation of a text is."""

    WAITING = "waiting"
    MACHINE = "machine"
    PERSON = "person"  # a person translated the whole of it
    COPIED = "copied"  # it was written in the reader's language
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of a stored rendering. `lead` stands before it in both languages; `back`: translated back.

    `level` is ok, check or bad, `reasons` say why, `origin` is machine, memory or copied (`bot.translation.works`).
    """

    source: str
    lead: str
    text: str
    level: str
    reasons: Sequence[str]
    origin: str
    score: float | None = None
    back: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence `n` of a text. `versions` are what members typed for it, the last one counts; an empty one takes the
    earlier back.
    """

    n: int
    segment: Segment
    versions: Sequence[Correction] = ()

    @property
    def last(self) -> Correction | None:
        """Who stands behind what is shown, if a person does."""
        return self.versions[-1] if self.versions and self.versions[-1].text else None

    @property
    def text(self) -> str:
        return self.last.text if self.last else self.segment.text

    @property
    def confirmed(self) -> bool:
        """A person found the machine's words right."""
        return self.last is not None and self.last.text == self.segment.text

    @property
    def doubt(self) -> str:
        """`check` or `bad` while no person has looked, else empty."""
        return "" if self.last or self.segment.level == "ok" else self.segment.level

    @property
    def seq(self) -> int:
        """The version that a page shows: whoever types after it says so."""
        return self.versions[-1].seq if self.versions else 0

    @property
    def begins(self) -> bool:
        """It stands on a new line."""
        return "\n" in self.segment.lead


@dataclass(frozen=True, slots=True)
class Translated:
    """A text for one reader. `generation` is that of the rendering; 0 where there is none."""

    text_id: str
    target: str
    how: How
    reason: str = ""
    sentences: Sequence[Sentence] = ()
    route: Route | None = None
    generation: int = 0
    made_at: int = 0
    again: bool = False  # a newer rendering is being made
    as_written: bool = True  # the sentences together are the text itself, letter by letter
    whole: Sequence[Correction] = ()
    tail: str = ""

    @property
    def text(self) -> str:
        """The whole translation as it stands, letter by letter."""
        if self.by_person:
            return self.by_person.text
        return "".join(self._before(one) + one.text for one in self.sentences) + self.tail

    def _before(self, one: Sentence) -> str:
        """What stood there in the original; Japanese puts nothing between sentences that others write apart."""
        lead = one.segment.lead
        return " " if not lead and one.n and self.target.partition("-")[0] not in UNSPACED else lead

    @property
    def by_person(self) -> Correction | None:
        return self.whole[-1] if self.whole and self.whole[-1].text else None

    @property
    def whole_seq(self) -> int:
        return self.whole[-1].seq if self.whole else 0

    @property
    def doubtful(self) -> int:
        return sum(bool(sentence.doubt) for sentence in self.sentences)

    @property
    def engines(self) -> frozenset[str]:
        return frozenset(leg.engine for leg in self.route.legs) if self.route else frozenset()

    def part(self, start: int = 0, most: int = MOST_SHOWN) -> Sequence[Sentence]:
        return self.sentences[start : start + most]


def translated(
    text_id: str,
    text: str,
    target: str,
    *,
    stored: Stored | None = None,
    standing: Standing | None = None,
    corrections: Iterable[Correction] = (),
) -> Translated:
    """`corrections` are all of this text for `target`, in the order they were typed."""
    typed = list(corrections)
    whole = [one for one in typed if one.n == WHOLE]
    segments = segments_of(stored)
    return Translated(
        text_id,
        target,
        _how(segments, standing, whole),
        standing.reason if standing else "",
        [Sentence(n, segment, _versions(typed, n, segment)) for n, segment in enumerate(segments)],
        route_from(stored.body) if stored else None,
        stored.generation if stored else 0,
        stored.created_at if stored else 0,
        bool(segments) and standing is not None and standing.state == WAITING,
        stored is None or not segments or _same(text, segments, str(stored.body["tail"])),
        whole,
        str(stored.body["tail"]) if stored else "",
    )


def segments_of(stored: Stored | None) -> Sequence[Segment]:
    """As `bot.translation.record` wrote them."""
    return [Segment(**segment) for segment in stored.body["segments"]] if stored else []


def _how(segments: Sequence[Segment], standing: Standing | None, whole: Sequence[Correction]) -> How:
    if whole and whole[-1].text:
        return How.PERSON
    if segments:
        return How.COPIED if all(segment.origin == "copied" for segment in segments) else How.MACHINE
    return How.WAITING if standing is not None and standing.state == WAITING else How.NOBODY


def _versions(typed: Iterable[Correction], n: int, segment: Segment) -> Sequence[Correction]:
    """What was typed for this sentence: a rendering made anew may cut the text otherwise."""
    return [one for one in typed if one.n == n and one.segment == segment.source]


def _same(text: str, segments: Sequence[Segment], tail: str) -> bool:
    rebuilt = "".join(segment.lead + segment.source for segment in segments) + tail
    return unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", rebuilt)


def by_text(corrections: Iterable[Correction], target: str) -> Mapping[str, Sequence[Correction]]:
    found: dict[str, list[Correction]] = {}
    for one in corrections:
        if one.target == target:
            found.setdefault(one.text_id, []).append(one)
    return found
