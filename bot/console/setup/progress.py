"""How far a desk is: read from what is there, so that it is right whoever did it and however."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from bot.config import Channels, Config
from bot.console.accounts import READERS
from bot.console.setup import words
from storage.companies import Companies
from storage.engine import Unit
from storage.members import Members


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    title: str
    done: bool


def steps(unit: Unit, config: Config, text: str) -> Sequence[Step]:
    """`text` is the settings file as it stands, readable."""
    table: Mapping[str, Any] = tomllib.loads(text)
    done = {
        "desk": "country" in table.get("desk", {}),
        "team": any(one.role in READERS and not one.disabled for one in Members(unit.cases).all()),
        "languages": bool(config.conversation.languages),
        "channels": bool(channels_on(config)),
        "companies": bool(Companies(unit.cases).all()),
        "retention": "contact_days" in table.get("retention", {}),
    }
    return [Step(name, title, done.get(name, all(done.values()))) for name, title in words.STEPS.items()]


def channels_on(config: Config) -> list[str]:
    channels = config.channels
    return [one.name for one in fields(Channels) if getattr(channels, one.name) and one.name != "twilio"]
