"""Whether the names of a text came through a translation: the same, or in the letters of another script. Pure.

Names that the desk knows are protected before translating; this is for those it does not. Without a list of names it
takes for one what is written with a capital inside a sentence, or in Latin letters among those of another script.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.intake.alphabets import main_script

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"(?<![{_LETTER}])[{_LETTER}]{{3,}}")
_STARTS = re.compile(r"(?:^|[.!?…:]\s+|\n)[\"'“¿¡]*\Z")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}")
_CLASS = {
    **dict.fromkeys("bpfv", "1"),
    **dict.fromkeys("cgjkqsxz", "2"),
    **dict.fromkeys("dt", "3"),
    **dict.fromkeys("lr", "4"),
    **dict.fromkeys("mn", "5"),
}
# Not names of people: languages name them each in its own way.
_KNOWN = frozenset({
    "japan", "japanese", "vietnam", "vietnamese", "indonesia", "indonesian", "myanmar", "burma", "burmese", "nepal",
    "nepali", "nepalese", "china", "chinese", "philippines", "filipino", "korea", "korean", "thailand", "thai",
    "cambodia", "khmer", "bangladesh", "india", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "english", "europe", "european", "america", "american", "africa", "asia", "asian", "god",
    "mrs", "mister", "miss", "manager", "boss", "company", "visa", "yen",
})  # fmt: skip


def garbled(source: str, text: str, names: Iterable[str] = ()) -> bool:
    """A name of the source is not in the text, and something like it is, or nothing where it should stand."""
    latin, into = main_script(source) == "Latn", main_script(text)
    wanted = [*_inside(source, anywhere=not latin), *(name for name in names if name in source)]
    there = [folded(word) for word in _WORD.findall(text) if word[0].isupper() and not word.isupper()]
    if into == "Latn":
        lost = [name for name in map(folded, wanted) if name not in folded(text)]
        new = [word for word in there if word not in folded(source) and word not in _KNOWN]
        return any(_changed(name, new) or (not latin and name not in _KNOWN) for name in lost)
    return any(_misread(name, text) for name in wanted if folded(name) not in folded(text))


def folded(text: str) -> str:
    """Small letters without marks: Nguyễn is Nguyen."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _inside(text: str, *, anywhere: bool) -> Sequence[str]:
    found = (one for one in _WORD.finditer(text) if one[0][0].isupper() and not one[0].isupper())
    return [one[0] for one in found if anywhere or not _STARTS.search(text[max(0, one.start() - 6) : one.start()])]


def _changed(name: str, new: Iterable[str]) -> bool:
    """Another word begins as it does; one letter in common says nothing."""
    return any(word[0] == name[0] and SequenceMatcher(None, name, word).ratio() >= 0.33 for word in new)


def _misread(name: str, text: str) -> bool:
    """In katakana some word begins with its sounds and none has just them. In Chinese signs nobody can tell."""
    sounds = _skeleton(folded(name).replace("ch", "t"))
    spoken = [_skeleton(_spelled(word)) for word in _KATAKANA.findall(text)]
    near = any(one[:1] == sounds[:1] and SequenceMatcher(None, one, sounds).ratio() > 0.5 for one in spoken)
    return len(sounds) > 1 and near and sounds not in spoken


def _spelled(katakana: str) -> str:
    names = (unicodedata.name(char, "").rpartition(" ")[2].lower() for char in katakana if char != "ー")
    return "".join(names)


def _skeleton(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", "".join(_CLASS.get(char, " ") for char in word)).replace(" ", "")
