"""After the password: the phone set up and asked for, what works once, what waits, and what a lost phone needs."""

import re
from shutil import copytree

import pyotp
import pytest

from bot.console import accounts
from storage.second_factors import CODE, SecondFactors
from tests.console.conftest import made
from tests.console.test_auditing import entries

GOOD = "quiet river under the bridge"
LOGIN = "sato@desk.example"


@pytest.fixture
def strict(migrated, tmp_path, runner):
    """A desk that asks every member for a second factor."""
    kit = made(copytree(migrated, tmp_path / "strict"), runner, demo=False, second_factor=True)
    yield kit
    runner.run(kit.app.stop())


def now(kit):
    return int(kit.clock().timestamp())


def enrol(kit, token):
    """She opens her link, chooses a password, sets up her phone: its secret, her recovery codes."""
    assert kit.post(f"/desk/welcome/{token}", {"password": GOOD}).headers["location"] == "/desk/sign-in/factor"
    page = kit.get("/desk/sign-in/factor").text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    assert secret not in page.replace(" ", "").replace(secret, "", 1)
    half = kit.cookies["desk"]
    wrong = kit.post("/desk/sign-in/factor", {"sealed": sealed, "code": "000000"})
    assert (wrong.status_code, kit.cookies["desk"]) == (403, half)
    answer = kit.post("/desk/sign-in/factor", {"sealed": sealed, "code": pyotp.TOTP(secret).at(now(kit))})
    assert answer.status_code == 200
    assert kit.cookies["desk"] != half
    return secret, re.findall(r"<li><code>([a-z2-7-]{19})</code>", answer.text)


def password(kit):
    return kit.post("/desk/sign-in", {"login": LOGIN, "password": GOOD})


def code(kit, digits):
    return kit.post("/desk/sign-in/code", {"code": digits})


def test_a_phone_is_set_up_at_the_first_sign_in_and_asked_for_at_each_one_after(strict):
    secret, codes = enrol(strict, strict.invite())
    assert len(set(codes)) == 10
    assert strict.post("/desk/sign-in/kept", {"kept": "yes"}).headers["location"] == "/desk"
    assert strict.get("/desk").status_code == 200
    strict.post("/desk/sign-out")
    strict.clock.pass_(minutes=1)
    assert password(strict).headers["location"] == "/desk/sign-in/code"
    half = strict.cookies["desk"]
    for path in ("/desk", "/desk/account", "/desk/kept", "/desk/cases.csv"):
        assert strict.get(path).headers["location"] == "/desk/sign-in/code", path
    assert code(strict, pyotp.TOTP(secret).at(now(strict))).headers["location"] == "/desk"
    assert strict.get("/desk").status_code == 200
    strict.has_cookie(half)
    assert strict.get("/desk").headers["location"] == "/desk/sign-in"
    kinds = [entry.kind for entry in entries(strict, "")]
    assert [kinds.count(kind) for kind in ("factor.set", "sign.in", "sign.out")] == [1, 2, 1]


def test_a_code_works_once_also_within_its_half_minute_and_a_step_to_each_side(strict):
    secret, _ = enrol(strict, strict.invite())
    strict.clock.pass_(minutes=5)
    totp, at = pyotp.TOTP(secret), now(strict)
    for digits, status in ((totp.at(at), 303), (totp.at(at), 403), (totp.at(at - 30), 403), (totp.at(at + 30), 303)):
        strict.cookies.clear()
        assert password(strict).status_code == 303
        assert code(strict, digits).status_code == status
        strict.clock.pass_(seconds=1)
    strict.cookies.clear()
    password(strict)
    assert code(strict, totp.at(at + 90)).status_code == 403


def test_a_recovery_code_works_once_and_is_stored_as_a_hash_only(strict):
    _, codes = enrol(strict, strict.invite())
    stored = strict.read(lambda unit: unit.cases.all(CODE.select()))
    assert len(stored) == 10
    assert not any(codes[0].replace("-", "") in repr(row) for row in stored)
    for status in (303, 403):
        strict.cookies.clear()
        password(strict)
        assert code(strict, codes[0].upper()).status_code == status
    assert [entry.detail for entry in entries(strict, "factor.recovery")] == ["9"]


def test_wrong_codes_wait_longer_and_longer_and_never_lock(strict):
    secret, _ = enrol(strict, strict.invite())
    strict.clock.pass_(minutes=2)
    strict.cookies.clear()
    password(strict)
    assert [code(strict, "000000").status_code for _ in range(5)] == [403, 403, 403, 403, 429]
    waits = []
    for _ in range(7):
        waits.append(int(code(strict, "000000").headers["retry-after"]))
        strict.clock.pass_(seconds=waits[-1])
        assert code(strict, "000000").status_code == 403
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    strict.clock.pass_(seconds=60)
    assert password(strict).status_code == 303
    assert code(strict, pyotp.TOTP(secret).at(now(strict))).headers["location"] == "/desk"


def test_between_password_and_code_there_are_ten_minutes(strict):
    secret, _ = enrol(strict, strict.invite())
    strict.cookies.clear()
    password(strict)
    strict.clock.pass_(minutes=10)
    assert code(strict, pyotp.TOTP(secret).at(now(strict))).headers["location"] == "/desk/sign-in"


def test_a_lost_phone_is_reset_by_the_operator_and_stands_in_the_audit(strict):
    secret, _ = enrol(strict, strict.invite())
    strict.write(lambda unit: accounts.reset(unit, LOGIN, token="new", now=strict.clock()))
    assert strict.read(lambda unit: SecondFactors(unit.cases, unit.vault.keyring).confirmed()) == frozenset()
    assert [entry.kind for entry in entries(strict, "member.reset")] == ["member.reset"]
    strict.cookies.clear()
    other, _ = enrol(strict, "new")
    assert other != secret


def test_a_secret_that_was_sealed_for_somebody_else_or_by_nobody_sets_up_nothing(strict):
    strict.post(f"/desk/welcome/{strict.invite()}", {"password": GOOD})
    hers = re.search(r'name="sealed" value="([^"]+)"', strict.get("/desk/sign-in/factor").text)[1]
    strict.cookies.clear()
    strict.post(f"/desk/welcome/{strict.invite('mori@desk.example')}", {"password": GOOD})
    for sealed in (hers, "", "AAAA", "ü", "=" * 300):
        assert strict.post("/desk/sign-in/factor", {"sealed": sealed, "code": "123456"}).status_code == 422
        strict.clock.pass_(minutes=1)


def test_a_desk_that_asks_for_none_still_asks_whoever_has_one(kit):
    secret = pyotp.random_base32()
    kit.post(f"/desk/welcome/{kit.invite()}", {"password": GOOD})
    kit.write(lambda unit: confirmed(unit, secret, kit))
    kit.cookies.clear()
    assert password(kit).headers["location"] == "/desk/sign-in/code"
    assert code(kit, pyotp.TOTP(secret).at(now(kit))).status_code == 303


def confirmed(unit, secret, kit):
    member_id, factors = accounts.named(unit, LOGIN).id, SecondFactors(unit.cases, unit.vault.keyring)
    factors.begin(member_id, secret)
    factors.confirm(member_id, at=1)
