"""Fetching a file from a vendor: from the hosts that are named here only, never more than the caller allows.

The caller decides the URL; nothing a sender wrote may become one. Every host is resolved once, its addresses checked,
and the connection made to exactly those, so that no name can lead into our own network. A credential goes to the
configured host and nowhere else. Errors carry no URL: some hold a token.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from channels.base import BadMessage, ConfigError, Download, Retryable, SendError, Throttled
from channels.lazy import quiet

if TYPE_CHECKING:
    import httpx

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

TOO_LARGE = "too large"
FOREIGN = "file outside the vendor's host"
_SECONDS = 30.0
_REDIRECTS = 3
_NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Vendor:
    """Where a vendor's files lie: at `base`, as configured, and behind a redirect at hosts that end like `elsewhere`.

    A base that is a bare address is what the operator wrote: a rehearsal on loopback, a Bot API server of one's own.
    """

    base: str
    elsewhere: tuple[str, ...] = ()


async def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, IPv4 first: a machine without IPv6 need not wait for it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)]


async def download(
    url: str,
    vendor: Vendor,
    *,
    limit: int,
    headers: Mapping[str, str] | None = None,
    mime: str | None = None,
    resolve: Resolve = resolved,
) -> Download:
    """The file at `url`, at most `limit` bytes as they cross the wire: no compression is asked for or undone.

    Raises BadMessage for a place that is not the vendor's, for TOO_LARGE and for a file that is gone; ConfigError for a
    refused credential; Retryable for the rest.
    """
    import httpx

    quiet("httpx", "httpcore")
    place, given = httpx.URL(url), dict(headers or {})
    try:
        async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
            for hop in range(_REDIRECTS + 1):
                addresses = await _addresses(place, vendor, resolve, first=hop == 0)
                response = await _answer(client, place, addresses, given)
                try:
                    if not (vendor.elsewhere and response.has_redirect_location):
                        return await _read(response, limit, mime)
                    place, given = place.join(response.headers["location"]), {}
                finally:
                    await response.aclose()
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise Retryable("network") from None
    raise BadMessage("redirects")


async def _addresses(place: "httpx.URL", vendor: Vendor, resolve: Resolve, *, first: bool) -> Sequence[str]:
    """Where to connect; empty for a bare address of the configuration. Raises BadMessage for anybody else's place."""
    import httpx

    base = httpx.URL(vendor.base)
    if place.userinfo:
        raise BadMessage(FOREIGN)
    if _bare(base.host) and _same_machine(place, base, first=first):
        return ()
    if first:
        known = (place.scheme, place.host, place.port) == (base.scheme, base.host, base.port)
    else:
        known = place.port is None and any(f".{place.host}".endswith(f".{host}") for host in vendor.elsewhere)
    if not known or place.scheme != "https":
        raise BadMessage(FOREIGN)
    found = await resolve(place.host, 443 if place.port is None else place.port)
    if not found:
        raise Retryable("dns")
    if not all(public(address) for address in found):
        raise BadMessage("a name that leads inside")
    return found


def _same_machine(place: "httpx.URL", base: "httpx.URL", *, first: bool) -> bool:
    """At the configured bare address; a redirect stays on it, on any port, only in a rehearsal on loopback."""
    if first:
        return (place.scheme, place.host, place.port) == (base.scheme, base.host, base.port)
    return place.host == base.host and ip_address(_literal(base.host)).is_loopback and place.scheme == base.scheme


def _bare(host: str) -> bool:
    try:
        return bool(ip_address(_literal(host)))
    except ValueError:
        return False


def _literal(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host


def public(address: str) -> bool:
    """Reachable by everybody: not private, loopback, link-local, reserved, nor such a one in IPv6's clothes."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(found) if isinstance(found, IPv6Address) else None
    return (
        found.is_global and not found.is_multicast and (inner is None or (inner.is_global and not inner.is_multicast))
    )


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that some IPv6 addresses are a way to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


async def _answer(
    client: "httpx.AsyncClient", place: "httpx.URL", addresses: Sequence[str], headers: Mapping[str, str]
) -> "httpx.Response":
    """The beginning of the answer, from the first address that takes the connection."""
    import httpx

    asked = {"accept-encoding": "identity", **headers}
    if not addresses:
        return await client.send(client.build_request("GET", place, headers=asked), stream=True)
    for left, address in enumerate(addresses, 1 - len(addresses)):
        request = client.build_request(
            "GET",
            place.copy_with(host=address),
            headers={**asked, "host": place.netloc.decode("ascii")},
            extensions={"sni_hostname": place.host},
        )
        try:
            return await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if left == 0:
                raise
    raise Retryable("network")


async def _read(response: "httpx.Response", limit: int, mime: str | None) -> Download:
    if response.status_code != 200:
        raise _refusal(response.status_code)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise BadMessage("encoded")  # not asked for: a small answer that unpacks into a large one
    promised = response.headers.get("content-length", "")
    if promised.isdecimal() and int(promised) > limit:
        raise BadMessage(TOO_LARGE)
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > limit:
            raise BadMessage(TOO_LARGE)
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
