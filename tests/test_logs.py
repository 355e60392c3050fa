"""Logs hold what happened and where, and nothing a worker said or can be reached by."""

import asyncio
import gc
import io
import json
import logging
import sys
import threading

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot import logs

SAID = "my boss keeps my passport"


@pytest.fixture
def out(logging_kept: None) -> io.StringIO:
    stream = io.StringIO()
    logs.configure("info", "json", stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_with_time_level_and_values(out: io.StringIO) -> None:
    structlog.get_logger("bot.webhooks").info("turn", channel="line", seconds=0.25, parts=3)
    (line,) = lines(out)
    assert line.pop("at")
    assert line == {
        "event": "turn", "level": "info", "logger": "bot.webhooks", "channel": "line", "seconds": 0.25, "parts": 3,
    }  # fmt: skip


def test_plain_lines_say_the_same(out: io.StringIO) -> None:
    logs.configure("info", "plain", out)
    structlog.get_logger("bot.webhooks").warning("turn", channel="line")
    assert out.getvalue().split(" ", 1)[1].split() == ["warning", "turn", "channel=line", "logger=bot.webhooks"]


class TestExceptions:
    def test_are_told_by_type_and_place_only(self, out: io.StringIO) -> None:
        try:
            try:
                int(SAID)
            except ValueError as error:
                raise KeyError(SAID) from error
        except KeyError:
            structlog.get_logger("bot.x").exception("failed")
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
        ours, theirs = lines(out)
        assert SAID not in out.getvalue()
        for line in (ours, theirs):
            assert str(line["error"]).startswith("KeyError at tests/test_logs.py:")
            assert " from ValueError at tests/test_logs.py:" in str(line["error"])

    def test_given_as_a_value_are_told_the_same_way(self, out: io.StringIO) -> None:
        structlog.get_logger("bot.x").warning("failed", why=ValueError(SAID))
        assert lines(out)[0]["why"] == "ValueError"

    def test_that_cause_each_other_end(self) -> None:
        one, other = ValueError(), KeyError()
        one.__cause__, other.__cause__ = other, one
        assert logs.place_of(one) == "ValueError from KeyError"

    def test_that_nobody_caught_in_a_task_a_thread_or_a_finaliser_say_nothing_more(self, out: io.StringIO) -> None:
        async def fail() -> None:
            raise ValueError(SAID)

        async def leave_it() -> None:
            task = asyncio.create_task(fail())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            del task

        class Last:
            def __del__(self) -> None:
                raise ValueError(SAID)

        asyncio.run(leave_it())
        thread = threading.Thread(target=int, args=(SAID,))
        thread.start()
        thread.join()
        Last()
        gc.collect()
        assert SAID not in out.getvalue()
        assert [line["level"] for line in lines(out)] == ["error", "critical", "error"]

    def test_that_end_the_process_say_nothing_more(self, out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
        try:
            int(SAID)
        except ValueError as error:
            sys.excepthook(ValueError, error, error.__traceback__)
        assert "ValueError at tests/test_logs.py" in str(lines(out)[0]["error"])
        assert SAID not in out.getvalue() + "".join(capsys.readouterr())


class TestLibraries:
    def test_keep_their_values_to_themselves(self, out: io.StringIO) -> None:
        logging.getLogger("some.library").warning("could not send %r", SAID)
        logging.getLogger("other").error("failed\n%s", SAID)
        assert [line["event"] for line in lines(out)] == ["could not send %r", "failed"]

    @pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "telegram.ext", "twilio.http_client", "linebot"])
    def test_that_log_what_they_call_are_quiet(self, out: io.StringIO, name: str) -> None:
        logging.getLogger(name).info("POST https://api.telegram.org/bot1:secret/sendMessage")
        assert out.getvalue() == ""

    def test_that_log_the_text_they_translate_are_quiet(self, out: io.StringIO) -> None:
        logging.getLogger("argostranslate.utils").warning(SAID)
        logging.getLogger("uvicorn.access").error('"POST /webhooks/line"')
        logging.getLogger("py.warnings").warning(SAID)
        assert out.getvalue() == ""

    def test_a_log_call_that_fails_prints_nothing(self, out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
        logging.getLogger("bot.x").warning("%d", SAID)
        assert SAID not in out.getvalue() + "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("to +819012345678 now", "to [number] now"),
        ("to +81 90-1234-5678", "to [number]"),
        ("(090) 1234 5678", "([number]"),
        ("၀၉၁၂၃၄၅၆၇၈၉ and ०९८१२३४५६७", "[number] and [number]"),
        ("chat 1234567", "chat 1234567"),
        ("chat 12345678", "chat [number]"),
        ("from U0123456789abcdef0123456789abcdef", "from [id]"),
        ("SM0123456789abcdef0123456789abcdef", "[id]"),
        ("case a123456789bcdef01234567890abcdef", "case a123456789bcdef01234567890abcdef"),
        ("01234567890123456789012345678901", "[number]"),
        ("sita.rai@mail.example.com wrote", "[mail] wrote"),
        ("in 0.25 s, 45000 yen", "in 0.25 s, 45000 yen"),
    ],
)
def test_numbers_and_handles_are_dropped_and_our_own_ids_kept(text: str, kept: str) -> None:
    assert logs.scrub(text) == kept


@given(st.text(max_size=20), st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True), st.text(max_size=20))
def test_no_number_survives_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    assert number not in logs.scrub(before + number + after)


def test_values_are_searched_too(out: io.StringIO) -> None:
    structlog.get_logger("bot.x").info("e", a="+819012345678", b=["+819012345678"], c=819012345678, d=object(), e=True)
    line = lines(out)[0]
    assert (line["a"], line["b"], line["c"], line["d"], line["e"]) == (
        "[number]", ["[number]"], "[number]", "[object]", True,
    )  # fmt: skip
