"""What a file is, by its bytes: each kind we take, its look-alikes, and everything that pretends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media import kinds
from bot.media.kinds import KINDS, Kind, claimed, sniff
from channels.base import MediaRef
from tests.media.samples import PDF, VOICE, mp4, photo, png

MP3 = b"\xff\xfb\x90\x64" + bytes(400)
ID3 = b"ID3\x04\0\0\0\0\x01\x00" + b"TPE1 Siti".ljust(128, b"\0")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo(9, 9), kinds.JPEG),
        (photo(9, 9, form="PNG"), kinds.PNG),
        (photo(9, 9, form="WEBP"), kinds.WEBP),
        (photo(9, 9, form="GIF"), kinds.GIF),
        (mp4(b"heic"), kinds.HEIC),
        (mp4(b"mif1"), kinds.HEIC),
        (VOICE, kinds.OGG),
        (b"#!AMR\n" + bytes(99), kinds.AMR),
        (b"#!AMR-WB\n" + bytes(99), kinds.AMR),
        (b"\xff\xf1\x50\x80" + bytes(99), kinds.AAC),
        (MP3, kinds.MP3),
        (ID3 + MP3, kinds.MP3),
        (mp4(b"M4A ", b"soun"), kinds.M4A),
        (mp4(b"mp42", b"soun"), kinds.M4A),
        (mp4(b"mp42", b"soun", b"vide"), kinds.MP4),
        (mp4(b"isom", b"vide"), kinds.MP4),
        (mp4(b"3gp4", b"soun"), kinds.AUDIO_3GP),
        (mp4(b"3gp5", b"vide", b"soun"), kinds.VIDEO_3GP),
        (PDF, kinds.PDF),
    ],
)
def test_each_kind_is_known_by_its_bytes(content: bytes, kind: Kind) -> None:
    assert sniff(content) is kind
    assert KINDS[kind.mime] is kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg/>",
        b"GIF90a" + bytes(99),
        b" %PDF-1.7",
        b"PK\x03\x04" + bytes(99),
        b"MZ" + bytes(99),
        b"\x7fELF" + bytes(99),
        b"#!/bin/sh\n",
        b"RIFF\0\0\0\0WAVE" + bytes(99),
        b"RIFF\0\0\0\0AVI " + bytes(99),
        b"OggS\0\x02" + bytes(22) + b"\x80theora" + bytes(99),
        mp4(b"qt  ", b"vide"),
        mp4(b"avif"),
        b"\x1a\x45\xdf\xa3" + bytes(99),
        "my boss keeps my passport".encode("utf-16"),
        b"\xff\xfb\xf0\x64" + bytes(99),
        b"ID3\x04\0\0\xff\xff\xff\xff" + MP3,
        ID3 + b"<html>",
        b"BM" + bytes(99),
        b"II*\0" + bytes(99),
    ],
)
def test_everything_else_is_nothing(content: bytes) -> None:
    assert sniff(content) is None


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda rest: b"\0\0\0\x18ftyp" + rest))
def test_any_bytes_are_a_kind_or_nothing(content: bytes) -> None:
    found = sniff(content)
    assert found is None or found in KINDS.values()


@pytest.mark.parametrize(
    ("kind", "mime", "heard"),
    [
        ("document", "application/zip", "other"),
        ("document", "text/html", "other"),
        ("document", "application/pdf", "document"),
        ("document", "application/octet-stream", "document"),
        ("document", None, "document"),
        ("document", "IMAGE/PNG", "document"),
        ("voice", "application/zip", "voice"),
        ("sticker", None, "sticker"),
    ],
)
def test_a_document_that_says_it_is_none_of_ours_is_answered_as_such(kind: str, mime: str | None, heard: str) -> None:
    assert claimed(MediaRef(kind, "x", mime=mime)) == heard  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "heard"), [("a.zip", "other"), ("a.pdf", "document"), ("a.jpg", "document"), ("a", "document")]
)
def test_without_a_type_its_name_is_its_claim(name: str, heard: str) -> None:
    assert claimed(MediaRef("document", "x", name=name)) == heard


def test_a_picture_may_begin_anything_and_is_still_a_picture() -> None:
    """A polyglot: the first bytes decide, and what is shown is drawn anew from the pixels."""
    assert sniff(photo(9, 9) + b"<script>alert(1)</script>" + PDF) is kinds.JPEG
    assert sniff(png(9, 9)) is kinds.PNG
