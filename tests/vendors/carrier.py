"""Carries a vendor's call to our door, again and again as the vendor does, until it is answered with 2xx."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.vendors.webhooks import Webhook

HURRY = 0.05  # the vendors' back-off is shortened: their seconds are our twentieths


@dataclass
class Carrier:
    """What was delivered how often, over a pool of connections as a vendor has."""

    host: str
    port: int
    timeout: float = 15.0
    tries: int = 400
    acknowledged: list[str] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    attempts: int = 0
    _idle: list[http.client.HTTPConnection] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, call: Webhook) -> int:
        """The status of one delivery, or 0 when no answer came."""
        with self._lock:
            self.attempts += 1
        connection = self._connection()
        try:
            connection.request("POST", call.path, call.body, dict(call.headers))
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return 0
        with self._lock:
            self._idle.append(connection)
        return answer.status

    def deliver(self, call: Webhook, again: Callable[[Webhook], Webhook] = lambda call: call) -> int:
        """Deliver until acknowledged. 4xx is final: a vendor gives up on it and so does this."""
        wait = HURRY
        for _ in range(self.tries):
            status = self.once(call)
            if 200 <= status < 300:
                with self._lock:
                    self.acknowledged.extend(call.events)
                return status
            if 400 <= status < 500 and status != 429:
                break
            time.sleep(wait)
            wait, call = min(wait * 2, 1.0), again(call)
        with self._lock:
            self.refused.append((",".join(call.events), status))
        return status

    def close(self) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def _connection(self) -> http.client.HTTPConnection:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
