"""The closing report: all of it for the desk, its own part for a company, nothing for a company that was withdrawn."""

import io
import re

import pypdf
import pytest

from bot.casework import closing_report, desk, threads
from bot.casework.desk import NotAllowed
from bot.casework.lifecycle import Actor
from bot.console import papers
from bot.console.closing_papers import companys
from storage.audit import Audit
from storage.company_posts import Kind
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from tests.casework.company_story import ABE, MATOME, MORI, SUMMARY, hand, notified, withdraw
from tests.casework.test_company_side import agreed, says
from tests.console.conftest import SENTENCE, Kit
from tests.console.portal_kit import come_in


def text_of(content: bytes) -> list[str]:
    """Sheet by sheet."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def flat(content: bytes) -> str:
    return re.sub(r"\s+", "", "".join(text_of(content)))


def ended(kit: Kit, thread: Thread, outcome: str = "remedied") -> None:
    """She said that it is solved."""

    def work(unit: Unit) -> None:
        one = threads.find(unit, thread.id)
        if one.status == "notified":
            for to in ("assessing", "dialogue"):
                one = threads.step(hand(kit, unit), one, to, tells=False)
        one = threads.step(hand(kit, unit), one, "closing_proposed", tells=False)
        desk.record(hand(kit, unit, Actor.WORKER, "worker"), desk.find(unit, one.case_id), "closing_said", now="not")
        threads.step(hand(kit, unit, Actor.WORKER, "worker"), one, "closed", outcome=outcome, tells=False)
        threads.settle(hand(kit, unit, Actor.WORKER, "worker"), one.case_id)

    kit.write(work)


def test_a_companys_edition_is_made_of_what_it_could_read(kit: Kit) -> None:
    thread = agreed(kit)
    other = notified(kit, thread.case_id, ABE)
    kit.clock.pass_(days=9)
    ended(kit, thread)
    part = kit.read(lambda unit: closing_report.of_company(unit, threads.find(unit, thread.id)))
    assert (part.word, part.days) == ("solved", 9)
    row = kit.row(thread.case_id)
    for language, own in (("en", SUMMARY), ("ja", MATOME)):
        html = companys(kit.console, part, language, "Mori", "serial")
        assert own in html
        for secret in (row.reference, thread.case_id, SENTENCE, "Hikari", other.number, "not solved", "Indonesia"):
            assert secret not in html, secret
    going_on = kit.read(lambda unit: threads.find(unit, other.id))
    with pytest.raises(NotAllowed, match="not_ended"):
        kit.read(lambda unit: closing_report.of_company(unit, going_on))


@pytest.mark.slow
def test_each_gets_its_own_edition_and_nothing_of_the_other(kit: Kit) -> None:
    thread = agreed(kit)
    case_id = thread.case_id
    other = notified(kit, case_id, ABE)
    says(kit, thread, Kind.ANSWER, "We gave all of them back")
    come_in(kit, MORI)
    address = f"/company/threads/{thread.number}/report.pdf"
    assert kit.get(address).status_code == 409, "it still goes on"
    assert kit.get(f"/company/threads/{other.number}/report.pdf").status_code == 404
    kit.clock.pass_(days=9)
    ended(kit, thread)
    ended(kit, other, "no_agreement")
    come_in(kit, MORI)
    ja, en = (kit.get(f"{address}?in={language}") for language in ("ja", "en"))
    assert (ja.status_code, en.status_code) == (200, 200)
    assert kit.get(f"{address}?in=fr").status_code == 404
    told, row = flat(en.content), kit.row(case_id)
    number = f"{thread.number[:4]}-{thread.number[4:]}"
    for said in (SUMMARY, "Sakura Foods", "Give back the passports", "We gave all of them back", number, "is solved"):
        assert re.sub(r"\s+", "", said) in told, said
    assert MATOME in flat(ja.content)
    assert "終結報告書" in flat(ja.content)
    secrets = (row.reference, row.reference[:4] + "-" + row.reference[4:], case_id, SENTENCE, "Hikari", other.number)
    for written in (flat(ja.content), told, str(en.headers)):
        for secret in (*secrets, "Indonesia", "インドネシア", "not solved"):
            assert re.sub(r"\s+", "", secret) not in written, secret
    for sheet in text_of(en.content):
        assert number in sheet.replace(" ", "")
        assert "Mori Hanako" in sheet
    kit.sign_in("member")
    whole = kit.get(f"/desk/cases/{case_id}/closing/report.pdf?in=en")
    assert whole.status_code == 200
    for said in (SUMMARY, "Sakura Foods", "Hikari Plastics", number, "not solved"):
        assert re.sub(r"\s+", "", said) in flat(whole.content), said
    assert row.reference not in flat(whole.content).replace("-", "")
    own = kit.get(f"/desk/cases/{case_id}/closing/report/{thread.id}.pdf?in=ja")
    assert MATOME in flat(own.content)
    assert kit.get(f"/desk/cases/{kit.case()}/closing/report/{thread.id}.pdf").status_code == 404
    links = kit.get(f"/desk/cases/{case_id}/closing").text
    assert links.count("/closing/report") == 6
    kept = kit.read(lambda unit: list(Audit(unit.cases, unit.vault.keyring).newest(50)))
    exported = [one for one in kept if one.kind == "case.exported"]
    assert {MORI.id} < {one.actor for one in exported}
    assert any(papers.digest(whole.content) in one.detail for one in exported)


def test_what_is_withdrawn_erased_or_going_on_is_on_no_paper(kit: Kit) -> None:
    thread = notified(kit)
    case_id = thread.case_id
    kit.sign_in("member")
    assert kit.get(f"/desk/cases/{case_id}/closing/report.pdf").status_code == 409
    kit.write(
        lambda unit: Disclosures(unit.cases).move(
            thread.id, was="notified", version=thread.version, to="closed", at=1, due_at=None, outcome="remedied"
        )
    )
    withdraw(kit, thread)
    assert kit.get(f"/desk/cases/{case_id}/closing/report/{thread.id}.pdf").status_code == 410
    come_in(kit, MORI)
    answer = kit.get(f"/company/threads/{thread.number}/report.pdf")
    assert answer.status_code == 410
    assert SUMMARY not in answer.text
    conversation_id = kit.row(case_id).conversation_id
    kit.write(lambda unit: unit.vault.destroy_key(conversation_id, day=20000, why="test"))
    assert kit.get(f"/company/threads/{thread.number}/report.pdf").status_code == 404
    kit.sign_in("lead")
    assert kit.get(f"/desk/cases/{case_id}/closing/report.pdf").status_code == 410
