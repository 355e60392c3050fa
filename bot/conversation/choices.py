"""What can be picked: the choices of a step, a page at a time, and their numbers. No list shows more than eight."""

from collections.abc import Mapping

from bot.conversation.vocabulary import MORE, Choice, Script, State, Step

LONGEST = 8
MORE_CHOICE = Choice(MORE, "list.more")
NEITHER = Choice("neither", "err.near.none")
NOWHERE_LISTED = Choice("other", "country.ask.other")

LAST: Mapping[str, Choice] = {"guesses": NEITHER, "near": NEITHER, "countries": NOWHERE_LISTED}
"""What stands below a list of that source: the way out."""


def all_choices(script: Script, state: State, step: Step) -> tuple[Choice, ...]:
    """Every value that this step accepts now, on whatever page it is."""
    match step.source:
        case "languages":
            return script.languages
        case "guesses":
            known = {choice.value: choice for choice in script.languages}
            return (*(known[tag] for tag in state.guesses if tag in known), NEITHER)
        case "near":
            return (*nearest(script, state), NEITHER)
        case "countries":
            return (*script.countries, NOWHERE_LISTED)
        case "answered":
            return changeable(state)
        case "reports":
            return tuple(Choice(reference, reference, literal=True) for reference in state.reports)
    return step.choices


def nearest(script: Script, state: State) -> tuple[Choice, ...]:
    """Of the interrupted question's choices those that her words may mean."""
    interrupted = script.steps.get(state.trail[-1]) if state.trail else None
    if interrupted is None or interrupted.source == "near":
        return ()
    known = {choice.value: choice for choice in all_choices(script, state, interrupted)}
    return tuple(known[value] for value in state.near if value in known)


def changeable(state: State) -> tuple[Choice, ...]:
    """The questions she has answered, with her story first."""
    told = ("what.ask",) if state.story else ()
    names = (*told, *(name for name, _ in state.answers))
    return tuple(Choice(name, f"review.change.{name}") for name in names)


def offered(script: Script, state: State) -> tuple[Choice, ...]:
    """The choices shown right now: at most 8; a longer list turns its page by the choice `more`."""
    step = script.steps.get(state.step)
    if step is None or state.hidden:
        return ()
    choices = all_choices(script, state, step)
    if len(choices) <= LONGEST:
        return choices
    room = LONGEST - 1
    at = state.page % pages(len(choices)) * room
    return (*choices[at : at + room], MORE_CHOICE)


def pages(count: int) -> int:
    """How many pages a list has, with one place on each for `more`; the last one leads back to the first."""
    return 1 if count <= LONGEST else -(-count // (LONGEST - 1))


def numbered(script: Script, state: State) -> tuple[tuple[int, Choice], ...]:
    """The same with the numbers to type. A list that pages is numbered alike on every page."""
    step = script.steps.get(state.step)
    return tuple(enumerate(offered(script, state), start=step.first if step else 1))
