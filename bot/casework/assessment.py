"""The desk's first assessment of a report, as data: may it be taken up, are there signs of forced labour, what may be
done to her for it. Pure: it decides what follows from a reviewer's answers and never what she answers.

Sources: the six questions of admissibility are those of joint mechanisms (JaCER's scope; ETI principle 2: neither
immigration status nor contract is ever a condition); the indicators are the eleven of the ILO's booklet "ILO
indicators of forced labour" (2012); the points of detriment are those of ISO 37002:2021, 8.3.2 a to g.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from bot.casework.categories import CODES, SECOND, UNKNOWN

SEVERAL = 2
"""So many indicators of forced labour are several."""
LONGEST_NOTE = 2000


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Question:
    """One step of admissibility. `refuses` is the answer that ends it, with the text that tells the worker why."""

    id: str
    reason: str = ""
    refuses: Answer | None = None


# In this order. "Unsure" never ends it: when in doubt the desk accepts. That nobody knows who she is, and that the link
# to a member is not known yet, are no answers to any of them. Other proceedings are noted only.
TREE = (
    Question("concerned", "reason.not_concerned", Answer.NO),
    Question("right", "reason.no_right", Answer.NO),
    Question("link", "reason.no_link", Answer.NO),
    Question("checkable", "reason.nothing_to_check", Answer.NO),
    Question("proceedings"),
    Question("serious", "reason.not_serious", Answer.NO),
)
REASONS = tuple(one.reason for one in TREE if one.reason)


class Indicator(StrEnum):
    """The ILO's eleven indicators of forced labour."""

    VULNERABILITY = "vulnerability"
    DECEPTION = "deception"
    MOVEMENT = "movement"
    ISOLATION = "isolation"
    VIOLENCE = "violence"
    THREATS = "threats"
    DOCUMENTS = "documents"
    WAGES = "wages"
    DEBT = "debt"
    CONDITIONS = "conditions"
    OVERTIME = "overtime"


class Signs(StrEnum):
    """What the indicators together ask for: one may be enough, several often are."""

    NONE = "none"
    LOOK_HARDER = "look_harder"
    ESCALATE = "escalate"


class Detriment(StrEnum):
    """What makes it likelier that she is made to pay for it: the points a to g. "Yes" always means more danger."""

    REVEALING = "revealing"  # a: others know or can tell from the report who she is
    AFRAID = "afraid"  # b: she fears it, or it has begun
    TARGET = "target"  # c: it was done to her, or she had a part in it
    MANIFOLD = "manifold"  # d: several kinds of wrong at once
    SOURCE = "source"  # e: she could know it only from where she is
    NEAR = "near"  # f: she works under, with or for whom it is about
    DEPENDS = "depends"  # g: her job, visa, room or papers depend on them


class Risk(StrEnum):
    LOW = "low"
    SOME = "some"
    HIGH = "high"


class Verdict(StrEnum):
    """`OPEN`: questions are left."""

    OPEN = "open"
    ADMISSIBLE = "admissible"
    REFUSED = "refused"


class Missing(StrEnum):
    """What an assessment lacks before the case may leave review."""

    TREE = "tree"
    INDICATORS = "indicators"
    DETRIMENT = "detriment"
    CATEGORY = "category"


