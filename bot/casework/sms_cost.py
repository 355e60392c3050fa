"""What a text message will cost before it is sent: parts times the price of one to that country. Pure."""

from collections.abc import Mapping


def part_price(prices: Mapping[str, float], number: str) -> float | None:
    """The price of one part to `number` (+81 ... or only its beginning): the longest beginning that has one.

    The empty beginning stands for all others; None: the desk has given no price.
    """
    fits = [start for start in prices if number.startswith(start)]
    return prices[max(fits, key=len)] if fits else None


def cost(prices: Mapping[str, float], number: str, parts: int) -> float | None:
    """In the currency of the prices; None where nobody knows."""
    price = part_price(prices, number)
    return None if price is None or parts <= 0 else round(price * parts, 4)
