"""Draws a picture anew, in a process of its own: a photo on standard input, a plain JPEG on standard output.

Run by its path, with nothing of the desk in memory. What it reads is hostile: it may crash, hang or be killed, and
takes no more than what it allows itself first. Nothing of the original but its pixels gets into the copy.
"""

import resource
import sys
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LARGE, BROKEN = 3, 4
SIDE = 2000
QUALITY = 85
# A JPEG is read at a fraction of its size where that is enough; all others are held whole.
MOST_PIXELS = {"JPEG": 120_000_000, "MPO": 120_000_000}
MOST_OTHER_PIXELS = 25_000_000
MEMORY_BYTES = 400_000_000
CPU_SECONDS = 4


def confine() -> None:
    """Before anything foreign is read: no memory or time beyond what a photo needs, no file, no core dump."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def redraw(content: bytes) -> "tuple[bytes, Image.Image]":
    """The copy. Raises MemoryError for what is too large, anything else for what is no picture."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit comes first, by format
    with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as photo:
        width, height = photo.size
        if width * height > MOST_PIXELS.get(photo.format or "", MOST_OTHER_PIXELS):
            raise MemoryError
        photo.thumbnail((SIDE, SIDE), reducing_gap=2.0)
        copy = on_white(turned(photo))
    out = BytesIO()
    copy.save(out, "JPEG", quality=QUALITY)
    return out.getvalue(), copy


def turned(photo: "Image.Image") -> "Image.Image":
    """As it was held. A photo whose notes cannot be read is shown as it lies."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(photo)
    except Exception:
        return photo


def on_white(photo: "Image.Image") -> "Image.Image":
    """The pixels alone, on a new sheet: no comment, profile, thumbnail or place comes with them."""
    from PIL import Image

    sheet = Image.new("RGB", photo.size, "white")
    clear = photo.convert("RGBA") if "transparency" in photo.info or photo.mode in ("RGBA", "LA", "PA") else None
    sheet.paste(clear or photo.convert("RGB"), mask=clear)
    return sheet


def main() -> int:
    confine()
    try:
        drawn, copy = redraw(sys.stdin.buffer.read())
    except MemoryError:
        return LARGE
    except Exception:
        return BROKEN
    sys.stdout.buffer.write(b"%d %d\n" % copy.size + drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
