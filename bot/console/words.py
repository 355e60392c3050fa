"""The desk's own wording: English and Japanese catalogues, dates and names of languages. Never a worker's wording."""

import gettext
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from storage.times import moment

LOCALES = Path(__file__).parents[2] / "locales"
LANGUAGES = {"en": "English", "ja": "日本語"}
SOURCE = "en"
DAYS_KEPT = 1000


@cache
def catalogue(language: str) -> gettext.GNUTranslations:
    """Read once, from the text that translators edit: there is nothing to compile and forget."""
    compiled = BytesIO()
    with (LOCALES / language / "LC_MESSAGES" / "console.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Words:
    """One language of the desk, in the desk's time zone."""

    def __init__(self, language: str, zone: str) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self.zone: tzinfo = ZoneInfo(zone)
        self._day, self._long_day = lru_cache(DAYS_KEPT)(self._named), lru_cache(DAYS_KEPT)(self._named_whole)
        self.gettext = catalogue(language).gettext
        self.ngettext = catalogue(language).ngettext

    def day(self, at: int | datetime) -> str:
        """`Wed, Nov 25`: without a year, as everything here is recent."""
        return self._day(self._local(at).date())

    def local_date(self, at: int | datetime) -> date:
        """The day on the desk's calendar."""
        return self._local(at).date()

    def day_and_time(self, at: int | datetime) -> str:
        return f"{self.day(at)} {self.time(at)}"

    def full(self, at: int | datetime) -> str:
        """With the year and the zone, for a tooltip."""
        return f"{self._long_day(self._local(at).date())} {self.time(at)} ({self.zone})"

    def time(self, at: int | datetime) -> str:
        return f"{self._local(at):%H:%M}"

    def clocks(self, hours: Sequence[datetime]) -> str:
        """`21:40`, or `09:40 / 11:40` where it may be either; in the zones that they have."""
        return " / ".join(f"{hour:%H:%M}" for hour in hours)

    def country_name(self, code: str) -> str:
        return str(self.locale.territories.get(code, code))

    def _named(self, day: date) -> str:
        return format_date(day, self.locale.datetime_skeletons["MMMEd"].pattern, locale=self.locale)

    def _named_whole(self, day: date) -> str:
        return format_date(day, "full", locale=self.locale)

    def size(self, count: int) -> str:
        """Bytes as people read them: `340 kB`, `1.2 MB`."""
        if count < 1_000_000:
            return f"{format_decimal(max(1, round(count / 1000)), locale=self.locale)} kB"
        return f"{format_decimal(round(count / 1_000_000, 1), locale=self.locale)} MB"

    def language_name(self, tag: str) -> str:
        """What the desk calls a worker's language: `Indonesian`, `インドネシア語`."""
        head, _, tail = tag.partition("-")
        names: Mapping[str, str] = self.locale.languages
        return str(names.get(f"{head}_{tail}") or names.get(head) or tag or "?")

    def _local(self, at: int | datetime) -> datetime:
        return (moment(at) if isinstance(at, int) else at).astimezone(self.zone)


def chosen(offered: Sequence[str], *, asked: str = "", member: str = "", cookie: str = "", accepts: str = "") -> str:
    """The language of a page: asked for here, the member's own, this browser's, what it accepts, else the first."""
    for language in (asked, member, cookie, *accepted(accepts)):
        if language in offered:
            return language
    return offered[0]


def accepted(header: str) -> Iterable[str]:
    """Primary languages of an Accept-Language header, best first. Odd parts are passed over."""
    weighted = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.partition(";")
        weight = quality.partition("=")[2].strip() or "1"
        try:
            weighted.append((-float(weight), place, tag.strip().split("-")[0].lower()))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighted)]
