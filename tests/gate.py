"""Which tests run, on how many cores, and that none is left out in silence.

Plain pytest leaves `slow` and `rig` tests out and names each; `-m slow`, `-m rig` or `--all` runs them. The whole of a
plain run is shared among the cores; chosen files and slow tests run one after the other, unless `-n` says otherwise.
Under MADOGUCHI_CI any test skipped for another reason fails the run.
"""

import os
import re
from collections.abc import Sequence
from typing import Any

import pytest

MARKERS = ("slow", "rig")
CI = "MADOGUCHI_CI"
LEFT_OUT = "left out of a plain run"
REASON = LEFT_OUT + ": -m {marker}, or --all"
SKIPPED_FILES = "skipped files"
_LEFT_OUT = pytest.StashKey[list[str]]()
_SKIPPED = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the slow and rig tests too")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """None beside this process where somebody chose what to run."""
    chosen = config.args_source is pytest.Config.ArgsSource.ARGS or config.option.markexpr or config.option.keyword
    return 0 if chosen or config.getoption("--all") else (os.cpu_count() or 1)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT_OUT] = []
    config.stash[_SKIPPED] = []
    config.pluginmanager.register(Witness(config), "skip-witness")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:] = [items[place] for place in longest_first([minutes(item) for item in items])]
    if config.getoption("--all"):
        return
    asked = set(re.findall(r"\w+", str(config.getoption("-m"))))
    for item in items:
        marker = next((name for name in MARKERS if item.get_closest_marker(name)), "")
        if marker and not asked & {name for name in MARKERS if item.get_closest_marker(name)}:
            item.add_marker(pytest.mark.skip(reason=REASON.format(marker=marker)), append=False)


def minutes(item: pytest.Item) -> float:
    """How long its `slow(minutes=...)` says that it takes; nothing for most."""
    marker = item.get_closest_marker("slow")
    return float(marker.kwargs.get("minutes", 0)) if marker else 0


def longest_first(lengths: Sequence[float]) -> list[int]:
    """The places of tests in a better order: those that take minutes where two workers begin, the longest at the front
    and the others in the middle. Else the last of them would run while the other worker has nothing left to do.
    """
    long = sorted((place for place, length in enumerate(lengths) if length), key=lambda place: -lengths[place])
    rest = [place for place, length in enumerate(lengths) if not length]
    front = max(0, len(lengths) // 2 - len(long[:1]))
    return [*long[:1], *rest[:front], *long[1:], *rest[front:]]


class Witness:
    """Sees every skip, of a test or of a whole file: left out on purpose, or one that nobody asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            self.config.stash[_LEFT_OUT if LEFT_OUT in why else _SKIPPED].append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.config.stash[_SKIPPED].append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Only the process that collects sees that a whole file is skipped; each of them has seen the same."""
        skipped = self.config.stash[_SKIPPED]
        skipped.extend(name for name in getattr(node, "workeroutput", {}).get(SKIPPED_FILES, ()) if name not in skipped)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    skipped = session.config.stash[_SKIPPED]
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output[SKIPPED_FILES] = skipped
    elif os.environ.get(CI) and skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash[_LEFT_OUT]:
        terminalreporter.section("left out: slow and rig tests (-m slow, -m rig, or --all)")
        for name in sorted(left_out):
            terminalreporter.line(name)
    if os.environ.get(CI) and (skipped := config.stash[_SKIPPED]):
        terminalreporter.section(f"skipped, which {CI} does not allow", red=True, bold=True)
        for name in skipped:
            terminalreporter.line(name)
