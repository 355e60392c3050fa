"""What can be sent from a simulated phone without having a file at hand: drawn and sounded by code, of nobody."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from bot.console.names import N_
from channels.base import Location, MediaKind

HERE = Location(34.7692, 137.3915, "Toyohashi")
"""A station square: nobody's address."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`needs` is what the channel must be able to carry, as in `Capabilities.media`; empty: any app with pictures."""

    kind: MediaKind
    mime: str
    name: str
    label: str
    icon: str
    made: Callable[[], bytes]
    needs: Sequence[str] = ()


@cache
def pay_slip() -> bytes:
    """A photo of a pay slip in which rent is taken off twice."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (480, 600), "#b9ae9c")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(50, 40), (440, 60), (430, 565), (38, 545)], fill="#fbfaf6")
    font, large = ImageFont.load_default(22), ImageFont.load_default(32)
    draw.text((80, 80), "PAY SLIP  2026-10", fill="#24302f", font=large)
    rows = (("Basic", "168,000"), ("Overtime", "0"), ("Rent", "-35,000"), ("Rent", "-35,000"), ("Paid", "98,000"))
    for n, (name, amount) in enumerate(rows):
        y = 170 + 62 * n
        draw.line((80, y + 42, 400, y + 44), fill="#c9c4b8", width=2)
        draw.text((80, y), name, fill="#24302f", font=font)
        draw.text((290, y), amount, fill="#9c1f1a" if amount.startswith("-") else "#24302f", font=font)
    out = BytesIO()
    picture.rotate(-2, fillcolor="#b9ae9c").save(out, "JPEG", quality=80)
    return out.getvalue()


@cache
def voice() -> bytes:
    """Two seconds of four soft tones as MP3 (ISO 11172-3 layer III): one line of the spectrum in each granule."""
    notes = (12, 16, 18, 24)  # lines of 38.28 Hz
    return b"".join(_frame(line) for line in notes for _ in range(19))


def _frame(line: int) -> bytes:
    """32 kbit/s, 44.1 kHz, one channel: 104 bytes, of which 21 say how to read the rest."""
    spectrum = "1" * (line // 2) + "010"  # Huffman table 1: pairs of zeros, then (1, 0) and its sign
    granule = "".join(_bits(_side(line, len(spectrum))))
    side = "0" * 18 + granule * 2
    body = (side + spectrum * 2).ljust(100 * 8, "0")
    return b"\xff\xfb\x10\xc0" + int(body, 2).to_bytes(100, "big")


def _side(line: int, length: int) -> Iterator[tuple[int, int]]:
    """(value, width) of one granule's side information: no scale factors, long blocks, table 1 everywhere."""
    yield from ((length, 12), (line // 2 + 1, 9), (198, 8), (0, 4), (0, 1))
    yield from ((1, 5), (1, 5), (1, 5), (7, 4), (7, 3))
    yield from ((0, 1), (0, 1), (0, 1))


def _bits(fields: Iterator[tuple[int, int]]) -> Iterator[str]:
    return (f"{value:0{width}b}" for value, width in fields)


def star() -> bytes:
    return b"sticker"


def card() -> bytes:
    return b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Example Person\r\nTEL:+810000000000\r\nEND:VCARD\r\n"


SAMPLES = {
    "photo": Sample("image", "image/jpeg", "payslip.jpg", N_("Photo of a pay slip"), "photo", pay_slip, ("image",)),
    "voice": Sample("voice", "audio/mpeg", "voice.mp3", N_("Voice note"), "voice", voice, ("voice", "audio")),
    "sticker": Sample("sticker", "image/webp", "", N_("Sticker"), "star", star),
    "contact": Sample("contact", "text/vcard", "", N_("Contact card"), "person", card),
}
