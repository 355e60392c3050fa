"""Who else may help a worker: which offices fit her case, and what she is told of them.

No office is invented: the table is the desk's own, and empty until the desk fills it. Telling her changes nothing in
her case; we go on working on it. Each act is one transaction of the caller's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.casework import desk
from bot.casework.categories import CODES
from bot.casework.desk import Hand, NotAllowed, Seen
from bot.casework.register.checks import COUNTRIES, LANGUAGE, EntryRefused
from bot.casework.register.entries import country_of, day_of
from storage.engine import Unit
from storage.referrals import Referral, Referrals

TOLD, EVENT = "update.referral", "referred"
OLD_DAYS = 365
"""What nobody has made sure of for longer is marked."""
LIMITS = {"office": 200, "does": 600, "contact": 200, "hours": 200, "languages": 200, "source": 300}


@dataclass(frozen=True, slots=True)
class Fitting:
    """An office beside a case. `hers`: it is written, or spoken there, in her language."""

    one: Referral
    hers: bool
    here: bool
    old: bool


def old(one: Referral, *, today: int) -> bool:
    """`today` in days since 1970."""
    return one.checked_on is None or today - one.checked_on > OLD_DAYS


def fitting(every: Iterable[Referral], *, country: str, topic: str, language: str, today: int) -> Sequence[Fitting]:
    """All of this topic or of any, in the order in which they fit: her country, then her language, then her topic,
    what was checked lately first. An office of another country stands last: she may be on her way home.
    """
    found = [
        Fitting(one, speaks(one, language), one.country in ("", country), old(one, today=today))
        for one in every
        if one.topic in ("", topic) or topic == "UNK"
    ]
    return sorted(found, key=lambda fit: (not fit.here, not fit.hers, not fit.one.topic, fit.old, fit.one.office))


def speaks(one: Referral, language: str) -> bool:
    """`zh` stands for all kinds of Chinese, as offices write it."""
    tags = {one.language, *one.languages.replace(",", " ").split()}
    return language in tags or language.partition("-")[0] in tags


def worded(one: Referral) -> str:
    """What stands for it in a message: what it is called, and how to reach it."""
    return ", ".join(filter(None, (one.office, one.contact)))


def chosen(unit: Unit, ids: Sequence[str], words: str = "") -> str:
    """What she reads: the offices that were ticked, then what a member wrote; empty for neither."""
    rows = Referrals(unit.cases)
    found = [worded(one) for referral_id in ids if (one := rows.get(referral_id)) is not None]
    typed = desk.words(words) if words.strip() else ""
    return desk.words("; ".join(filter(None, (*found, typed)))) if found or typed else ""


def tell(hand: Hand, seen: Seen, ids: Sequence[str], words: str = "") -> None:
    """Tell her who may help her too. Raises NotAllowed, MovedMeanwhile, NoSuchCase."""
    case = desk.expected(hand, seen)
    text = chosen(hand.unit, ids, words)
    if not text:
        raise NotAllowed("no_referral", status=422)
    desk.record(hand, case, EVENT, reason=text)
    desk.inform(hand, case, TOLD, {"referral": text})


def read(cells: Mapping[str, str], referral_id: str = "") -> Referral:
    """A line of a table, or a form. Raises EntryRefused with the word for what is wrong."""
    said = {name: " ".join(desk.plain(cells.get(name, "")).split()) for name in LIMITS}
    if not said["office"]:
        raise EntryRefused("no_office")
    topic, language = cells.get("topic", "").strip().upper(), cells.get("language", "").strip()
    if topic not in ("", *CODES) or not (language == "" or LANGUAGE.fullmatch(language)):
        raise EntryRefused("referral_field")
    if any(len(said[name]) > longest for name, longest in LIMITS.items()):
        raise EntryRefused("referral_field")
    country, day = country_of(cells.get("country", "").strip()), day_of(cells.get("checked_on", "").strip())
    if country and country not in COUNTRIES:
        raise EntryRefused("referral_field")
    return Referral(
        referral_id,
        country,
        topic,
        language or "en",
        said["office"],
        said["does"],
        said["contact"],
        said["hours"],
        said["languages"],
        said["source"],
        day,
    )


def bring_in(unit: Unit, found: Sequence[Referral], ids: Iterable[str]) -> tuple[int, int, int]:
    """(added, changed, unchanged). A line is found again by country, topic, language and office."""
    rows = Referrals(unit.cases)
    known, fresh = {spot(one): one for one in rows.all()}, iter(ids)
    added = changed = 0
    for one in found:
        there = known.get(spot(one))
        if there is None:
            known[spot(one)] = new = replace(one, id=next(fresh))
            rows.add(new)
            added += 1
        elif replace(one, id=there.id, version=there.version) != there:
            rows.change(replace(one, id=there.id, version=there.version))
            changed += 1
    return added, changed, len(found) - added - changed


def spot(one: Referral) -> tuple[str, str, str, str]:
    return one.country, one.topic, one.language, one.office.casefold()
