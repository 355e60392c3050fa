"""`python -m tests.bench console`: what a page of the desk costs the server with ten thousand cases, and a long one.

Everything is in this process, so that no network is measured: milliseconds from the request to the last byte. Each
page is asked in turn with its baseline, so that what else the machine does falls on both: the inbox beside the way it
was read before (every case into Python, listed and sorted there), the case beside its forty statements one by one.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.console import case_view
from bot.console.rows import row
from storage.case_rows import Case
from storage.cases import Cases
from storage.disclosures import Disclosures
from storage.engine import Unit
from tests.bench import machine
from tests.bench.console_pages import Answer, Desk, over_the_wire
from tests.bench.figures import Goal, Report, Series, Stretch
from tests.bench.turns import Options

SECTIONS = ("inbox", "case")
CASES, FEW_CASES, MESSAGES = 10_000, 1_000, 200
ROUNDS, FEW_ROUNDS = 60, 12
STATIC = ("/desk/static/", (".css", ".js", ".svg"))


def run(options: Options) -> Report:
    report = Report(machine.describe(options.directory or Path(tempfile.gettempdir())))
    with tempfile.TemporaryDirectory(dir=options.directory) as folder:
        desk = Desk(Path(folder), FEW_CASES if options.quick else CASES, MESSAGES)
        try:
            for section in options.sections if options.only else SECTIONS:
                {"inbox": inbox, "case": case}[section](report, desk, FEW_ROUNDS if options.quick else ROUNDS)
        finally:
            desk.close()
    if options.quick:
        report.doubts.append(f"{FEW_CASES} cases only: the figures of {CASES} need a run without --quick")
    return report


def inbox(report: Report, desk: Desk, rounds: int) -> None:
    pages = {"inbox: waiting for us": "/desk", "inbox: closed": "/desk?list=closed"}
    beside = {name: lambda path=path: desk.get(path) for name, path in pages.items()}
    series = measured({**beside, "every case into Python, as before": lambda: everything(desk)}, rounds)
    told(report, series, "inbox: waiting for us", "every case into Python, as before")
    report.goals.append(Goal("inbox: median ms", series["inbox: waiting for us"].median("p50"), 50, most=True))
    first = desk.get("/desk")
    report.figures["inbox: statements"] = first.statements
    report.figures["inbox: kB of the page"] = over_the_wire(first) / 1000
    report.goals.append(Goal("inbox: statements", first.statements, 12, most=True))
    wire = over_the_wire(first) + sum(over_the_wire(desk.get(path)) for path in linked(first))
    report.goals.append(Goal("first page with all it loads: kB over the wire", wire / 1000, 150, most=True))


def case(report: Report, desk: Desk, rounds: int) -> None:
    name, before = f"case of {MESSAGES} messages", "the same, statement by statement"
    path = f"/desk/cases/{desk.long}"
    series = measured({name: lambda: desk.get(path), before: lambda: one_by_one(desk, path)}, rounds)
    told(report, series, name, before)
    found = desk.get(path)
    report.figures["case: kB of the page"] = over_the_wire(found) / 1000
    report.figures["case: statements, one by one"] = one_by_one(desk, path).statements
    report.goals.append(Goal("case: p95 ms", p95(series[name]), 80, most=True))
    report.goals.append(Goal("case: statements", found.statements, 12, most=True))


def measured(pages: dict[str, Callable[[], Answer]], rounds: int) -> dict[str, Series]:
    """Each in turn, `rounds` times; the first of each is not counted, templates are read there."""
    series = {name: Series(name) for name in pages}
    for n in range(rounds + 1):
        for name, ask in pages.items():
            gc.collect()
            answer = ask()
            assert answer.status == 200, name
            if n:
                ms = answer.seconds * 1e3
                series[name].rounds.append(Stretch(1, answer.seconds, ms, ms, answer.cpu * 1e6))
    return series


def told(report: Report, series: dict[str, Series], name: str, baseline: str) -> None:
    report.figures |= {f"{one.name}: p95 ms": p95(one) for one in series.values()}
    report.figures |= {f"{one.name}: median ms": one.median("p50") for one in series.values()}
    report.figures |= {f"{one.name}: CPU ms, median": one.median("cpu_us") / 1e3 for one in series.values()}
    report.figures[f"{baseline} / {name}"] = series[baseline].over(series[name], "p50")


def p95(series: Series) -> float:
    times = sorted(one.p50 for one in series.rounds)
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def everything(desk: Desk) -> Answer:
    """How the inbox was read before: all cases and threads into objects, each judged, the list sorted, in Python."""
    given, before = desk.console, desk.statements
    since, worked = time.perf_counter(), time.process_time()

    def work(unit: Unit) -> list[Any]:
        threads = {one.case_id: one for one in Disclosures(unit.cases).going_on()}
        rows = [row(one, given.now(), given.zone, threads.get(one.id)) for one in Cases(unit.cases).all(CASES)]
        return sorted(rows, key=lambda one: order(one.case))

    desk.read(work)
    seconds, cpu = time.perf_counter() - since, time.process_time() - worked
    return Answer(200, seconds, cpu, desk.statements - before, b"", {})


def order(one: Case) -> tuple[bool, bool, int]:
    return (not (one.urgent and one.unread), not one.urgent, one.due_at or 1 << 62)


def one_by_one(desk: Desk, path: str) -> Answer:
    """The page without what is gathered beforehand."""
    kept, case_view.gathered = case_view.gathered, lambda unit, case_id: unit
    try:
        return desk.get(path)
    finally:
        case_view.gathered = kept


def linked(answer: Answer) -> list[str]:
    """The static files that a browser fetches with its first page."""
    text, (begins, ends) = answer.body.decode(), STATIC
    found = [part.partition('"')[0] for part in text.split('="') if part.startswith(begins)]
    return [path for path in dict.fromkeys(found) if path.partition("?")[0].endswith(ends)]
