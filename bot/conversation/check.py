"""What can be wrong with a script before anybody has used it, and every message it can say."""

from collections.abc import Iterable, Iterator, Mapping

from bot.conversation.choices import LAST, MORE_CHOICE
from bot.conversation.deeds import DEEDS
from bot.conversation.script import ENTRIES, TOLD_BY_DESK
from bot.conversation.vocabulary import ANY, CHOSEN, MORE, REST, SKIP, START, TARGETS, VERDICTS, Script, Step

NOT_CHOICES = frozenset((ANY, SKIP, MORE, *VERDICTS))
# What the machine says by itself. A law holds this list to what is really told.
TOLD = (
    "start.greeting",
    "start.cost",
    "safe.emergency",
    "safe.anywhere",
    "submit.done",
    "hide.done",
    "rest.done",
    "human.wait",
    "what.voice",
    "what.photo",
    "what.file",
    "test.answer",
    "err.media",
)

Edge = tuple[str, str, str]  # from, what leads there, to


def edges(script: Script) -> tuple[Edge, ...]:
    """Every way from question to question, side trips' entries among them; targets as they are written."""
    return (
        *((START, how, name) for how, name in ENTRIES.items()),
        *(edge for step in steps(script) for edge in of(step)),
    )


def steps(script: Script) -> Iterable[Step]:
    return script.steps.values()


def of(step: Step) -> Iterator[Edge]:
    for value, target in step.go.items():
        yield step.name, value, target
    for value, detour in step.via.items():
        yield step.name, f"{value}, first", detour
    if step.otherwise and step.otherwise != step.go.get(ANY):
        yield step.name, "passed by", step.otherwise


def message_ids(script: Script) -> tuple[str, ...]:
    """Every message id that the script can say, labels and notices among them, sorted."""
    said = {*TOLD, *TOLD_BY_DESK, MORE_CHOICE.label}
    for step in steps(script):
        said |= {step.ask, step.miss, *(choice.label for choice in step.choices if not choice.literal)}
        said |= {message for messages in step.tells.values() for message in messages}
        said |= {LAST[step.source].label} if step.source in LAST else set()
        said |= {f"review.change.{step.name}"} if step.keep or step.name == "what.ask" else set()
    return tuple(sorted(said))


def problems(script: Script) -> tuple[str, ...]:
    """Empty for a script that can be used."""
    found = [line for step in steps(script) for line in of_step(script, step)]
    return (*found, *unreachable(script), *dead_ends(script), *circles(script))


def of_step(script: Script, step: Step) -> Iterator[str]:
    values = {choice.value for choice in step.choices}
    if ANY not in step.go:
        yield f"{step.name}: no {ANY}"
    for _, value, target in of(step) if ANY in step.go else ():
        if target not in script.steps and target not in TARGETS:
            yield f"{step.name}: {value} leads to {target}, which does not exist"
    if step.source == "" and not step.choices and step.text is None:
        yield f"{step.name}: nothing can be answered"
    for value in sorted(values & NOT_CHOICES) + ([""] if "" in values else []):
        yield f"{step.name}: {value!r} cannot be a choice"
    if len(values) != len(step.choices):
        yield f"{step.name}: a choice is offered twice"
    for value in sorted({*step.go, *step.tells, *step.does, *step.via} - values - NOT_CHOICES - dynamic(step)):
        yield f"{step.name}: {value} is routed but not offered"
    for deed in (*step.does.values(), *([step.arrive] if step.arrive else [])):
        if deed not in DEEDS:
            yield f"{step.name}: no deed is called {deed}"
    if step.only is not None and step.only.fact is None:
        yield from of_condition(script, step, step.only.step, step.only.values)


def dynamic(step: Step) -> set[str]:
    return {LAST[step.source].value} if step.source in LAST else set()


def of_condition(script: Script, step: Step, asked: str, values: tuple[str, ...]) -> Iterator[str]:
    if asked not in script.steps or not script.steps[asked].keep:
        yield f"{step.name}: depends on {asked}, which is not kept"
        return
    for value in sorted(set(values) - {choice.value for choice in script.steps[asked].choices}):
        yield f"{step.name}: depends on {asked}={value}, which is not offered"


def onward(script: Script) -> Mapping[str, set[str]]:
    """Where each question can lead in the end, conditions left open."""
    leads: dict[str, set[str]] = {}
    for name, _, target in edges(script):
        reached = {step.name for step in steps(script) if step.keep} | {"what.ask"} if target == CHOSEN else {target}
        leads.setdefault(name, set()).update(reached)
    return leads


def closure(leads: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead.extend(leads.get(name, ()))
    return seen


def unreachable(script: Script) -> Iterator[str]:
    reached = closure(onward(script), START)
    yield from (f"{step.name}: cannot be reached" for step in steps(script) if step.name not in reached)


def dead_ends(script: Script) -> Iterator[str]:
    """A question must lead to rest, or a side trip back to what it interrupted."""
    leads = onward(script)
    out = set(TARGETS) - {CHOSEN, "<stay>"}
    yield from (f"{step.name}: no way out" for step in steps(script) if not closure(leads, step.name) & out)


def circles(script: Script) -> Iterator[str]:
    """Passing by must come to an end even if no condition holds but the one that sends on."""
    for step in steps(script):
        name, seen = step.name, set[str]()
        while name in script.steps and script.steps[name].only and name not in seen:
            seen.add(name)
            name = script.steps[name].otherwise or script.steps[name].go.get(ANY, REST)
        if name in seen:
            yield f"{step.name}: passed by in a circle"
