"""Messages to renderings: cut into sentences, known ones taken from memory, the rest translated together and judged.

Every work gets a result, in the order of the works, whatever its text; why one has no segments is said in `refused`.
No text is logged, kept or put into an exception.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.translation import protection, quality, segments
from bot.translation.codes import packaged
from bot.translation.engine import Output, Refusal, Route, Translator, Untranslatable
from bot.translation.protection import Item, Protected
from bot.translation.quality import Evidence, Flag, Level
from bot.translation.segments import Segment
from bot.translation.works import Origin, Rendered, RenderedSegment, Work

_LETTER = re.compile(r"[^\W\d_]")
Identify = Callable[[str], str | None]
FINE = Flag(Level.OK, ())


@dataclass(slots=True)
class Sentence:
    """One segment on its way. Only those of origin MACHINE are asked of a model."""

    segment: Segment
    origin: Origin
    text: str
    protected: Protected
    output: Output | None = None
    missing: tuple[Item, ...] = ()
    back: str | None = None


@dataclass(slots=True)
class Job:
    """One work on its way. Without a route nothing was asked of a model."""

    work: Work
    sentences: list[Sentence] = field(default_factory=list)
    tail: str = ""
    route: Route | None = None
    refused: Refusal | None = None

    @property
    def asked(self) -> list[Sentence]:
        return [one for one in self.sentences if one.origin is Origin.MACHINE]


def render(works: Sequence[Work], translator: Translator, *, identify: Identify | None = None) -> Sequence[Rendered]:
    """One result for each work, in their order; urgent ones are translated first.

    `identify` names the language of a text, None where it is not sure: what was not translated at all is found so.
    """
    jobs = [_prepared(work) for work in works]
    waiting = [job for job in jobs if job.asked]
    for job in waiting:
        job.route = translator.route(job.work.source, job.work.target)
        job.refused = None if job.route else Refusal.NO_PACKAGE
    for group in _groups(waiting):
        _translate(group, translator)
    for group in _groups(job for job in waiting if job.work.back):
        _turn_back(group, translator)
    return [_finished(job, identify) for job in jobs]


# Before -------------------------------------------------------------------------------------------------------------


def _prepared(work: Work) -> Job:
    text = segments.normalised(work.text, work.source)
    split = segments.split(text, work.source)
    same = packaged(work.source) == packaged(work.target)
    return Job(work, [_sentence(segment, work, same=same) for segment in split.segments], split.tail)


def _sentence(segment: Segment, work: Work, *, same: bool) -> Sentence:
    """What a person translated stays; what has no letters is the same in every language."""
    known = work.memory.get(segment.text)
    if known is not None:
        return Sentence(segment, Origin.MEMORY, known, Protected(""))
    terms = work.glossary.terms if work.glossary else ()
    protected = protection.protect(segment.text, names=work.names, terms=terms)
    if same or not _LETTER.search(_bare(protected)):
        return Sentence(segment, Origin.COPIED, segment.text, protected)
    return Sentence(segment, Origin.MACHINE, "", protected)


def _bare(protected: Protected) -> str:
    """What is left for a model to translate."""
    text = protected.text
    for item in protected.items:
        text = text.replace(item.mark, "")
    return text


def _groups(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    """Those that go the same way together, the urgent before the others."""

    def way(job: Job) -> tuple[bool, str, str]:
        return not job.work.urgent, packaged(job.work.source), packaged(job.work.target)

    for _, group in groupby(sorted((job for job in jobs if job.refused is None), key=way), key=way):
        yield list(group)


# Translating --------------------------------------------------------------------------------------------------------


def _translate(group: Sequence[Job], translator: Translator) -> None:
    """Each sentence with its placeholders, and those that came back without one once more as they stand."""
    try:
        _ask([one for job in group for one in job.asked], group, translator)
    except Untranslatable as error:
        if error.reason is Refusal.NO_PACKAGE and _found_again(group, translator):
            _translate(group, translator)
            return
        for job in group:
            job.refused = error.reason


def _found_again(group: Sequence[Job], translator: Translator) -> bool:
    """Was a package exchanged meanwhile for another that goes the same way?"""
    work, before = group[0].work, group[0].route
    route = translator.route(work.source, work.target)
    for job in group:
        job.route = route
    return route is not None and route != before


def _ask(sentences: Sequence[Sentence], group: Sequence[Job], translator: Translator) -> None:
    route, urgent = group[0].route, group[0].work.urgent
    assert route is not None
    outputs = translator.translate([one.protected.text for one in sentences], route, urgent=urgent)
    for one, output in zip(sentences, outputs, strict=True):
        restored = protection.restore(output.text, one.protected.items)
        one.output, one.text, one.missing = output, restored.text, restored.missing
    lost = [one for one in sentences if one.missing]
    if lost:
        plain = translator.translate([one.segment.text for one in lost], route, urgent=urgent)
        for one, output in zip(lost, plain, strict=True):
            one.output, one.text = output, output.text


def _turn_back(group: Sequence[Job], translator: Translator) -> None:
    """What was translated is translated back, to be read beside; where no package leads back there is nothing."""
    work = group[0].work
    route = translator.route(work.target, work.source)
    if route is None:
        return
    asked = [one for job in group for one in job.asked]
    protected = [protection.protect(one.text, names=job.work.names) for job in group for one in job.asked]
    try:
        outputs = translator.translate([one.text for one in protected], route, urgent=work.urgent)
    except Untranslatable:
        return
    for one, kept, output in zip(asked, protected, outputs, strict=True):
        one.back = protection.restore(output.text, kept.items).text


# After --------------------------------------------------------------------------------------------------------------


def _finished(job: Job, identify: Identify | None) -> Rendered:
    if job.refused is not None:
        return Rendered(job.work.id, (), None, job.refused)
    rendered = tuple(_judged(one, job, identify) for one in job.sentences)
    return Rendered(job.work.id, rendered, job.route, tail=job.tail)


def _judged(one: Sentence, job: Job, identify: Identify | None) -> RenderedSegment:
    flag, score = FINE, None
    if one.output is not None and job.route is not None:
        score = one.output.score
        flag = quality.judge(
            Evidence(
                source=one.segment.text,
                text=one.text,
                source_language=job.work.source,
                target_language=job.work.target,
                names=job.work.names,
                missing=bool(one.missing),
                score=score,
                unknown=one.output.unknown,
                pivot=job.route.pivot,
                back=one.back,
                glossary=job.work.glossary,
                identify=identify,
            )
        )
    lead, source = one.segment.lead, one.segment.text
    return RenderedSegment(source, lead, one.text, flag.level, flag.reasons, one.origin, score, one.back)
