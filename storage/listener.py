"""Hears what other processes notified through PostgreSQL. A hint: the rows are the truth, and a tick looks anyway."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

import psycopg

from storage.postgres import CHANNEL, CONNECT_SECONDS, libpq

Wake = tuple[asyncio.AbstractEventLoop, Callable[[], None]]

LOOK_SECONDS = 0.5  # how soon `close` is seen
AGAIN_SECONDS = 2.0


class Listener:
    """One thread with a connection of its own, started with the first who listens."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wakes: dict[str, list[Wake]] = {}
        self._closed = Event()
        self._lock = Lock()
        self._thread: Thread | None = None

    def listen(self, topic: str, loop: asyncio.AbstractEventLoop, wake: Callable[[], None]) -> None:
        with self._lock:
            self._wakes.setdefault(topic, []).append((loop, wake))
            if self._thread is None:
                self._thread = Thread(target=self._serve, name="storage-listener", daemon=True)
                self._thread.start()

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                self._hear()
            except psycopg.Error:
                self._closed.wait(AGAIN_SECONDS)

    def _hear(self) -> None:
        with psycopg.connect(libpq(self._url), autocommit=True, connect_timeout=CONNECT_SECONDS) as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            for topic in list(self._wakes):  # what was said while nobody listened
                self._wake(topic)
            while not self._closed.is_set():
                for heard in connection.notifies(timeout=LOOK_SECONDS):
                    self._wake(heard.payload)
                    if self._closed.is_set():
                        return

    def _wake(self, topic: str) -> None:
        for loop, wake in self._wakes.get(topic, ()):
            with suppress(RuntimeError):  # that loop is closed
                loop.call_soon_threadsafe(wake)
