"""From a page of ours to a PDF in which every script is right (WeasyPrint, Pango; fonts: docs/papers.md).

Nothing is ever fetched: a document that names an address or a file gets nothing from it. One is made at a time, in a
thread of its own, and few may wait: a long case takes seconds of a core. Where the machine has no Pango, `NoPaper` says
what to install; the page itself can be printed by a browser.
"""

import asyncio
import hashlib
import logging
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response

STYLE = Path(__file__).parent / "static" / "paper.css"
PDF = "application/pdf"
INSTALL = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk "
    "fonts-noto-color-emoji"
)
AT_ONCE, MOST_WAITING = 1, 6
LONGEST = 1_200_000
"""Letters of a document with its tags: about 35 s of a core, 3,000 messages as people write them."""
PRESS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="paper")
waiting: set[asyncio.Future[bytes]] = set()


class NoPaper(RuntimeError):
    """Pango is not there: see `INSTALL`."""


class NotNow(RuntimeError):
    """`reason` is a word that the pages explain: too many papers wait, or this one would be too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def pdf(html: str) -> bytes:
    """Off the event loop. Raises NoPaper, NotNow."""
    if len(html) > LONGEST:
        raise NotNow("paper_long")
    if len(waiting) >= AT_ONCE + MOST_WAITING:
        raise NotNow("paper_busy")
    job = asyncio.get_running_loop().run_in_executor(PRESS, made, html)
    waiting.add(job)
    job.add_done_callback(waiting.discard)
    return await job


def made(html: str, **options: Any) -> bytes:
    try:
        import weasyprint
    except OSError as error:
        raise NoPaper from error

    class Nothing(weasyprint.URLFetcher):  # type: ignore[misc]
        """Whatever a document names: no file, no address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("documents fetch nothing")

    document = weasyprint.HTML(string=printable(html), base_url=None, url_fetcher=Nothing())
    sheet = weasyprint.CSS(string=style(), url_fetcher=Nothing())
    result: bytes = document.write_pdf(stylesheets=[sheet], **options)
    return result


def printable(html: str) -> str:
    """Without what no sheet can show: control characters, halves of letters, signs that turn the writing round. Where
    the machine has no font for them, pictures stand in words: `[loudly crying face]`.
    """
    kept = "".join(letter for letter in html if letter in "\n\t" or visible(letter))
    return kept if pictures() else PICTURE.sub(in_words, kept)


def visible(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs", "Cn") and letter not in TURNING


def in_words(picture: re.Match[str]) -> str:
    """A picture of several (a family, a skin) is told one by one."""
    said = [letter for letter in picture.group() if letter not in "\u200d\ufe0f" and not TONES <= letter <= LAST_TONE]
    return "".join(f"[{unicodedata.name(letter, 'picture').lower()}]" for letter in said)


TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction is set by each text's own block (`dir`), never by what stands in it: a line could read as another."""
PICTURE = re.compile("[\U0001f000-\U0001faff][\U0001f000-\U0001faff\u200d\ufe0f]*")
TONES, LAST_TONE = "\U0001f3fb", "\U0001f3ff"


@cache
def pictures() -> bool:
    """Whether a font with emoji is installed where Debian and people put fonts."""
    homes = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    return any(file.name for home in homes if home.is_dir() for file in home.rglob("*Emoji*.[to]tf"))


def drawn(html: str) -> tuple[bytes, int]:
    """A document of ours, and for how many of its letters the machine has no font. Raises NoPaper."""
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.msg)

    log, kept = logging.getLogger("weasyprint"), Kept()
    was = log.level, log.propagate
    log.setLevel(logging.WARNING)
    log.propagate = False
    log.addHandler(kept)
    try:
        content = made(html)
    finally:
        log.removeHandler(kept)
        log.setLevel(was[0])
        log.propagate = was[1]
    return content, sum(".notdef" in message for message in found)


@cache
def style() -> str:
    return STYLE.read_text(encoding="utf-8")


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal: what the audit keeps of a file that left."""
    return hashlib.sha256(content).hexdigest()


def attachment(content: bytes, mime: str, name: str) -> Response:
    """To be saved, under a name of ours."""
    return Response(content, media_type=mime, headers={"Content-Disposition": f'attachment; filename="{name}"'})
