"""What a member is shown before a text leaves the case: findings, the text without them, what is still in it. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bot.casework.redaction import names
from bot.casework.redaction.cues import Cues
from bot.casework.redaction.finding import MUST_GO, Finding, Kind, Level
from bot.casework.redaction.folding import Graphemes, folded
from bot.casework.redaction.names import Known, Names
from bot.casework.redaction.rules import Rule, rules

LABEL = re.compile(r"\[[^\[\]\n]{1,40}\]")
COUNTED = re.compile(r" \d{1,3}$")
CLOCK = re.compile(r"(\d{1,2})[^\d](\d\d)?")
FLAGS = frozenset({Kind.FEW, Kind.UNIQUE, Kind.RARE, Kind.PERSON})
ROUNDS = 8
Span = tuple[int, int]


class Redaction:
    """For one case: `people` in an order that never changes, `language` that of the labels, `begins` the number of its
    first alias. `given`: the rules of `cues`, where the caller keeps them.
    """

    def __init__(
        self,
        cues: Cues,
        people: Sequence[Known] = (),
        language: str = "en",
        *,
        begins: int = 1,
        given: Sequence[Rule] = (),
    ) -> None:
        self._cues, self._language = cues, language
        self._rules = given or rules(cues)
        self._names = Names(people, cues)
        self._aliases = names.aliases(people, cues, language, begins=begins)

    def found(self, text: str) -> tuple[Finding, ...]:
        """In the order of the text; none overlaps another, none cuts a letter."""
        taken = _Taken()
        plain, borders = folded(text), Graphemes(text)
        for label in LABEL.finditer(plain):
            if COUNTED.sub("", label[0][1:-1]) in self._cues.forms_of_labels:
                taken.add(*label.span())
        found: list[Finding] = []
        for one in self._proposed(text, plain):
            start, end = (one.start, one.end) if one.end < 0 else borders.widened(one.start, one.end)
            if not taken.add(start, end) or one.reason == "":
                continue
            found.append(Finding(start, end, one.kind, one.level, one.reason, one.replacement))
        return tuple(sorted(found))

    def remaining(self, text: str) -> tuple[Finding, ...]:
        """Direct identifiers: while there are any the text does not leave the case, unless she agreed to that one."""
        return tuple(one for one in self.found(text) if one.level is Level.MUST)

    def redacted(self, text: str) -> str:
        """With everything proposed put in, until nothing more is found: doing it again changes nothing."""
        for _ in range(ROUNDS):
            after = applied(text, self.found(text))
            if after == text:
                break
            text = after
        return text

    def _proposed(self, text: str, plain: str) -> Iterator[Finding]:
        yield from names.as_findings(self._names.found(text), self._aliases)
        for rule in self._rules:
            for start, end, match in rule.spans(plain):
                yield self._finding(rule, start, end, match, text)
        for start, end in self._names.strangers(text):
            yield Finding(start, end, Kind.PERSON, Level.CONSIDER, "maybe_name")

    def _finding(self, rule: Rule, start: int, end: int, match: re.Match[str], text: str) -> Finding:
        if rule.kind is None:
            return Finding(start, end, Kind.NUMBER, Level.CONSIDER, "")
        level = Level.MUST if rule.kind in MUST_GO else Level.CONSIDER
        return Finding(start, end, rule.kind, level, rule.kind.value, self._instead(rule.kind, start, end, match, text))

    def _instead(self, kind: Kind, start: int, end: int, match: re.Match[str], text: str) -> str | None:
        if kind in FLAGS:
            return None
        if kind is Kind.DATE:
            return (text[start : match.start("day")] + text[match.end("day") : end]).strip()
        if kind is Kind.AGE:
            decade = int(match["it"]) // 10 * 10
            return text[start : match.start("it")] + f"{decade}-{decade + 9}" + text[match.end("it") : end]
        if kind is Kind.TIME:
            return self._cues.label(part_of_day(match[0]), self._language)
        return self._cues.label(kind, self._language)


class _Taken:
    """Stretches that are spoken for; they never overlap."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        place = bisect_left(self._starts, end)
        if start >= end or (place and self._ends[place - 1] > start):
            return False
        self._starts.insert(place, start)
        self._ends.insert(place, end)
        return True


def applied(text: str, decisions: Iterable[Finding]) -> str:
    """`text` with the replacements of the findings that were decided on. Findings of this very text, from `found`."""
    parts, at = [], 0
    for one in sorted(decisions):
        if one.replacement is not None and one.start >= at:
            parts += [text[at : one.start], one.replacement]
            at = one.end
    return "".join([*parts, text[at:]])


def part_of_day(clock: str) -> str:
    """`afternoon`, `evening` from 18, `night` from 22; `time_of_day` where the hour may be of either half."""
    told = CLOCK.search(clock)
    hour = int(told[1]) if told else 0
    if hour <= 12:
        return "time_of_day"
    return "afternoon" if hour < 18 else "evening" if hour < 22 else "night"
