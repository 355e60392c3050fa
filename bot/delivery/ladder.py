"""After a failed send: try again, when, or stop. Pure: the clock and the chance are arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from channels.base import (
    Blocked,
    ConfigError,
    OptedOut,
    Retryable,
    SendError,
    WindowClosed,
)
from storage.outbox import Parcel

OPERATOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`what` is retry, stop (the worker is out of reach; `stop` says why) or dead. `after` is the vendor's own wait."""

    what: str
    code: str = ""
    unsure: bool = False
    after: timedelta | None = None
    stop: str = ""


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
            return Verdict("stop", code, stop="blocked")
        if isinstance(error, OptedOut):
            return Verdict("stop", code, stop="opted_out")
        if isinstance(error, WindowClosed):
            return Verdict("stop", code)
        return Verdict("dead", code)

    def wait(self, parcel: Parcel, verdict: Verdict) -> timedelta:
        """The vendor's own wait, never less; else doubling, spread so that a burst does not come back as one."""
        step = min(self.longest, self.first * float(2 ** min(parcel.tries - 1, 16)))
        spread = step * (0.5 + self.chance())
        return max(spread, verdict.after) if verdict.after is not None else spread
