"""How long a sign-in has to wait after wrong passwords. It grows and ends; nobody is ever locked out.

A try counts before its password is checked, so that many at once are not cheaper than one after the other.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta

from storage.engine import Unit
from storage.members import Member, Members

FREE_TRIES = 3
LONGEST = timedelta(seconds=60)
STRANGERS = 2000


def delay(failures: int) -> timedelta:
    """0 for the first three wrong tries, then 2, 4, 8 ... 60 seconds."""
    beyond = failures - FREE_TRIES
    return timedelta(0) if beyond <= 0 else min(timedelta(seconds=2 ** min(beyond, 10)), LONGEST)


@dataclass(slots=True)
class Throttle:
    """Waits of members are in the database; those of logins that nobody has are here, so that both look alike."""

    strangers: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)

    def counted(self, unit: Unit, login: str, *, at: int) -> tuple[Member | None, int]:
        """The member with this login, if any, and how many milliseconds to wait. 0: the try is counted as wrong."""
        member = Members(unit.cases).by_login(login)
        failures, until = (member.failures, member.wait_until) if member else self.strangers.get(login, (0, 0))
        if at < until:
            return member, until - at
        failures += 1
        until = at + delay(failures) // timedelta(milliseconds=1)
        if member:
            Members(unit.cases).set_failures(member.id, failures, wait_until=until)
        else:
            self._remember(login, failures, until)
        return member, 0

    def _remember(self, login: str, failures: int, until: int) -> None:
        self.strangers[login] = (failures, until)
        self.strangers.move_to_end(login)
        if len(self.strangers) > STRANGERS:
            self.strangers.popitem(last=False)
