"""The threads on which all models work: one for each core, and one that is free for what is urgent.

A batch takes half a second, so an urgent sentence does not wait for one to end: it runs beside them, and while it does
no other batch is begun.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from bot.translation.model import Batch, Spread

LONGEST_COURTESY = 1.0  # seconds: urgent messages one after the other do not stop all others


class Lanes:
    """`threads` batches at once, whoever asks and for whatever model; urgent ones apart."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._usual = ThreadPoolExecutor(threads, thread_name_prefix="translation")
        self._urgent = ThreadPoolExecutor(1, thread_name_prefix="urgent-translation")
        self._quiet = threading.Event()
        self._quiet.set()

    @property
    def for_each_model(self) -> int:
        """Threads a model must have so that no lane waits for it."""
        return self.threads + 1

    def open(self, *, urgent: bool) -> tuple[int, Spread]:
        """How many batches go at once, and what has them done."""
        return (1, self._hurried) if urgent else (self.threads, self._in_turn)

    def close(self) -> None:
        """Batches that run are finished, others dropped."""
        for pool in (self._usual, self._urgent):
            pool.shutdown(wait=True, cancel_futures=True)

    def _hurried(self, run: Callable[[Batch], None], batches: Sequence[Batch]) -> None:
        self._quiet.clear()
        try:
            _all([self._urgent.submit(run, batch) for batch in batches])
        finally:
            self._quiet.set()

    def _in_turn(self, run: Callable[[Batch], None], batches: Sequence[Batch]) -> None:
        def patiently(batch: Batch) -> None:
            self._quiet.wait(LONGEST_COURTESY)
            run(batch)

        _all([self._usual.submit(patiently, batch) for batch in batches])


def _all(begun: Sequence[Future[None]]) -> None:
    """Wait for all of them, even where one fails: their model may not be let go before. Raises what one raised."""
    wait(begun)
    for future in begun:
        future.result()
