"""Whether a case names somebody: her name in every script she has it in, beside names and texts as workers give them.

Pure. It says "perhaps" rather than "no": who is taken for another loses a case, who is overlooked gets one against
herself. Chinese letters tell no sound: where one side has nothing else, the answer is that nobody can tell.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.casework.company_names import key
from bot.casework.redaction.cues import Cues
from bot.casework.redaction.finding import Level
from bot.casework.redaction.folding import bare
from bot.casework.redaction.names import Known, Names, Role
from bot.intake.alphabets import script_of
from bot.intake.sounds import SAME, cost, sounded, spelt, spoken

HAN = "Hani"
UNSPACED = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Kana", "Hang"})
HONORS = ("honor_before", "honor_after", "honor_known")
RANKS = Path(__file__).with_name("ranks.toml")
APART = re.compile(r"[/;()\uff08\uff09\u300c\u300d\n]+")
INSIDE = 92  # of a word in a text that writes no spaces
LOCAL = re.compile(r"[a-z]{4,}")


class Likeness(StrEnum):
    """`CANNOT_TELL`: one side is written in Chinese letters alone, the other without any."""

    NAMED = "named"
    LIKE = "like"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Somebody:
    """`names` are spellings of one name; `mail` is searched too, and what stands before its @."""

    names: tuple[str, ...]
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    likeness: Likeness
    by: str  # what was found, as the case has it


class Told:
    """What a case tells: `named` as she gave names of people, `texts` all she wrote. Compared once for everybody."""

    def __init__(self, cues: Cues, named: Sequence[str], texts: Sequence[str]) -> None:
        self._cues, self._texts = cues, [_known(text) for text in (*named, *texts)]
        self._honors = {bare(word).strip("-. ") for name in HONORS for word in cues.words.get(name, ())}
        self._words = list(dict.fromkeys(self._pieces(named)))
        finder = Names((), cues)
        near = [text[start:end] for text in self._texts for start, end in finder.strangers(text)]
        self._near = list(dict.fromkeys([*self._words, *self._pieces(near)]))

    def match(self, somebody: Somebody) -> Match | None:
        """How the case names her, if it does. The surest likeness there is."""
        forms = [_known(form) for name in somebody.names for form in APART.split(name) if form.strip()]
        found = self._by_mail(somebody.mail) or self._in_texts(forms)
        if found is not None and found.likeness is Likeness.NAMED:
            return found
        return (
            self._alike([*forms, *LOCAL.findall(somebody.mail.partition("@")[0].lower())])
            or found
            or self._apart(forms)
        )

    def names_place(self, names: Sequence[str]) -> Match | None:
        """A site by its names, also without what only says what kind of company it is."""
        return self._spotted(Known(Role.SITE, (*names, *(" ".join(key(name).words) for name in names))))

    def _by_mail(self, mail: str) -> Match | None:
        folded = mail.casefold()
        return (
            Match(Likeness.NAMED, mail) if folded and any(folded in text.casefold() for text in self._texts) else None
        )

    def _in_texts(self, forms: Sequence[str]) -> Match | None:
        return self._spotted(Known(Role.MANAGER, tuple(forms))) if forms else None

    def _spotted(self, known: Known) -> Match | None:
        finder, perhaps = Names((known,), self._cues), None
        for text in self._texts:
            for spot in finder.found(text):
                if spot.level is Level.MUST:
                    return Match(Likeness.NAMED, text[spot.start : spot.end])
                perhaps = perhaps or Match(Likeness.LIKE, text[spot.start : spot.end])
        return perhaps

    def _alike(self, forms: Sequence[str]) -> Match | None:
        for ours in (one for form in forms for one in (*words(form), *joints(form)) if _says_something(one)):
            for given in self._near:
                if any(alike(ours, way) for way in unranked(given)):
                    return Match(Likeness.LIKE, given)
        return None

    def _apart(self, forms: Sequence[str]) -> Match | None:
        """A name that was given in a kind of letters in which she has none."""
        ours = {script(piece) == HAN for form in forms for piece in words(form)}
        other = next((given for given in self._words if (script(given) == HAN) not in ours), None)
        return Match(Likeness.CANNOT_TELL, other) if other and len(ours) == 1 else None

    def _pieces(self, texts: Iterable[str]) -> Iterator[str]:
        """Words without those of respect, each of one script."""
        for text in texts:
            for word in words(text):
                if bare(word) not in self._honors and _says_something(word):
                    yield word


def words(text: str) -> Iterator[str]:
    """Letters with their marks, cut where the script changes: kana and Chinese letters stand side by side."""
    word = last = ""
    for letter in f"{text} ":
        script = script_of(letter) if unicodedata.category(letter)[0] == "L" else ""
        if word and (unicodedata.category(letter)[0] not in "LM" or (script and last and script != last)):
            yield word
            word = last = ""
        if unicodedata.category(letter)[0] in "LM":
            word, last = word + letter, script or last


def _says_something(word: str) -> bool:
    """A single letter does so only where it is a whole syllable."""
    return len(word) > 1 or script(word) in (HAN, "Hang")


def script(word: str) -> str:
    """Of a word that is in one."""
    return next(filter(None, map(script_of, word)), "")


def joints(name: str) -> Iterator[str]:
    """Two words of a name, and all of it, as scripts write them that have no spaces."""
    parts = name.split()
    yield from (one + other for one, other in pairwise(parts))
    if len(parts) > 2:
        yield "".join(parts)


def unranked(given: str) -> Iterator[str]:
    """As it is, and without the ranks and words of respect that are written onto it."""
    yield given
    plain, ranked = bare(given), bool(given)
    while ranked:
        ranked = False
        for rank in ranks():
            shorter = plain.removesuffix(rank) if rank.isascii() else plain.removesuffix(rank).removeprefix(rank)
            if shorter != plain and len(shorter) >= (3 if rank.isascii() else 1):
                plain, ranked = shorter, True
                yield plain


@cache
def ranks() -> Sequence[str]:
    """The longest first."""
    lists = tomllib.loads(RANKS.read_text(encoding="utf-8")).values()
    return sorted({bare(rank) for ranks in lists for rank in ranks}, key=lambda rank: (-len(rank), rank))


def alike(ours: str, given: str) -> bool:
    """Two single words of names: the same, a slip, or the same sound in two scripts."""
    one, other = bare(ours), bare(given)
    if one == other:
        return True
    scripts = {script(one), script(other)}
    if HAN in scripts or scripts == {"Hang"}:
        return len(scripts) == 1 and _same_family(one, other)
    if "Mymr" in scripts and len(scripts) > 1 and _burmese(one, other):
        return True
    latin, heard = spelt(one), spelt(other)
    if UNSPACED & scripts and (_stands_inside(latin, heard) or _begins(one, other)):
        return True
    return _slip(latin, heard) or _sounds(one, other)


def _same_family(one: str, other: str) -> bool:
    """One begins or ends with the other: 林 and 林太郎, 健二 and 田中健二."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or (len(short) > 1 and long.endswith(short))


