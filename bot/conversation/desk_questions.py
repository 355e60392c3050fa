"""What the desk asks her, as data: notices that want an answer, each named by its message id."""

from bot.conversation.questions import options
from bot.conversation.vocabulary import (
    ANY,
    BACK,
    REST,
    SKIP,
    WAITING,
    Fact,
    Filing,
    Only,
    Reading,
    Step,
)


def asked_by_desk(name: str, values: str, *, first: int = 1, go: dict[str, str] | None = None) -> Step:
    """A notice that asks for an answer. A sentence of her own is an answer too."""
    return Step(
        name,
        name,
        {**(go or {}), ANY: WAITING},
        options(name, values),
        text=Filing.ANSWER,
        reads=Reading.SENTENCE if values else Reading.FREE,
        tells={ANY: ("answer.done",), **dict.fromkeys(go or {}, ())},
        does={ANY: "answer", SKIP: "answer"},
        side=True,
        notice=True,
        first=first,
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
    asked_by_desk("update.safety", "no yes unsure"),
    asked_by_desk("closing.ask", "solved partly not worse"),
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
