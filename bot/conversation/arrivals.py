"""What reaches the conversation without her: the desk's notices, verdicts, the clock, a new person at her number."""

from bot.conversation.answers import PATIENCE
from bot.conversation.conditions import drafting, known
from bot.conversation.deeds import DEEDS, stranger
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import ANY, START, Event
from bot.conversation.walk import done_for, follow, interrupted, show_waiting, told_after, trip


def guessed(turn: Turn, event: Event) -> None:
    """Her writing or her app suggests a language: greet her in it, and ask."""
    if turn.state.step == START and any(event.text == choice.value for choice in turn.script.languages):
        DEEDS["language"](turn, event.text)


def notice(turn: Turn, event: Event) -> None:
    """Said in full only to someone who chose so; everybody else hears that there is a message."""
    if event.ref:
        turn.change(waiting=(*turn.state.waiting, (event.ref, event.text)))
        if not turn.state.hidden:
            announce(turn)


def remind(turn: Turn, event: Event) -> None:
    state = turn.state
    reminded = ("", "remind.draft")
    if drafting(state) and not state.hidden and not state.locked and reminded not in state.waiting:
        turn.change(waiting=(*state.waiting, reminded))
        announce(turn)


def announce(turn: Turn) -> None:
    state = turn.state
    if state.discreet or state.pin or state.locked:
        turn.change(locked=state.locked or state.pin)
        trip(turn, "update.notice")
    else:
        turn.change(trail=interrupted(turn))
        show_waiting(turn)


def away(turn: Turn, event: Event) -> None:
    """Sixty days of silence: whoever writes next shows first that she is the one who wrote before."""
    state = turn.state
    if known(state):
        name = "pin.ask" if state.pin else "lock.ask"
        trail = tuple(step for step in interrupted(turn) if step != name)
        turn.change(locked=True, hidden=False, step=name, trail=trail, wanted="", misses=0, page=0)
    elif state.consented or state.story:
        stranger(turn)


def verdict(turn: Turn, event: Event) -> None:
    """On digits she sent in this turn. One that comes when nobody asked changes nothing."""
    step = turn.step
    asked = {"pin": "pin.ask", "look_up": "status.pin"}.get(event.ref)
    if step is None or step.name != asked or event.text not in ("ok", "wrong", "dead"):
        return
    if event.text == "ok":
        turn.change(misses=0)
    elif turn.state.misses + 1 >= PATIENCE:
        trip(turn, "human.ask")
        return
    else:
        turn.change(misses=turn.state.misses + 1)
    if done_for(step, event.text):
        DEEDS[done_for(step, event.text)](turn, "")
    for message in told_after(step, event.text):
        turn.tell(message)
    follow(turn, step.go.get(event.text, step.go[ANY]))


def erased(turn: Turn, event: Event) -> None:
    """What she asked to delete is gone, and so is what was remembered of it."""
    turn.fresh()
