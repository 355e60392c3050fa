"""Text as channels count it: hygiene, lengths in each vendor's unit, and SMS parts.

Knows no vendor and no language, and never changes a word: only control characters go, and look-alikes on plain SMS.
"""

import re
import unicodedata

import regex  # type: ignore[import-untyped]

from channels.base import Capabilities

# 3GPP TS 23.038, default alphabet and its extension table: an extension character costs two units.
_EXTENDED = "^{}\\[~]|€"
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_NOT_GSM = re.compile(f"[^{re.escape(_BASIC + _EXTENDED)}]")
_EXTENSION = re.compile(f"[{re.escape(_EXTENDED)}]")
# Look-alikes that would turn a whole GSM-7 message into UCS-2 at more than twice the price.
_LOOK_ALIKES = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʻʼ′", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
    | {**dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "), "…": "...", "•": "-", "·": "-", "`": "'"}
)

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
CLUSTER = regex.compile(r"\X")  # one letter as a reader sees it (UAX 29)


def clean(text: str) -> str:
    """`text` without NUL and control characters, line ends as `\\n`; a broken surrogate becomes U+FFFD."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def graphemes(text: str) -> int:
    return sum(1 for _ in CLUSTER.finditer(text))


def utf16_units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_gsm(text: str) -> bool:
    return _NOT_GSM.search(text) is None


def sms_units(text: str) -> int:
    """The length of `text` in the units of the encoding Twilio picks for it."""
    return len(text) + len(_EXTENSION.findall(text)) if is_gsm(text) else utf16_units(text)


def sms_parts(text: str) -> int:
    """How many SMS `text` becomes and is paid for: 160 or 153 GSM-7 units each, 70 or 67 in UCS-2."""
    gsm, units = is_gsm(text), sms_units(text)
    if units <= (160 if gsm else 70):
        return 1
    size = 153 if gsm else 67
    return -(-units // size) if units == len(text) else _parts_of_pairs(text, size, gsm)


def _parts_of_pairs(text: str, size: int, gsm: bool) -> int:
    """A part never ends between the two units of one character."""
    parts, used = 1, 0
    for char in text:
        width = 2 if (char in _EXTENDED if gsm else ord(char) > 0xFFFF) else 1
        if used + width > size:
            parts, used = parts + 1, 0
        used += width
    return parts


def gsm_if_possible(text: str) -> str:
    """`text` with typographic quotes, dashes and spaces made plain, if that alone makes it GSM-7; else unchanged."""
    if is_gsm(text):
        return text
    plain = text.translate(_LOOK_ALIKES)
    return plain if is_gsm(plain) else text


def without_marks(text: str) -> str:
    """Latin letters without their marks; other scripts as they are: there the marks are the vowels."""
    if text.isascii():
        return text
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_UNMARKED)


_UNMARKED = str.maketrans({"đ": "d", "Đ": "D", "ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})
_MEASURES = {"codepoint": len, "utf16": utf16_units, "grapheme": graphemes, "sms": sms_units}


def measure(text: str, unit: str) -> int:
    """The length of `text` in a unit of `Capabilities`."""
    return _MEASURES[unit](text)


def fits(text: str, caps: Capabilities) -> bool:
    """Whether `text` can leave as one message of the channel: at most `parts_max` parts where it counts SMS."""
    if caps.text_unit == "sms":
        return sms_parts(text) <= caps.parts_max and utf16_units(text) <= caps.text_max
    return measure(text, caps.text_unit) <= caps.soft_max
