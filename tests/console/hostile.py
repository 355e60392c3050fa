"""A worker and a company who write what harms: planted through channel and portal, looked for in what leaves."""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pypdf

from bot.casework import desk
from bot.conversation import snapshot
from bot.conversation.machine import offered
from channels.base import Location
from storage.case_columns import Columns
from storage.engine import Unit
from storage.recipients import Recipients
from tests.casework.company_story import MORI, hand, notified
from tests.console.conftest import Kit
from tests.console.portal_kit import come_in
from tests.media.samples import PDF, photo

PHONE = "line:Hostile"
MARK = "zq7"
"""In every planted text, so that it can be found again."""
TEXTS = (
    f"<script>alert('{MARK}')</script><img src=x onerror=alert(1)><svg onload=alert(2)>",
    f'"><a href="javascript:alert(1)">{MARK}</a><iframe src=file:///etc/passwd></iframe>',
    f"<style>@import url(http://127.0.0.1:9/{MARK});*{{background:url(file:///etc/passwd)}}</style>",
    f"<link rel=attachment href=file:///etc/passwd><link rel=stylesheet href=http://127.0.0.1:9/{MARK}>",
    f"\u202e{MARK}\u202dgnp.exe\u2066\u2067",
    MARK + "Z" + "\u0301\u0327\u0489" * 400,
    f"{MARK}\x00\x08\x1b[31m\x7f\ud800\udfff\ufffe",
    *(f"{sign}cmd|' /C calc'!A0{MARK}" for sign in ("=", "+", "-", "@", "\t=", "\r=", "＝")),
    f"{MARK} مرحبا 👩‍👩‍👧‍👦 {{{{7*7}}}} {{% raw %}} %(day)s ${{7*7}}",
    f"{MARK} {'x' * 60_000}",
)
XSS, LONG = TEXTS[0], TEXTS[-1]
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def planted(kit: Kit) -> tuple[str, str]:
    """A case and a thread whose every field is hostile; their id and number."""
    sim: Any = kit.app.adapters["simulator"]
    texts = iter(TEXTS * 20)

    def arrives(request: Any) -> None:
        kit.run(kit.app.receiver.accept(sim.parse(request)))

    for _ in range(60):
        state = standing(kit)
        values = [choice.value for choice in offered(kit.console.intake.script, state)] if state else ["x"]
        if state and state.step == "rest" and state.submitted:
            break
        said = "HI" if state is None else ("1" if values else next(texts)[:4000])
        arrives(sim.write(PHONE, id=kit.id(), text=said))
        kit.clock.pass_(seconds=2)
    case_id = kit.read(lambda unit: Columns(unit.cases).cases()[-1].id)
    for text in TEXTS:
        arrives(sim.write(PHONE, id=kit.id(), text=text))
        kit.clock.pass_(seconds=40)
    arrives(sim.locate(PHONE, id=kit.id(), place=Location(35.6, 139.7, XSS[:200])))
    for kind, content, mime in (("image", photo(64, 64), "image/jpeg"), ("document", PDF, "application/pdf")):
        arrives(sim.attach(PHONE, id=kit.id(), kind=kind, content=content, mime=mime, name=f"{XSS[:90]}.pdf"))
    arrives(
        sim.attach(PHONE, id=kit.id(), kind="contact", content=b"BEGIN:VCARD\nFN:" + XSS.encode(), mime="text/vcard")
    )
    return case_id, answered(kit, case_id)


def standing(kit: Kit) -> Any:
    def work(unit: Unit) -> Any:
        alias = unit.vault.find("simulator", PHONE)
        thread = Recipients(unit.cases).lock(alias) if alias else None
        return snapshot.load(thread.state(unit.vault.key(thread.recipient.conversation_id)) or "") if thread else None

    return kit.write(work)


def answered(kit: Kit, case_id: str) -> str:
    """The company of this case answers, plans and uploads; the number of its thread."""
    kit.sign_in("lead", "planter@desk.example")

    def on(unit: Unit) -> None:
        case = desk.find(unit, case_id)
        for to in ("in_review", "with_companies"):
            if case.status != to:
                case = desk.step(hand(kit, unit), case, to)

    kit.assess(case_id)
    kit.write(on)
    thread = notified(kit, case_id)
    come_in(kit, MORI)
    path = f"/company/threads/{thread.number}"
    for act, text in zip(("question", "answer", "question", "question"), TEXTS, strict=False):
        assert kit.post(f"{path}/{act}", {"once": kit.id(), "text": text[:4000]}).status_code == 303
    what = [text[:400].encode("utf-8", "replace").decode() for text in TEXTS[:5]]
    form = {"once": kit.id(), "text": TEXTS[3], "what": what, "day": ["2026-12-24"] * len(what)}
    assert kit.post(f"{path}/plan", form).status_code == 303
    files = {"file": (TEXTS[0][:70] + ".pdf", PDF)}
    assert kit.post(f"{path}/file", {"once": kit.id()}, files=files).status_code == 303
    return thread.number


class Inert(HTMLParser):
    """Reads a page as a browser would and keeps what must not be there."""

    VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "rect", "source", "path", "wbr", "col"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.above: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        for name, value in attrs:
            address = name in ("src", "href", "action", "formaction", "data", "poster")
            target = (value or "").strip()
            outside = address and not target.startswith(("/", "#", "?", "tel:", "mailto:")) and bool(target)
            if name.startswith("on") or name == "style" or outside or target.startswith("//"):
                self.wrong.append(f"<{tag} {name}={target[:60]}>")
        if tag in ("iframe", "object", "embed", "style", "base") or (tag == "script" and not of.get("src")):
            self.wrong.append(f"<{tag}>")
        if tag not in self.VOID:
            self.above.append((tag, "dir" in of or tag in ("bdi", "textarea", "title", "option")))

    def handle_endtag(self, tag: str) -> None:
        while self.above and self.above.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if TURNING.search(text) and not any(apart for _, apart in self.above):
            self.wrong.append(f"a turn of the writing in the open: {text[:30]!r}")
        if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", text):
            self.wrong.append(f"control: {text[:30]!r}")


def page_is_inert(html: str) -> list[str]:
    reader = Inert()
    reader.feed(html)
    return reader.wrong


def pdf_is_inert(content: bytes) -> list[str]:
    """Nothing that acts, nothing attached, no address."""
    read = pypdf.PdfReader(io.BytesIO(content))
    wrong = [str(name) for name in ("/OpenAction", "/AA", "/AcroForm") if name in read.root_object]
    names = read.root_object.get("/Names", {})
    wrong += [str(name) for name in ("/JavaScript", "/EmbeddedFiles") if name in names]
    return wrong + [f"annotation on {n}" for n, page in enumerate(read.pages) if page.get("/Annots")]


def cells(kind: str, content: bytes) -> Iterator[str]:
    if kind == "csv":
        for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            yield from line
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n", "d"), cell.coordinate
            yield str(cell.value or "")
