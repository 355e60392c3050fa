"""Only the vendor's hosts, only public addresses, only so many bytes: whatever a redirect, a name or a body tries."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from channels import download as module
from channels.base import BadMessage, Download, MediaRef, Retryable, SendError
from channels.download import FOREIGN, TOO_LARGE, Vendor, download, public
from channels.twilio_calls import STORAGE
from tests.channels.cast import line, sms, telegram
from tests.channels.conftest import using
from tests.vendors.files import Held
from tests.vendors.line import Line
from tests.vendors.telegram import Telegram
from tests.vendors.twilio import Twilio

TWILIO = Vendor("https://api.twilio.com", STORAGE)
PHOTO = b"\xff\xd8\xff" + bytes(50_000)
ME = "ME" + "5" * 32


async def nowhere(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


def refused(url: str, vendor: Vendor = TWILIO, *, addresses: Sequence[str] | None = None) -> str:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses or ()

    with pytest.raises(BadMessage) as caught:
        asyncio.run(download(url, vendor, limit=10, resolve=nowhere if addresses is None else resolve))
    return caught.value.code


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/file",
        "https://api.twilio.com:8443/file",
        "https://api.twilio.com.evil.example/file",
        "https://api.twilio.com@evil.example/file",
        "https://evil.example@api.twilio.com/file",
        "https://127.0.0.1/file",
        "https://[::1]/file",
        "https://2130706433/file",
        "https://0x7f.1/file",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "gopher://api.twilio.com/",
        "http://internal.example/file.png",
    ],
)
def test_a_place_that_is_not_the_vendors_is_not_even_looked_up(url: str) -> None:
    assert refused(url) == FOREIGN


INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"),
    *("255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "not an address"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused_even_with_a_public_address_beside_it(address: str) -> None:
    url = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
    assert refused(url, addresses=["54.172.60.0", address]) == "a name that leads inside"


@given(st.ip_addresses(v=4))
def test_an_address_inside_stays_inside_in_ipv6s_clothes(address: IPv4Address) -> None:
    wrapped = [f"::ffff:{address}", str(IPv6Address(int(IPv6Address("64:ff9b::")) + int(address)))]
    if not public(str(address)):
        assert not any(map(public, wrapped))


@pytest.mark.parametrize("address", ["54.172.60.0", "2606:4700::6810:1", "64:ff9b::3.5.1.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert public(address)


def fetch_from_twilio(vendor: Twilio, limit: int = 100_000) -> Download:
    ref = MediaRef("image", f"/2010-04-01/Accounts/{vendor.sid}/Messages/MM1/Media/{ME}")
    return using(sms(vendor.url), lambda opened: opened.fetch_media(ref, limit))


def test_the_signed_storage_serves_without_our_credential(twilio: Twilio) -> None:
    twilio.files[ME] = held = Held(PHOTO, "image/jpeg")
    assert fetch_from_twilio(twilio) == Download(PHOTO, "image/jpeg")
    assert held.credentials[0] is not None
    assert held.credentials[1] is None


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/x",
        "https://twiliocdn.com.evil.example/x",
        "https://eviltwiliocdn.com/x",
        "https://somebody.s3.amazonaws.com/x",
        "https://s3-external-1.amazonaws.com.evil.example/x",
        "https://ec2-1-2-3-4.compute.amazonaws.com/x",
        "http://media.twiliocdn.com/x",
        "https://media.twiliocdn.com:8443/x",
        "https://user:secret@media.twiliocdn.com/x",
        "http://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/x",
        "http://[::1]:1/x",
        "//evil.example/x",
        "http://localhost.evil.example/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_leads_to_the_vendors_storage_or_nowhere(
    twilio: Twilio, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.download, "__kwdefaults__", {**module.download.__kwdefaults__, "resolve": nowhere})
    twilio.files[ME] = Held(PHOTO, elsewhere=target)
    with pytest.raises(BadMessage) as caught:
        fetch_from_twilio(twilio)
    assert caught.value.code == FOREIGN


def test_redirects_come_to_an_end(twilio: Twilio) -> None:
    twilio.files[ME] = Held(PHOTO)
    twilio.files[ME].elsewhere = f"{twilio.url}/2010-04-01/Accounts/{twilio.sid}/Messages/MM1/Media/{ME}"
    with pytest.raises(SendError):
        fetch_from_twilio(twilio)


def test_only_twilio_may_send_us_elsewhere(line_api: Line) -> None:
    line_api.files["1"] = Held(PHOTO, always=307)
    with pytest.raises(BadMessage):
        using(line(line_api.url, line_api.url), lambda opened: opened.fetch_media(MediaRef("image", "1"), 99))


class TestBodies:
    @pytest.fixture
    def held(self, line_api: Line) -> Held:
        line_api.files["1"] = Held(PHOTO, "image/jpeg")
        return line_api.files["1"]

    def fetch(self, vendor: Line, limit: int = 100_000) -> Download:
        return using(line(vendor.url, vendor.url), lambda opened: opened.fetch_media(MediaRef("image", "1"), limit))

    @pytest.mark.parametrize("habit", ["endless", "promise"])
    def test_what_is_longer_than_allowed_is_dropped_on_the_way(self, line_api: Line, held: Held, habit: str) -> None:
        held.always = habit
        with pytest.raises(BadMessage) as caught:
            self.fetch(line_api)
        assert caught.value.code == TOO_LARGE

    def test_what_was_packed_unasked_is_not_unpacked(self, line_api: Line, held: Held) -> None:
        held.always = "gzip"
        with pytest.raises(BadMessage) as caught:
            self.fetch(line_api)
        assert caught.value.code == "encoded"

    def test_half_a_file_is_no_file(self, line_api: Line, held: Held) -> None:
        held.first.append("drop")
        with pytest.raises(Retryable):
            self.fetch(line_api)
        assert self.fetch(line_api).content == PHOTO

    def test_a_body_that_never_ends_is_left_at_the_callers_time(self, line_api: Line, held: Held) -> None:
        held.always = "drip"

        async def impatient() -> None:
            adapter = line(line_api.url, line_api.url)
            async with asyncio.timeout(0.3):
                await adapter.fetch_media(MediaRef("voice", "1"), 100_000)

        with pytest.raises(TimeoutError):
            asyncio.run(impatient())


@pytest.mark.parametrize(("status", "family"), [("processing", Retryable), ("failed", BadMessage)])
def test_line_is_asked_whether_it_still_prepares_a_file(line_api: Line, status: str, family: type[SendError]) -> None:
    line_api.files["1"], line_api.transcoding["1"] = Held(PHOTO), status
    with pytest.raises(SendError) as caught:
        using(line(line_api.url, line_api.url), lambda opened: opened.fetch_media(MediaRef("video", "1"), 100_000))
    assert type(caught.value) is family


def test_telegrams_own_limit_is_told_as_too_large(bot_api: Telegram) -> None:
    bot_api.files["big"] = Held(bytes(20_000_001))
    with pytest.raises(BadMessage) as caught:
        using(telegram(bot_api.url), lambda opened: opened.fetch_media(MediaRef("video", "big"), 50_000_000))
    assert caught.value.code == TOO_LARGE


class TestRemoval:
    def test_a_file_and_its_message_are_deleted_and_a_second_time_is_done_too(self, twilio: Twilio) -> None:
        twilio.files[ME] = Held(PHOTO)
        sid = "MM" + "6" * 32

        async def life() -> None:
            adapter = sms(twilio.url)
            for _ in range(2):
                await adapter.remove_file(f"/2010-04-01/Accounts/{twilio.sid}/Messages/{sid}/Media/{ME}")
                await adapter.remove_message(sid)
            await adapter.remove_file("")
            await adapter.close()

        asyncio.run(life())
        assert twilio.deleted == [ME, sid]

    @pytest.mark.parametrize(("status", "family"), [(400, BadMessage), (503, Retryable)])
    def test_what_cannot_be_deleted_yet_says_so(self, twilio: Twilio, status: int, family: type[SendError]) -> None:
        twilio.refuse_delete.append(status)
        with pytest.raises(SendError) as caught:
            using(sms(twilio.url), lambda opened: opened.remove_message("SM" + "6" * 32))
        assert type(caught.value) is family


class Tls:
    """A TLS server on loopback under a name it has no right to; it notes who was asked for."""

    def __init__(self, folder: Path) -> None:
        self.names: list[str | None] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder))
        context.sni_callback = lambda _, name, __: self.names.append(name)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self._context = context
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self.listening.accept()
            except OSError:
                return
            with raw:
                try:
                    self._context.wrap_socket(raw, server_side=True).close()
                except (ssl.SSLError, OSError):
                    continue


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "files.vendor.example")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=9999))
    signed = made.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "server.pem"
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[Tls]:
    server = Tls(tmp_path)
    yield server
    server.listening.close()


def test_the_checked_address_is_the_one_connected_to_and_must_prove_the_name(
    tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "public", lambda address: True)  # the only address a test may connect to
    base = f"https://files.vendor.example:{tls.port}"

    async def resolve(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("files.vendor.example", tls.port)
        return ["127.0.0.1"]

    with pytest.raises(Retryable):  # nobody we trust signed its certificate
        asyncio.run(download(f"{base}/x", Vendor(base), limit=10, resolve=resolve))
    assert tls.names == ["files.vendor.example"]
