"""A host of packages on loopback, as bad as hosts are: drops, lies, redirects, new versions. Speaks HTTP/1.1."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Library:
    """`files` by path. What goes wrong next, once each: `cut` after so many bytes, `statuses` instead of an answer."""

    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    etag: str = '"one"'
    modified: str = ""
    cut: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    wrong_range: bool = False
    extra: str = ""
    no_length: bool = False
    slow: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, path: str, headers: dict[str, str]) -> Iterator[bytes]:
        self.asked.append({"path": path, **headers})
        if path in self.redirects:
            yield f"HTTP/1.1 302 Found\r\nLocation: {self.redirects[path]}\r\nContent-Length: 0\r\n\r\n".encode()
            return
        if self.statuses:
            yield f"HTTP/1.1 {self.statuses.pop(0)} No\r\nContent-Length: 0\r\n\r\n".encode()
            return
        if path not in self.files:
            yield b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            return
        yield from self._content(self.files[path], headers)

    def _content(self, whole: bytes, headers: dict[str, str]) -> Iterator[bytes]:
        start, told = 0, ""
        version = self.etag or self.modified
        same = headers.get("if-range", version) == version
        if self.ranges and same and headers.get("range", "").startswith("bytes="):
            start = int(headers["range"][6:].rstrip("-"))
            if start >= len(whole):
                yield f"HTTP/1.1 416 No\r\nContent-Range: bytes */{len(whole)}\r\nContent-Length: 0\r\n\r\n".encode()
                return
            first = start + 1 if self.wrong_range else start
            told = f"Content-Range: bytes {first}-{len(whole) - 1}/{len(whole)}\r\n"
        body = whole[start:]
        head = f"HTTP/1.1 {206 if told else 200} OK\r\n{told}{self.extra}"
        head += f"ETag: {self.etag}\r\n" if self.etag else ""
        head += f"Last-Modified: {self.modified}\r\n" if self.modified else ""
        head += "Connection: close\r\n" if self.no_length else f"Content-Length: {len(body)}\r\n"
        yield head.encode() + b"\r\n"
        yield body[: self.cut.pop(0)] if self.cut else body


@contextmanager
def library() -> Iterator[Library]:
    """Each connection has one answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Library(port=server.getsockname()[1])
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(made, connection), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield made
        stopping.set()
        with socket.create_connection(("127.0.0.1", made.port)):
            pass
        thread.join()


def one(made: Library, connection: socket.socket) -> None:
    with connection:
        asked = b""
        while b"\r\n\r\n" not in asked:
            more = connection.recv(65536)
            if not more:
                return
            asked += more
        first, *rest = asked.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
        try:
            for piece in made.answer(first.split(" ")[1], headers):
                send(made, connection, piece)
        except OSError:
            return


def send(made: Library, connection: socket.socket, piece: bytes) -> None:
    if not made.slow:
        connection.sendall(piece)
        return
    for at in range(0, len(piece), 4096):
        connection.sendall(piece[at : at + 4096])
        threading.Event().wait(made.slow)
