"""Reading what a vendor sent without believing it: a value of the wrong kind is simply not there.

Nothing here raises, except `json_body` for a body that is no JSON at all.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from channels.base import Location, NotParseable
from channels.text import clean

_NOTHING: Mapping[str, Any] = {}


def json_body(body: bytes) -> Mapping[str, Any]:
    """The JSON object in `body`. Raises NotParseable for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise NotParseable("not JSON") from None
    if not isinstance(value, dict):
        raise NotParseable("not an object")
    return value


def table(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else _NOTHING


def rows(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def word(value: Mapping[str, Any], key: str, longest: int = 512) -> str | None:
    """A short text the vendor set: a type, a token, a mime type."""
    found = value.get(key)
    return clean(found) or None if isinstance(found, str) and len(found) <= longest else None


def prose(value: Mapping[str, Any], key: str) -> str | None:
    """What a person wrote, whole."""
    found = value.get(key)
    return clean(found) or None if isinstance(found, str) else None


def identifier(value: Mapping[str, Any], key: str) -> str | None:
    """An id, which vendors send as a number or as a text."""
    found = value.get(key)
    if type(found) is int:
        return str(found) if -(10**40) < found < 10**40 else None
    return word(value, key, 256)


def number(value: Mapping[str, Any], key: str) -> int | None:
    found = value.get(key)
    return found if type(found) is int and 0 <= found < 2**53 else None


def moment(seconds: float | None) -> datetime | None:
    """A time, or None for the zero and the nonsense that mean "unknown"."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, ValueError, OSError):
        return None


def place(value: Mapping[str, Any], label: str | None) -> Location | None:
    latitude, longitude = _degrees(value, "latitude", 90), _degrees(value, "longitude", 180)
    return None if latitude is None or longitude is None else Location(latitude, longitude, label)


def _degrees(value: Mapping[str, Any], key: str, most: int) -> float | None:
    found = value.get(key)
    if type(found) not in (int, float) or not math.isfinite(found) or abs(found) > most:  # type: ignore[arg-type]
        return None
    return float(found)  # type: ignore[arg-type]


def fingerprint(body: bytes, index: int) -> str:
    """Stands in for the id that a vendor left out: the same body gives the same one."""
    return f"{sha256(body).hexdigest()[:32]}:{index}"
