"""How well one half of the sentences is redacted, by class. `python -m tests.casework.redaction.judge` prints it."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.casework.redaction.assistant import Redaction
from bot.casework.redaction.cues import Cues, read
from bot.casework.redaction.finding import Finding, Level
from bot.casework.redaction.names import Known, Role
from bot.casework.redaction.rules import Rule, rules
from tests.casework.redaction.sentences import Mark, Sentence, sentences

LOCALES = Path(__file__).parents[3] / "locales"
DIRECT, SHOWN, STAY = "pehubiyfnra", "mdtgq", "woc"


@cache
def cues() -> Cues:
    return read(LOCALES)


@cache
def kept() -> tuple[Rule, ...]:
    return rules(cues())


@dataclass
class Figures:
    """By class: how many there are and how many came out right; what did not, as (class, sentence, text)."""

    there: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, Sentence, str]] = field(default_factory=list)

    def share(self, classes: str) -> float:
        return sum(self.right[one] for one in classes) / sum(self.there[one] for one in classes)


def found(sentence: Sentence) -> tuple[Finding, ...]:
    people = [Known(Role(role), forms) for role, forms in sentence.names]
    return Redaction(cues(), people, given=kept()).found(sentence.text)


@cache
def judged(*, held_back: bool) -> Figures:
    figures = Figures()
    for sentence in sentences():
        if sentence.held_back is held_back:
            for mark, right in _marks(sentence):
                figures.there[mark.kind] += 1
                figures.right[mark.kind] += right
                if not right:
                    figures.wrong.append((mark.kind, sentence, sentence.text[mark.start : mark.end]))
    return figures


def _marks(sentence: Sentence) -> Iterator[tuple[Mark, bool]]:
    findings = found(sentence)
    for mark in sentence.marks:
        over = [one for one in findings if one.start < mark.end and mark.start < one.end]
        yield mark, _untouched(over) if mark.kind in STAY else _whole(sentence.text, mark, over)


def _untouched(over: list[Finding]) -> bool:
    return all(one.replacement is None for one in over)


def _whole(text: str, mark: Mark, over: list[Finding]) -> bool:
    """Every digit of a number is covered; of other things some of it, the whole of a name."""
    if mark.kind in DIRECT:
        over = [one for one in over if one.level is Level.MUST]
    places = [place for place in range(mark.start, mark.end) if text[place].isalnum()]
    left = [place for place in places if not any(one.start <= place < one.end for one in over)]
    if mark.kind in "pehubinfa":
        return not any(text[place].isdecimal() or mark.kind in "ehun" for place in left)
    return bool(over)


def main() -> None:
    figures = judged(held_back="--held-back" in sys.argv)
    for kind in DIRECT + SHOWN + STAY:
        print(kind, f"{figures.right[kind]}/{figures.there[kind]}", f"{figures.share(kind):.3f}")
    for name, kinds in (("direct", DIRECT), ("shown", SHOWN), ("stay", STAY)):
        print(name, sum(figures.there[kind] for kind in kinds), f"{figures.share(kinds):.3f}")
    for kind, sentence, text in figures.wrong:
        print(kind, sentence.language, sentence.line, text, "|", sentence.text)


if __name__ == "__main__":
    main()
