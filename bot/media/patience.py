"""When to ask a vendor again, and when to stop asking. Pure: the chance is an argument."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from channels.base import ConfigError, Retryable, SendError

OPERATOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits double from `first` to `longest`, spread so that a burst does not come back as one. `chance` is in [0, 1).

    `stubborn`: whatever the vendor says may change, until `give_up` has passed.
    """

    chance: Callable[[], float]
    first: timedelta
    longest: timedelta
    give_up: timedelta
    stubborn: bool = False

    def again(self, error: SendError, *, tries: int, age: timedelta) -> timedelta | None:
        """How long to wait after the `tries`-th try failed, or None to stop."""
        if age >= self.give_up or not (self.stubborn or isinstance(error, Retryable | ConfigError)):
            return None
        wait = min(self.longest, self.first * float(2 ** min(tries - 1, 16))) * (0.5 + self.chance())
        if isinstance(error, ConfigError):
            return max(wait, OPERATOR)
        after = error.after if isinstance(error, Retryable) else None
        return max(wait, after) if after else wait
