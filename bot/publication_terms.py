"""What the configuration and the tables of countries say about the public list, as casework wants it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.casework.publishing import Terms
from bot.config import Config

PARTS = frozenset({"Africa", "America", "Asia", "Australia", "Europe", "Pacific"})


def terms_of(config: Config) -> Terms:
    said = config.publication
    delay, every = timedelta(days=said.delay_days), timedelta(days=said.every_days)
    return Terms(said.k, delay, every, ZoneInfo(config.desk.time_zone), continents())


@cache
def continents() -> Mapping[str, str]:
    """The part of the world that the tz database files a country's first zone under (CLDR, metaZones)."""
    zones: Mapping[str, list[str]] = get_global("territory_zones")
    named = ((country, some[0].partition("/")[0]) for country, some in zones.items() if some)
    return {country: part for country, part in named if part in PARTS}
