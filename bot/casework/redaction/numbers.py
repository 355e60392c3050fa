"""Which numbers are telephones, papers, cards: numbering plans and check digits decide, not how long they are. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache

import phonenumbers
from stdnum import iban, luhn
from stdnum.br import cpf
from stdnum.cn import ric
from stdnum.id import nik
from stdnum.in_ import aadhaar
from stdnum.jp import in_ as my_number
from stdnum.kr import rrn
from stdnum.mx import curp
from stdnum.my import nric
from stdnum.pk import cnic
from stdnum.th import pin

from bot.casework.reference import luhn as reference_sum

# Where workers are and come from: the numbers they write without the country's code.
REGIONS = ("JP", "VN", "MM", "NP", "KH", "ID", "TH", "PH", "BD", "LK", "CN", "IN", "PK", "BR", "PE", "MX", "MN", "LA",
           "UZ", "KR", "MY", "TW")  # fmt: skip
CANDIDATE = r"(?<![\d.,])(?:\+ ?)?\(?\d(?:[ \-./()]{0,2}\d){6,15}(?!\d)"
PAPERS: tuple[Callable[[str], bool], ...] = (
    *(aadhaar.is_valid, cpf.is_valid, ric.is_valid, nik.is_valid, my_number.is_valid, rrn.is_valid, curp.is_valid),
    *(nric.is_valid, cnic.is_valid, pin.is_valid),
)
NOT_DIGITS = re.compile(r"\D")
FEWEST = 8  # a mobile number of any country above, without its code


def is_phone(found: re.Match[str]) -> bool:
    return _is_phone(found[0])


@lru_cache(maxsize=4096)
def _is_phone(text: str) -> bool:
    digits = NOT_DIGITS.sub("", text)
    if text.startswith("+") or digits.startswith("00"):
        return valid("+" + digits.removeprefix("00"), None) or len(digits) >= FEWEST
    if digits.startswith("0"):
        return any(valid(digits, region) for region in REGIONS)
    return len(digits) >= FEWEST + 1 and not is_grouped(text) and any(valid(digits, region) for region in REGIONS)


def is_grouped(text: str) -> bool:
    """Written in thousands: an amount."""
    return re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", text) is not None


def valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def is_paper(found: re.Match[str]) -> bool:
    written = found[0].replace(" ", "").replace("-", "").upper()
    return any(is_valid(written) for is_valid in PAPERS)


def is_iban(found: re.Match[str]) -> bool:
    return bool(iban.is_valid(found[0].upper()))


def is_card(found: re.Match[str]) -> bool:
    """ISO/IEC 7812: payment cards begin with 3 to 6 and carry a Luhn digit."""
    digits = NOT_DIGITS.sub("", found[0])
    return digits[0] in "3456" and bool(luhn.is_valid(digits))


def is_reference(found: re.Match[str]) -> bool:
    digits = NOT_DIGITS.sub("", found.groupdict().get("it") or found[0])
    return reference_sum(digits) % 10 == 0
