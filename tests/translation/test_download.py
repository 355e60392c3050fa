"""Fetching from a host that drops, changes and lies: whole or refused, never too much, never from elsewhere."""

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.translation import download
from bot.translation.download import Reach, fetch, fetch_small, require_allowed
from bot.translation.faults import Fault, PackageRefused
from tests.source import TOP
from tests.translation.library import Library, library

WHOLE = hashlib.sha256(b"seed").digest() * 10_000  # 320 kB
SHA256 = hashlib.sha256(WHOLE).hexdigest()


@pytest.fixture
def host() -> Iterator[Library]:
    with library() as made:
        made.files["/a"] = WHOLE
        yield made


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / ".downloads" / "a.part"


def reach(host: Library, **more: object) -> Reach:
    return Reach(hosts=frozenset({host.host}), **more)  # type: ignore[arg-type]


def got(host: Library, part: Path, *, certain: bool = False, **more: object) -> str:
    return fetch(f"{host.url}/a", part, reach(host, **more), certain=certain, sleep=lambda _seconds: None)


def refused(host: Library, part: Path, **more: object) -> Fault:
    with pytest.raises(PackageRefused) as error:
        got(host, part, **more)
    return error.value.fault


def spans(host: Library) -> list[str]:
    return [asked.get("range", "") for asked in host.asked]


def test_a_whole_file_comes_with_its_checksum_and_progress(host: Library, part: Path) -> None:
    told: list[tuple[int, int]] = []
    assert fetch(f"{host.url}/a", part, reach(host), progress=lambda done, of: told.append((done, of))) == SHA256
    assert part.read_bytes() == WHOLE
    assert told[-1] == (len(WHOLE), len(WHOLE))
    assert host.asked[0]["accept-encoding"] == "identity"


def test_what_broke_off_goes_on_where_it_stopped(host: Library, part: Path) -> None:
    host.cut = [100_000, 100_000, 0]
    assert got(host, part) == SHA256
    assert part.read_bytes() == WHOLE
    assert spans(host) == ["", "bytes=100000-", "bytes=200000-", "bytes=200000-"]
    assert {asked.get("if-range", "-") for asked in host.asked[1:]} == {'"one"'}


def test_another_version_in_between_begins_anew(host: Library, part: Path) -> None:
    host.cut = [100_000]
    host.etag = '"one"'
    assert refused(host, part, whole=-1.0) is Fault.NOT_FETCHED
    assert 0 < part.stat().st_size <= 100_000
    host.files["/a"], host.etag = WHOLE[::-1], '"two"'
    assert got(host, part) == hashlib.sha256(WHOLE[::-1]).hexdigest()
    assert part.read_bytes() == WHOLE[::-1]


@pytest.mark.parametrize(("etag", "modified"), [('W/"weak"', ""), ("", "")])
def test_without_a_version_nothing_is_gone_on_with_unless_the_checksum_is_known(
    host: Library, part: Path, etag: str, modified: str
) -> None:
    host.etag, host.modified, host.cut = etag, modified, [100_000]
    assert got(host, part) == SHA256
    assert spans(host) == ["", ""]
    download.forget(part)
    host.asked.clear()
    host.cut = [100_000]
    assert got(host, part, certain=True) == SHA256
    assert spans(host) == ["", "bytes=100000-"]


def test_a_date_is_a_version_too(host: Library, part: Path) -> None:
    host.etag, host.modified, host.cut = "", "Sat, 21 Jun 2025 10:00:00 GMT", [100_000]
    assert got(host, part) == SHA256
    assert host.asked[1]["if-range"] == host.modified


def test_a_host_that_knows_no_ranges_sends_all_again(host: Library, part: Path) -> None:
    host.ranges, host.cut = False, [100_000]
    assert got(host, part) == SHA256
    assert part.read_bytes() == WHOLE


def test_what_was_all_there_is_not_fetched_again(host: Library, part: Path) -> None:
    got(host, part)
    host.asked.clear()
    assert got(host, part) == SHA256
    assert spans(host) == [f"bytes={len(WHOLE)}-"]


def test_a_part_longer_than_the_file_begins_anew(host: Library, part: Path) -> None:
    got(host, part)
    part.write_bytes(WHOLE + b"more")
    assert got(host, part) == SHA256


def test_a_host_that_never_ends_well_is_given_up(host: Library, part: Path) -> None:
    host.cut = [0] * 50
    assert refused(host, part) is Fault.NOT_FETCHED
    assert len(host.asked) <= download.TRIES + 1


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_passing_trouble_is_waited_for(host: Library, part: Path, status: int) -> None:
    host.statuses = [status, status]
    assert got(host, part) == SHA256


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 304, 204, 226])
def test_what_will_not_change_is_told_at_once(host: Library, part: Path, status: int) -> None:
    host.statuses = [status]
    assert refused(host, part) is Fault.NOT_FETCHED
    assert len(host.asked) == 1


