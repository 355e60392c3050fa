"""Which tests run, and that none is left out in silence.

Plain pytest leaves `slow` and `rig` tests out and names each; `-m slow`, `-m rig` or `--all` runs them. Under
MADOGUCHI_CI any test skipped for another reason fails the run.
"""

import os
import re
from collections.abc import Sequence

import pytest

MARKERS = ("slow", "rig")
CI = "MADOGUCHI_CI"
REASON = "left out of a plain run: -m {marker}, or --all"
_LEFT_OUT = pytest.StashKey[list[str]]()
_SKIPPED = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the slow and rig tests too")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT_OUT] = []
    config.stash[_SKIPPED] = []
    config.pluginmanager.register(Witness(config), "skip-witness")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    if config.getoption("--all"):
        return
    asked = set(re.findall(r"\w+", str(config.getoption("-m"))))
    for item in items:
        marker = next((name for name in MARKERS if item.get_closest_marker(name)), "")
        if marker and not asked & {name for name in MARKERS if item.get_closest_marker(name)}:
            config.stash[_LEFT_OUT].append(item.nodeid)
            item.add_marker(pytest.mark.skip(reason=REASON.format(marker=marker)), append=False)


class Witness:
    """Sees every skip, of a test or of a whole file, that nobody asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        left_out = self.config.stash[_LEFT_OUT]
        if report.skipped and not hasattr(report, "wasxfail") and report.nodeid not in left_out:
            self.config.stash[_SKIPPED].append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.config.stash[_SKIPPED].append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get(CI) and session.config.stash[_SKIPPED] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash[_LEFT_OUT]:
        terminalreporter.section("left out: slow and rig tests (-m slow, -m rig, or --all)")
        for name in left_out:
            terminalreporter.line(name)
    if os.environ.get(CI) and (skipped := config.stash[_SKIPPED]):
        terminalreporter.section(f"skipped, which {CI} does not allow", red=True, bold=True)
        for name in skipped:
            terminalreporter.line(name)
