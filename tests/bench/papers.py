"""`python -m tests.bench papers`: what it costs to print: a case of 200 messages, a closing report, a quarter, a list.

Each kind in a process of its own, so that the memory is its own: seconds of a core, milliseconds, and MiB that the
process has at its most beyond what it had before. Nothing else is done meanwhile; the first of a process loads fonts.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.console import papers, tables
from bot.intake.wording import Wording
from tests.bench import machine
from tests.bench.figures import Goal, Report
from tests.bench.turns import Options

SECTIONS = ("case", "thousand", "list")
MESSAGES, MANY_MESSAGES, ROWS = 200, 1000, 10_000
GOAL_MS, GOAL_MIB = 10_000.0, 400.0


def run(options: Options) -> Report:
    report = Report(machine.describe(papers.STYLE.parent))
    report.doubts += machine.settle(machine.LOAD_CORE)
    for section in options.sections if options.only else SECTIONS:
        options.say(f"{section} ...")
        rounds = [_child(section) for _ in range(1 if options.quick else 3)]
        for name in rounds[0]:
            report.figures[f"{section}: {name}"] = statistics.median(one[name] for one in rounds)
    if "case: ms, the next" in report.figures:
        report.goals.append(
            Goal("a case of 200 messages, ms", report.figures["case: ms, the next"], GOAL_MS, most=True)
        )
        report.goals.append(Goal("a case of 200 messages, MiB", report.figures["case: MiB more"], GOAL_MIB, most=True))
    report.notes.append(f"Measured on {datetime.now(UTC).date()}: medians over processes.")
    return report


def _child(section: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.papers", section]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def case(messages: int) -> str:
    """As the case file lays it out: her words beside what they mean, in eight scripts, 150 letters each."""
    wording = Wording.load()
    ids = [id_ for id_, text in wording.texts["en"].items() if 100 <= len(text) <= 220]
    tags = ("my", "vi", "ne", "km", "th", "ja", "ur", "bn")
    rows = []
    for n in range(messages):
        tag, id_ = tags[n % len(tags)], ids[n % len(ids)]
        hers = f'<p lang="{tag}" dir="{wording.direction(tag)}">{wording.texts[tag][id_]}</p>'
        means = f'<p lang="en" dir="ltr">{wording.texts["en"][id_]}</p>'
        rows.append(f'<tr><td class="when">Worker<br>{n}</td><td>{hers}</td><td>{means}</td></tr>')
    return f'<html lang="en"><body><p class="mark">mark</p><table>{"".join(rows)}</table></body></html>'


def sheet() -> bytes:
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    line = ("1234-5678", "In review", "Pay", "Burmese", "SMS", "", day, day, "", 7)
    return tables.xlsx_of([f"head {n}" for n in range(len(line))], [line] * ROWS)


def measured(work: Callable[[], bytes]) -> dict[str, float]:
    papers.made("<p>warm</p>")  # the library and its first font
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent, cpu = [], []
    for _ in range(2):
        at, on = time.perf_counter(), time.process_time()
        content = work()
        spent.append((time.perf_counter() - at) * 1e3)
        cpu.append(time.process_time() - on)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "ms, the first": spent[0],
        "ms, the next": spent[1],
        "seconds of a core, the next": cpu[1],
        "MiB more": (most - before) / 1024,
        "MiB in all": most / 1024,
        "kB of the file": len(content) / 1000,
    }


def child(section: str) -> dict[str, float]:
    if section == "list":
        return measured(sheet)
    html = case(MESSAGES if section == "case" else MANY_MESSAGES)
    return measured(lambda: papers.made(html))


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1])))
