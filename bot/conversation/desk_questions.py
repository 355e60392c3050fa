"""What the desk asks her, as data: notices that want an answer, each named by its message id."""

from bot.conversation.questions import options
from bot.conversation.vocabulary import (
    ANY,
    BACK,
    REST,
    SKIP,
    WAITING,
    Choice,
    Fact,
    Filing,
    Only,
    Reading,
    Step,
)

MARKS = "1 2 3 4 5"
GLAD = ("closing.thanks", "rights.keep")


def asked_by_desk(
    name: str,
    values: str,
    *,
    first: int = 1,
    go: dict[str, str] | None = None,
    tells: dict[str, tuple[str, ...]] | None = None,
    more: str = "",
) -> Step:
    """A notice that asks for an answer. A sentence of her own is an answer too. `more` are the answers after which she
    is asked to say more.
    """
    return Step(
        name,
        name,
        {**(go or {}), ANY: WAITING},
        options(name, values),
        text=Filing.ANSWER,
        reads=Reading.SENTENCE if values else Reading.FREE,
        tells={ANY: ("answer.done",), **dict.fromkeys(go or {}, ()), **(tells or {})},
        does={ANY: "answer", SKIP: "answer", **dict.fromkeys(more.split(), "answer_more")},
        side=True,
        notice=True,
        first=first,
    )


def says_more(name: str) -> Step:
    """What her answer to a notice leads to: she may explain it, in words, a voice note or a picture."""
    return Step(
        name,
        name,
        {ANY: WAITING},
        text=Filing.ANSWER,
        tells={ANY: ("answer.done",)},
        does={ANY: "explain"},
        side=True,
    )


def mark_of(name: str, then: str, *, notice: bool = False, thanks: tuple[str, ...] = ()) -> Step:
    """One to five. The choices are numbers, so that a list of them is not written: the question says what they mean.
    9 leads to the next question, words of her own end them all.
    """
    marks = dict.fromkeys(MARKS.split(), then)
    return Step(
        name,
        name,
        {**marks, SKIP: then, ANY: WAITING},
        tuple(Choice(mark, mark, literal=True) for mark in marks),
        text=Filing.ANSWER,
        reads=Reading.SENTENCE,
        tells={ANY: ("answer.done",), **dict.fromkeys(marks, thanks)},
        does={ANY: "explain", **dict.fromkeys((*marks, SKIP), "rate")},
        side=True,
        notice=notice,
    )


NOTICES = (
    Step(
        "update.notice",
        "update.notice",
        {"read": WAITING, ANY: BACK},
        options("update.notice", "read"),
        side=True,
        open=True,
    ),
    Step(
        "remind.draft",
        "remind.draft",
        {"delete": REST, ANY: BACK},
        options("remind.draft", "on delete"),
        tells={"delete": ("delete.done",)},
        does={"delete": "forget_draft"},
        side=True,
        only=Only(fact=Fact.DRAFT),
        otherwise=BACK,
    ),
    asked_by_desk("update.question", ""),
    asked_by_desk("update.declined", "again"),
    asked_by_desk("update.offer", "yes no person", go={"person": "human.ask"}),
    asked_by_desk("update.check", "yes some no"),
    asked_by_desk("update.referred", "yes no"),
    asked_by_desk("update.closed", "again"),
    asked_by_desk(
        "update.safety", "no yes unsure", go={"yes": "safety.noted", "unsure": "safety.noted"}, more="yes unsure"
    ),
    says_more("safety.noted"),
    asked_by_desk(
        "closing.ask",
        "solved partly not worse",
        go={"not": "closing.missing", "worse": "closing.missing"},
        tells={"solved": GLAD, "partly": GLAD},
        more="not worse",
    ),
    says_more("closing.missing"),
    mark_of("survey.easy", "survey.safe", notice=True),
    mark_of("survey.safe", "survey.result"),
    mark_of("survey.result", WAITING, thanks=("survey.thanks",)),
    asked_by_desk("publish.ask", "yes no"),
    asked_by_desk("safety.later", "yes no"),
    # 1, 2 and 3 answer every other list: here a number sent too late must not share her story.
    asked_by_desk("consent.preview", "send change no", first=4, go={"change": "consent.change"}),
    Step(
        "consent.change",
        "consent.change",
        {ANY: WAITING},
        text=Filing.ANSWER,
        tells={ANY: ("answer.done",)},
        side=True,
    ),
)
