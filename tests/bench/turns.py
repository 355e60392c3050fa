"""`python -m tests.bench turns`: what one turn costs, beside what the machine and other frameworks allow."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.conversation import script
from tests.bench import engines, machine, memory, over_http, syncs
from tests.bench.dialogue import Workers, words
from tests.bench.figures import Goal, Report, Series
from tests.bench.over_http import Door
from tests.bench.premises import Premises
from tests.bench.subject import Subject
from tests.postgres import BINARIES, running

SECTIONS = ("http", "sending", "syncs", "engines", "memory")
QUICK = ("http", "syncs", "engines")


@dataclass(frozen=True, slots=True)
class Options:
    """`only`: the sections to run. `quick`: figures that show the way, no more."""

    quick: bool = False
    only: tuple[str, ...] = ()
    directory: Path | None = None
    say: Callable[[str], None] = print

    @property
    def sections(self) -> tuple[str, ...]:
        return self.only or (QUICK if self.quick else SECTIONS)

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 5

    @property
    def seconds(self) -> float:
        return 0.5 if self.quick else 1.2

    @property
    def growth_turns(self) -> int:
        return 3_000 if self.quick else 20_000


def run(options: Options) -> Report:
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(dir=options.directory)))
        server = open_things.enter_context(_postgres()) if "http" in options.sections and has_postgres() else None
        report = Report(machine.describe(folder))
        report.doubts += machine.settle(machine.LOAD_CORE)
        p50, p99 = machine.fdatasync_us(folder)
        report.figures |= {"fdatasync of 4 KiB, p50 us": p50, "fdatasync of 4 KiB, p99 us": p99}
        workers = Workers(words(script.build()))
        for section in options.sections:
            options.say(f"{section} ...")
            if section == "http":
                _http(report, options, folder, workers, server)
            else:
                PARTS[section](report, options, folder, workers)
    return report


def _http(report: Report, options: Options, folder: Path, workers: Workers, server: tuple[str, str] | None) -> None:
    premises = Premises(folder / "http")
    with ExitStack() as running_:
        raw = running_.enter_context(
            Subject("tests.bench.subjects.raw_commits", str(premises.folder), log=premises.log)
        )
        empty = running_.enter_context(over_http.bare(premises))
        ours = Door(running_.enter_context(over_http.desk(premises)), workers)
        beside = None
        if server is None:
            report.doubts.append("no PostgreSQL: apt install postgresql")
        else:
            on_postgres = Premises(folder / "postgres", server)
            beside = Door(running_.enter_context(over_http.desk(on_postgres)), workers)
        found = over_http.compare(raw, empty, ours, beside, rounds=options.rounds, seconds=options.seconds)
    report.series += found.series
    report.goals += _http_goals(found)
    kept = premises.count("seen")
    if kept != ours.answered:
        report.doubts.append(f"{ours.answered} turns were answered with 200, {kept} are in the database")


def _http_goals(found: over_http.Compared) -> Iterator[Goal]:
    ours, bare = found.ours[16], found.bare[16]
    yield Goal("16 senders: turns / raw one-row commits", ours.over(found.raw), 0.8)
    yield Goal("16 senders: turns / bare endpoint's requests", ours.over(bare), 0.4)
    yield Goal("16 senders: CPU of a turn / of a bare request", ours.over(bare, "cpu_us"), 2.5, most=True)
    yield Goal("16 senders: p99 / p50", ours.median("spread"), 5, most=True)
    if found.postgres:
        yield Goal("16 senders: PostgreSQL / SQLite", found.postgres.over(ours), 0.4)


def _sending(report: Report, options: Options, folder: Path, workers: Workers) -> None:
    """The same at 16 senders while every answer is really sent, to a vendor on loopback."""
    with Subject("tests.bench.subjects.loopback_twilio", log=folder / "twilio.log") as twilio:
        premises = Premises(folder / "sending", vendor_url=twilio.ready["url"])
        series = Series("webhook to durable turn, 16 senders, answers sent")
        with over_http.desk(premises, "sending") as subject:
            door = Door(subject, workers)
            over_http.warm(door)
            for _ in range(options.rounds):
                series.rounds.append(door.known(16, options.seconds))
    report.series.append(series)


def _syncs(report: Report, options: Options, folder: Path, workers: Workers) -> None:
    if not syncs.available():
        report.doubts.append("no strace: fsyncs were not counted")
        return
    found = syncs.per_turn(Premises(folder / "syncs"), workers, options.seconds)
    report.figures |= found
    for senders, limit in ((1, 1.2), (16, 0.25), (64, 0.08)):
        report.goals.append(Goal(syncs.name_of(senders), found[syncs.name_of(senders)], limit, most=True))


def _engines(report: Report, options: Options, folder: Path, workers: Workers) -> None:
    if engines.missing():
        report.doubts.append(f"aiogram was not measured; to install it: {engines.INSTALL}")
    premises = Premises(folder / "engines")
    series = engines.compare(premises, rounds=options.rounds, seconds=options.seconds / 2)
    report.series += series
    ours, best = next(one for one in series if one.name == engines.OURS_16), engines.best_durable(series)
    if best is not None:
        report.goals.append(Goal(f"16 in flight: engine / best durable peer ({best.name})", ours.over(best), 6))


def _memory(report: Report, options: Options, folder: Path, workers: Workers) -> None:
    with Subject("tests.bench.subjects.loopback_twilio", log=folder / "memory.log") as twilio:
        idle = memory.idle(Premises(folder / "idle", vendor_url=twilio.ready["url"]), workers)
    report.figures |= idle
    report.goals.append(Goal("serve, idle after one turn, MiB", idle["serve idle after one turn, MiB"], 110, most=True))
    report.figures |= memory.growth(Premises(folder / "growth"), workers, options.growth_turns)


PARTS: dict[str, Callable[[Report, Options, Path, Workers], None]] = {
    "sending": _sending,
    "syncs": _syncs,
    "engines": _engines,
    "memory": _memory,
}


def has_postgres() -> bool:
    return any(BINARIES.glob("*/bin/initdb"))


@contextmanager
def _postgres() -> Iterator[tuple[str, str]]:
    """Two empty databases of a server of our own, as much in a hurry as what is measured, on both cores."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder)) as server:
            machine.hurry(server.pid)
            yield server.empty_pair()
