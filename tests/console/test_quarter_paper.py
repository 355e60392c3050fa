"""The quarterly report: what stands in it for whom, and what is held back."""

from bot.casework import quarterly
from bot.console import accounts, quarter_paper
from bot.console.papers import digest
from storage.audit import Audit
from storage.disclosures import Disclosures
from tests.casework.company_story import ABE, notified
from tests.console.conftest import Kit
from tests.console.test_closing_papers import flat
from tests.console.test_figures import filled


def told(kit: Kit, role: str, language: str = "en") -> str:
    """The document as it goes to the press."""
    kit.sign_in(role, f"{role}-{language}@desk.example")
    member = kit.read(lambda unit: accounts.named(unit, f"{role}-{language}@desk.example"))
    given = kit.console
    found = kit.read(
        lambda unit: quarterly.figures(unit, quarterly.named("2026-4"), k=5, languages=given.languages, zone=given.zone)
    )
    return quarter_paper.document(given, found, member, language, "serial")


def test_a_quarter_says_what_months_say_and_names_only_companies_with_a_figure(kit: Kit) -> None:
    few = notified(kit, contact=ABE)
    for _ in range(6):
        thread = notified(kit)
        kit.write(lambda unit, id=thread.id: Disclosures(unit.cases).limit(id, due_at=1, late=True))
    filled(kit)
    kit.clock.pass_(days=40)
    html = told(kit, "lead")
    for said in ("Quarterly report 2026 Q4", "2026-10 – 2026-12", "Sakura Foods", "100 % (6/6)", "Open cases of which"):
        assert said in html, said
    assert "Hikari" not in html, "one report about it, no figure, no name"
    assert '<td class="number">too few</td>' in html
    member = told(kit, "member")
    assert "Sakura" not in member
    assert "Open cases of which" not in member
    assert "四半期報告書" in told(kit, "lead", "ja")
    assert few.number not in html


def test_it_is_drawn_with_its_digest_in_the_audit_and_not_by_translators(kit: Kit) -> None:
    kit.sign_in("member")
    answer = kit.get("/desk/figures/quarter.pdf?in=en")
    assert answer.status_code == 200
    assert "Quarterlyreport2026Q3" in flat(answer.content)
    kept = kit.read(lambda unit: list(Audit(unit.cases, unit.vault.keyring).newest(5)))
    assert any(one.kind == "figures.exported" and digest(answer.content) in one.detail for one in kept)
    for wrong in ("quarter=2026-4", "quarter=2020-1", "quarter=%3Cscript", "in=xx"):
        assert kit.get(f"/desk/figures/quarter.pdf?{wrong}").status_code == 404, wrong
    kit.sign_in("translator")
    assert kit.get("/desk/figures/quarter.pdf").status_code == 404
