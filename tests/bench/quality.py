"""`python -m tests.bench quality`: which planted errors the flags find, and how often they cry over good translations.

No clock is read. The half that nobody looked at while tuning counts; the other is shown beside it.
"""

from collections.abc import Sequence

from bot.intake.locale_table import LOCALES
from tests.bench import machine
from tests.bench.figures import Goal, Report, table
from tests.bench.turns import Options
from tests.translation.flags import Pair, count, pairs

SECTIONS = ("error", "language", "target")
RECALL, FALSE_ALARMS = 0.9, 0.1


def run(options: Options) -> Report:
    report = Report(machine.describe(LOCALES))
    every = pairs()
    for section in options.sections if options.only else SECTIONS:
        report.notes.append(_section(every, section))
    held_out = [pair for pair in every if pair.held_out]
    planted = [pair for pair in held_out if pair.error]
    for name, found in count(planted, "error").items():
        report.goals.append(Goal(f"{name}: found of {found.all}", found.share, RECALL))
    good = count([pair for pair in held_out if not pair.error], "error")[""]
    report.goals.append(Goal(f"false alarms of {good.all}", good.share, FALSE_ALARMS, most=True))
    missed = [f"{pair.id} {pair.error}, {pair.language} to {pair.target}" for pair in planted if not pair.flagged]
    report.notes.append("missed, held out: " + "; ".join(missed))
    return report


def _section(every: Sequence[Pair], by: str) -> str:
    rows = [[by, "found, held out", "found, tuned", "false alarms, held out", "false alarms, tuned"]]
    columns = [
        count([pair for pair in every if bool(pair.error) == wrong and pair.held_out == held_out], by)
        for wrong in (True, False)
        for held_out in (True, False)
    ]
    for name in sorted({name for column in columns for name in column}):
        cells = [column.get(name) for column in columns]
        shown = [f"{cell.flagged} of {cell.all} ({cell.share:.2f})" if cell else "-" for cell in cells]
        rows.append([name or "(good ones)", *shown])
    return table(rows)
