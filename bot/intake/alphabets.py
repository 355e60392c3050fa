"""Which alphabet a text is written in, and what that alone says about its language. Pure, no model, no word lists."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

# Unicode blocks of the scripts that matter here, by first code point; "" begins what belongs to none of them.
_BLOCKS = (
    (0x0000, ""),
    (0x0041, "Latn"),
    (0x005B, ""),
    (0x0061, "Latn"),
    (0x007B, ""),
    (0x00C0, "Latn"),
    (0x00D7, ""),
    (0x00D8, "Latn"),
    (0x00F7, ""),
    (0x00F8, "Latn"),
    (0x0250, ""),
    (0x0400, "Cyrl"),
    (0x0530, ""),
    (0x0600, "Arab"),
    (0x0700, ""),
    (0x0750, "Arab"),
    (0x0780, ""),
    (0x0900, "Deva"),
    (0x0964, ""),  # danda: the full stop of all Indic scripts
    (0x0966, "Deva"),
    (0x0980, "Beng"),
    (0x0A00, ""),
    (0x0B80, "Taml"),
    (0x0C00, ""),
    (0x0D80, "Sinh"),
    (0x0E00, "Thai"),
    (0x0E80, "Laoo"),
    (0x0F00, ""),
    (0x1000, "Mymr"),
    (0x10A0, ""),
    (0x1100, "Hang"),
    (0x1200, ""),
    (0x1780, "Khmr"),
    (0x1800, "Mong"),
    (0x18B0, ""),
    (0x1E00, "Latn"),
    (0x1F00, ""),
    (0x3040, "Kana"),
    (0x3100, ""),
    (0x3130, "Hang"),
    (0x3190, ""),
    (0x31F0, "Kana"),
    (0x3200, ""),
    (0x3400, "Hani"),
    (0x4DC0, ""),
    (0x4E00, "Hani"),
    (0xA000, ""),
    (0xAA60, "Mymr"),
    (0xAA80, ""),
    (0xAC00, "Hang"),
    (0xD7B0, ""),
    (0xFB50, "Arab"),
    (0xFE00, ""),
    (0xFE70, "Arab"),
    (0xFF00, ""),
    (0xFF66, "Kana"),
    (0xFFA0, ""),
)
_STARTS = [start for start, _ in _BLOCKS]
_UZBEK_CYRILLIC, _MONGOLIAN_CYRILLIC = frozenset("ўқғҳ"), frozenset("өү")
LETTERS_READ = 600
NAME = 3
"""So many Han characters may be a name: they are no evidence of any language."""


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """ISO 15924 code of one letter; Kana, Hang and Hani are the parts that Jpan, Kore, Hans and Hant are made of."""
    return _BLOCKS[bisect_right(_STARTS, ord(char)) - 1][1]


def letters(text: str) -> Counter[str]:
    """How many letters of each script the beginning of `text` has."""
    found = Counter(map(script_of, text[:LETTERS_READ]))
    del found[""]
    return found


def main_script(text: str) -> str:
    """The script `text` is written in. A foreign name does not decide: a third in another script outweighs Latin."""
    found = letters(text)
    if not found:
        return ""
    others = Counter({script: count for script, count in found.items() if script != "Latn"})
    if others and others.total() * 2 >= found["Latn"]:
        return _east_asian(text, found) or others.most_common(1)[0][0]
    return "Latn"


def _east_asian(text: str, found: Counter[str]) -> str:
    """A tenth in kana makes Japanese (a lone の stands on Chinese signs too); Han without kana is Chinese."""
    han, kana, hangul = found["Hani"], found["Kana"], found["Hang"]
    if max(han, kana, hangul) == 0 or max(han, kana, hangul) < max(found.values()) / 2:
        return ""
    if hangul >= max(han, kana):
        return "Kore"
    return "Jpan" if kana * 10 >= han + kana else chinese(text)


def chinese(text: str) -> str:
    """Hans or Hant by characters that only one national set has, Jpan for those that neither has, Hani if none."""
    if letters(text)["Hani"] <= NAME:
        return "Hani"
    simplified = traditional = japanese = 0
    for char in text[:LETTERS_READ]:
        if script_of(char) == "Hani":
            gb, big5, jis = _sets(char)
            simplified += gb and not big5
            traditional += big5 and not gb
            japanese += jis and not gb and not big5
    if japanese > max(simplified, traditional):
        return "Jpan"
    if simplified == traditional:
        return "Hani"
    return "Hans" if simplified > traditional else "Hant"


@lru_cache(maxsize=8192)
def _sets(char: str) -> tuple[bool, bool, bool]:
    return _in(char, "gb2312"), _in(char, "big5"), _in(char, "shift_jis")


def _in(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def cyrillic(text: str, candidates: Iterable[str]) -> str:
    """Mongolian and Uzbek by the letters only they have; empty where there are none."""
    seen = set(text[:LETTERS_READ].casefold())
    own = {"mn": len(seen & _MONGOLIAN_CYRILLIC), "uz": len(seen & _UZBEK_CYRILLIC)}
    best = max(own, key=lambda tag: own[tag])
    return best if own[best] and best in set(candidates) else ""
