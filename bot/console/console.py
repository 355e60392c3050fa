"""What the pages are given: everything they may touch, as one frozen value. Built in `bot.app` and nowhere else."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.casework.deadlines import Timetable
from bot.casework.desk import Tell
from bot.casework.register.kept import KeptRegister
from bot.config import Desk, Sms
from bot.console.passwords import FULL, Cost
from bot.intake.own_wording import OwnWording
from bot.intake.scene import Intake
from bot.rehearsal import Rehearsal
from channels.base import ChannelAdapter, Event
from storage.engine import Store

Accept = Callable[[Sequence[Event]], Awaitable[None]]


def nowhere(source: str, target: str) -> bool:
    """No package is installed."""
    return False


@dataclass(frozen=True, slots=True)
class Console:
    """`ids` gives 128 random bits in hexadecimal, `tokens` 256 in URL-safe letters, `salt` 16 bytes.

    `push` is `notices.push` with its Intake, `woken` tells the sender to look, `accept` is `Receiver.accept`: what the
    simulated phone says goes the way of every channel. `leads` tells whether packages lead from one language into
    another. `rehearsal` moves the clock, and only a demo has one. `pace` is the least time in seconds that a wrong
    sign-in takes, so that a known and an unknown login look alike; `cost` is what a password takes.
    """

    store: Store
    intake: Intake
    now: Callable[[], datetime]
    ids: Callable[[], str]
    tokens: Callable[[], str]
    salt: Callable[[], bytes]
    push: Tell
    woken: Callable[[], None]
    own: OwnWording
    desk: Desk = field(default_factory=Desk)
    timetable: Timetable = field(default_factory=Timetable)
    public_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    adapters: Mapping[str, ChannelAdapter] = field(default_factory=dict)
    sms: Sms = field(default_factory=Sms)
    accept: Accept | None = None
    leads: Callable[[str, str], bool] = nowhere
    rehearsal: Rehearsal | None = None
    register: KeptRegister = field(default_factory=KeptRegister)
    pace: float = 0.5
    cost: Cost = FULL

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https:")

    @property
    def asks_factor(self) -> bool:
        """Whether a member without a second factor sets one up before she comes in. A demo has nothing to protect."""
        return self.desk.second_factor and not self.demo

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.desk.time_zone)

    @property
    def languages(self) -> Sequence[str]:
        """Those of the desk's languages that the console has a catalogue for; English otherwise."""
        return [language for language in self.desk.languages if language in ("en", "ja")] or ["en"]
