"""The table of statuses as people can look at it: a state diagram and a table for each graph. Pure, for the docs."""

from collections.abc import Iterable

from bot.casework import deadlines
from bot.casework.deadlines import Kind
from bot.casework.lifecycle import STAGES, Graph, Stage, Status

TITLES = {Graph.CASE: "A case", Graph.THREAD: "What one company was told"}
FIRST = {Graph.CASE: Status.RECEIVED, Graph.THREAD: Status.CONSENT_WAIT}
AT_THE_END = {
    Kind.LATE: "late: she is told, with a new date",
    Kind.SILENCE: "she is told that there is nothing new",
}


def charts() -> str:
    return "\n".join(f"## {title}\n\n{chart(graph)}\n{table(graph)}" for graph, title in TITLES.items())


def chart(graph: Graph) -> str:
    """Every step of the table, with who may take it."""
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {FIRST[graph]}"]
    for stage in of(graph):
        lines += [f"  {stage.status} --> {to}: {', '.join(sorted(actors))}" for to, actors in stage.to.items()]
    return "\n".join([*lines, "```", ""])


def table(graph: Graph) -> str:
    """A row a status: whose turn, how long, what happens before and at the end, what she is told on entering."""
    rows = ["| status | whose turn | days | asked again after | when the days are over | she is told |"]
    rows += ["|---|---|---|---|---|---|", *(row(stage) for stage in of(graph))]
    return "\n".join(rows) + "\n"


def row(stage: Stage) -> str:
    cells = (
        f"`{stage.status}`",
        str(stage.acts or "nobody"),
        limit(stage),
        ", ".join(str(days) for days in stage.reminders),
        "" if stage.days is None else over(stage),
        f"`{stage.tells}`" if stage.tells else "",
    )
    return f"| {' | '.join(cells)} |"


def limit(stage: Stage) -> str:
    short = (("in danger", stage.urgent_days), ("by SMS", stage.sms_days))
    variants = [f"{days} {when}" for when, days in short if days is not None]
    counted = [f"counted from `{stage.counted_from}`"] if stage.counted_from else []
    return "; ".join(["" if stage.days is None else str(stage.days), *variants, *counted])


def over(stage: Stage) -> str:
    if stage.expires is None:
        return AT_THE_END[deadlines.ends(stage)]
    return f"`{stage.expires}`" + (f", outcome `{stage.outcome}`" if stage.outcome else "")


def of(graph: Graph) -> Iterable[Stage]:
    return (stage for stage in STAGES if stage.graph is graph)
