"""When she writes again after HIDE. Someone else may hold the phone: nothing is shown before she says it is safe."""

from collections.abc import Mapping

from bot.conversation.answers import said, stray
from bot.conversation.commands import COMMANDS
from bot.conversation.deeds import hide
from bot.conversation.digits import of_length
from bot.conversation.reading import is_sentence
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import Command, Event, EventKind, Filing
from bot.conversation.walk import ask, stand_before, trip

WANTED_AFTER: Mapping[str, str] = {Command.MENU: "menu.main", Command.STATUS: "status.ask"}
GUARDS = {"safe.again", "pin.ask", "lock.ask"}
HARMLESS = {Command.DELETE, Command.LANGUAGE, Command.TEST, Command.PERSON}
"""They show nothing of hers by themselves; DELETE must never wait."""


def after_hiding(turn: Turn, event: Event) -> None:
    """A question stands. What she sends is kept, then she is asked whether it is safe, or for her PIN."""
    if event.kind is EventKind.COMMAND and event.text == Command.HIDE:
        hide(turn)
        return
    pin = event.kind is EventKind.SAID and turn.state.locked and of_length(event.text, 4, 8)
    if not pin:
        keep(turn, event)
    guard(turn)
    if pin:
        said(turn, event)
    elif event.kind is EventKind.COMMAND and event.text in HARMLESS:
        COMMANDS[event.text](turn)
    else:
        turn.change(wanted=WANTED_AFTER.get(event.text, "") if event.kind is EventKind.COMMAND else "")
        ask(turn)


def keep(turn: Turn, event: Event) -> None:
    told = event.kind is EventKind.SENT or (event.kind is EventKind.SAID and is_sentence(event.text))
    if turn.step is not None and told:
        stray(turn, turn.step)
    elif event.kind in (EventKind.SAID, EventKind.NEAR):
        turn.file(Filing.CHAT)


def guard(turn: Turn) -> None:
    """Put the question that stands behind one that shows nothing. The opening comes to `safe.check` by itself."""
    step = turn.step
    if step is None or step.name in GUARDS or (step.open and not step.side):
        return
    stand_before(turn, "pin.ask" if turn.state.pin else "lock.ask" if turn.state.locked else "safe.again")


def catch_up(turn: Turn) -> None:
    """What came while nothing was said to her is announced now."""
    if turn.step is None and turn.state.waiting and not turn.state.hidden:
        trip(turn, "update.notice")