class TestTooMuch:
    def test_is_refused_by_what_it_says(self, host: Library, part: Path) -> None:
        assert refused(host, part, most_bytes=100_000) is Fault.TOO_LARGE
        assert not part.exists()

    def test_is_refused_when_it_does_not_say(self, host: Library, part: Path) -> None:
        host.no_length = True
        assert refused(host, part, most_bytes=100_000) is Fault.TOO_LARGE
        assert not part.exists()

    def test_is_refused_for_a_small_file_too(self, host: Library) -> None:
        with pytest.raises(PackageRefused, match="too_large"):
            fetch_small(f"{host.url}/a", reach(host, most_bytes=1000))

    def test_for_the_disk_is_told_before_it_is_fetched(self, host: Library, part: Path, monkeypatch) -> None:
        monkeypatch.setattr("bot.translation.disk.SPARE", 10**18)
        assert refused(host, part) is Fault.NO_SPACE


@pytest.mark.parametrize(
    ("lie", "fault"),
    [({"wrong_range": True}, Fault.NOT_FETCHED), ({"extra": "Content-Encoding: gzip\r\n"}, Fault.NOT_FETCHED)],
)
def test_an_answer_that_is_not_what_was_asked_for_is_refused(host: Library, part: Path, lie, fault: Fault) -> None:
    host.cut = [100_000]
    for name, value in lie.items():
        setattr(host, name, value)
    assert refused(host, part) is fault


def test_too_slow_is_given_up_and_kept(host: Library, part: Path) -> None:
    host.slow = 0.01
    assert refused(host, part, whole=0.1) is Fault.NOT_FETCHED
    host.slow = 0
    assert got(host, part) == SHA256


def test_silence_is_given_up(host: Library, part: Path) -> None:
    host.slow = 1.0
    assert refused(host, part, read=0.05) is Fault.NOT_FETCHED


class TestElsewhere:
    @pytest.mark.parametrize(
        ("url", "fault"),
        [
            ("https://models.example/a", None),
            ("https://models.example:8443/a", None),
            ("https://MODELS.example/a", None),
            ("http://127.0.0.1:9/a", None),
            ("http://models.example/a", Fault.NOT_SECURE),
            ("ftp://models.example/a", Fault.NOT_SECURE),
            ("file:///etc/passwd", Fault.WRONG_HOST),
            ("https://evil.example/a", Fault.WRONG_HOST),
            ("https://models.example.evil.example/a", Fault.WRONG_HOST),
            ("https://models.example:444/a", Fault.WRONG_HOST),
            ("https://models.example@evil.example/a", Fault.WRONG_HOST),
            ("https://user@models.example/a", Fault.WRONG_HOST),
            ("https://models.example:99999/a", Fault.WRONG_HOST),
            ("https://[::1/a", Fault.WRONG_HOST),
            ("", Fault.WRONG_HOST),
        ],
    )
    def test_is_refused_by_its_address(self, url: str, fault: Fault | None) -> None:
        allowed = Reach(hosts=frozenset({"models.example", "models.example:8443", "127.0.0.1:9"}))
        if fault is None:
            require_allowed(url, allowed)
            return
        with pytest.raises(PackageRefused) as error:
            require_allowed(url, allowed)
        assert error.value.fault is fault

    def test_is_refused_when_an_allowed_host_sends_us_there(self, host: Library, part: Path) -> None:
        with library() as other:
            other.files["/a"] = WHOLE
            host.redirects["/a"] = f"{other.url}/a"
            assert refused(host, part) is Fault.WRONG_HOST
            assert other.asked == []

    def test_is_followed_on_the_same_host_a_few_times(self, host: Library, part: Path) -> None:
        host.files["/d"] = WHOLE
        host.redirects.update({"/a": "/b", "/b": f"{host.url}/c", "/c": "/d"})
        assert got(host, part) == SHA256
        host.redirects.update({"/a": "/a"})
        download.forget(part)
        assert refused(host, part) is Fault.NOT_FETCHED


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(WHOLE)), max_size=4))
def test_wherever_it_breaks_off_it_comes_whole(host: Library, tmp_path_factory, cuts: list[int]) -> None:
    host.cut = list(cuts)
    part = tmp_path_factory.mktemp("cuts") / "a.part"
    assert got(host, part) == SHA256
    assert part.read_bytes() == WHOLE


FETCHES = """
import pathlib, sys
from bot.translation.download import Reach, fetch
print(fetch(sys.argv[1], pathlib.Path(sys.argv[2]), Reach(hosts=frozenset({sys.argv[3]}))))
"""


def test_a_kill_in_the_middle_loses_nothing_of_what_had_come(host: Library, part: Path) -> None:
    host.slow = 0.005
    command = [sys.executable, "-c", FETCHES, f"{host.url}/a", str(part), host.host]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE) as process:
        until = time.monotonic() + 20
        while not (part.exists() and part.stat().st_size > 20_000) and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    had = part.stat().st_size
    assert 20_000 < had < len(WHOLE)
    host.slow = 0
    told = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout
    assert told.strip() == SHA256
    assert spans(host)[-1] == f"bytes={had}-"
