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
    """What was delivered how often. One connection a thread, as a vendor's pool has."""

    host: str
    port: int
    timeout: float = 15.0
    tries: int = 400
    acknowledged: list[str] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    attempts: int = 0
    _local: threading.local = field(default_factory=threading.local)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, call: Webhook) -> int:
        """The status of one delivery, or 0 when no answer came."""
        with self._lock:
            self.attempts += 1
        try:
            return self._request(call)
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return 0

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

    def _request(self, call: Webhook) -> int:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
            self._local.connection = connection
        connection.request("POST", call.path, call.body, dict(call.headers))
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def _hang_up(self) -> None:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
        self._local.connection = None
