"""The script as Mermaid diagrams, drawn from the data that the machine runs on, and put into a page of the docs."""

from collections.abc import Iterable, Iterator

from bot.conversation.check import Edge, edges
from bot.conversation.desk_questions import NOTICES
from bot.conversation.questions import EXTRA, OPENING, REPORT
from bot.conversation.side_trips import SIDE
from bot.conversation.vocabulary import ANY, SKIP, TARGETS, Filing, Only, Script, Step
from bot.drawing import renewed

COMMAND = "conversation diagram"
CHARTS = (
    ("The shortest path to a report", (*OPENING, *REPORT)),
    ("After the report is safe", EXTRA),
    ("Side trips", SIDE),
    ("What the desk asks", NOTICES),
)
SPOKEN = {ANY: "", SKIP: "9"}


def drawn(script: Script, page: str) -> str:
    """The page with its diagrams renewed. Raises ValueError if it has no place for them."""
    return renewed(page, COMMAND, charts(script))


def charts(script: Script) -> str:
    parts = (f"## {title}\n\n```mermaid\n{chart(script, members)}```\n" for title, members in CHARTS)
    return "\n".join(parts)


def chart(script: Script, members: Iterable[Step]) -> str:
    """One flowchart: these questions, and every edge that leaves or enters from outside the script."""
    names = [step.name for step in members]
    lines = ["flowchart TD", *(f"  {key(name)}{shape(script.steps[name])}" for name in names)]
    shown = [edge for edge in edges(script) if edge[0] in names or (edge[2] in names and edge[0] not in script.steps)]
    lines += [f"  {line}" for line in arrows(shown)]
    others = dict.fromkeys(end for start, _, to in shown for end in (start, to) if end not in names)
    return "\n".join([*lines, *(f"  {key(name)}([{plain(name)}])" for name in others)]) + "\n"


def arrows(shown: Iterable[Edge]) -> Iterator[str]:
    """One arrow for all answers that lead the same way."""
    ways: dict[tuple[str, str], list[str]] = {}
    for start, how, to in shown:
        ways.setdefault((start, to), []).append(SPOKEN.get(how, how))
    for (start, to), hows in ways.items():
        label = ", ".join(how or "any other" for how in hows) if hows != [""] else ""
        yield f'{key(start)} -->|"{label}"| {key(to)}' if label else f"{key(start)} --> {key(to)}"


def shape(step: Step) -> str:
    text = "<br/>".join(part for part in (f"<b>{step.name}</b>", accepted(step), condition(step.only)) if part)
    return f'["{text}"]'


def accepted(step: Step) -> str:
    values = [choice.value for choice in step.choices] or ([f"({step.source})"] if step.source else [])
    own = {None: [], Filing.SECRET: ["(not kept)"]}.get(step.text, ["(her words)"])
    return " · ".join([*values, *own])


def condition(only: Only | None) -> str:
    if only is None:
        return ""
    return f"only if {only.fact or ' '.join([only.step, '=', ' or '.join(only.values) or 'given'])}"


def key(name: str) -> str:
    """A name that Mermaid takes; `end` and dots are its own."""
    return "q_" + name.strip("<>").replace(".", "_")


def plain(name: str) -> str:
    return {"start": "from anywhere", "rest": "no question"}.get(name, name.strip("<>") if name in TARGETS else name)
