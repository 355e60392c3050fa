"""Where no question stands: nothing was said yet, a report is with the desk, or she writes with a person."""

from bot.conversation.conditions import drafting, known
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import REST, START, Filing
from bot.conversation.walk import arrive, trip, unshow


def opening(turn: Turn) -> None:
    """Who we are, and which language she wants."""
    greeting(turn)
    arrive(turn, "lang.which")


def greeting(turn: Turn) -> None:
    turn.tell("start.greeting")
    if turn.state.costly:
        turn.tell("start.cost")


def told_at_rest(turn: Turn, *, tells: bool) -> None:
    """People write the problem at once: the first words are her story already, if they have any letters."""
    begins, drafted = turn.state.step == START, drafting(turn.state)
    story = tells and (begins or drafted)
    turn.file(Filing.NARRATIVE if story else Filing.CHAT)
    turn.change(story=turn.state.story or story)
    if begins:
        opening(turn)
    elif drafted:
        arrive(turn, "start.resume")
    else:
        turn.tell("human.wait")


def skipped_at_rest(turn: Turn) -> None:
    if turn.state.step == START:
        opening(turn)
    else:
        turn.tell("rest.done")


def back_again(turn: Turn) -> None:
    """She says hello: her unfinished report, what waits for her, or the menu; to a newcomer, who we are."""
    state = turn.state
    if not known(state) and not state.consented:
        welcome(turn)
        return
    turn.change(locked=state.locked or state.pin)
    leave_side_trips(turn)
    trip(turn, "update.notice" if turn.state.waiting else "start.resume")


def welcome(turn: Turn) -> None:
    """Nothing of hers is known yet: the greeting again, and the question of the opening she had come to."""
    leave_side_trips(turn)
    main = turn.state.trail[:1] or ((turn.state.step,) if turn.step else ())
    if main:
        greeting(turn)
        arrive(turn, main[0])
    else:
        opening(turn)


def leave_side_trips(turn: Turn) -> None:
    """Only the question of the report itself is left to come back to; an unanswered notice waits again."""
    unshow(turn)
    step, trail = turn.step, turn.state.trail
    if step is not None and not step.side:
        return
    main = trail[:1] if trail and not turn.script.steps[trail[0]].side else ()
    turn.change(step=REST, trail=main, wanted="", misses=0)
