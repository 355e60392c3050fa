"""How a name sounds, whatever the script it is written in, so that two spellings of it can be compared. Pure.

Letters are made Latin by `anyascii` (ISC licence). It never says whose name it is: it gives likenesses.
"""

import re
import unicodedata

from anyascii import anyascii

from bot.intake.alphabets import main_script

NOT_LATIN = re.compile(r"[^a-z0-9]")
MYANMAR = ("\u1000", "\u109f")
SOUNDS = (
    *(("sh", "s"), ("ch", "s"), ("ts", "s"), ("dz", "s"), ("ds", "s"), ("ph", "p"), ("th", "t"), ("kh", "k")),
    *(("x", "s"), ("z", "s"), ("j", "s"), ("c", "k"), ("q", "k"), ("g", "k"), ("f", "p"), ("b", "p"), ("v", "p")),
    *(("d", "t"), ("l", "r"), ("h", ""), ("w", ""), ("y", "")),
)
"""Consonants that scripts and ears confuse."""
VIETNAMESE = (("gi", "z"), ("d", "z"), ("đ", "d"), ("tr", "ch"), ("nh", "n"))
"""What letters stand for there (the northern speech)."""
OTHERS = (("gh", "g"), ("qu", "ku"), ("tch", "ch"), ("chr", "kr"), ("chae", "kai"))
VOWELS = {"a": "a", "e": "i", "i": "i", "y": "i", "o": "u", "u": "u", "w": "u"}
"""Vowels that katakana and ears confuse."""
WITHOUT_VOWELS = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Deva", "Beng", "Taml", "Sinh", "Arab"})
"""Scripts that leave vowels out, or whose vowels `anyascii` puts where they are written and not where they are said."""
SMALL = "ァィゥェォャュョヮ"
SAME = 0.6
"""Cost up to which two spellings are one name."""


def spelt(word: str) -> str:
    """A word in Latin letters. Burmese vowels that are written in two parts are one sound."""
    latin = anyascii(word).casefold()
    if any(MYANMAR[0] <= letter <= MYANMAR[1] for letter in word):
        latin = latin.replace("iu", "o").replace("rh", "sh")
    return NOT_LATIN.sub("", latin)


def sounded(latin: str) -> str:
    """The consonants that are left when those that sound alike are one."""
    for heard, meant in SOUNDS:
        latin = latin.replace(heard, meant)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", latin))


def spoken(name: str, language: str = "") -> str:
    """Consonants and vowels, those that sound alike as one; only consonants where the script tells no vowels."""
    if main_script(name) in WITHOUT_VOWELS:
        return sounded(spelt(name))
    latin = (
        _kana(name) if re.search(r"[\u30a1-\u30fa]", name) else spelt(_vietnamese(name) if language == "vi" else name)
    )
    for heard, meant in OTHERS:
        latin = latin.replace(heard, meant)
    latin = re.sub(r"ng(?![aeiouy])", "n", latin)
    latin = re.sub(r"(?<=[^aeiouy])y(?=[aeiou])", "", latin)
    for heard, meant in SOUNDS:
        if heard not in "wy":
            latin = latin.replace(heard, meant)
    return re.sub(r"(.)\1+", r"\1", "".join(VOWELS.get(letter, letter) for letter in latin))


def cost(name: str, heard: str, language: str = "") -> float:
    """0 where `heard` is the name as it sounds; about 1 for each sound that is another. Up to `SAME` it is the name.

    Katakana has one sign, フ, for `fu` and for an `h` without a vowel: the reading that fits counts.
    """
    readings = {heard, re.sub("フ(?![ァィェォュ])", "ウ", heard)}
    return min(_cost(name, reading, language) for reading in readings)


def _cost(name: str, heard: str, language: str) -> float:
    one, other = spoken(name, language), spoken(heard)
    if main_script(name) in WITHOUT_VOWELS:
        other = re.sub(r"(.)\1+", r"\1", re.sub(r"[aiu]", "", other))
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _added(letter))
    for letter in one:
        above, row = row, [row[0] + _left_out(letter)]
        for at, told in enumerate(other):
            changed = above[at] + (letter != told)
            row.append(min(changed, above[at + 1] + _left_out(letter), row[at] + _added(told)))
    return row[-1]


def near(name: str, heard: str, language: str = "") -> bool:
    """Not the name, but so like it that it is meant for it."""
    one, other = spoken(name, language), spoken(heard)
    return one[:1] == other[:1] and SAME < cost(name, heard, language) <= max(1.2, 0.45 * len(one))


def _added(letter: str) -> float:
    """Katakana puts a `u` or `o` behind a consonant, and says a long vowel as two."""
    return {"u": 0.1, "a": 0.5, "i": 0.4}.get(letter, 1.0)


def _left_out(letter: str) -> float:
    """An `r` that is not heard, one vowel of two."""
    return {"u": 0.5, "a": 0.6, "i": 0.6, "r": 0.5, "k": 0.9}.get(letter, 1.0)


def _vietnamese(name: str) -> str:
    plain = unicodedata.normalize("NFC", name).casefold()
    for written, said in VIETNAMESE:
        plain = plain.replace(written, said)
    return plain


def _kana(name: str) -> str:
    """A small vowel takes the place of the one before it: ティ is ti, チャ is cha."""
    latin = before = ""
    for char in name:
        if char in SMALL:
            latin = latin if before == "ウ" else re.sub("[aeiou]$", "", latin)
        latin += spelt(char) if char not in "ッー" else ""
        before = char
    return re.sub(r"(?<=sh|ch)y", "", latin.replace("jy", "j"))
