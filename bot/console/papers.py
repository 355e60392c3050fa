"""From a page of ours to a PDF in which every script is right (WeasyPrint, Pango; fonts: docs/operations.md).

Nothing is ever fetched: a document that names an address gets nothing from it. One is made at a time, in a thread: a
long case takes seconds and half of a core. Where the machine has no Pango, `NoPaper` says what to install; the page
itself can be printed by a browser.
"""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

STYLE = Path(__file__).parent / "static" / "paper.css"
_ONE = asyncio.Semaphore(1)


class NoPaper(RuntimeError):
    """Pango is not there: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`."""


async def pdf(html: str) -> bytes:
    """Raises NoPaper."""
    async with _ONE:
        return await asyncio.to_thread(made, html)


def made(html: str) -> bytes:
    try:
        import weasyprint
    except OSError as error:
        raise NoPaper from error

    class Nothing(weasyprint.URLFetcher):  # type: ignore[misc]
        """Whatever a document names: no file, no address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError("documents fetch nothing")

    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=Nothing())
    result: bytes = document.write_pdf(stylesheets=[weasyprint.CSS(string=style(), url_fetcher=Nothing())])
    return result


@cache
def style() -> str:
    return STYLE.read_text(encoding="utf-8")
