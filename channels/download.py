"""Fetching a file from a vendor: only where the caller says, never more than it allows.

The caller decides the URL; nothing a sender wrote may become one. Errors carry no URL: some hold a token.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from channels.base import BadMessage, ConfigError, Download, Retryable, SendError, Throttled
from channels.lazy import quiet

if TYPE_CHECKING:
    import httpx

_SECONDS = 30.0
_REDIRECTS = 3


async def download(
    url: str,
    *,
    limit: int,
    headers: Mapping[str, str] | None = None,
    mime: str | None = None,
    follow: bool = False,
) -> Download:
    """The file at `url`. With `follow` it may lie elsewhere: then our `headers`, a credential, stay behind."""
    import httpx

    quiet("httpx", "httpcore")
    try:
        async with httpx.AsyncClient(timeout=_SECONDS) as client:
            for _ in range(_REDIRECTS if follow else 1):
                async with client.stream("GET", url, headers=dict(headers or {})) as response:
                    if not (follow and response.has_redirect_location):
                        return await _read(response, limit, mime)
                    url, headers = _next(response), None
    except httpx.HTTPError:
        raise Retryable("network") from None
    raise BadMessage("redirects")


def _next(response: "httpx.Response") -> str:
    target = response.url.join(response.headers["location"])
    if target.scheme != "https" and target.host != response.url.host:
        raise BadMessage("redirect to a place without TLS")
    return str(target)


async def _read(response: "httpx.Response", limit: int, mime: str | None) -> Download:
    if response.status_code != 200:
        raise _refusal(response.status_code)
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > limit:
            raise BadMessage("too large")
    given = response.headers.get("content-type", "").partition(";")[0].strip()
    return Download(bytes(content), mime or given or "application/octet-stream")


def _refusal(status: int) -> SendError:
    if status in (401, 403):
        return ConfigError(str(status))
    if status == 429:
        return Throttled("429")
    if status == 202 or status >= 500:  # 202: LINE is still transcoding
        return Retryable(str(status), after=timedelta(seconds=5))
    return BadMessage(str(status))
