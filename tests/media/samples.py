"""Files as phones make them, and files as nobody should: drawn here, byte by byte where no library would."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

PLACE = "35.6595,139.7005"
SERIAL = "SERIAL-9471-QUOKKA"
COMMENT = b"taken by Siti at Zanzibar Umbrella Works"


def photo(width: int = 1200, height: int = 800, *, form: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture with a red left half and a blue right half."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill="red")
    out = BytesIO()
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(out, form, **({"exif": exif} if form in ("JPEG", "WEBP") else {}))
    return out.getvalue()


def told_on() -> bytes:
    """A JPEG that tells where, with which camera, by whom, with a small copy of itself inside."""
    image = Image.new("RGB", (1200, 800), "blue")
    small = BytesIO()
    Image.new("RGB", (160, 120), "blue").save(small, "JPEG", comment=b"THUMBNAIL-INSIDE")
    exif = image.getexif()
    exif[0x010F], exif[0x0131], exif[0x013B] = "Phone", SERIAL, "Siti Zubaidah Quokka"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (35.0, 39.0, 34.2), 3: "E", 4: (139.0, 42.0, 1.8), 29: "2026:11:22"})
    exif.get_ifd(0x8769).update({0xA431: SERIAL, 0x9003: "2026:11:22 09:47:15", 0x9286: PLACE.encode()})
    out = BytesIO()
    profile = b"ICC-PROFILE-" + SERIAL.encode() + bytes(200)
    image.save(out, "JPEG", exif=exif, comment=COMMENT, icc_profile=profile)
    whole = out.getvalue()
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + PLACE.encode() + b"</x:xmpmeta>"
    segment = b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp
    return whole[:2] + segment + whole[2:] + small.getvalue()


def png(width: int, height: int, *, megabytes: int = 0) -> bytes:
    """A PNG that says it is so large, with as many megabytes of zeros, packed a thousandfold."""
    pack = zlib.compressobj(9)
    packed = b"".join(pack.compress(bytes(1 << 20)) for _ in range(megabytes)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def box(name: bytes, *inner: bytes) -> bytes:
    content = b"".join(inner)
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(brand: bytes = b"isom", *tracks: bytes, place: str = "") -> bytes:
    """An ISO media file with these tracks; with a place, as phones write it into videos."""
    handlers = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), track, bytes(12), b"\0"))) for track in tracks]
    told = [box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7" + place.encode()))] if place else []
    return box(b"ftyp", brand, bytes(4)) + box(b"moov", *handlers, *told) + box(b"mdat", bytes(3000))


VOICE = b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(3000)
PDF = b"%PDF-1.7\n" + b"1 0 obj << /Title (pay slip) >> endobj\n" * 40 + b"%%EOF"


def spoken(seconds: int = 3) -> bytes:
    """A voice message as Telegram sends it, which every player plays: silence in Opus, with a name inside."""
    tags = b"OpusTags" + struct.pack("<I", 4) + b"Siti" + struct.pack("<I", 0)
    head = b"OpusHead\x01\x01" + struct.pack("<HIh", 0, 48_000, 0) + b"\0"
    pages = [_page(0, 2, 0, [head]), _page(1, 0, 0, [tags])]
    for second in range(seconds):
        last = 4 if second == seconds - 1 else 0
        pages.append(_page(2 + second, last, (second + 1) * 48_000, [b"\xf8\xff\xfe"] * 50))
    return b"".join(pages)


def _page(number: int, flags: int, position: int, packets: list[bytes]) -> bytes:
    """https://www.rfc-editor.org/rfc/rfc3533#section-6"""
    lengths = bytes(len(packet) for packet in packets)
    head = b"OggS" + struct.pack("<BBqIII", 0, flags, position, 7, number, 0) + bytes([len(lengths)]) + lengths
    page = bytearray(head + b"".join(packets))
    page[22:26] = struct.pack("<I", _ogg_sum(page))
    return bytes(page)


def _ogg_sum(page: bytes) -> int:
    found = 0
    for byte in page:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1) ^ (0x04C11DB7 if found & 0x80000000 else 0)
            found &= 0xFFFFFFFF
    return found


def slip() -> bytes:
    """A photo of a pay slip, taken with the phone on its side, that tells where."""
    sheet = Image.new("RGB", (1600, 1200), "#d9d2c3")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((250, 150, 1350, 1050), fill="white", outline="#999999", width=4)
    for line, words in enumerate(
        ("PAY SLIP  2026-10", "Base  186,000", "Overtime  0", "Room  -45,000", "Paid  141,000")
    ):
        pen.text((330, 230 + line * 150), words, fill="#222222", font_size=80)
    out, exif = BytesIO(), sheet.getexif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 39.0, 34.2), 3: "E", 4: (139.0, 42.0, 1.8)})
    sheet.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", exif=exif, quality=80)
    return out.getvalue()
