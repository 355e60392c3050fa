"""Files are fetched from the vendor's own place only, never more than allowed, and no credential leaves that place."""

import logging
from collections.abc import Iterator

import pytest
from aiohttp import web

from channels.base import BadMessage, ChannelAdapter, ConfigError, Download, MediaRef, Retryable, SendError, Throttled
from tests.channels.cast import ACCOUNT, TOKEN, line, sms, telegram
from tests.channels.conftest import everything_shown, using
from tests.vendors.stand_in import Loopback, StandIn

FILE = b"\xff\xd8jpeg" * 1000
TWILIO_PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"


class Storage(StandIn):
    """The three vendors' file servers in one; `elsewhere` is the storage that Twilio redirects to."""

    def __init__(self) -> None:
        super().__init__()
        self.status = 200
        self.elsewhere = ""
        self.file_path = "photos/file_1.jpg"
        self.seen: list[tuple[str, str | None]] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", f"/bot{TOKEN}/getFile", self._get_file), web.get("/{path:.*}", self._file)]

    async def _get_file(self, request: web.Request) -> web.StreamResponse:
        found = {"file_id": "f", "file_unique_id": "u", "file_path": self.file_path}
        return web.json_response({"ok": True, "result": found})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.path, request.headers.get("Authorization")))
        if self.elsewhere and request.path == TWILIO_PATH:
            raise web.HTTPTemporaryRedirect(f"{self.elsewhere}/signed/by/twilio")
        return web.Response(status=self.status, body=FILE, content_type="image/jpeg")


@pytest.fixture
def storage() -> Iterator[Storage]:
    vendor = Storage()
    with Loopback(vendor):
        yield vendor


def adapters(url: str) -> dict[str, tuple[ChannelAdapter, MediaRef]]:
    return {
        "telegram": (telegram(url), MediaRef("image", "f")),
        "sms": (sms(url), MediaRef("image", TWILIO_PATH)),
        "line": (line(url, url), MediaRef("image", "354718705033693861")),
    }


def fetch(url: str, name: str, limit: int = 100_000, ref: MediaRef | None = None) -> Download:
    adapter, usual = adapters(url)[name]
    return using(adapter, lambda opened: opened.fetch_media(ref or usual, limit))


@pytest.mark.parametrize("name", ["telegram", "sms", "line"])
def test_a_file_comes_whole_with_its_type(storage: Storage, name: str) -> None:
    assert fetch(storage.url, name) == Download(FILE, "image/jpeg")


@pytest.mark.parametrize("name", ["telegram", "sms", "line"])
def test_a_file_larger_than_allowed_is_dropped_on_the_way(storage: Storage, name: str) -> None:
    with pytest.raises(BadMessage):
        fetch(storage.url, name, limit=len(FILE) - 1)
    assert fetch(storage.url, name, limit=len(FILE)).content == FILE


@pytest.mark.parametrize("name", ["telegram", "sms", "line"])
@pytest.mark.parametrize(
    ("status", "family"),
    [(404, BadMessage), (401, ConfigError), (429, Throttled), (503, Retryable), (202, Retryable)],
)
def test_each_refusal_says_what_to_do(storage: Storage, name: str, status: int, family: type[SendError]) -> None:
    storage.status = status
    with pytest.raises(SendError) as caught:
        fetch(storage.url, name)
    assert type(caught.value) is family


def test_line_and_twilio_are_told_who_asks(storage: Storage) -> None:
    fetch(storage.url, "line")
    fetch(storage.url, "sms")
    (path, bearer), (_, basic) = storage.seen
    assert (path, bearer) == ("/v2/bot/message/354718705033693861/content", "Bearer line-token")
    assert basic
    assert basic.startswith("Basic ")


def test_twilios_storage_is_not_given_our_credential(storage: Storage) -> None:
    other = Storage()
    with Loopback(other):
        storage.elsewhere = other.url
        assert fetch(storage.url, "sms").content == FILE
    assert other.seen == [("/signed/by/twilio", None)]


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest", "file:///etc/passwd", "http://example.org/x"])
def test_a_redirect_to_a_place_without_tls_is_not_followed(storage: Storage, target: str) -> None:
    storage.elsewhere = target
    with pytest.raises(SendError) as caught:
        fetch(storage.url, "sms")
    assert type(caught.value) is BadMessage


def test_a_file_of_this_machine_is_never_read_for_telegram(storage: Storage) -> None:
    storage.file_path = "/etc/passwd"
    with pytest.raises(BadMessage):
        fetch(storage.url, "telegram")


@pytest.mark.parametrize("name", ["sms", "line"])
def test_a_file_that_is_not_the_vendors_is_never_asked_for(storage: Storage, name: str) -> None:
    with pytest.raises(BadMessage):
        fetch(storage.url, name, ref=MediaRef("image", ""))
    assert storage.seen == []


def test_an_id_cannot_leave_its_place_in_the_path(storage: Storage) -> None:
    fetch(storage.url, "line", ref=MediaRef("image", "../../info?x=#"))
    assert storage.seen[0][0].startswith("/v2/bot/message/..")
    assert storage.seen[0][0].endswith("/content")


def test_no_token_is_in_logs_or_errors(storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    storage.elsewhere = storage.url
    shown: list[object] = []
    for status in (200, 503):
        storage.status = status
        for name in ("telegram", "sms", "line"):
            try:
                shown.append(len(fetch(storage.url, name).content))
            except SendError as error:
                shown.append(error)
    said = everything_shown(caplog, *shown)
    for secret in ("AAE-loopback", "line-token", "twilio-token", "signed/by/twilio"):
        assert secret not in said
