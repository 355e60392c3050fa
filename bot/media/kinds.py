"""What a file is, by its own bytes and not by what anybody says about it. Pure; whatever is not listed here is refused.

A claim is believed only to answer at once ("we cannot open this"); what is kept, and as what, the bytes decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import guess_type

from channels.base import MediaRef


@dataclass(frozen=True, slots=True)
class Kind:
    """`family` is how the desk meets it: image, voice, video or document. `shown`: a picture can be made from it."""

    mime: str
    family: str
    suffix: str
    shown: bool = False


JPEG = Kind("image/jpeg", "image", "jpg", shown=True)
PNG = Kind("image/png", "image", "png", shown=True)
WEBP = Kind("image/webp", "image", "webp", shown=True)
GIF = Kind("image/gif", "image", "gif", shown=True)
HEIC = Kind("image/heic", "image", "heic")
OGG = Kind("audio/ogg", "voice", "ogg")
AMR = Kind("audio/amr", "voice", "amr")
AAC = Kind("audio/aac", "voice", "aac")
MP3 = Kind("audio/mpeg", "voice", "mp3")
M4A = Kind("audio/mp4", "voice", "m4a")
AUDIO_3GP = Kind("audio/3gpp", "voice", "3gp")
MP4 = Kind("video/mp4", "video", "mp4")
VIDEO_3GP = Kind("video/3gpp", "video", "3gp")
PDF = Kind("application/pdf", "document", "pdf")

KINDS = {
    kind.mime: kind for kind in (JPEG, PNG, WEBP, GIF, HEIC, OGG, AMR, AAC, MP3, M4A, AUDIO_3GP, MP4, VIDEO_3GP, PDF)
}

_STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"#!AMR\n", AMR),
    (b"#!AMR-WB\n", AMR),
    (b"%PDF-", PDF),
)
# Brands of the ISO base media format: https://mp4ra.org/registered-types/brands
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_MP4 = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"mp71", b"avc1", b"dash", b"MSNV")
)
_AUDIO = frozenset((b"M4A ", b"M4B ", b"M4P "))
_LAYER_3 = frozenset((0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2))
_OGG_HEAD = 512
_ID3_HEAD = 10
# What a document may claim to be and still be one of ours.
_POSSIBLE = frozenset(
    ("application/pdf", "application/x-pdf", "application/octet-stream", "application/ogg", "application/mp4")
)


def sniff(content: bytes) -> Kind | None:
    """What the bytes are, or None for everything that is not taken."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp":
        return _boxed(content)
    if content[:4] == b"OggS":
        return OGG if b"OpusHead" in content[:_OGG_HEAD] or b"\x01vorbis" in content[:_OGG_HEAD] else None
    return _stream(content[_after_tag(content) :])


def _boxed(content: bytes) -> Kind | None:
    brand = content[8:12]
    if brand in _HEIC:
        return HEIC
    if brand in _AUDIO:
        return M4A
    mobile = brand.startswith((b"3gp", b"3g2"))
    if not mobile and brand not in _MP4:
        return None
    tracks = set(_tracks(content))
    if b"soun" in tracks and b"vide" not in tracks:
        return AUDIO_3GP if mobile else M4A
    return VIDEO_3GP if mobile else MP4


def _tracks(content: bytes) -> Iterator[bytes]:
    """The handler types of an ISO file's tracks: `soun`, `vide` and others."""
    at = content.find(b"hdlr")
    while at >= 0:
        yield content[at + 12 : at + 16]
        at = content.find(b"hdlr", at + 4)


def _after_tag(content: bytes) -> int:
    """Where the sound begins: behind an ID3 tag, if there is one. https://id3.org/id3v2.4.0-structure"""
    if content[:3] != b"ID3" or len(content) < _ID3_HEAD or max(content[6:10]) > 0x7F:
        return 0
    size = 0
    for part in content[6:10]:
        size = size << 7 | part
    return _ID3_HEAD + size


def _stream(content: bytes) -> Kind | None:
    """Sound without a container: a frame header with nothing impossible in it."""
    if len(content) < 4 or content[0] != 0xFF:
        return None
    if content[1] & 0xF6 == 0xF0:
        return AAC if (content[2] >> 2) & 0xF <= 12 else None
    rate, frequency = content[2] >> 4, (content[2] >> 2) & 3
    return MP3 if content[1] in _LAYER_3 and rate not in (0, 15) and frequency != 3 else None


def claimed(ref: MediaRef) -> str:
    """The kind as the channel says, or `other` for a document that says of itself that it is none of ours."""
    mime = (ref.mime or guess_type(ref.name or "")[0] or "").lower()
    if ref.kind != "document" or not mime or mime in _POSSIBLE or mime.startswith(("image/", "audio/", "video/")):
        return ref.kind
    return "other"
