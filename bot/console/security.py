"""What every answer of the console carries, and which requests never reach a page: other sites' forms, huge bodies.

ASGI middleware. It decides by headers alone and keeps no state.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_FORM = 64 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NO_STORE = "no-store"
FOR_EVERYBODY = ("/public", "/public.csv", "/public.json")  # the same for all, without a cookie: they say how long
KEPT = "public, max-age=3600"  # our own files only: nothing of a person is among them

Refusal = Callable[[Request, int], Awaitable[Response]]
Largest = Callable[[str], int]
"""How many bytes a form may have that is sent to this path."""


def from_our_own_page(method: str, headers: Headers) -> bool:
    """Did this site's own page send it? Browsers say so in Sec-Fetch-Site; without it, Origin must name this host."""
    if method in SAFE_METHODS:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


class Guard:
    """Refuses what no page of ours sends, and puts the headers on whatever leaves."""

    def __init__(
        self, app: ASGIApp, *, refuse: Refusal, https: bool, largest: Largest = lambda path: LARGEST_FORM
    ) -> None:
        self._app, self._refuse, self._largest = app, refuse, largest
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        static, public = "/static/" in scope["path"], scope["path"] in FOR_EVERYBODY

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.update(self._headers)
                if static and message["status"] in (200, 304):
                    out.setdefault("Cache-Control", KEPT)
                elif not (public and message["status"] in (200, 304)):
                    out["Cache-Control"] = NO_STORE
            await send(message)

        largest = self._largest(scope["path"])
        status = self._wrong(scope["method"], headers, largest)
        if status:
            response = await self._refuse(Request(scope, receive), status)
            await response(scope, receive, dressed)
            return
        await self._app(scope, _limited(receive, largest), dressed)

    @staticmethod
    def _wrong(method: str, headers: Headers, largest: int) -> int:
        if not from_our_own_page(method, headers):
            return 403
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400
        return 413 if int(length) > largest else 0


def _limited(receive: Receive, largest: int) -> Receive:
    """A body without a length may not be larger either: the rest of it is as if the sender had gone."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > largest else message

    return counted
