"""`madoguchi channels list`: which channels are on, how they receive, and how they stand. Asks no vendor."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from bot.checkups import places
from bot.config import Config
from storage.engine import Unit
from storage.outbox import Outbox
from storage.reachability import by_channel


@dataclass(frozen=True, slots=True)
class Row:
    """One channel. `workers` counts those who wrote, `silent` those of them who cannot be written to, by reason."""

    channel: str
    on: bool
    receives: str = ""
    workers: int = 0
    silent: dict[str, int] = field(default_factory=dict)
    retrying: int = 0
    dead: int = 0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def as_text(self) -> str:
        if not self.on:
            return f"{self.channel:<9} off"
        silent = ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in sorted(self.silent.items()))
        stands = f"{self.workers} workers{f' ({silent})' if silent else ''}"
        return f"{self.channel:<9} on   {self.receives}; {stands}, {self.retrying} messages retried, {self.dead} dead"


def receiving(config: Config) -> dict[str, str]:
    """Channel -> how what workers write reaches us; empty where it is off."""
    channels = config.channels
    polled = channels.telegram is not None and channels.telegram.mode == "polling"
    paths = {"telegram": places.TELEGRAM, "line": places.LINE, "sms": places.SMS, "whatsapp": places.WHATSAPP}
    told = {
        name: f"webhook {places.place(config, path)}" if getattr(channels, name) is not None else ""
        for name, path in paths.items()
    }
    return {**told, "telegram": "polling"} if polled else told


def overview(config: Config, unit: Unit) -> list[Row]:
    workers: dict[str, Counter[str]] = {name: Counter() for name in receiving(config)}
    for channel, why, count in by_channel(unit.cases):
        if channel in workers:
            workers[channel][why] += count
    waiting = Counter((row[1], row[2]) for row in Outbox(unit.cases).troubled())
    return [
        Row(
            name,
            bool(told),
            told,
            workers[name].total(),
            {why: count for why, count in workers[name].items() if why},
            waiting[name, "queued"],
            waiting[name, "dead"],
        )
        for name, told in receiving(config).items()
    ]
