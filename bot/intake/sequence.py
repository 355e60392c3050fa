"""In which order she sent, as far as the vendor tells it: webhooks overtake each other, and a refused one comes later.

Vendors' times are compared with each other and never with our clock. Twilio tells no order: there it is as they came.
"""

from channels.base import Event
from storage.times import HOUR_MS, milliseconds

PER_MS = 1_000_000


def order_of(event: Event, *, at: int) -> int:
    """Ascends with what she sends; 0 where nothing is known. A time far ahead of `at` (ms) is no time at all."""
    if event.kind not in ("message", "action") or event.occurred_at is None:
        return 0
    sent = milliseconds(event.occurred_at)
    return sent * PER_MS + event.nth % PER_MS if 0 < sent < at + HOUR_MS else 0


def overtaken(order: int, newest: int) -> bool:
    """She sent it before something that was answered already: it answers no question that was asked since."""
    return 0 < order < newest
