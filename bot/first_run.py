"""The one-time link that lets the first person into a new desk. Nothing of it is stored anywhere.

It is a MAC over the time it ends and the number of members there were: the first who uses it makes a member, and with
that it is used up. It opens nothing on a desk where anybody has joined.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from storage.engine import Unit
from storage.keyring import Keyring, Purpose
from storage.members import Members
from storage.times import milliseconds

LASTS = timedelta(minutes=30)
PATH = "/setup"
SHOWN = """\
Nobody works at this desk yet. Set it up within {minutes} minutes, in a browser (this link works once):
  {link}
"""


def token(keyring: Keyring, *, members: int, now: datetime) -> str:
    ends = milliseconds(now + LASTS)
    return f"{ends:x}-{members:x}-{_macs(keyring, ends, members)[0]}"


def link(public_url: str, token: str) -> str:
    return f"{public_url.rstrip('/')}{PATH}/link/{token}"


def opens(keyring: Keyring, token: str, *, members: int, now: datetime) -> bool:
    """Whether this link works now, on a desk with so many members."""
    ends, counted = _numbers(token)
    if counted != members or ends <= milliseconds(now):
        return False
    mac = token.rpartition("-")[2]
    return any(
        hmac.compare_digest(one.encode(), mac.encode("utf-8", "replace")) for one in _macs(keyring, ends, members)
    )


def _numbers(token: str) -> tuple[int, int]:
    ends, _, rest = token.partition("-")
    counted = rest.partition("-")[0]
    try:
        return int(ends[:16], 16), int(counted[:8], 16)
    except ValueError:
        return 0, 0


def _macs(keyring: Keyring, ends: int, members: int) -> list[str]:
    return [mac.hex() for _, mac in keyring.digests(Purpose.SESSION, "first run", str(ends), str(members))]


def joined(unit: Unit) -> bool:
    """Whether anybody has a password: then the desk has somebody to ask."""
    return any(member.password for member in Members(unit.cases).all())


def fresh_link(unit: Unit, keyring: Keyring, public_url: str, *, now: datetime) -> str:
    """For the console of whoever runs the desk; empty where somebody has joined."""
    if joined(unit):
        return ""
    return link(public_url, token(keyring, members=Members(unit.cases).count(), now=now))


def told(link: str, write: Callable[[str], object]) -> None:
    write(SHOWN.format(minutes=int(LASTS.total_seconds() // 60), link=link))
