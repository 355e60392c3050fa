"""Whether a question is asked at all: the conditions that `Step.only` names, and what follows from them."""

from collections.abc import Callable, Mapping

from bot.conversation.vocabulary import ANY, Answers, Fact, Only, Script, State


def drafting(state: State) -> bool:
    return state.consented and not state.submitted


def known(state: State) -> bool:
    """There is something about her that must not be shown to whoever holds the phone next."""
    return bool(state.reports or state.pin)


FACTS: Mapping[Fact, Callable[[Script, State], bool]] = {
    Fact.STORY: lambda _, state: state.story,
    Fact.GUESS: lambda _, state: bool(state.language),
    Fact.GUESSES: lambda _, state: len(state.guesses) > 1,
    Fact.DRAFT: lambda _, state: drafting(state),
    Fact.NO_DRAFT: lambda _, state: not drafting(state),
    Fact.UNSENT: lambda _, state: not state.submitted,
    Fact.NOWHERE: lambda script, state: bool(script.countries) and not numbers_known(script, state),
    Fact.NO_PIN: lambda _, state: not state.pin,
    Fact.REPORTED: lambda _, state: bool(state.reports),
    Fact.UNREPORTED: lambda _, state: not state.reports,
    Fact.SEVERAL: lambda _, state: len(state.reports) > 1,
}


def holds(script: Script, state: State, only: Only | None) -> bool:
    if only is None:
        return True
    return FACTS[only.fact](script, state) if only.fact else answered_so(state.answers, only)


def answered_so(answers: Answers, only: Only) -> bool:
    """Whether an earlier answer opens this question."""
    return any(name == only.step and (not only.values or value in only.values) for name, value in answers)


def numbers_known(script: Script, state: State) -> bool:
    """Whether the desk knows the emergency numbers of her country. Another country's are never told."""
    return any(state.country == country.value for country in script.countries)


def passed_by(script: Script, state: State, target: str) -> str:
    """The first question from `target` on that is to be asked now, or a target that is no question."""
    for _ in script.steps:
        step = script.steps.get(target)
        if step is None or holds(script, state, step.only):
            break
        target = step.otherwise or step.go[ANY]
    return target


def recorded(script: Script, answers: Answers, name: str, value: str) -> Answers:
    """The answers with this one, in its old place if it was given before; those it makes pointless go."""
    changed = tuple((step, value if step == name else was) for step, was in answers)
    after = changed if any(step == name for step, _ in answers) else (*answers, (name, value))
    return tuple(pair for pair in after if still_asked(script, after, pair[0]))


def still_asked(script: Script, answers: Answers, name: str) -> bool:
    only = script.steps[name].only if name in script.steps else None
    return only is None or not only.step or answered_so(answers, only)
