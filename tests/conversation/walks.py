"""Random conversations. An event is drawn without knowing the state, and made to fit it when the walk gets there, so
that hypothesis can shrink a long walk to the few events that matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from hypothesis import settings
from hypothesis import strategies as st

from bot.conversation.machine import (
    Command,
    Effect,
    EffectKind,
    Event,
    EventKind,
    State,
    advance,
    begin,
    filed,
    offered,
)
from bot.conversation.script import TOLD_BY_DESK, build
from bot.conversation.snapshot import dump, load

law = settings(max_examples=100, deadline=None)
SEEN = {EffectKind.ASK, EffectKind.TELL, EffectKind.SHOW, EffectKind.STATUS}
SCRIPT = build(
    languages=[(f"l{number}", f"Language {number}") for number in range(20)],
    countries=[("JP", "Japan"), ("VN", "Vietnam"), ("TH", "Thailand")],
)
STORY = "my boss keeps my passport and my pay QWERTZ"
WORD, NAME_LIKE, PIN = "ASDFGH", "Linh YXCVBN", "7391"
FIRST = 30000000

WORDS = st.sampled_from(
    [
        STORY,
        WORD,
        NAME_LIKE,
        PIN,
        "၁၂၃၄",
        "",
        " ",
        "²",
        "0",
        "\ud800",
        "30000000",
        "30000001",
        "3000-0000",
        "🙂" * 30,
        "1234-5678-9012",
    ]
)
CHOOSE, UNFIT = "choose", "unfit"


@dataclass(frozen=True)
class Drawn:
    """An event in the making: `choose` picks the n-th offered choice, a notice gets an id of its own."""

    kind: str
    text: str = ""
    step: str = ""
    ref: str = ""
    number: int = 0


VALUES = sorted({choice.value for step in SCRIPT.steps.values() for choice in step.choices} | {"l3", "JP", "more", "x"})
NOTICES = sorted({step.name for step in SCRIPT.steps.values() if step.notice} | {"update.sent", TOLD_BY_DESK[0]})

choosing = st.builds(Drawn, st.just(CHOOSE), number=st.integers(0, 8))
saying = st.builds(Drawn, st.just("said"), WORDS)
picking = st.builds(Drawn, st.just("picked"), st.sampled_from(VALUES), st.sampled_from(sorted(SCRIPT.steps)))
commanding = st.builds(Drawn, st.just("command"), st.sampled_from([*Command, "nonsense"]))
nearing = st.builds(Drawn, st.just("near"), st.sampled_from(["", "yes+no", "pay+x", "l3"]), number=st.integers(0, 2))
sending = st.builds(Drawn, st.just("sent"), st.sampled_from(["image", "voice", "location", "nonsense"]))
noticing = st.builds(Drawn, st.just("notice"), st.sampled_from(NOTICES))
judging = st.builds(
    Drawn,
    st.just("verdict"),
    st.sampled_from(["ok", "wrong", "dead", "x"]),
    ref=st.sampled_from(["pin", "look_up", "code"]),
)
passing = st.sampled_from(
    [Drawn("guessed", "l3"), Drawn("guessed", "xx"), Drawn("away"), Drawn("remind"), Drawn("erased")]
)

skipping = st.just(Drawn("command", Command.SKIP))
events = st.one_of(
    choosing, choosing, choosing, skipping, saying, nearing, commanding, sending, picking, noticing, judging, passing
)

# Most random walks never leave the opening: these begin where something is at stake.
HEADS = {
    "nothing said": [],
    "story told": [Drawn("said", STORY)],
    "asked for consent": [Drawn("command", "hi"), Drawn(CHOOSE), Drawn(CHOOSE)],
    "consented": [Drawn("command", "hi"), *(Drawn(CHOOSE) for _ in range(3))],
    "in review": [
        Drawn("said", STORY),
        *(Drawn(CHOOSE) for _ in range(5)),
        Drawn(CHOOSE, number=1),
        Drawn("said", WORD),
    ],
    "submitted": [
        Drawn("said", STORY),
        *(Drawn(CHOOSE) for _ in range(5)),
        Drawn(CHOOSE, number=1),
        Drawn("said", WORD),
        *(Drawn(CHOOSE) for _ in range(3)),
        Drawn(CHOOSE, number=1),
    ],
    "in danger": [Drawn("command", "hi"), Drawn(CHOOSE), Drawn(CHOOSE, number=2)],
}
HEADS["urgent"] = [
    *HEADS["consented"],
    Drawn(CHOOSE),
    Drawn("said", STORY),
    *(Drawn(CHOOSE) for _ in range(3)),
    Drawn("said", WORD),
    Drawn(CHOOSE),
]
HEADS["asked by the desk"] = [*HEADS["submitted"], Drawn("notice", "consent.preview"), Drawn(CHOOSE)]
HEADS["with a PIN"] = HEADS["submitted"]
HEADS["with a PIN and a draft"] = [
    *HEADS["submitted"],
    Drawn("command", "menu"),
    *(Drawn(CHOOSE) for _ in range(3)),
]
walks = st.tuples(st.sampled_from(sorted(HEADS)), st.lists(events, max_size=12))


@dataclass(frozen=True)
class Move:
    """One turn of a walk."""

    before: State
    event: Event
    effects: tuple[Effect, ...]
    after: State

    def did(self, kind: EffectKind) -> list[Effect]:
        return [effect for effect in self.effects if effect.kind is kind]

    @property
    def hers(self) -> bool:
        return self.event.kind in (EventKind.SAID, EventKind.PICKED, EventKind.NEAR, EventKind.COMMAND, EventKind.SENT)


def walk(drawn: tuple[str, list[Drawn]]) -> list[Move]:
    """The head's moves, made once, and those that follow."""
    head, tail = drawn
    made = head_moves(head)
    state = made[-1].after if made else begin(SCRIPT, costly=True)
    if head.startswith("with a PIN"):
        state = state.but({"pin": True, "locked": state.step == "rest"})
    return [*made, *moves(state, tail, len(made))]


@lru_cache
def head_moves(head: str) -> tuple[Move, ...]:
    return tuple(moves(begin(SCRIPT, costly=True), HEADS[head]))


def moves(state: State, drawn: Iterable[Drawn], before: int = 0) -> Iterator[Move]:
    """The rim in small: references after SUBMIT, and a state that is saved and read between any two events."""
    for number, one in enumerate(drawn, start=before):
        event = fitted(one, state, number)
        after, effects = advance(SCRIPT, load(dump(state)), event)
        if any(effect.kind is EffectKind.SUBMIT for effect in effects):
            after = filed(after, str(FIRST + len(after.reports)))
        yield Move(state, event, effects, after)
        state = after


def fitted(one: Drawn, state: State, number: int) -> Event:
    if one.kind == CHOOSE:
        choices = offered(SCRIPT, state)
        if not choices:
            return Event(EventKind.SAID, WORD)
        return Event(EventKind.PICKED, choices[one.number % len(choices)].value, step=state.step)
    if one.kind == "near":
        like = [choice.value for choice in offered(SCRIPT, state)][: one.number]
        return Event(EventKind.NEAR, one.text or "+".join(like), step=state.step)
    ref = f"n{number}" if one.kind == "notice" else one.ref
    return Event(EventKind(one.kind), one.text, step=one.step, ref=ref)
