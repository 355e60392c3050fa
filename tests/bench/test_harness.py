"""The harness itself, on something that answers at once. What it measures is run by hand: `python -m tests.bench`."""

from pathlib import Path

import pytest

from bot.conversation import script
from channels.base import InboundRequest
from channels.twilio import check_signature
from tests.bench import syncs
from tests.bench.__main__ import main
from tests.bench.dialogue import Workers, words
from tests.bench.figures import Goal, Report, Series, Stretch, stretch
from tests.bench.load import interleaved, send, whole
from tests.bench.over_http import loaded
from tests.bench.subject import Subject
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import PUBLIC_URL


@pytest.fixture
def workers() -> Workers:
    return Workers(words(script.build()))


class TestDialogue:
    def test_ends_with_a_report_that_is_sent(self) -> None:
        typed = words(script.build())
        assert typed[0] == "HI"
        assert 8 <= len(typed) <= 20

    def test_every_call_is_signed_and_of_a_new_worker(self, workers: Workers) -> None:
        calls = [request for dialogue in workers.by_sms(2) for request in dialogue]
        bodies = []
        for call in calls:
            head, _, body = call.partition(b"\r\n\r\n")
            lines = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
            headers = {name.lower(): value for name, value in lines.items()}
            request = InboundRequest("POST", PUBLIC_URL + "/webhooks/twilio/sms", headers, body)
            check_signature(request, [Twilio().auth_token.encode()])
            assert int(headers["content-length"]) == len(body)
            bodies.append(body)
        assert len({body.split(b"&From=")[1].split(b"&")[0] for body in bodies}) == 2
        assert len(set(bodies)) == len(bodies)

    def test_an_update_proposes_no_language(self, workers: Workers) -> None:
        assert b"language_code" not in b"".join(workers.by_telegram(1)[0])


class TestLoad:
    def test_goes_through_dialogues_side_by_side_in_their_order(self) -> None:
        dialogues = [[b"a1", b"a2"], [b"b1"], [b"c1", b"c2"]]
        assert list(interleaved(iter(dialogues), 2)) == [b"a1", b"b1", b"a2", b"c1", b"c2"]

    @pytest.mark.parametrize(
        ("answer", "ended"),
        [
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", True),
            (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", True),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", False),
            (b"HTTP/1.1 200 OK\r\nContent-Le", False),
        ],
    )
    def test_waits_for_the_whole_answer(self, answer: bytes, ended: bool) -> None:
        assert whole(answer) is ended

    def test_counts_what_a_real_server_answers(self, workers: Workers, tmp_path: Path) -> None:
        dialogues = workers.by_sms(8)
        with Subject("tests.bench.subjects.bare_endpoint", log=tmp_path / "log") as bare:
            measured = loaded(bare, dialogues * 20, 4, 5.0)
            again = send(int(bare.ready["port"]), dialogues, 4, all_of_them=True)
        assert measured.refused == 0
        assert again.answered == again.turns == sum(map(len, dialogues))
        assert 0 < measured.p50 <= measured.p99
        assert measured.rate > 0

    def test_a_subject_that_cannot_start_says_why(self, tmp_path: Path) -> None:
        with pytest.raises(RuntimeError, match="IndexError"):
            Subject("tests.bench.subjects.raw_commits", log=tmp_path / "log")

    def test_raw_commits_are_counted(self, tmp_path: Path) -> None:
        with Subject("tests.bench.subjects.raw_commits", str(tmp_path), log=tmp_path / "log") as raw:
            assert raw.run(seconds=0.05).turns > 0


class TestFigures:
    def test_percentiles_and_cpu_are_per_turn(self) -> None:
        found = stretch([0.001] * 98 + [0.005] * 2, 0.5, cpu=0.02)
        assert (found.turns, found.p50, found.p99, round(found.cpu_us)) == (100, 1.0, 5.0, 200)
        assert found.rate == 200
        assert found.spread == 5

    def test_a_ratio_is_taken_within_each_round(self) -> None:
        ours = Series("ours", [Stretch(100, 1, 1, 1), Stretch(10, 1, 1, 1), Stretch(90, 1, 1, 1)])
        other = Series("other", [Stretch(200, 1, 1, 1), Stretch(20, 1, 1, 1), Stretch(60, 1, 1, 1)])
        assert ours.over(other) == 0.5

    @pytest.mark.parametrize(("value", "most", "met"), [(1.0, True, True), (1.1, True, False), (0.9, False, False)])
    def test_a_goal_is_met_or_missed(self, value: float, most: bool, met: bool) -> None:
        assert Goal("x", value, 1.0, most=most).met is met

    def test_a_report_shows_goals_and_doubts_in_both_forms(self) -> None:
        report = Report(
            {"kernel": "6"}, ["no strace"], [Series("s", [Stretch(1, 1, 1, 1)])], {"f": 1}, [Goal("g", 0, 1)]
        )
        assert "MISSED" in report.as_text()
        assert "no strace" in report.as_text()
        assert report.as_json()["goals"][0]["met"] is False
        assert report.as_json()["series"]["s"][0]["rate"] == 1


def test_fsyncs_are_counted_once_even_if_their_end_is_traced_apart(tmp_path: Path) -> None:
    traced = tmp_path / "strace"
    traced.write_text(
        "11 1700000000.100000 fdatasync(5) = 0\n"
        "12 1700000000.200000 fsync(6 <unfinished ...>\n"
        "11 1700000000.300000 <... fsync resumed>) = 0\n"
        "11 1700000000.400000 +++ exited with 0 +++\n"
    )
    assert syncs.moments(traced) == [1700000000.1, 1700000000.2]


def test_an_unknown_section_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["turns", "--only", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err
