"""Which company somebody means: a typed name beside the names in the register, across scripts, slips and legal forms.

Pure, and never the last word: it gives candidates with the name each was found by, a person confirms. What only says
what kind of company it is ("Co., Ltd.", "PT") counts for nothing, a word that many companies share for little. Scripts
are compared as Latin letters (`anyascii`, ISC licence) and by how they sound.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.intake.sounds import sounded, spelt

FORMS = Path(__file__).with_name("legal_forms.toml")
LOOKED_AT = 60  # candidates whose words are compared one by one; the rest is out by its letters
LEAST = 40.0
DOTS = re.compile(r"\.(?=[^\s.]{2})|(?<=[^\s.]{2})\.")
"""A full stop that stands between words; those of `S.A.` stand within one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`score` is 0 to 100 and only ranks; `by` is the name in the register that was found."""

    company_id: str
    by: str
    score: float


@dataclass(frozen=True, slots=True)
class Key:
    """A name made comparable: its words in its own letters, all of it in Latin letters, and how it sounds."""

    words: tuple[str, ...]
    latin: str
    latin_words: tuple[str, ...]
    sound: str

    @property
    def joined(self) -> str:
        return "".join(self.words)


@cache
def forms() -> tuple[frozenset[str], re.Pattern[str]]:
    """Legal forms as words, and those of scripts without spaces, which stand at either end of a name."""
    tables = tomllib.loads(FORMS.read_text(encoding="utf-8"))
    known = [unicodedata.normalize("NFKC", word).casefold() for words in tables.values() for word in words]
    spaced = frozenset(word for word in known if word.isascii() or " " not in word)
    anywhere = sorted((word for word in known if not word.isascii() or " " in word), key=len, reverse=True)
    return spaced, re.compile("|".join(map(re.escape, anywhere)))


def key(name: str) -> Key:
    """Raises nothing: of a name that is nothing but a legal form all of it is kept."""
    plain = DOTS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).replace(".", "")
    words, anywhere = forms()
    said = [word for word in split(anywhere.sub(" ", plain)) if word not in words] or split(plain)
    latin = tuple(filter(None, (spelt(word) for word in said)))
    return Key(tuple(said), "".join(latin), latin, sounded("".join(latin)))


def split(text: str) -> list[str]:
    """Words of letters, digits and the marks that belong to letters in many scripts."""
    return "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in text).split()


LOOKS: Sequence[tuple[Callable[[Key], str], Callable[..., float]]] = (
    (lambda made: made.joined, fuzz.partial_ratio),
    (lambda made: made.latin, fuzz.ratio),
    (lambda made: " ".join(made.latin_words), fuzz.token_set_ratio),
    (lambda made: made.sound, fuzz.partial_ratio),
)
"""What makes an entry worth a closer look: alike in letters, in words or in sound."""


@dataclass(frozen=True)
class Register:
    """All companies with all their names, made comparable once. `names` is company id -> names in any script."""

    names: Mapping[str, Sequence[str]]
    _entries: list[tuple[str, str, Key]] = field(default_factory=list, init=False, repr=False)
    _weight: dict[str, float] = field(default_factory=dict, init=False, repr=False)
    _looks: dict[Callable[[Key], str], list[str]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for company_id, names in self.names.items():
            self._entries.extend((company_id, name, key(name)) for name in names)
        seen = Counter(word for words in self._words() for word in words)
        self._weight.update((word, log(1 + len(self.names) / count)) for word, count in seen.items())

    def _words(self) -> Iterable[set[str]]:
        words: dict[str, set[str]] = {}
        for company_id, _, made in self._entries:
            words.setdefault(company_id, set()).update(made.latin_words)
        return words.values()

    def find(self, typed: str, *, most: int = 5) -> list[Candidate]:
        """The companies that `typed` may mean, the likeliest first."""
        asked = key(typed)
        best: dict[str, Candidate] = {}
        for place in self._near(asked):
            company_id, name, made = self._entries[place]
            score = self._score(asked, made)
            if score >= LEAST and (company_id not in best or best[company_id].score < score):
                best[company_id] = Candidate(company_id, name, round(score, 1))
        return sorted(best.values(), key=lambda found: (-found.score, found.company_id))[:most]

    def _near(self, asked: Key) -> set[int]:
        found: set[int] = set()
        for look, scorer in LOOKS:
            others = self._looks.setdefault(look, [look(made) for _, _, made in self._entries])
            for _, _, place in process.extract(look(asked), others, scorer=scorer, limit=LOOKED_AT):
                found.add(place)
        found.update(place for place, (_, _, made) in enumerate(self._entries) if initials(asked, made))
        return found

    def _score(self, asked: Key, made: Key) -> float:
        whole = max(fuzz.ratio(asked.joined, made.joined), fuzz.ratio(asked.latin, made.latin))
        words = self._covered(asked.latin_words, made.latin_words)
        begins = 90.0 if made.joined.startswith(asked.joined) and len(asked.joined) >= 2 else 0.0
        short = 85.0 if initials(asked, made) else 0.0
        return max(0.95 * whole, words, begins, short, heard(asked, made)) + whole / 100

    def _covered(self, asked: Sequence[str], made: Sequence[str]) -> float:
        """How much of what was typed is in the name, and a little how much of the name was typed; rare words count."""
        if not asked or not made:
            return 0.0
        heavy = log(1 + len(self.names))

        def share(some: Sequence[str], others: Sequence[str]) -> float:
            weights = [self._weight.get(word, heavy) for word in some]
            hits = [max(fuzz.ratio(word, other) for other in others) for word in some]
            kept = [max(0.0, hit - 60) / 40 for hit in hits]
            return sum(weight * hit for weight, hit in zip(weights, kept, strict=True)) / sum(weights)

        return 100 * (0.85 * share(asked, made) + 0.15 * share(made, asked))


def heard(asked: Key, made: Key) -> float:
    """How alike two names of different scripts sound, or the beginning of the longer as all of the shorter."""
    if asked.joined.isascii() == made.joined.isascii() or len(asked.sound) < 3:
        return 0.0
    beginning = made.sound[: len(asked.sound)]
    sound = max(fuzz.ratio(asked.sound, made.sound), 0.95 * fuzz.ratio(asked.sound, beginning))
    vowels = fuzz.ratio(asked.latin, made.latin[: len(asked.latin) + 1])
    return 0.65 * sound + 0.3 * vowels


def initials(asked: Key, made: Key) -> bool:
    """`CSP` for Cahaya Samudra Pangan; `GHS sawit` too."""
    letters = "".join(word[0] for word in made.latin_words)
    first = asked.latin_words[0] if asked.latin_words else ""
    return 3 <= len(first) <= 6 and len(asked.latin_words) <= 2 and letters.startswith(first)
