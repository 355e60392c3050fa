"""The reserved words: they work wherever she is, and each leads back to where she was."""

from collections.abc import Callable, Mapping

from bot.conversation import answers, places
from bot.conversation.conditions import known
from bot.conversation.deeds import hide
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import START, Command
from bot.conversation.walk import arrive, ask, trip

OPENING = {"lang.which", "lang.detected", "start.language"}


def guarded(turn: Turn, name: str) -> None:
    """A side trip that shows what is known of her: with a PIN set, it is asked each time."""
    turn.change(locked=turn.state.locked or turn.state.pin)
    trip(turn, name)


def menu(turn: Turn) -> None:
    if known(turn.state) or turn.state.consented:
        guarded(turn, "menu.main")
    else:
        places.welcome(turn)


def status(turn: Turn) -> None:
    guarded(turn, "status.ask")


def delete(turn: Turn) -> None:
    guarded(turn, "delete.ask")


def language(turn: Turn) -> None:
    if turn.state.step == START:
        places.greeting(turn)
        arrive(turn, "start.language")
    elif turn.state.step in OPENING:
        arrive(turn, "start.language")
    else:
        trip(turn, "lang.change")


def test(turn: Turn) -> None:
    """An honest answer; a test opens no case."""
    turn.tell("test.answer")
    ask(turn)


def person(turn: Turn) -> None:
    step = turn.step
    if step is not None and step.name == "human.ask":
        answers.accept(turn, step, "write")
    else:
        trip(turn, "human.ask")


COMMANDS: Mapping[str, Callable[[Turn], None]] = {
    Command.HI: places.back_again,
    Command.MENU: menu,
    Command.STATUS: status,
    Command.HIDE: hide,
    Command.DELETE: delete,
    Command.LANGUAGE: language,
    Command.TEST: test,
    Command.PERSON: person,
    Command.SKIP: answers.skipped,
}
