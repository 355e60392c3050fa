"""From a photo to what the desk sees: nothing of it but what can be seen, and no photo that takes the machine along."""

import asyncio
import time
from contextlib import suppress
from io import BytesIO

import psutil
import pytest
from PIL import Image

from bot.media import pictures, redraw
from bot.media.pictures import NoPicture, Picture, drawn
from tests.media.samples import COMMENT, PDF, PLACE, SERIAL, photo, png, told_on


def draw(content: bytes, **more: float) -> Picture:
    return asyncio.run(drawn(content, **more))


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.jpeg))


def refused(content: bytes) -> bool:
    """Whether it was too large, and not broken."""
    with pytest.raises(NoPicture) as caught:
        draw(content)
    return caught.value.large


def test_the_sample_tells_a_lot() -> None:
    content = told_on()
    for told in (b"Exif", b"THUMBNAIL-INSIDE", b"ICC-PROFILE", COMMENT, PLACE.encode(), SERIAL.encode(), b"Quokka"):
        assert told in content
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)[1] == "N"


def test_nothing_that_a_photo_tells_is_in_the_picture() -> None:
    picture = draw(told_on())
    for told in (b"Exif", b"http://", b"THUMBNAIL", b"ICC", b"2026:11:22", COMMENT, PLACE.encode(), SERIAL.encode()):
        assert told not in picture.jpeg
    image = opened(picture)
    assert dict(image.getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "xmp", "photoshop", "mp"} & set(image.info)
    segments = [picture.jpeg[at + 1] for at in range(picture.jpeg.index(b"\xff\xda")) if picture.jpeg[at] == 0xFF]
    assert not {0xE1, 0xE2, 0xED, 0xFE} & set(segments), "an application segment or comment is left"


@pytest.mark.parametrize(
    ("orientation", "left", "size"), [(1, "red", (1200, 800)), (3, "blue", (1200, 800)), (6, None, (800, 1200))]
)
def test_it_is_upright(orientation: int, left: str | None, size: tuple[int, int]) -> None:
    image = opened(draw(photo(orientation=orientation)))
    assert image.size == size
    red, _, blue = image.convert("RGB").getpixel((10, size[1] // 2))  # type: ignore[misc]
    if left:
        assert (red > blue) is (left == "red")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_kind_becomes_a_jpeg_of_bounded_size(form: str) -> None:
    picture = draw(photo(4000, 1000, form=form))
    assert (picture.width, picture.height) == (2000, 500)
    assert (opened(picture).format, opened(picture).size) == ("JPEG", (2000, 500))


def test_what_is_clear_lies_on_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(draw(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content", [b"\xff\xd8\xff" + bytes(99), photo()[:2000], b"GIF89a" + bytes(9), png(9, 9), PDF, b"", b"<svg/>"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert not refused(content)


def test_a_bomb_is_refused_by_its_header_before_it_is_opened() -> None:
    start = time.monotonic()
    assert refused(png(50_000, 50_000, megabytes=100))
    assert time.monotonic() - start < 15  # to draw 2.5 billion pixels takes minutes


def test_what_hangs_or_takes_too_much_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from pathlib import Path

    child = Path(str(tmp_path)) / "child.py"
    monkeypatch.setattr(pictures, "REDRAW", child)
    limits = f"import sys; sys.path.insert(0, {str(Path(redraw.__file__).parent)!r}); import redraw; redraw.confine()\n"
    for habit in ("while True: pass", "import time; time.sleep(99)"):
        child.write_text(limits + habit)
        with pytest.raises(NoPicture) as caught:
            draw(photo(), seconds=0.5)
        assert caught.value.large
    child.write_text(limits + "b = bytearray(600_000_000)")
    assert refused(photo())
    child.write_text("import sys\nwhile True: sys.stdout.buffer.write(bytes(1 << 20))")
    assert refused(photo())
    child.write_text(limits + "open('/tmp/leak', 'wb').write(b'x')")
    with pytest.raises(NoPicture):
        draw(photo())
    assert not [one for one in psutil.Process().children() if str(child) in " ".join(one.cmdline())]


def test_a_tall_bomb_within_the_limit_of_pixels_ends_too() -> None:
    """25 million pixels in 25 kB: drawn or refused, but within the limits either way."""
    start = time.monotonic()
    with suppress(NoPicture):
        assert draw(png(4_999, 4_999, megabytes=75)).width <= redraw.SIDE
    assert time.monotonic() - start < 5
