"""How many events each channel brings in a minute. What is over the limit is kept and applied later, never refused."""

from storage.times import MINUTE_MS


class Crowd:
    """A count for each channel and minute, in this process's memory: a limit on work, not on any person."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._minutes: dict[str, tuple[int, int]] = {}

    def over(self, channel: str, at: int) -> bool:
        """Count one event at `at` (ms); True when it is one too many for this minute."""
        minute = at // MINUTE_MS
        began, count = self._minutes.get(channel, (minute, 0))
        count = 1 if began != minute else count + 1
        self._minutes[channel] = (minute, count)
        return count > self._limit
