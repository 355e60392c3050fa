"""The number a worker sent, in whatever digits her keyboard has. Pure, knows no language."""

import unicodedata

_FIRST_OF_NINE = "①❶➀➊⓵⑴⒈"
_CIRCLED = {chr(ord(first) + step): step + 1 for first in _FIRST_OF_NINE for step in range(9)} | dict.fromkeys("⓪⓿", 0)
_UNSEEN = ("Cf", "Mn", "Me")  # bidi and joining marks, variation selectors, the keycap around a digit
_AFTER = " \t.)）．。、,，:：।။។۔-"
_BRACKETS = (("(", ")"), ("（", "）"), ("[", "]"), ("「", "」"))


def number(text: str) -> int | None:
    """The one number that `text` is, of at most two digits: `1`, `１`, `၁`, `①`, `1️⃣`, `1.`, `(1)`; else None."""
    if len(text) > 16:
        return None
    bare = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN).strip()
    for opening, closing in _BRACKETS:
        if bare.startswith(opening) and bare.endswith(closing):
            bare = bare[1:-1].strip()
    bare = bare.removeprefix("#").rstrip(_AFTER)
    if bare in _CIRCLED:
        return _CIRCLED[bare]
    if not bare.isdecimal() or len(bare) > 2:  # isdecimal, not isdigit: "²" is a digit that int() refuses
        return None
    return None if len(bare) == 2 and int(bare[0]) == 0 else int(bare)
