"""Asked once more who she is: when, how, what the browser has afterwards, and where it goes on."""

from bot.console import accounts
from bot.console.passwords import hashed
from storage.members import Members
from tests.console.conftest import CHEAP
from tests.console.test_auditing import entries

GOOD = "quiet river under the bridge"
LIST = "/desk/cases.csv"


def signed_in(kit, role="lead"):
    """With a password, five minutes ago."""
    kit.sign_in(role)
    phc = hashed(GOOD, b"s" * 16, CHEAP)

    def work(unit):
        Members(unit.cases).set_password(accounts.named(unit, f"{role}@desk.example").id, phc)

    kit.write(work)
    kit.clock.pass_(minutes=5)


def prove(kit, password=GOOD, back=LIST):
    return kit.post("/desk/again", {"password": password, "back": back})


def test_a_bulk_export_asks_again_after_five_minutes_and_then_goes_on_where_she_was(kit):
    signed_in(kit)
    asked = kit.get(LIST + "?sort=age")
    assert asked.headers["location"] == "/desk/again?back=%2Fdesk%2Fcases.csv%3Fsort%3Dage"
    assert 'value="/desk/cases.csv?sort=age"' in kit.get(asked.headers["location"]).text
    assert kit.get("/desk").status_code == 200
    before = kit.cookies["desk"]
    assert prove(kit, "wrong words of some length").status_code == 403
    assert kit.get(LIST).status_code == 303
    assert prove(kit).headers["location"] == LIST
    assert kit.get(LIST).status_code == 200
    assert kit.cookies["desk"] != before
    kit.has_cookie(before)
    assert kit.get("/desk").headers["location"] == "/desk/sign-in"
    assert [entry.detail for entry in entries(kit, "sign.failed")] == ["password"]


def test_nobody_is_led_elsewhere_and_wrong_answers_wait(kit):
    signed_in(kit)
    assert prove(kit, back="https://evil.example/").headers["location"] == "/desk"
    assert [prove(kit, "wrong").status_code for _ in range(5)] == [403, 403, 403, 403, 429]
    assert kit.get("/desk").status_code == 200


def test_a_demo_lets_whoever_has_no_password_go_on_and_nobody_else_does(kit, demo):
    for desk, status in ((demo, 303), (kit, 404)):
        desk.sign_in("lead")
        desk.clock.pass_(minutes=6)
        assert ("Only in this demo" in desk.get("/desk/again").text) == (status == 303)
        assert desk.post("/desk/again/look-around", {"back": LIST}).status_code == status
    assert demo.get(LIST).status_code == 200
    assert prove(kit, "").status_code == 403
