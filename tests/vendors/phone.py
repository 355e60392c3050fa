"""What a worker's phone shows: the bubbles a vendor delivered to one address, in order."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to press. `id` is what the vendor gives back to us; empty when the label itself is sent."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Bubble:
    text: str
    buttons: tuple[Button, ...] = ()
    message_id: str = ""
    at: float = 0.0


class Phones:
    """All phones of one vendor. Written by the vendor's thread, read by any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._bubbles: dict[str, list[Bubble]] = defaultdict(list)

    def show(self, address: str, *bubbles: Bubble) -> None:
        with self._changed:
            self._bubbles[address].extend(bubbles)
            self._changed.notify_all()

    def remove(self, address: str, message_id: str) -> None:
        with self._changed:
            self._bubbles[address] = [seen for seen in self._bubbles[address] if seen.message_id != message_id]

    def seen(self, address: str) -> list[Bubble]:
        with self._changed:
            return list(self._bubbles[address])

    def everyone(self) -> dict[str, list[Bubble]]:
        with self._changed:
            return {address: list(bubbles) for address, bubbles in self._bubbles.items()}

    def wait(self, address: str, until: Callable[[list[Bubble]], bool], seconds: float) -> list[Bubble]:
        """The bubbles of `address` as soon as `until` holds for them, or as they are when time is up."""
        end = time.monotonic() + seconds
        with self._changed:
            while not until(self._bubbles[address]):
                left = end - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            return list(self._bubbles[address])
