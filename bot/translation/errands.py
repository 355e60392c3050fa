"""Long work on packages beside a server that goes on answering: one at a time, in a thread that may die at any instant.

What it does is safe to kill, so nobody waits for it when the server stops; a download goes on where it broke off.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.translation.archive import Progress
from bot.translation.faults import PackageRefused
from bot.translation.pins import BadPins

Work = Callable[[Progress], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """`done` and `of` in bytes, `of` 0 where not known. `fault`: why it came to nothing, with what it was `about`."""

    what: str
    code: str
    done: int = 0
    of: int = 0
    running: bool = True
    fault: str = ""
    about: str = ""


class Errands:
    """The last one is remembered until the next begins. Safe to use from several threads."""

    BAD_PINS = "bad_pins"
    DEFECT = "defect"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Errand | None = None
        self._thread: threading.Thread | None = None

    @property
    def last(self) -> Errand | None:
        return self._last

    def begin(self, what: str, code: str, work: Work) -> bool:
        """False where another is running."""
        with self._lock:
            if self._last is not None and self._last.running:
                return False
            self._last = Errand(what, code)
            self._thread = threading.Thread(target=self._run, args=(work,), name="packages", daemon=True)
            self._thread.start()
            return True

    def wait(self, seconds: float) -> None:
        """Until the last one is done, for tests and for who has nothing else to do."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, work: Work) -> None:
        fault = about = ""
        try:
            work(self._progress)
        except PackageRefused as refused:
            fault, about = refused.fault.value, refused.about
        except BadPins as wrong:
            fault, about = self.BAD_PINS, str(wrong)
        except Exception as error:
            log.error("an errand for packages failed", exc_info=error)
            fault = self.DEFECT
        self._change(running=False, fault=fault, about=about)

    def _progress(self, done: int, of: int) -> None:
        self._change(done=done, of=of)

    def _change(self, **changes: object) -> None:
        if self._last is not None:
            self._last = replace(self._last, **changes)  # type: ignore[arg-type]
