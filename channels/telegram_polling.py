"""Which update the next call may settle. What is settled is gone: a number that cannot be is not believed.

https://core.telegram.org/bots/api#getupdates: "an update is considered confirmed as soon as getUpdates is called with
an offset higher than its update_id"; numbers ascend one by one, and after a week without updates begin anywhere.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

QUIET = timedelta(days=6)
"""After so long without an update any number may come next."""
HIGHEST = 2**31 - 1  # the vendor's server keeps them in 32 bits
FARTHEST = 1_000_000
"""What may have been dropped unread between two updates, many times over."""


def settled(updates: Iterable[Mapping[str, Any]], after: int | None, *, anywhere: bool) -> int | None:
    """The last number that can be believed, or `after`. `anywhere`: the first need not follow `after`."""
    last = None if anywhere else after
    for update in updates:
        number = update.get("update_id")
        if type(number) is int and 0 < number <= HIGHEST and (last is None or last < number <= last + FARTHEST):
            last = number
    return after if last is None else last
