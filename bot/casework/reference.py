"""Report numbers: seven random digits and a Luhn check digit, shown as 1234-5678. They tell no volume and no order.

Pure: the digits are an argument. The check digit finds every single wrong digit (ISO/IEC 7812-1, annex B).
"""

DIGITS = 7


def reference(number: int) -> str:
    """The eight digits for a random `number` of seven."""
    body = f"{number % 10**DIGITS:0{DIGITS}d}"
    return body + str((10 - luhn(body + "0")) % 10)


def shown(reference: str) -> str:
    return f"{reference[:4]}-{reference[4:]}"


def luhn(digits: str) -> int:
    """The Luhn sum modulo 10; zero for a number with a right check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10
