"""The gate itself: what a plain run leaves out is named, and a skip cannot pass unseen where it must not."""

from pathlib import Path

import pytest

from tests.gate import longest_first

GATE = Path(__file__).with_name("gate.py").read_text(encoding="utf-8")
TESTS = """
    import pytest

    def test_plain(): pass

    @pytest.mark.slow
    def test_slow(): pass

    @pytest.mark.rig
    def test_rig(): pass

    @pytest.mark.slow
    @pytest.mark.rig
    def test_both(): pass
"""
SKIPPING = "import pytest\ndef test_absent(): pytest.skip('no server')\n"


@pytest.fixture
def room(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("MADOGUCHI_CI", raising=False)
    pytester.makeconftest(GATE)
    pytester.makeini("[pytest]\nmarkers =\n  slow: x\n  rig: x\n")
    return pytester


def test_a_plain_run_leaves_slow_and_rig_tests_out_and_names_each(room: pytest.Pytester) -> None:
    room.makepyfile(test_it=TESTS)
    result = room.runpytest_inprocess()
    result.assert_outcomes(passed=1, skipped=3)
    assert result.ret == pytest.ExitCode.OK
    for name in ("test_slow", "test_rig", "test_both"):
        result.stdout.fnmatch_lines([f"test_it.py::{name}"])


@pytest.mark.parametrize(("asked", "passed"), [("slow", 2), ("rig", 2), ("slow and not rig", 1)])
def test_asking_for_a_marker_runs_its_tests(room: pytest.Pytester, asked: str, passed: int) -> None:
    room.makepyfile(test_it=TESTS)
    room.runpytest_inprocess("-m", asked).assert_outcomes(passed=passed, deselected=4 - passed)


def test_all_runs_all(room: pytest.Pytester) -> None:
    room.makepyfile(test_it=TESTS)
    room.runpytest_inprocess("--all").assert_outcomes(passed=4)


class TestWhereNothingMayBeSkipped:
    @pytest.fixture
    def room(self, room: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
        monkeypatch.setenv("MADOGUCHI_CI", "1")
        return room

    def test_a_skip_fails_the_run_and_is_named(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it=SKIPPING)
        result = room.runpytest_inprocess()
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(["test_it.py::test_absent"])

    def test_a_skipped_file_fails_the_run(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it="import pytest\npytest.skip('no', allow_module_level=True)\n")
        room.makepyfile(test_other="def test_plain(): pass\n")
        assert room.runpytest_inprocess().ret == pytest.ExitCode.TESTS_FAILED

    def test_what_is_left_out_on_purpose_does_not(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it=TESTS)
        assert room.runpytest_inprocess().ret == pytest.ExitCode.OK

    def test_an_expected_failure_does_not(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it="import pytest\n@pytest.mark.xfail\ndef test_x(): assert False\n")
        assert room.runpytest_inprocess().ret == pytest.ExitCode.OK


def test_elsewhere_a_skip_is_allowed(room: pytest.Pytester) -> None:
    room.makepyfile(test_it=SKIPPING)
    assert room.runpytest_inprocess().ret == pytest.ExitCode.OK


class TestOnSeveralCores:
    @pytest.fixture
    def room(self, room: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
        monkeypatch.setenv("MADOGUCHI_CI", "1")
        monkeypatch.setenv("PYTEST_PLUGINS", "xdist.plugin")
        return room

    def test_what_is_left_out_is_named_once_and_fails_nothing(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it=TESTS)
        result = room.runpytest_subprocess("-n", "2")
        assert result.ret == pytest.ExitCode.OK
        assert [line for line in result.outlines if line == "test_it.py::test_slow"] == ["test_it.py::test_slow"]

    def test_a_skip_and_a_skipped_file_fail_the_run(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it="import pytest\npytest.skip('no', allow_module_level=True)\n")
        room.makepyfile(test_other="def test_plain(): pass\n")
        result = room.runpytest_subprocess("-n", "2")
        assert result.ret == pytest.ExitCode.TESTS_FAILED
        result.stdout.fnmatch_lines(["test_it.py"])
        room.makepyfile(test_it=SKIPPING)
        assert room.runpytest_subprocess("-n", "2").ret == pytest.ExitCode.TESTS_FAILED

    def test_the_whole_is_shared_and_what_was_chosen_is_not(self, room: pytest.Pytester) -> None:
        room.makepyfile(test_it=TESTS)
        assert "created: " in room.runpytest_subprocess("-n", "auto").stdout.str()
        for chosen in (("test_it.py",), ("-m", "slow"), ("-k", "plain"), ("--all",)):
            assert "created: " not in room.runpytest_subprocess("-n", "auto", *chosen).stdout.str()


def test_what_takes_minutes_begins_both_halves_and_nothing_else_moves() -> None:
    assert longest_first([0, 0, 0]) == [0, 1, 2]
    assert longest_first([0, 0, 5, 0, 9, 0, 0, 1]) == [4, 0, 1, 3, 2, 7, 5, 6]
    assert longest_first([1, 1]) == [0, 1]
