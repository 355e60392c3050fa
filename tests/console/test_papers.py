"""Paper: every letter of every language has a font, pictures are shown or told, nothing waits for ever."""

import asyncio
import io
import logging
import re
import threading
import unicodedata

import pypdf
import pytest

from bot import logs
from bot.checkups import paper
from bot.console import papers, sheets
from bot.console.doors import Refused
from bot.intake.wording import Wording

MARKS = ("Mn", "Mc", "Cf")


def letters(text: str) -> set[str]:
    """What a reader of the file gets back; marks are drawn with their letter and may come back in another order."""
    return {one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one)[0] in "LN"}


def in_every_language(wording: Wording, ids: list[str]) -> str:
    texts = [
        f'<p lang="{tag}" dir="{wording.direction(tag)}">{wording.texts[tag][id_]}</p>'
        for tag in wording.languages
        for id_ in ids
    ]
    return re.sub(r"[{}]", "", "".join(texts))


def test_every_letter_of_every_language_is_drawn_and_can_be_read_back() -> None:
    wording = Wording.load()
    assert len(wording.languages) == 23
    html = in_every_language(wording, ["consent.ask", "danger.ask"])
    content, lacking = papers.drawn(html)
    assert lacking == 0
    read = pypdf.PdfReader(io.BytesIO(content))
    back = letters("".join(page.extract_text() for page in read.pages))
    wanted = letters(re.sub("<[^>]+>", "", html))
    assert len(wanted - back) <= 0.02 * len(wanted), sorted(wanted - back)[:40]


@pytest.mark.slow
def test_all_texts_in_all_languages_have_their_letters() -> None:
    wording = Wording.load()
    for tag in wording.languages:
        texts = "".join(f"<p>{text}</p>" for text in wording.texts[tag].values())
        html = f'<div lang="{tag}" dir="{wording.direction(tag)}">{papers.PICTURE.sub("", texts)}</div>'
        assert papers.drawn(html)[1] == 0, tag


def test_what_has_no_font_is_counted_and_its_letters_reach_no_log(caplog: pytest.LogCaptureFixture) -> None:
    assert papers.drawn("<p>\ue123</p>")[1] == 1
    logs.configure("info", "text")
    with caplog.at_level(logging.DEBUG, logger="bot"):
        papers.made("<p>\ue123 secret</p><img src='http://secret.example/x'>")
    assert "secret" not in caplog.text
    assert "\ue123" not in caplog.text


def test_pictures_are_told_in_words_where_no_font_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "pictures", lambda: False)
    family = "\U0001f469\U0001f3fd\u200d\U0001f466\ufe0f \U0001f62d"
    assert papers.printable(family) == "[woman][boy] [loudly crying face]"
    monkeypatch.setattr(papers, "pictures", lambda: True)
    assert papers.printable(family) == family
    assert papers.printable("a\x00\x1b\ud800\u202eb\n\t\u200c") == "ab\n\t\u200c", "joiners stay: scripts need them"


def test_few_wait_and_nothing_endless_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(papers, "made", lambda html: (gate.wait(20), b"%PDF")[1])

    async def crowd() -> list[object]:
        jobs = [asyncio.create_task(sheets.printed("x")) for _ in range(papers.AT_ONCE + papers.MOST_WAITING + 2)]
        await asyncio.sleep(0.05)
        assert sum(job.done() for job in jobs) == 2
        gate.set()
        return await asyncio.gather(*jobs, return_exceptions=True)

    answers = asyncio.run(crowd())
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [(one.status, one.reason, one.wait) for one in refused] == [(503, "paper_busy", 10)] * 2
    assert answers.count(b"%PDF") == papers.AT_ONCE + papers.MOST_WAITING
    with pytest.raises(Refused) as error:
        asyncio.run(sheets.printed("x" * (papers.LONGEST + 1)))
    assert (error.value.status, error.value.reason) == (413, "paper_long")


def test_the_doctor_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.level for one in paper.papers()] == ["ok"]

    def no_pango(html: str) -> tuple[bytes, int]:
        raise papers.NoPaper

    for name, value in (("drawn", no_pango), ("drawn", lambda html: (b"", 7)), ("find_library", lambda name: None)):
        monkeypatch.setattr(paper, name, value)
        (found,) = paper.papers()
        assert (found.level, found.fix) == ("warn", papers.INSTALL)
