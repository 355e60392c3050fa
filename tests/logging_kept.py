"""A test that sets up logging must leave it as it found it."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture
def logging_kept() -> Iterator[None]:
    root = logging.root
    handlers, level, loud = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    levels = {name: logging.getLogger(name).level for name in (*logs.OURS, *logs.QUIET, "uvicorn")}
    yield
    root.handlers[:], logging.raiseExceptions = handlers, loud
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)
    structlog.reset_defaults()
