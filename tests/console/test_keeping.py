"""What was typed when a session ended: kept for her alone, shown filled in, sent by her click only, gone in an hour."""

import re

import pytest

from storage.kept_forms import KEPT
from tests.console.conftest import SAME_SITE, Kit
from tests.console.test_fresh import GOOD, signed_in

WORDS = "Please tell me who keeps your <passport> & since when"


def rows(kit: Kit):
    return kit.read(lambda unit: unit.cases.all(KEPT.select()))


def too_late(kit: Kit, **more):
    """A reply is sent after half an hour without her."""
    case_id = kit.case()
    signed_in(kit)
    fields = {"seen": kit.seen(case_id), "kind": "ask", "text": WORDS}
    kit.clock.pass_(minutes=31)
    return case_id, kit.post(f"/desk/cases/{case_id}/reply", fields, **more)


def back(kit: Kit, login="lead@desk.example"):
    return kit.post("/desk/sign-in", {"login": login, "password": GOOD})


def test_a_reply_sent_too_late_is_shown_again_and_goes_out_by_a_click(kit):
    case_id, answer = too_late(kit)
    assert answer.headers["location"] == "/desk/sign-in?kept=1"
    assert "is kept" in kit.get("/desk/sign-in?kept=1").text
    assert WORDS.encode() not in repr(rows(kit)).encode()
    assert back(kit).headers["location"] == "/desk/kept"
    page = kit.get("/desk/kept").text
    assert "who keeps your &lt;passport&gt; &amp; since when</textarea>" in page
    action = re.search(r'action="(/desk/cases/[^"]+/reply)"', page)[1]
    assert action == f"/desk/cases/{case_id}/reply"
    assert not any("passport" in one for one in kit.said_to_worker(case_id))
    sent = dict(re.findall(r'type="hidden" name="(seen|kind)" value="([^"]+)"', page)) | {"text": WORDS}
    assert kit.post(action, sent).status_code in (200, 303)
    form = re.search(r'name="form" value="([0-9a-f]{32})"', page)[1]
    assert kit.post("/desk/kept/drop", {"form": form}).status_code == 303
    assert "Nothing is waiting" in kit.get("/desk/kept").text


def test_another_member_on_the_same_browser_finds_nothing(kit):
    too_late(kit)
    kit.sign_in("member")
    assert "Nothing is waiting" in kit.get("/desk/kept").text
    assert len(rows(kit)) == 1


def test_after_an_hour_it_is_gone_and_signing_out_forgets_it_at_once(kit):
    too_late(kit)
    kit.clock.pass_(minutes=60)
    assert back(kit).headers["location"] == "/desk"
    assert "Nothing is waiting" in kit.get("/desk/kept").text
    kit.post("/desk/sign-out")
    assert rows(kit) == []


@pytest.mark.parametrize(
    ("cookie", "headers"),
    [("invented", SAME_SITE), ("", SAME_SITE), (None, {"Sec-Fetch-Site": "cross-site"}), (None, {})],
)
def test_nobody_plants_a_form(kit, cookie, headers):
    case_id = kit.case()
    kit.sign_in("lead")
    kit.clock.pass_(minutes=31)
    if cookie is not None:
        kit.has_cookie(cookie)
    kit.post(f"/desk/cases/{case_id}/reply", {"text": WORDS}, headers=headers)
    assert rows(kit) == []


def test_passwords_huge_forms_and_previews_are_never_kept(kit):
    case_id = kit.case()
    kit.sign_in("lead")
    kit.clock.pass_(minutes=31)
    kit.post("/desk/account/password", {"old": GOOD, "new": GOOD})
    kit.post(f"/desk/cases/{case_id}/reply", {"text": "x" * 60_001})
    kit.post(f"/desk/cases/{case_id}/preview", {"text": WORDS}, headers={**SAME_SITE, "HX-Request": "true"})
    assert rows(kit) == []


def test_a_file_must_be_chosen_again(kit):
    kit.sign_in("lead")
    kit.clock.pass_(minutes=31)
    files = {"file": ("a.txt", b"secret bytes", "text/plain")}
    kit.run(kit._ask("POST", "/desk/messages/en/file", dict(SAME_SITE), data={"note": WORDS}, files=files))
    kit.sign_in("lead", "other@desk.example")
    assert len(rows(kit)) == 1
    assert b"secret bytes" not in repr(rows(kit)).encode()