class Malformed(ValueError):
    """No form of ours says this."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What reviewers answered so far. `looked`: somebody went through the indicators, whether one was ticked or not.

    `category` is the confirmed code, `kind` its second level, both empty before; `child`: one is involved, whatever the
    report is about.
    """

    tree: Mapping[str, Answer] = field(default_factory=dict)
    indicators: frozenset[Indicator] = frozenset()
    looked: bool = False
    detriment: Mapping[Detriment, Answer] = field(default_factory=dict)
    category: str = ""
    kind: str = ""
    child: bool = False
    note: str = ""

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From a stored body or a form's values. Raises Malformed."""
        try:
            return cls(
                {one.id: Answer(body["tree"][one.id]) for one in TREE if body.get("tree", {}).get(one.id)},
                frozenset(Indicator(one) for one in body.get("indicators", ())),
                bool(body.get("looked")),
                {one: Answer(body["detriment"][one]) for one in Detriment if body.get("detriment", {}).get(one)},
                *_category(str(body.get("category", "")), str(body.get("kind", ""))),
                bool(body.get("child")),
                str(body.get("note", ""))[:LONGEST_NOTE],
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise Malformed("no assessment of ours") from error

    @property
    def body(self) -> dict[str, Any]:
        return {
            "tree": dict(self.tree),
            "indicators": sorted(self.indicators),
            "looked": self.looked,
            "detriment": dict(self.detriment),
            "category": self.category,
            "kind": self.kind,
            "child": self.child,
            "note": self.note,
        }

    @property
    def reason(self) -> str:
        """The text that tells her why it is refused, by the first question that ends it; empty where none does."""
        return next((one.reason for one in TREE if one.refuses and self.tree.get(one.id) is one.refuses), "")

    @property
    def verdict(self) -> Verdict:
        if self.reason:
            return Verdict.REFUSED
        return Verdict.ADMISSIBLE if all(one.id in self.tree for one in TREE) else Verdict.OPEN

    @property
    def parallel(self) -> bool:
        """A court, an office or a union works on it too: noted, never a reason to refuse."""
        return self.tree.get("proceedings") is Answer.YES

    @property
    def signs(self) -> Signs:
        if not self.indicators:
            return Signs.NONE
        return Signs.ESCALATE if len(self.indicators) >= SEVERAL else Signs.LOOK_HARDER

    @property
    def minor(self) -> bool:
        """A child is involved."""
        return self.child or self.category == "CHD"

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Empty where the assessment is whole. A refusal needs no more than its reason."""
        if self.verdict is Verdict.REFUSED:
            return ()
        lacks = {
            Missing.TREE: self.verdict is Verdict.OPEN,
            Missing.INDICATORS: not self.looked,
            Missing.DETRIMENT: any(one not in self.detriment for one in Detriment),
            Missing.CATEGORY: not self.category,
        }
        return tuple(one for one, lacking in lacks.items() if lacking)


def _category(category: str, kind: str) -> tuple[str, str]:
    """Raises ValueError for codes that are none; "not known" is no category that could be confirmed."""
    if category in ("", UNKNOWN):
        return "", ""
    if category not in CODES or (kind and kind not in SECOND.get(category, ())):
        raise ValueError(category)
    return category, kind


@dataclass(frozen=True, slots=True)
class Danger:
    """How likely it is that she is made to pay for it, and which points say so: those that nobody knows count too."""

    risk: Risk
    because: tuple[Detriment, ...] = ()
    unknown: tuple[Detriment, ...] = ()


GRAVE = (Detriment.AFRAID,)
"""Alone enough for a high risk: it has begun, or she says that she expects it."""
TOGETHER = (Detriment.REVEALING, frozenset({Detriment.NEAR, Detriment.DEPENDS}))
"""Whoever can be told from the report and is in their hands."""
MANY = 4


def danger(answers: Mapping[Detriment, Answer]) -> Danger:
    """The rule is ours, the points are ISO's: high by one grave point, by being known to whom she depends on, or by
    four of seven; what nobody knows is never taken for "no".
    """
    because = tuple(one for one in Detriment if answers.get(one) is Answer.YES)
    unknown = tuple(one for one in Detriment if answers.get(one) not in (Answer.YES, Answer.NO))
    known, near = TOGETHER
    high = _any(because, GRAVE) or (known in because and _any(because, near)) or len(because) >= MANY
    risk = Risk.HIGH if high else Risk.SOME if because or unknown else Risk.LOW
    return Danger(risk, because, unknown)


def _any(found: Iterable[Detriment], wanted: Iterable[Detriment]) -> bool:
    return bool({*found} & {*wanted})
