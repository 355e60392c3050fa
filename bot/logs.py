"""Logging: one line per event, JSON or plain, on standard error. Never a worker's words, number or address.

Three walls: an exception is told by its type and place, never its text; libraries speak from WARNING up and without the
values they put into their messages; whatever is left loses phone numbers, handles and long runs of digits.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict

OURS = ("bot", "channels", "storage")
# httpx logs request addresses at INFO, with Telegram's token in them; Argos logs the text it translates; WeasyPrint
# names letters for which it finds no font, and fontTools glyphs: a worker's letters.
QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.WARNING,
    "twilio": logging.WARNING,
    "linebot": logging.WARNING,
    "apscheduler": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "argostranslate": logging.ERROR,
    "weasyprint": logging.CRITICAL,
    "fontTools": logging.CRITICAL,
    "py.warnings": logging.ERROR,
    "uvicorn.access": logging.CRITICAL,  # callers' addresses
}
_FRAMES = 4
_ROOT = Path(__file__).parent.parent

# A number to dial, however it is spaced and in any script's digits; eight digits or more.
_NUMBER = re.compile(r"\+?\d(?:[ \-.()/]{0,2}\d){7,}")
# Vendors' ids of people and accounts: LINE's U + 32 hex, Twilio's AC/SM + 32 hex.
_VENDOR_ID = re.compile(r"\b(?:U|C|R|[A-Z]{2})[0-9a-f]{32}\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OUR_ID = re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{32}\b")


def configure(
    level: str = "info", format: Literal["json", "plain"] | str = "json", stream: TextIO | None = None
) -> None:
    """Set up both structlog and the standard library's logging. Safe to call again."""
    inner = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, _tell_exception, _scrub_event]
    structlog.configure(
        processors=[*inner, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_forget_values, *inner],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False) if format == "json" else _plain,
            ],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in (*OURS, "uvicorn"):
        logging.getLogger(name).setLevel(level.upper())
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a failing log call would print the values it was given
    _catch_the_uncaught()


def place_of(error: BaseException) -> str:
    """`KeyError at bot/intake/turn.py:41 in load`, with what caused it; nothing of what was said."""
    told, seen = [], set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-_FRAMES:]
        places = " < ".join(f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in reversed(frames))
        told.append(f"{type(current).__qualname__} at {places}" if places else type(current).__qualname__)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return " from ".join(told)


def scrub(text: str) -> str:
    """`text` without numbers to dial, vendors' ids and mail addresses. Our own random ids stay readable."""
    kept = _OUR_ID.findall(text)
    parts = _OUR_ID.split(text)
    cleaned = [_NUMBER.sub("[number]", _MAIL.sub("[mail]", _VENDOR_ID.sub("[id]", part))) for part in parts]
    return "".join(part + (kept[place] if place < len(kept) else "") for place, part in enumerate(cleaned))


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_ROOT):
        return str(path.relative_to(_ROOT)).rpartition("site-packages/")[2]
    return "/".join(path.parts[-2:])


def _tell_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    event.pop("exception", None)
    event.pop("stack_info", None)
    if isinstance(error, BaseException):
        event["error"] = place_of(error)
    return event


def _forget_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """What a library says, not what it says it about: only the unfilled template's first line is kept."""
    record: logging.LogRecord = event["_record"]
    if record.name.partition(".")[0] not in OURS:
        event["event"] = str(record.msg).partition("\n")[0]
    return event


def _scrub_event(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {
        name: value if name in ("_record", "_from_structlog") else _scrubbed(value) for name, value in event.items()
    }


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, BaseException):
        return place_of(value)
    if isinstance(value, bool | float | None):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10_000_000 else "[number]"
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_scrubbed(part) for part in value]
    return scrub(str(value)) if isinstance(value, Path) else f"[{type(value).__name__}]"


def _plain(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    at, level, what = event.pop("at"), event.pop("level", ""), event.pop("event", "")
    rest = " ".join(f"{name}={value}" for name, value in sorted(event.items()))
    return f"{at} {level:<8} {what} {rest}".rstrip()


def _catch_the_uncaught() -> None:
    """Python prints an uncaught exception with its text, and asyncio's warnings hold it too."""
    log = logging.getLogger("bot.uncaught")

    def main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("uncaught", exc_info=error.with_traceback(trace))

    def in_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            log.critical("uncaught in a thread", exc_info=caught.exc_value)

    def unraisable(caught: "sys.UnraisableHookArgs") -> None:
        if caught.exc_value is not None:
            log.error("uncaught where nothing can be raised", exc_info=caught.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = main, in_thread, unraisable
