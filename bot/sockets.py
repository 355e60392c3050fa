"""The socket a process answers on, opened before anything else: a port that is taken is told at once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

BACKLOG = 2048


class PortTaken(Exception):
    """Another program answers there: stop it, or set another port."""


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Open until the block ends. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        here = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise PortTaken(f"cannot listen on {host} port {port}: {error.strerror}") from None
    with here:
        yield here
