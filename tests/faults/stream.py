"""Senders that never wait for a reply: many people's messages at once, each with a token of its own."""

import threading
from dataclasses import dataclass, field

from tests.acceptance.house import Street
from tests.acceptance.workers import worker
from tests.vendors.carrier import Carrier


@dataclass
class Stream:
    """`people` senders in threads. What was answered 2xx is in `acknowledged`, token by token."""

    street: Street
    carrier: Carrier
    people: int = 8
    channel: str = "sms"
    first: int = 1
    acknowledged: set[str] = field(default_factory=set)
    attempted: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> "Stream":
        self._threads = [threading.Thread(target=self._talk, args=(n,), daemon=True) for n in range(self.people)]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def known(self) -> set[str]:
        with self._lock:
            return set(self.acknowledged)

    def __enter__(self) -> "Stream":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _talk(self, number: int) -> None:
        """One after the other, as one phone does. A message refused for now is not sent again: it never counted."""
        person = worker(self.channel, self.street, self.carrier, self.first + number)
        for count in range(1_000_000):
            if self._stop.is_set():
                return
            token = f"token-{self.first + number:04d}-{count:06d}"
            call = self.street.from_twilio.text(person.address, f"They keep it, {token}.")
            with self._lock:
                self.attempted += 1
            status = self.carrier.once(call)
            if 200 <= status < 300:
                with self._lock:
                    self.acknowledged.add(token)
            elif self._stop.wait(0.02):
                return
