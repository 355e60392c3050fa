"""The public list from the desk's button to what everybody reads: page, CSV and JSON say the same, and no more."""

import csv
import io
import json

from bot.casework import retention
from bot.casework.public_texts import digest_of
from bot.console.security import POLICY
from storage.cases import Cases
from storage.companies import Companies, Company
from storage.conversations import Due
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.parties import Parties, Party
from storage.publish_texts import PublishText, PublishTexts
from storage.times import DAY_MS, milliseconds
from tests.console.conftest import Kit, words_of

EVIL = '=HYPERLINK("x")<script>alert(1)</script>\u202e'


def cases(kit: Kit, many: int, *, days: int = 40, sector: str = "Food") -> list[str]:
    """So many cases that a company in Thailand was told of so many days ago."""
    company_id, at = kit.id(), milliseconds(kit.clock()) - days * DAY_MS
    made = [kit.case(status="with_companies", category="WAG", report={"who.ask": "me"}) for _ in range(many)]

    def work(unit: Unit) -> None:
        Companies(unit.cases).add(
            Company(
                id=company_id,
                kind="supplier",
                name="Sakura Foods",
                external="",
                parent_id="",
                country="TH",
                sector=sector,
                pledged_day=None,
                disabled=False,
                version=0,
                created_at=at,
            )
        )
        for case_id in made:
            Parties(unit.cases).add(Party(kit.id(), case_id, company_id, "employer", "m", at))
            Disclosures(unit.cases).add(
                Thread(
                    id=kit.id(),
                    number=kit.id()[-12:],
                    case_id=case_id,
                    company_id=company_id,
                    contact_id="",
                    status="notified",
                    version=0,
                    moved_at=at,
                    due_at=None,
                    late=False,
                    notified_at=at,
                    acknowledged_at=None,
                    checks=0,
                    outcome="",
                    created_at=at,
                )
            )

    kit.write(work)
    return made


def agreed(kit: Kit, case_id: str, body: dict[str, str]) -> None:
    def work(unit: Unit) -> None:
        case = Cases(unit.cases).get(case_id)
        assert case is not None
        text = PublishText(kit.id(), case_id, "yes", digest_of(body), "", "m", 1)
        PublishTexts(unit.cases).add(text, unit.vault.key(case.conversation_id), body)

    kit.write(work)


def issue(kit: Kit) -> None:
    """Proposed by a member, approved and published by a lead."""
    kit.sign_in("member", f"{kit.id()}@desk.example")
    assert kit.post("/desk/publish").status_code == 303
    assert kit.post("/desk/publish/issue").status_code == 403
    kit.sign_in("lead", f"{kit.id()}@desk.example")
    page = kit.get("/desk/publish")
    digest = page.text.partition('name="seen" value="')[2][:64]
    assert kit.post("/desk/publish/issue").status_code == 409, "nobody approved it"
    assert kit.post("/desk/publish/approve", {"seen": digest}).status_code == 303
    answer = kit.post("/desk/publish/issue")
    assert answer.status_code == 303, words_of(answer)


def test_page_csv_and_json_of_an_issue_say_the_same_and_nothing_of_anybody(kit: Kit) -> None:
    some = cases(kit, 6, sector="=Food")
    cases(kit, 4, sector="Clothes", days=20)
    agreed(kit, some[0], {"en": EVIL, "ja": "賃金が遅れた。", "hers": "-"})
    assert kit.get("/public.json").json()["cases"] == []
    assert "no issue yet" in words_of(kit.get("/public"))
    issue(kit)
    kit.cookies.clear()
    page, table, body = kit.get("/public"), kit.get("/public.csv"), kit.get("/public.json")
    for answer in (page, table, body):
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.headers["content-security-policy"] == POLICY
        again = kit.get(str(answer.url), headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for secret in (*some, "Sakura", "simulator", "Paspor", *(kit.row(one).reference for one in some)):
            assert secret not in answer.text
    rows = body.json()["cases"]
    assert len(rows) == 6
    assert {(row["region"], row["sector"], row["category"], row["status"]) for row in rows} == {
        ("TH", "=food", "WAG", "open")
    }
    assert table.content.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [row["public_no"] for row in read] == [row["public_no"] for row in rows]
    assert all(row["sector"] == "'=food" for row in read)
    assert [row["text_en"] for row in read if row["text_en"]] == ["'" + EVIL]
    assert all(row["public_no"] in page.text for row in rows)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "Thailand" in words_of(page)
    assert "賃金が遅れた。" in kit.get("/public?language=ja").text


def test_who_proposed_does_not_approve_and_nothing_else_than_what_was_seen_is_approved(kit: Kit) -> None:
    kit.sign_in("lead")
    assert kit.post("/desk/publish").status_code == 409, "nothing is there to be published"
    cases(kit, 5)
    assert kit.post("/desk/publish").status_code == 303
    digest = kit.read(
        lambda unit: __import__("storage.publication", fromlist=["x"]).PublicList(unit.cases).draft()
    ).digest
    assert kit.post("/desk/publish/approve", {"seen": digest}).status_code == 403
    kit.sign_in("lead", "second@desk.example")
    assert kit.post("/desk/publish/approve", {"seen": "0" * 64}).status_code == 409
    assert kit.post("/desk/publish/approve", {"seen": digest}).status_code == 303


def test_a_case_taken_back_after_approval_stops_the_issue_and_a_second_one_waits_its_time(kit: Kit) -> None:
    made = cases(kit, 5)
    issue(kit)
    cases(kit, 5, sector="Clothes")
    kit.sign_in("member", "one@desk.example")
    kit.post("/desk/publish")
    kit.sign_in("lead", "two@desk.example")
    page = kit.get("/desk/publish")
    kit.post("/desk/publish/approve", {"seen": page.text.partition('name="seen" value="')[2][:64]})
    assert "not old enough" in words_of(kit.post("/desk/publish/issue"))
    kit.clock.pass_(days=14)
    kit.sign_in("lead", "three@desk.example")
    new = next(one for one in kit.read(lambda unit: Cases(unit.cases).all()) if one.id not in made)
    kit.write(lambda unit: Cases(unit.cases).erased(new.id, at=1))
    assert "Propose it again" in words_of(kit.post("/desk/publish/issue"))
    assert len(json.loads(kit.get("/public.json").text)["cases"]) == 5


def test_a_text_goes_from_the_published_list_when_its_report_is_erased_and_the_row_stays(kit: Kit) -> None:
    some = cases(kit, 5)
    agreed(kit, some[0], {"en": "Wages were late.", "ja": "賃金が遅れた。", "hers": "-"})
    issue(kit)
    before = kit.get("/public.json").json()["cases"]
    assert sum(row["text"] is not None for row in before) == 1

    def erase(unit: Unit) -> None:
        case = Cases(unit.cases).get(some[0])
        assert case is not None
        retention.erase_conversation(unit, Due(case.conversation_id, "a", case.id, "all", None), at=1)

    kit.write(erase)
    assert kit.get("/public.json").json()["cases"] == [{**row, "text": None} for row in before]
    kit.clock.pass_(days=15)
    cases(kit, 5)
    issue(kit)
    after = kit.get("/public.json").json()["cases"]
    assert after[:5] == [{**row, "text": None} for row in before]
    assert len(after) == 10
    kit.sign_in("member", "last@desk.example")
    assert "a text was taken out" in words_of(kit.get("/desk/publish"))
