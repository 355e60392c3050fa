"""Going from question to question: targets followed, conditions heeded, side trips begun and ended, the PIN before all.

`arrive` is the only way to a question, so that nothing is asked past the lock.
"""

from bot.conversation.conditions import drafting, holds, known, passed_by
from bot.conversation.deeds import DEEDS
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import (
    ANY,
    BACK,
    CHAT,
    CHOSEN,
    REST,
    SKIP,
    START,
    STAY,
    TARGETS,
    WAITING,
    WANTED,
    EffectKind,
    Filing,
    Step,
)


def follow(turn: Turn, target: str) -> None:
    if target == STAY:
        return
    if target == WANTED:
        target = turn.state.wanted or ("update.notice" if turn.state.waiting else BACK)
        turn.change(wanted="")
        follow(turn, target)
    elif target == WAITING:
        show_waiting(turn)
    elif target == BACK:
        back(turn)
    elif target == REST:
        home(turn)
    else:
        arrive(turn, target)


def arrive(turn: Turn, name: str) -> None:
    """Ask this question, or the one that comes instead of it."""
    step = turn.script.steps[name]
    if turn.state.locked and not step.open:
        lock(turn, name)
        return
    if step.arrive:
        DEEDS[step.arrive](turn, "")
    if holds(turn.script, turn.state, step.only):
        stand(turn, step)
    else:
        follow(turn, step.otherwise or step.go[ANY])


def lock(turn: Turn, target: str) -> None:
    """The PIN first, or the reference if she has none; then `target`."""
    step = turn.script.steps.get(target)
    if step is not None and not step.side:
        turn.change(trail=(target,), wanted="")
    else:
        turn.change(wanted=target)
    turn.change(misses=0)
    stand(turn, turn.script.steps["pin.ask" if turn.state.pin else "lock.ask"])


def stand(turn: Turn, step: Step) -> None:
    """This question stands from now on. Misses are counted through a side trip, and forgotten on the way on."""
    trail, misses = (cut(turn.state.trail, step.name), turn.state.misses) if step.side else ((), 0)
    turn.change(step=step.name, page=0, trail=trail, misses=misses)
    if turn.state.shown[1] not in ("", step.name, *trail):
        unshow(turn)
    ask(turn)


def cut(trail: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The trail up to this question, if it is on it."""
    return trail[: trail.index(name)] if name in trail else trail


def stand_before(turn: Turn, name: str) -> None:
    """Put the question that stands behind this one, without asking it yet."""
    trail = tuple(step for step in interrupted(turn) if step != name)
    turn.change(step=name, trail=trail, wanted="", misses=0, page=0)


def ask(turn: Turn) -> None:
    """Put the question that stands; a notice is shown once more."""
    step = turn.step
    if step is None:
        return
    if step.notice:
        turn.do(EffectKind.SHOW, turn.state.shown[0])
    else:
        turn.do(EffectKind.ASK, step.name, params=(("ref", turn.state.about),) if step.text is Filing.ADDED else ())


def interrupted(turn: Turn) -> tuple[str, ...]:
    """The trail with the question that stands on top."""
    step, trail = turn.step, turn.state.trail
    if step is None:
        return trail
    return (*(name for name in trail if name != step.name), step.name)


def trip(turn: Turn, name: str, **changes: object) -> None:
    """A side trip: the question that stands is asked again afterwards."""
    turn.change(trail=interrupted(turn), misses=0, **changes)
    arrive(turn, name)


def back(turn: Turn) -> None:
    """To the last interrupted question that still makes sense."""
    while turn.state.trail:
        *trail, name = turn.state.trail
        turn.change(trail=tuple(trail))
        if alive(turn, name):
            arrive(turn, name)
            return
    home(turn)


def alive(turn: Turn, name: str) -> bool:
    step = turn.script.steps.get(name)
    if step is None or (step.notice and turn.state.shown[1] != name):
        return False
    if step.source == "near":
        return bool(turn.state.near)
    return name != "update.notice" or bool(turn.state.waiting)


def home(turn: Turn) -> None:
    """No question stands. With a PIN set, whoever writes next gives it first."""
    step, state = turn.step, turn.state
    if known(state) or state.submitted or drafting(state):
        turn.change(step=REST, locked=state.locked or state.pin)
    else:
        turn.change(step=CHAT if step is not None and step.home == CHAT else START)
    turn.change(misses=0, page=0, wanted="")
    if turn.state.waiting and (step is None or step.name != "update.notice"):
        arrive(turn, "update.notice")
    elif turn.silent:
        turn.tell("rest.done")


def unshow(turn: Turn) -> None:
    """A notice that was not answered waits again: it is never lost under another one."""
    state = turn.state
    if state.shown[0]:
        turn.change(
            waiting=(*state.waiting, state.shown),
            shown=("", ""),
            trail=tuple(name for name in state.trail if name != state.shown[1]),
        )


def show_waiting(turn: Turn) -> None:
    """All that waits, up to the first notice that asks something; then back."""
    unshow(turn)
    while turn.state.waiting:
        if turn.state.locked:
            lock(turn, WAITING)
            return
        (notice, message), *rest = turn.state.waiting
        turn.change(waiting=tuple(rest))
        step = turn.script.steps.get(message)
        if notice and step is not None and step.notice:
            turn.change(shown=(notice, message))
            stand(turn, step)
            return
        if notice:
            turn.do(EffectKind.SHOW, notice)
        elif step is not None and holds(turn.script, turn.state, step.only):
            stand(turn, step)
            return
    back(turn)


def lead_on(turn: Turn, step: Step, value: str) -> None:
    """Where this answer leads. A change from the review leads back there, unless it raises a question of its own."""
    target = step.go.get(value, step.go[ANY])
    target = value if target == CHOSEN else target
    if turn.state.editing and not step.side and step.name != "review.change":
        target = within_change(turn, step, target)
    detour = step.via.get(value)
    if detour is None:
        follow(turn, target)
        return
    if target not in TARGETS:
        turn.change(trail=(*turn.state.trail, target))
    arrive(turn, detour)


def within_change(turn: Turn, step: Step, target: str) -> str:
    target = passed_by(turn.script, turn.state, target)
    onto = turn.script.steps.get(target)
    if onto is not None and (topic(onto) == topic(step) or (onto.only is not None and onto.only.step == step.name)):
        return target
    turn.change(editing=False)
    return "review.ask"


def topic(step: Step) -> str:
    return step.name.partition(".")[0]


def done_for(step: Step, value: str) -> str:
    """The deed that this answer does, if any. What is said of any answer is not said of 9."""
    return step.does.get(value, "" if value == SKIP else step.does.get(ANY, ""))


def told_after(step: Step, value: str) -> tuple[str, ...]:
    return step.tells.get(value, () if value == SKIP else step.tells.get(ANY, ()))
