"""How doors behave: what every answer carries, where forms may come from. Who may come in: `access_table`."""

import re

import pytest
from starlette.routing import Mount

from bot.console.security import POLICY
from tests.console.conftest import SAME_SITE, SENTENCE

CASE = "00000000-0000-0000-0000-000000000000"
# 404 for whoever may not have simulated phones: see test_phone.py.
PHONES = "/phone"


def addresses(pages):
    """Every method and path of the application, however deep."""

    def walk(routes):
        for route in routes:
            if isinstance(route, Mount):
                assert route.path == "/desk/static"
            elif hasattr(route, "methods"):
                yield from ((method, route.path) for method in route.methods - {"HEAD"})
            else:
                yield from walk(getattr(route, "original_router", route).routes)

    return sorted(walk(pages.routes))


def concrete(path):
    return path.replace("{case_id}", CASE).replace("{token}", "t").replace("{language}", "id")


def test_the_demo_opens_the_phones_and_nothing_else(kit, demo):
    assert addresses(demo.pages) == addresses(kit.pages)
    for method, path in addresses(kit.pages):
        if path.startswith(PHONES):
            assert kit.ask(method, path, headers=SAME_SITE).status_code == 404, path
    assert demo.get("/phone").status_code == 200


def test_a_page_that_refreshes_itself_says_that_nobody_is_signed_in_and_stays(kit):
    """A redirect would throw away what she is typing in it."""
    answer = kit.get("/desk", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-retarget"]) == (401, "#signed-out")
    assert "hx-redirect" not in answer.headers
    assert "still in this page" in answer.text


@pytest.mark.parametrize("role", ["member", "lead"])
def test_members_and_leads_read_cases(kit, role):
    case_id = kit.case()
    kit.sign_in(role)
    assert SENTENCE in kit.get(f"/desk/cases/{case_id}").text


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk", "/nowhere", "/privacy/id", "/desk/static/desk.css"])
def test_every_answer_carries_the_strict_headers(kit, path):
    headers = kit.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == ("public, max-age=3600" if "static" in path else "no-store")


def test_no_page_needs_what_the_policy_forbids(kit):
    kit.case()
    kit.sign_in()
    for path in ["/desk", f"/desk/cases/{kit.case()}", "/desk/help"]:
        html = kit.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert not re.search(r"\son\w+\s*=", html)
        assert not re.search(r"\sstyle\s*=", html)
        assert "http://" not in html
        assert "https://" not in html


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 303),
        ({"Origin": "http://127.0.0.1:8001"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_form_of_another_site_is_refused_and_does_nothing(kit, headers, status):
    kit.sign_in()
    case_id = kit.case()
    form = {"seen": kit.seen(case_id), "to": "in_review"}
    answer = kit.post(f"/desk/cases/{case_id}/move", form, headers=headers)
    assert answer.status_code == status
    assert kit.row(case_id).status == ("in_review" if status == 303 else "received")


def test_a_refused_form_is_explained_on_a_page(kit):
    assert "did not come from our own page" in kit.post("/desk/sign-in", {}, headers={}).text


def test_a_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(kit):
    kit.sign_in()
    assert kit.post("/desk/find", {"reference": "1" * 70_000}).status_code == 413

    async def endless():
        for _ in range(100):
            yield b"reference=" + b"1" * 2000

    form = {**SAME_SITE, "content-type": "application/x-www-form-urlencoded"}
    assert kit.ask("POST", "/desk/find", content=endless(), headers=form).status_code in (400, 413)


def test_a_wrong_method_and_a_wrong_address_are_pages_too(kit):
    assert kit.ask("DELETE", "/desk/sign-in", headers=SAME_SITE).status_code == 405
    assert "There is nothing here" in kit.get("/desk/nowhere").text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_no_other_site_can_send_any_form_of_the_desk(kit, headers):
    """Every unsafe address, in a browser that is signed in: no page behind it is ever reached."""
    kit.sign_in("lead")
    unsafe = [(method, path) for method, path in addresses(kit.pages) if method != "GET"]
    assert len(unsafe) > 60
    for method, path in unsafe:
        answer = kit.ask(method, concrete(path), headers=dict(headers))
        assert (answer.status_code, "did not come from our own page" in answer.text) == (403, True), (method, path)
