"""After a failed send: try again, when, or stop. Pure: the clock and the chance are arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.delivery import fates
from bot.delivery.reach import Stop
from channels.base import (
    Blocked,
    ConfigError,
    OptedOut,
    QuotaExhausted,
    Retryable,
    SendError,
)
from storage.outbox import Parcel

OPERATOR = timedelta(minutes=5)
NO_CHAT = "400"
"""Telegram's and LINE's word for an address that is nobody's."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`what` is retry, stop (the worker is out of reach; `stop` says why) or dead. `after` is the vendor's own wait."""

    what: str
    code: str = ""
    unsure: bool = False
    after: timedelta | None = None
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long to wait before each further try. `chance` gives a number in [0, 1)."""

    chance: Callable[[], float]
    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=15)
    give_up: timedelta = timedelta(hours=72)

    def verdict(self, error: SendError, age: timedelta) -> Verdict:
        """What to do after `error` with a message that has waited for `age`."""
        code = f"{type(error).__name__}:{error.code}"[:32]
        if isinstance(error, Retryable):
            if age >= self.give_up:
                return Verdict("dead", code)
            return Verdict("retry", code, unsure=error.fate_unknown, after=error.after)
        if isinstance(error, ConfigError):
            return Verdict("retry", code, after=OPERATOR) if age < self.give_up else Verdict("dead", code)
        if isinstance(error, Blocked):
            nobody = error.code in fates.NO_PHONE or error.code == NO_CHAT
            return Verdict("stop", code, stop=Stop.UNREACHABLE if nobody else Stop.BLOCKED)
        if isinstance(error, OptedOut):
            return Verdict("stop", code, stop=Stop.OPTED_OUT)
        if isinstance(error, QuotaExhausted):
            return Verdict("stop", code, stop=Stop.QUOTA)
        return Verdict("dead", code)

    def wait(self, parcel: Parcel, verdict: Verdict) -> timedelta:
        """The vendor's own wait, never less; else doubling, spread so that a burst does not come back as one."""
        step = min(self.longest, self.first * float(2 ** min(parcel.tries - 1, 16)))
        spread = step * (0.5 + self.chance())
        return max(spread, verdict.after) if verdict.after is not None else spread
