"""Memory given back to the machine. The C library keeps what was freed, for each thread that ever worked: after a
batch that is more than the model itself. Does nothing where the C library is not GNU's.
"""

import ctypes
from contextlib import suppress
from functools import cache
from typing import Any

_M_ARENA_MAX = -8  # malloc.h


@cache
def _library() -> Any:
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        library.malloc_trim.argtypes = [ctypes.c_size_t]
        return library
    return None


def share() -> None:
    """All threads from one heap. Called before models are loaded; what they need at once is a third less."""
    if _library() is not None:
        _library().mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """What is free goes back now: milliseconds."""
    if _library() is not None:
        _library().malloc_trim(0)
