"""How fast each channel may be written to: a bucket for each account, shared by all processes, and one for each chat.

The account's bucket lies in the database (`storage.pace`) and is drawn on in the transaction that claims rows, so that
any number of workers together stay below the vendor's limit. What this process sends at once, without a claim, is a
debt that its next claim pays. Chats are counted here only: the rows of one worker are sent one after the other anyway.
A refusal for haste stops the whole channel, for everyone, as long as the vendor says. Reads no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from storage.engine import Unit
from storage.outbox import NOTICE
from storage.pace import Paces, Spent

SECOND = 1_000_000
MOST_CHATS = 20_000
LONGEST_STRIKE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` may go at once; answers may overdraw by `reserve`. In any second at most all three together.

    `per_chat` messages a second to one person, `chat_burst` at once; 0: the vendor names no limit.
    """

    per_second: float
    burst: int = 2
    reserve: int = 3
    per_chat: float = 0.0
    chat_burst: int = 3

    @property
    def interval(self) -> int:
        """Microseconds."""
        return max(1, int(SECOND / self.per_second))

    def slot(self, spent_until: int, now: int, rank: int) -> int:
        """When one more message may go; `now` or earlier: at once. Microseconds, like all times here."""
        level = max(spent_until, now - self.burst * self.interval) + self.interval
        return level if rank >= NOTICE else level - self.reserve * self.interval

    def spend(self, spent_until: int, now: int, count: int = 1) -> int:
        return max(spent_until, now - self.burst * self.interval) + count * self.interval


def below(per_second: float, *, per_chat: float = 0.0) -> Rate:
    """A rate that stays within `per_second` in every second, however it is cut: a sixth of it is left for bursts.

    One that is so slow that nothing can be spared has one message at a time, answers first.
    """
    if per_second < 6:
        return Rate(per_second, burst=1, reserve=0, per_chat=per_chat)
    spare = max(2, int(per_second / 6))
    return Rate(per_second - spare, burst=spare // 2, reserve=spare - spare // 2, per_chat=per_chat)


class Allowance:
    """What one claim may take. Made anew for each try of its transaction; nothing is kept if that fails."""

    def __init__(self, rates: Mapping[str, Rate], debts: Mapping[str, tuple[int, int]], now: int) -> None:
        self._rates, self._debts, self._now = rates, debts, now
        self.levels: dict[str, Spent] = {}
        self.next_slot: int | None = None
        self._taken: set[str] = set()

    def takes(self, unit: Unit, channel: str, rank: int) -> bool:
        """Take one message's worth of `channel`, if there is one."""
        rate = self._rates.get(channel)
        if rate is None:
            return True
        if not self.levels:  # all at once and in one order: two workers never wait for each other
            for name in sorted(self._rates):
                spent = Paces(unit.cases).get(name)
                paid = rate_paid(self._rates[name], spent, self._debts.get(name))
                self.levels[name] = replace(spent, spent_until=paid)
        spent = self.levels[channel]
        slot = max(rate.slot(spent.spent_until, self._now, rank), spent.paused_until * 1000)
        if slot > self._now:
            self.next_slot = slot if self.next_slot is None else min(self.next_slot, slot)
            return False
        self.levels[channel] = replace(spent, spent_until=rate.spend(spent.spent_until, self._now))
        self._taken.add(channel)
        return True

    def save(self, unit: Unit) -> None:
        for channel, spent in self.levels.items():
            if channel in self._taken or self._debts.get(channel):
                Paces(unit.cases).spend(channel, spent.spent_until)


def rate_paid(rate: Rate, spent: Spent, debt: tuple[int, int] | None) -> int:
    """With what was sent without a claim, (how many, since when): what is long ago has been made good by time."""
    return spent.spent_until if debt is None else rate.spend(spent.spent_until, debt[1], debt[0])


class Pacer:
    """One for each process that sends."""

    def __init__(self, rates: Mapping[str, Rate]) -> None:
        self._rates = rates
        self._known: dict[str, Spent] = {}
        self._debts: dict[str, tuple[int, int]] = {}
        self._chats: dict[tuple[str, str], int] = {}
        self.next_slot: int | None = None

    def allowance(self, now: int) -> Allowance:
        return Allowance(self._rates, dict(self._debts), now)

    def claimed(self, allowance: Allowance) -> None:
        """A claim was committed: its debts are paid, and what others have used up is known."""
        self.next_slot = allowance.next_slot
        if allowance.levels:
            self._known.update(allowance.levels)
            self._debts.clear()

    def at_once(self, channel: str, rank: int, now: int) -> int:
        """When a message that was not claimed may go; it is debited where that is now."""
        rate = self._rates.get(channel)
        if rate is None:
            return now
        spent = self._known.get(channel, Spent())
        level = rate_paid(rate, spent, self._debts.get(channel))
        slot = max(rate.slot(level, now, rank), spent.paused_until * 1000)
        if slot <= now:
            self.debit(channel, now)
        return slot

    def debit(self, channel: str, now: int) -> None:
        """A further part of a message."""
        if channel in self._rates:
            count, since = self._debts.get(channel, (0, now))
            self._debts[channel] = (count + 1, since)

    def chat(self, channel: str, alias: str, now: int) -> int:
        """When the next message to this person may go; it is counted where that is now. Not while all must stop."""
        rate = self._rates.get(channel)
        if rate is None:
            return now
        if (stop := self._known.get(channel, Spent()).paused_until * 1000) > now:
            return stop
        if not rate.per_chat:
            return now
        interval = int(SECOND / rate.per_chat)
        level = max(self._chats.get((channel, alias), 0), now - rate.chat_burst * interval) + interval
        if level <= now:
            self._chats[(channel, alias)] = level
            self._prune(now)
        return level

    def _prune(self, now: int) -> None:
        if len(self._chats) > MOST_CHATS:
            self._chats = {chat: until for chat, until in self._chats.items() if until > now - 10 * SECOND}

    def pause(self, unit: Unit, channel: str, now: int, after: int | None) -> int:
        """The vendor said that we are too fast; `after` is its own wait. Until when (ms) nobody sends on `channel`.

        Without a wait: a second, then twice as long each time, until a minute has gone well.
        """
        if channel not in self._rates:
            return now // 1000
        spent = Paces(unit.cases).get(channel)
        strikes = spent.strikes + 1 if now - spent.paused_until * 1000 < LONGEST_STRIKE else 1
        wait = min(LONGEST_STRIKE, SECOND * 2 ** min(strikes - 1, 10)) if after is None else after
        until = max(spent.paused_until, (now + wait) // 1000 + 1)
        Paces(unit.cases).pause(channel, until, strikes)
        self._known[channel] = replace(spent, paused_until=until)
        return until


def named(rates: Mapping[str, Rate], channels: Iterable[str]) -> dict[str, Rate]:
    """The rates of the channels that this process sends on."""
    return {name: rates[name] for name in channels if name in rates}
