"""The threads on which all models work: one for each core, and one that is free for what is urgent.

A batch takes a second, so an urgent sentence does not wait for one to end: it runs beside them and shares the cores.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.translation.model import Batch, Spread


class Lanes:
    """`threads` batches at once, whoever asks and for whatever model; urgent ones apart."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._usual = ThreadPoolExecutor(threads, thread_name_prefix="translation")
        self._urgent = ThreadPoolExecutor(1, thread_name_prefix="urgent-translation")

    @property
    def for_each_model(self) -> int:
        """Threads a model must have so that no lane waits for it."""
        return self.threads + 1

    def open(self, *, urgent: bool) -> tuple[int, Spread]:
        """How many batches go at once, and what has them done."""
        pool = self._urgent if urgent else self._usual

        def spread(run: Callable[[Batch], None], batches: Sequence[Batch]) -> None:
            for future in [pool.submit(run, batch) for batch in batches]:
                future.result()

        return 1 if urgent else self.threads, spread

    def close(self) -> None:
        """Batches that run are finished, others dropped."""
        for pool in (self._usual, self._urgent):
            pool.shutdown(wait=True, cancel_futures=True)
