"""What harms, written in every field by a worker on her phone and by a company on its page, is only ever text."""

import asyncio
import io
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pypdf
import pytest

from bot.console import papers, tables
from tests.console import hostile
from tests.console.conftest import SAME_SITE, Kit, made
from tests.console.hostile import MARK, MORI, TEXTS, page_is_inert, pdf_is_inert
from tests.console.portal_kit import come_in
from tests.console.test_doors import addresses

Planted = tuple[Kit, str, str]
OWN_SQUARE = "/desk/account/factor"
"""Holds a picture of ours in its address, and nothing of anybody's."""


@pytest.fixture(scope="module")
def planted(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    with asyncio.Runner() as runner:
        kit = made(copytree(migrated, tmp_path_factory.mktemp("hostile") / "kit"), runner, demo=False)
        yield (kit, *hostile.planted(kit))
        runner.run(kit.app.stop())


def test_the_pages_that_show_the_most_show_only_text(planted: Planted) -> None:
    kit, case_id, number = planted
    kit.sign_in("lead", "reader@desk.example")
    for path in (f"/desk/cases/{case_id}", f"/desk/cases/{case_id}/paper", f"/desk/cases/{case_id}/threads", "/desk"):
        page = kit.get(path)
        assert page.status_code == 200, path
        assert page_is_inert(page.text) == [], path
        if path.endswith((case_id, "/paper")):
            assert page.text.count(MARK) > len(TEXTS), f"{path}: nothing was planted there"
    for kind in tables.KINDS:
        content = kit.get(f"/desk/cases.{kind}").content
        assert not [cell for cell in hostile.cells(kind, content) if cell.startswith(tables.OBEYED)]
    come_in(kit, MORI)
    page = kit.get(f"/company/threads/{number}")
    assert MARK in page.text
    assert page_is_inert(page.text) == []


def test_a_document_reaches_nobody_and_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'canary' }")
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.settimeout(0.5)

        def listen() -> None:
            try:
                server.accept()[0].close()
                calls.append("called")
            except TimeoutError:
                pass

        listener = threading.Thread(target=listen)
        listener.start()
        content = papers.made(reference(f"http://127.0.0.1:{port}/x") + reference(secret.as_uri()))
        listener.join()
    assert calls == []
    assert "canary" not in hostile_text(content)
    assert pdf_is_inert(content) == []


def reference(url: str) -> str:
    """Every way in which a document may name another."""
    return (
        f'<link rel=stylesheet href="{url}"><link rel=attachment href="{url}"><style>@import url({url});'
        f"@font-face {{ font-family: x; src: url({url}) }} p {{ background: url({url}); list-style-image: url({url}) }}"
        f"</style><img src='{url}'><object data='{url}'></object><embed src='{url}'><p>{MARK}</p>"
        f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}' width='9' height='9'/><use href='{url}#a'/></svg>"
    )


def hostile_text(content: bytes) -> str:
    return "".join(page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.slow
def test_every_address_of_the_house_shows_only_text(planted: Planted) -> None:
    kit, case_id, number = planted
    kit.sign_in("lead", "walker@desk.example")
    seen, ids = 0, found_ids(kit, case_id)
    for method, path in addresses(kit.pages):
        if method != "GET" or path.startswith(("/desk/welcome", "/setup", OWN_SQUARE)):
            continue
        for concrete in variants(path, case_id, ids):
            answer = kit.get(concrete)
            assert answer.status_code < 500, (concrete, answer.status_code)
            looked_at(concrete, answer.headers.get("content-type", ""), answer.content)
            seen += MARK in answer.text
    assert seen >= 4
    come_in(kit, MORI)
    for path in ("/company", f"/company/threads/{number}", f"/company/threads/{number}/report.pdf", "/public.json"):
        answer = kit.get(path)
        assert answer.status_code in (200, 409), path
        looked_at(path, answer.headers.get("content-type", ""), answer.content)


def found_ids(kit: Kit, case_id: str) -> list[str]:
    """Whatever the case's own pages lead to."""
    pages = [kit.get(f"/desk/cases/{case_id}{more}").text for more in ("", "/threads", "/closing")]
    return sorted(set(re.findall(r"/([0-9a-f]{32})(?=[/\"?#.])", "".join(pages))) - {case_id})


def variants(path: str, case_id: str, ids: list[str]) -> Iterator[str]:
    path = path.replace("{case_id}", case_id).replace("{n}", "0").replace("{language}", "en")
    if "{" not in path:
        yield path
        return
    if "{kind}" in path:
        yield from (path.replace("{kind}", kind) for kind in ("csv", "xlsx"))
        return
    for one in ids:
        yield re.sub(r"\{\w+\}", one, path)


def looked_at(path: str, kind: str, content: bytes) -> None:
    if kind.startswith("text/html"):
        assert page_is_inert(content.decode()) == [], path
    elif kind.startswith("application/pdf") and content.startswith(b"%PDF"):
        assert pdf_is_inert(content) == [], path
    elif path.endswith((".csv", ".xlsx")) or ".csv?" in path:
        cells = hostile.cells("csv" if ".csv" in path else "xlsx", content)
        assert not [cell for cell in cells if cell.startswith(tables.OBEYED)], path


@pytest.mark.slow
def test_all_of_it_is_printed_in_both_languages(planted: Planted) -> None:
    kit, case_id, _ = planted
    kit.sign_in("member", "printer@desk.example")
    for language in ("en", "ja"):
        answer = kit.get(f"/desk/cases/{case_id}/file.pdf?in={language}")
        assert answer.status_code == 200
        assert pdf_is_inert(answer.content) == []
        assert MARK in hostile_text(answer.content)
    assert kit.post(f"/desk/cases/{case_id}/file.pdf", headers=SAME_SITE).status_code == 405


@pytest.mark.slow
def test_a_megabyte_of_it_is_shown_or_refused_with_the_reason(kit: Kit) -> None:
    """As much as a vendor's call may hold, in one message: words, no word at all, a heavy script, marks."""
    case_id, _ = hostile.planted(kit)
    simulator: Any = kit.app.adapters["simulator"]
    for text in (f"{hostile.XSS} " * 11_000, "Z" * 980_000, "က" * 320_000, "a\u0301" * 300_000):
        given = simulator.write(hostile.PHONE, id=kit.id(), text=text)
        kit.run(kit.app.receiver.accept(simulator.parse(given)))
        kit.clock.pass_(seconds=40)
    kit.sign_in("lead", "patient@desk.example")
    whole = kit.get(f"/desk/cases/{case_id}")
    assert whole.status_code == 200
    assert len(whole.content) > 2_000_000, "nothing of it is lost"
    assert page_is_inert(whole.text) == []
    for more in ("review", "threads", "closing", "together", "paper", "glance"):
        answer = kit.get(f"/desk/cases/{case_id}/{more}")
        assert answer.status_code == 200, more
        assert page_is_inert(answer.text) == [], more
