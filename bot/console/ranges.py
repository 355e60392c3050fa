"""Which part of a file a browser asks for. Pure: RFC 9110, section 14, one range; anything else is the whole."""

import re

_ONE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


class OutsideFile(Exception):
    """The range begins behind the end: 416."""


def part(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; None for the whole file. Raises OutsideFile."""
    found = _ONE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        last = int(found[2])
        if last == 0:
            raise OutsideFile
        return max(0, size - last), size
    start = int(found[1])
    stop = min(int(found[2]) + 1, size) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise OutsideFile
    return start, stop
