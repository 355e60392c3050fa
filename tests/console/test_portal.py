"""The page of a company: who sees what, what can be done there, and that nothing of the worker is in any of it."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.casework import company_desk, threads
from bot.console.portal import app as portal_app
from bot.console.portal.app import build_portal
from storage.company_posts import CompanyPosts, Kind, Post
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.messages import Messages
from storage.shared import Shares
from storage.times import milliseconds
from tests.casework.company_story import ABE, MATOME, MORI, SUMMARY, TANAKA, hand, notified, now, opened, withdraw
from tests.casework.test_company_side import agreed, plans, says
from tests.console.conftest import SAME_SITE, SENTENCE, Kit, words_of
from tests.console.portal_kit import come_in

PDF = b"%PDF-1.7\n" + b"x" * 2000
OPEN_TO_ALL = {
    *(("GET", "/company/sign-in"), ("POST", "/company/sign-in"), ("POST", "/company/sign-out")),
    *(("GET", "/company/in/{token}"), ("POST", "/company/in/{token}"), ("POST", "/company/language")),
}
ACTS = ("acknowledge", "question", "answer", "refuse", "closing", "plan", "done", "file")
POST_ID = "0" * 31 + "9"


def addresses(kit: Kit) -> list[tuple[str, str]]:
    def walk(routes: object) -> Iterator[tuple[str, str]]:
        for route in routes:  # type: ignore[attr-defined]
            if hasattr(route, "methods"):
                yield from ((method, route.path) for method in route.methods - {"HEAD"})
            else:
                yield from walk(getattr(route, "original_router", route).routes)

    return sorted(walk(build_portal(kit.console).routes))


def form(kit: Kit, **more: object) -> dict[str, object]:
    return {"once": kit.id(), **more}


def posts(kit: Kit, thread: Thread) -> list[Post]:
    return list(kit.read(lambda unit: CompanyPosts(unit.cases, thread.id, unit.vault.key(thread.id)).all()))


def test_every_address_sends_a_stranger_to_the_door(kit: Kit) -> None:
    closed = [one for one in addresses(kit) if one not in OPEN_TO_ALL]
    assert len(closed) >= 12
    for method, path in closed:
        concrete = path.format(number="BBBBBBBB", post_id=POST_ID, what="answer", n=0)
        answer = kit.ask(method, concrete, headers=SAME_SITE)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/company/sign-in"), (method, path)


def test_half_way_in_nothing_opens_and_a_member_of_the_desk_is_a_stranger(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit, stage="code")
    for path in ("/company", f"/company/threads/{thread.number}"):
        assert kit.get(path).headers["location"] == "/company/sign-in"
    kit.sign_in("lead")
    assert kit.get("/company").headers["location"] == "/company/sign-in"
    come_in(kit)
    assert kit.get("/desk").headers["location"] == "/desk/sign-in"


CASTS = {"own": 200, "other": 404, "named": 404, "hidden": 404, "nowhere": 404}


@pytest.mark.parametrize("cast", CASTS)
def test_what_is_not_hers_to_see_is_answered_as_what_is_not_there(kit: Kit, cast: str) -> None:
    case_id = kit.case(status="with_companies")
    thread = opened(kit, case_id) if cast == "hidden" else notified(kit, case_id)
    if cast == "named":
        name_in(kit, case_id, "Mrs Mori Hanako took my passport")
    come_in(kit, ABE if cast == "other" else MORI)
    number = "BBBBBBBB" if cast == "nowhere" else thread.number
    nothing = kit.get("/company/threads/ZZZZZZZZ")
    page = kit.get(f"/company/threads/{number}")
    assert page.status_code == CASTS[cast]
    if cast == "own":
        assert thread.number in kit.get("/company").text
        return
    assert (page.text, dict(page.headers)) == (nothing.text, dict(nothing.headers))
    assert (thread.number in kit.get("/company").text) is (cast == "nowhere")
    for act in ACTS:
        files = {"files": {"file": ("a.pdf", PDF)}} if act in ("file", "done") else {}
        data = form(kit, text="x", what="x", day="2026-12-24", action=POST_ID)
        answer = kit.post(f"/company/threads/{number}/{act}", data, **files)
        assert (answer.status_code, answer.text) == (404, nothing.text), act
    assert kit.get(f"/company/threads/{number}/file/{POST_ID}").text == nothing.text
    assert kit.get(f"/company/threads/{number}/picture/0").text == nothing.text
    assert posts(kit, thread) == []
    assert now(kit, thread).status == thread.status


def name_in(kit: Kit, case_id: str, text: str) -> None:
    conversation_id = kit.row(case_id).conversation_id

    def work(unit: Unit) -> None:
        key, body = unit.vault.key(conversation_id), {"text": text, "at": 1}
        Messages(unit.cases, key).add(
            kit.id(), conversation_id, seq=9, author="worker", part="narrative", body=body, day=20000
        )

    kit.write(work)


def test_the_page_says_what_is_asked_and_what_is_prohibited_in_both_languages(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit, TANAKA)
    told = words_of(kit.get(f"/company/threads/{thread.number}"))
    for said in (SUMMARY, MATOME, "Trying to find out who reported is prohibited", "Nobody may be punished", "14 days"):
        assert said in told
    assert "Confirm that you have received it" in told
    kit.post("/company/language", {"to": "ja", "back": f"/company/threads/{thread.number}"})
    told = words_of(kit.get(f"/company/threads/{thread.number}"))
    assert "通報者を探すことは禁止されています" in told
    assert not re.search(r"[a-z]{4,} [a-z]{3,}", told.replace(SUMMARY, "").replace("Worker Desk", ""))


def test_what_a_company_sends_lies_before_the_desk(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit)
    path = f"/company/threads/{thread.number}"
    kit.get(path)
    assert now(kit, thread).acknowledged_at is None
    assert kit.post(f"{path}/acknowledge", form(kit)).status_code == 303
    twice = form(kit, text="We look into it")
    assert [kit.post(f"{path}/answer", twice).status_code for _ in range(2)] == [303, 303]
    plan = form(kit, text="", what=["Give them back", "", "Train"], day=["2026-12-01", "", "2026-12-20"])
    assert kit.post(f"{path}/plan", plan).status_code == 303
    assert kit.post(f"{path}/file", form(kit), files={"file": ("p.pdf", PDF)}).status_code == 303
    found = posts(kit, thread)
    assert [one.kind for one in found] == ["acknowledged", "answer", "plan", "file"]
    assert {one.state for one in found} == {"waiting"}
    assert now(kit, thread).status == "dialogue"
    file = kit.get(f"{path}/file/{found[-1].id}")
    assert file.content == PDF
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    told = words_of(kit.get(path))
    assert "Give them back" in told


def test_an_agreed_action_is_reported_with_its_proof(kit: Kit) -> None:
    thread = agreed(kit)
    come_in(kit)
    path = f"/company/threads/{thread.number}"
    action = re.findall(r'name="action" value="([0-9a-f]{32})"', kit.get(path).text)[0]
    data = form(kit, file_once=kit.id(), text="All given back", action=action)
    assert kit.post(f"{path}/done", data, files={"file": ("proof.pdf", PDF)}).status_code == 303
    assert [one.kind for one in posts(kit, thread)][-2:] == ["done", "file"]
    assert now(kit, thread).status == "remedy_agreed"


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 415), (b"<svg/>", 415), (b"MZ" * 99, 415), (b"%PDF-" + bytes(8 * 1024 * 1024), 413)],
)
def test_a_file_that_is_none_of_ours_is_refused_with_a_reason(kit: Kit, content: bytes, status: int) -> None:
    thread = notified(kit)
    come_in(kit, TANAKA)
    answer = kit.post(f"/company/threads/{thread.number}/file", form(kit), files={"file": ("../../x.pdf", content)})
    assert answer.status_code == status
    assert "file" in words_of(answer)
    assert posts(kit, thread) == []


def test_a_body_without_end_or_shape_is_refused(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit)
    path = f"/company/threads/{thread.number}/file"
    assert kit.post(path, content=b"x" * portal_app.LARGEST_UPLOAD + b"x").status_code == 413
    for kind, body in (
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("text/plain", b"once=1"),
        ("application/x-www-form-urlencoded", b"once=1"),
    ):
        answer = kit.post(path, content=body, headers={**SAME_SITE, "content-type": kind})
        assert answer.status_code == 422, kind
    assert kit.post(f"/company/threads/{thread.number}/answer", form(kit, text="x" * 70_000)).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 1024 * 1024

    kind = {**SAME_SITE, "content-type": "multipart/form-data; boundary=x"}
    assert kit.ask("POST", path, content=endless(), headers=kind).status_code in (413, 422)
    assert posts(kit, thread) == []


def test_a_form_of_another_site_does_nothing(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = kit.post(f"/company/threads/{thread.number}/acknowledge", form(kit), headers=headers)
        assert answer.status_code == 403
        assert '/desk"' not in answer.text
    assert now(kit, thread).acknowledged_at is None


HOSTILE = "<script>alert(1)</script>\u202e{{7*7}}\x00'\"=1+1\u0301\u0301"


def test_hostile_words_are_inert(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit)
    path = f"/company/threads/{thread.number}"
    for act in ("question", "answer", "refuse"):
        assert kit.post(f"{path}/{act}", form(kit, text=HOSTILE)).status_code == 303
    kit.post(f"{path}/plan", form(kit, what=HOSTILE, day="2026-12-24"))
    kit.post(f"{path}/file", form(kit), files={"file": ('"><script>x.pdf', PDF)})
    html = kit.get(path).text
    assert "<script" not in html
    assert "\u202e" not in html
    assert "{{7*7}}" in html
    assert not re.search(r"\s(on\w+|style)\s*=", html)


def test_a_withdrawn_one_says_so_and_nothing_else(kit: Kit) -> None:
    thread = notified(kit)
    says(kit, thread, Kind.QUESTION, "Which building?")
    withdraw(kit, thread)
    come_in(kit)
    page = kit.get(f"/company/threads/{thread.number}?language=en")
    assert page.status_code == 200
    for gone in (SUMMARY, MATOME, "Which building?", "<textarea"):
        assert gone not in page.text
    assert kit.post(f"/company/threads/{thread.number}/answer", form(kit, text="x")).status_code == 409
    assert kit.get(f"/company/threads/{thread.number}/picture/0").status_code == 404


def test_nothing_that_a_company_can_fetch_leads_to_the_worker(kit: Kit) -> None:
    kit.sign_in("lead", "suzuki@desk.example")
    case_id = kit.case(status="with_companies", report={"where.company": "Sakura", "names": "Budi Santoso"})
    thread = notified(kit, case_id)
    row = kit.row(case_id)
    kit.write(lambda unit: unit.vault.set_name(row.conversation_id, "Siti Rahma"))
    plans(kit, thread)
    kit.write(lambda unit: company_desk.write(hand(kit, unit, by="m" * 32), threads.find(unit, thread.id), "By when?"))
    come_in(kit)
    path = f"/company/threads/{thread.number}"
    kit.post(f"{path}/file", form(kit), files={"file": ("p.pdf", PDF)})
    file_id = posts(kit, thread)[-1].id
    answers = [kit.get(one) for one in ("/company", path, f"{path}/file/{file_id}", "/company/sign-in", "/company/x")]
    answers += [kit.post(f"{path}/{act}", form(kit, text="x")) for act in ("question", "nothing")]
    phone = kit.phone_of(case_id).partition(":")[2]
    spelt = f"{row.reference[:4]}-{row.reference[4:]}"
    secrets = (
        *(row.reference, spelt, case_id, row.conversation_id, SENTENCE, "Siti", "Budi", phone, "Lead", "suzuki"),
        *("Indonesia", "インドネシア", "simulator", "Simulat", "Hikari", MORI.mail),
    )
    for answer in answers:
        whole = answer.text + str(answer.headers) + str(answer.request.url)
        for secret in secrets:
            assert secret not in whole, (answer.request.url, secret)
        assert not re.search(r"\b\d{1,2}:\d\d\b", words_of(answer)), "a time finer than a day"


def test_every_answer_carries_the_strict_headers_and_its_own_cookie(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit)
    page = kit.get(f"/company/threads/{thread.number}")
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r"<script|https?://", page.text)


def test_after_the_end_there_is_no_form_left(kit: Kit) -> None:
    thread = notified(kit)
    kit.write(
        lambda unit: Disclosures(unit.cases).move(
            thread.id, was="notified", version=thread.version, to="closed", at=1, due_at=None, outcome="remedied"
        )
    )
    come_in(kit)
    assert "<textarea" not in kit.get(f"/company/threads/{thread.number}").text
    assert kit.post(f"/company/threads/{thread.number}/answer", form(kit, text="x")).status_code == 409


def test_a_picture_of_the_summary_is_shown_and_only_there(kit: Kit) -> None:
    thread = notified(kit)

    def with_photo(unit: Unit) -> None:
        id, at = kit.id(), milliseconds(kit.clock())
        key = unit.vault.create_key(id, wrap_id=kit.id(), at_ms=at)
        body = {"texts": {"en": SUMMARY}, "photos": [b64encode(b"\xff\xd8\xffjpeg").decode()]}
        assert Shares(unit.cases).add(id, key, disclosure_id=thread.id, n=2, body=body, at=at)

    kit.write(with_photo)
    come_in(kit)
    path = f"/company/threads/{thread.number}"
    assert f'src="{path}/picture/0"' in kit.get(path).text
    answer = kit.get(f"{path}/picture/0")
    assert (answer.headers["content-type"], answer.content) == ("image/jpeg", b"\xff\xd8\xffjpeg")
    for n in ("1", "-1", "x", "9" * 30):
        assert kit.get(f"{path}/picture/{n}").status_code == 404
