"""Can this machine make a PDF in which every script is right? Libraries, fonts, and how long it would take."""

from collections.abc import Iterator
from ctypes.util import find_library

from bot.checkups.finding import Finding, ok, warn
from bot.console.papers import INSTALL, NoPaper, drawn, pictures

SAMPLE = (
    "日本語 中文 한국어 မြန်မာ ខ្មែរ ไทย ລາວ සිංහල தமிழ் বাংলা नेपाली हिन्दी Tiếng Việt Oʻzbek Монгол Filipino Português "
    '<span lang="ur" dir="rtl">اردو</span>'
)
SUBSETS = "harfbuzz-subset"
"""Without it the letters of a large font are picked by a slow way: 10 s a document in place of 0.3 s."""


def papers() -> Iterator[Finding]:
    """Nothing else stops without it: hence never more than a warning."""
    if find_library(SUBSETS) is None:
        yield warn("PDF", "libharfbuzz-subset0 is missing: each PDF takes 10 s and more", INSTALL)
        return
    try:
        _, lacking = drawn(f"<p>{SAMPLE}</p>")
    except NoPaper:
        yield warn("PDF", "Pango is missing: no PDF can be made, only pages to print", INSTALL)
        return
    if lacking:
        yield warn("PDF", f"no font for {lacking} letters of the workers' languages: empty boxes on paper", INSTALL)
    elif not pictures():
        yield ok("PDF", "every script has its letters; emoji are told in words (fonts-noto-color-emoji shows them)")
    else:
        yield ok("PDF", "every script has its letters")
