"""Unwrapped data keys, in memory only. A lost entry costs one unwrapping; nothing here reads a database."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from storage.crypto import DataKey


class OpenKeys:
    """Unwrapped data keys, shared by all units of a process. A destroyed one is never taken up again here; another
    process forgets it within `seconds`, so that erased is erased everywhere soon."""

    def __init__(self, clock: Callable[[], float], *, size: int = 4096, seconds: float = 60) -> None:
        self._clock, self._size, self._seconds = clock, size, seconds
        self._keys: OrderedDict[str, tuple[float, DataKey]] = OrderedDict()
        self._gone: set[str] = set()
        self._lock = Lock()

    def get(self, id: str) -> DataKey | None:
        with self._lock:
            until, key = self._keys.get(id, (0.0, None))
            if key is None or self._clock() >= until:
                return None
            self._keys.move_to_end(id)
            return key

    def keep(self, key: DataKey) -> None:
        with self._lock:
            if key.id in self._gone:  # a reader that began before the key was destroyed
                return
            self._keys[key.id] = (self._clock() + self._seconds, key)
            self._keys.move_to_end(key.id)
            if len(self._keys) > self._size:
                self._keys.popitem(last=False)

    def drop(self, id: str, *, gone: bool = False) -> None:
        with self._lock:
            self._keys.pop(id, None)
            if gone:
                self._gone.add(id)
