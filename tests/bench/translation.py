"""`python -m tests.bench translation`: sentences a second, an urgent message among many, memory, and turns beside it.

Beside it in the same run: argostranslate's own `translate`, and CTranslate2 alone on tokens that are cut beforehand.
"""

import shutil
import statistics
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.translation.installing import Terms, install
from bot.translation.packages import Packages
from tests.bench import argos_sized, beside_translation, machine
from tests.bench.figures import Goal, Report, Series, Stretch
from tests.bench.subject import Subject
from tests.bench.turns import Options

SECTIONS = ("speed", "urgent", "memory", "turns")
QUEUED = 250  # messages: some 500 sentences
FOR_STOCK = 16  # messages, of the same: one at a time it makes no difference
BUDGET_MIB = 600
PAIRS = ("id", "vi", "tl", "th", "pt", "es")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def run(options: Options) -> Report:
    with tempfile.TemporaryDirectory(dir=options.directory) as made:
        folder = Path(made)
        report = Report(machine.describe(folder))
        options.say("building a package of 95 MB ...")
        package = argos_sized.package(folder / "stock" / "translate-id_en")
        install(Packages(folder / "ours"), package, Terms(unpinned=True), now=NOW)
        for section in options.only or SECTIONS:
            options.say(f"{section} ...")
            PARTS[section](report, options, folder)
        report.machine["load_average_after"] = machine.describe(folder)["load_average"]
    return report


def _speed(report: Report, options: Options, folder: Path) -> None:
    texts = argos_sized.messages(40 if options.quick else QUEUED)
    stock, raw, ours = (_subject(way, folder) for way in ("stock", "raw", "ours"))
    all_of_them = [
        (stock, "argostranslate's own, beam 4", texts[:FOR_STOCK], 4),
        (raw, "CTranslate2 alone, beam 2", texts, 2),
        (ours, "ours, beam 2", texts, 2),
        (raw, "CTranslate2 alone, beam 4", texts, 4),
        (ours, "ours, beam 4", texts, 4),
    ]
    found = {name: Series(f"{name}: sentences") for _, name, _, _ in all_of_them}
    if not ours.ready["first"]:
        report.doubts.append("no real-time priority: what else the machine did is in every figure")
    for subject, _, some, beam in all_of_them:
        subject.ask(texts=some[:8], beam=beam)
    for _ in range(3 if not options.quick else 1):
        for subject, name, some, beam in all_of_them:
            found[name].rounds.append(_one(subject, some, beam))
    for subject in (stock, raw, ours):
        subject.stop()
    report.series += found.values()
    for beam, least in ((2, 15), (4, 8)):
        mine, theirs = found[f"ours, beam {beam}"], found[f"CTranslate2 alone, beam {beam}"]
        report.goals.append(Goal(f"beam {beam}: sentences / CTranslate2 alone", mine.over(theirs), 0.9))
        report.figures[f"beam {beam}: CPU of a sentence / CTranslate2 alone"] = mine.over(theirs, "cpu_us")
        stock_ = found["argostranslate's own, beam 4"]
        report.goals.append(Goal(f"beam {beam}: sentences / argostranslate's own", mine.over(stock_), least))


def _subject(way: str, folder: Path) -> Subject:
    return Subject("tests.bench.subjects.translating", way, str(folder), log=folder / f"{way}.log")


def _one(subject: Subject, texts: list[str], beam: int) -> Stretch:
    count = sum(text.count(".") for text in texts)
    cpu, answer = subject.cpu(), subject.ask(texts=texts, beam=beam)
    each = answer["seconds"] / count * 1e3
    return Stretch(count, answer["seconds"], each, each, (subject.cpu() - cpu) / count * 1e6)


def _urgent(report: Report, options: Options, folder: Path) -> None:
    """One short message after the other while all that wait are being translated."""
    texts = argos_sized.messages(100 if options.quick else QUEUED)
    with _subject("lanes", folder) as subject:
        answer = subject.ask(texts=texts, beam=2)
    beside = sorted(answer["beside"])
    report.figures["an urgent message alone, ms"] = statistics.median(answer["alone"]) * 1e3
    report.figures[f"an urgent message while {QUEUED * 2} sentences wait, p50 ms"] = statistics.median(beside) * 1e3
    report.figures["the same, slowest, ms"] = beside[-1] * 1e3
    report.goals.append(Goal("urgent while 500 wait, slowest, s", beside[-1], 1, most=True))


def _memory(report: Report, options: Options, folder: Path) -> None:
    """All pairs in turn, twice; a new process for each number of pairs."""
    package = folder / "stock" / "translate-id_en"
    for source in PAIRS[1:]:
        other = folder / "pair"
        shutil.copytree(package, other)
        said = (other / "metadata.json").read_text("utf-8").replace('"id"', f'"{source}"')
        (other / "metadata.json").write_text(said, encoding="utf-8")
        install(Packages(folder / "ours"), other, Terms(unpinned=True), now=NOW)
        shutil.rmtree(other)
    for pairs in (1, 3, 6):
        with _subject("pairs", folder) as subject:
            answer = subject.ask(texts=argos_sized.messages(40), beam=2, sources=PAIRS[:pairs])
        report.figures[f"{pairs} pairs, MiB at rest"] = answer["rest"]
        report.figures[f"{pairs} pairs, MiB at most"] = answer["most"]
        report.figures[f"{pairs} pairs, models loaded"] = answer["loaded"]
        report.goals.append(Goal(f"{pairs} pairs under a budget of 600 MiB", answer["most"], BUDGET_MIB, most=True))


def _turns(report: Report, options: Options, folder: Path) -> None:
    beside_translation.measure(
        report, folder, folder / "ours", rounds=options.rounds, seconds=max(2.0, options.seconds)
    )


PARTS: dict[str, Callable[[Report, Options, Path], None]] = {
    "speed": _speed,
    "urgent": _urgent,
    "memory": _memory,
    "turns": _turns,
}
