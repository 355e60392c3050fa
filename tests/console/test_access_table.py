"""The table of `access_table` against the doors: every address, every role, a case of the desk and one that is hidden.

The doors are real; what lies behind one is replaced by a mark, so that nothing is changed and one desk serves for all.
"""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import fastapi.routing
import pytest
from starlette.responses import Response

from bot.casework import restricting
from bot.settings_file import SettingsFile
from tests.casework.company_story import ABE, MORI, notified
from tests.casework.test_access import MISSING, act, me
from tests.console import access_table
from tests.console.conftest import SAME_SITE, Kit, made
from tests.console.portal_kit import come_in
from tests.console.test_doors import addresses
from tests.console.test_portal import addresses as company_addresses

BEHIND = 299
ROLES = ("nobody", "admin", "lead", "member", "translator", "auditor")
OTHER = re.compile(r"\{\w+_id\}")
WORDS = {
    **{"{kind}": "csv", "{language}": "ja", "{token}": "t", "{vendor}": "line", "{n}": "0"},
    **{"{message_id}": "hello", "{what}": "answer"},
}


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """One desk for all of it: nothing behind a door is ever done."""
    with asyncio.Runner() as runner, pytest.MonkeyPatch.context() as patch:

        async def mark(**_: Any) -> Response:
            return Response(status_code=BEHIND)

        kit = made(copytree(migrated, tmp_path_factory.mktemp("desk") / "kit"), runner, demo=False)
        (settings := tmp_path_factory.mktemp("settings") / "config.toml").write_text('[desk]\nname = "Desk"\n')
        kit.pages.state.own_settings = SettingsFile(settings)
        for role in ROLES[1:]:
            kit.sign_in(role)
            SESSIONS[role] = dict(kit.cookies)
        patch.setattr(fastapi.routing, "run_endpoint_function", mark)
        yield kit
        runner.run(kit.app.stop())


SESSIONS: dict[str, dict[str, str]] = {"nobody": {}}


def become(kit: Kit, role: str) -> None:
    kit.cookies.clear()
    for name, value in SESSIONS[role].items():
        kit.cookies.set(name, value, domain="127.0.0.1")


def concrete(path: str, case_id: str) -> str:
    path = path.replace("{case_id}", case_id)
    for name, value in WORDS.items():
        path = path.replace(name, value)
    return OTHER.sub(MISSING, path)


def met(kit: Kit, method: str, path: str) -> str:
    """`in` for who passes the door, else how she is turned away."""
    answer = kit.ask(method, path, headers=SAME_SITE)
    if answer.status_code in (BEHIND, 422):
        return "in"
    if answer.status_code == 303:
        to = answer.headers["location"]
        return "door" if to.endswith("/sign-in") else "again" if to.startswith("/desk/again") else "own"
    return str(answer.status_code)


def table_of(kit: Kit, role: str, case_id: str) -> dict[str, str]:
    become(kit, role)
    return {f"{method} {path}": met(kit, method, concrete(path, case_id)) for method, path in addresses(kit.pages)}


def test_every_address_has_a_row_and_meets_one_role_as_it_says(desk: Kit) -> None:
    """A diagonal of the whole table; all of it is below."""
    case_id, every = desk.case(), addresses(desk.pages)
    assert {f"{method} {path}" for method, path in every} == set(access_table.DESK)
    for at, role in enumerate(ROLES):
        become(desk, role)
        for method, path in every[at :: len(ROLES)]:
            said = access_table.DESK[f"{method} {path}"].split()[at]
            assert met(desk, method, concrete(path, case_id)) == said, (method, path, role)


@pytest.mark.slow
def test_every_address_meets_every_role_as_the_table_says(desk: Kit) -> None:
    case_id = desk.case()
    found = {role: table_of(desk, role, case_id) for role in ROLES}
    seen = {address: " ".join(found[role][address] for role in ROLES) for address in found["nobody"]}
    assert {k: v for k, v in seen.items() if access_table.DESK.get(k) != v} == {}
    assert set(seen) == set(access_table.DESK)


@pytest.mark.slow
def test_a_hidden_case_is_not_there_for_whoever_is_not_named(desk: Kit) -> None:
    case_id = desk.case()
    act(desk, me(desk, "lead"), restricting.restrict, case_id, "gbv")
    act(desk, me(desk, "lead"), restricting.name, case_id, me(desk, "lead").id)
    for role, status in (("lead", "in"), ("member", "404")):
        met_there = table_of(desk, role, case_id)
        wrong = {one: how for one, how in met_there.items() if "{case_id}" in one and how != status}
        assert wrong == {}, role


def test_a_contact_meets_her_own_report_and_nobody_elses(desk: Kit) -> None:
    number = notified(desk).number
    for contact, own in ((MORI, True), (ABE, False)):
        come_in(desk, contact)
        seen = {
            f"{method} {path}": met(desk, method, concrete(path.replace("{number}", number), MISSING))
            for method, path in company_addresses(desk)
        }
        assert set(seen) == set(access_table.COMPANY)
        meets = {"own report": "in" if own else "404", "on the way": "door"}
        expected = {one: meets.get(how, "in") for one, how in access_table.COMPANY.items()}
        assert seen == expected, contact.name
    for role in ROLES:
        become(desk, role)
        for method, path in company_addresses(desk):
            how = met(desk, method, concrete(path.replace("{number}", number), MISSING))
            assert how == ("in" if access_table.COMPANY[f"{method} {path}"] == "everybody" else "door"), (role, path)


@pytest.mark.slow
def test_a_contact_is_a_stranger_at_the_desk(desk: Kit) -> None:
    come_in(desk, MORI)
    for method, path in addresses(desk.pages):
        strangers = access_table.DESK[f"{method} {path}"].split()[0]
        assert met(desk, method, concrete(path, MISSING)) == strangers, (method, path)


@pytest.mark.slow
def test_what_is_weighty_asks_once_more_who_she_is(desk: Kit) -> None:
    desk.clock.pass_(minutes=6)
    case_id, asked = desk.case(), set()
    for role in ("admin", "lead"):
        asked |= {address for address, how in table_of(desk, role, case_id).items() if how == "again"}
    assert asked == access_table.AGAIN


def test_no_address_stands_in_two_rows() -> None:
    for rows in (access_table.ROWS, access_table.COMPANY_ROWS):
        lines = [line.strip() for text in rows.values() for line in text.strip().splitlines()]
        assert len(lines) == len(set(lines))
        addresses_of = [f"{one} {line.split()[1]}" for line in lines for one in line.split()[0].split("+")]
        assert len(addresses_of) == len(set(addresses_of)) == len(access_table.read(rows))
