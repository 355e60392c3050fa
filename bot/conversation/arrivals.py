"""What reaches the conversation without her: the desk's notices, verdicts, the clock, a new person at her number."""

from bot.conversation.answers import PATIENCE
from bot.conversation.conditions import drafting, known
from bot.conversation.deeds import DEEDS, stranger
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import START, VERDICTS, Event
from bot.conversation.walk import follow, interrupted, show_waiting, stand_before, trip


def guessed(turn: Turn, event: Event) -> None:
    """Her writing or her app suggests a language, or two that look alike: greet her in the likelier one, and ask."""
    spoken = {choice.value for choice in turn.script.languages}
    tags = tuple(tag for tag in event.text.split("+") if tag in spoken)
    if turn.state.step == START and tags:
        DEEDS["language"](turn, tags[0])
        turn.change(guesses=tags if len(tags) > 1 else ())


def notice(turn: Turn, event: Event) -> None:
    """Said in full only to someone who chose so; everybody else hears that there is a message."""
    if event.ref:
        told = (event.ref, event.text)
        if told not in (*turn.state.waiting, turn.state.shown):  # or it is announced once more
            turn.change(waiting=(*turn.state.waiting, told))
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
        stand_before(turn, "pin.ask" if state.pin else "lock.ask")
        turn.change(locked=True, hidden=False)
    elif state.consented or state.story:
        stranger(turn)


def verdict(turn: Turn, event: Event) -> None:
    """On digits she sent in this turn. One that comes when nobody asked changes nothing."""
    step, result = turn.step, event.text
    asked = {"pin": "pin.ask", "look_up": "status.pin", "code": "join.ask"}.get(event.ref)
    if step is None or step.name != asked or turn.state.hidden or result not in VERDICTS:
        return
    misses = 0 if result == "ok" else turn.state.misses + 1
    if misses == PATIENCE:
        trip(turn, "human.ask")
        return
    turn.change(misses=misses)
    if result in step.does:
        DEEDS[step.does[result]](turn, "")
    for message in step.tells.get(result, ()):
        turn.tell(message)
    follow(turn, step.go[result])


def erased(turn: Turn, event: Event) -> None:
    """What she asked to delete is gone, and so is what was remembered of it."""
    turn.fresh()