def _slip(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < 4:
        return one == other and shorter > 1
    return OSA.distance(one, other) <= (1 if shorter < 8 else 2)


def _sounds(one: str, other: str) -> bool:
    if min(len(_bones(one)), len(_bones(other))) < 2:
        return spoken(one) == spoken(other) and script(one) != script(other)
    if script(one) == script(other):
        return spoken(one) == spoken(other)
    return min(cost(one, other), cost(other, one)) <= SAME


def _stands_inside(one: str, other: str) -> bool:
    short, long = sorted((sounded(one), sounded(other)), key=len)
    return len(short) >= 3 and fuzz.partial_ratio(short, long) >= INSIDE


def _begins(one: str, other: str) -> bool:
    """The family's name in Hangul is the first syllable."""
    return script(other) == "Hang" and len(_bones(one)) > 1 and cost(one, other[0]) <= SAME


def _burmese(one: str, other: str) -> bool:
    """Its signs for medial sounds, and the `ng` that closes a syllable, are spelt otherwise in Latin letters."""
    bones = [sounded(re.sub(r"v|(?<=[bkmpg])r", "", spelt(word)).replace("ng", "n")) for word in (one, other)]
    return len(bones[0]) > 1 and bones[0] == bones[1]


@lru_cache(maxsize=4096)
def _bones(word: str) -> str:
    return sounded(spelt(word))


def _known(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
