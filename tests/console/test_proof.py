"""The page and the command that check a proof of filing."""

from bot.casework import filing_proof
from tests.console.conftest import Kit


def test_a_genuine_code_is_told_from_any_other_and_nothing_of_it_stands_in_an_address(kit: Kit) -> None:
    kit.sign_in()
    case = kit.row(kit.case())
    keyring, zone = kit.console.intake.keyring, kit.console.zone
    day, code = kit.write(lambda unit: filing_proof.proof(unit, keyring, case, zone))
    assert kit.get("/desk/proof").status_code == 200
    answer = kit.post("/desk/proof", {"reference": case.reference, "code": code.lower()})
    assert "Genuine: what was sent is unchanged." in answer.text
    assert day.isoformat() in answer.text
    for form in ({"reference": case.reference, "code": "x"}, {"reference": "\ud7ff", "code": code}, {}):
        answer = kit.post("/desk/proof", form)
        assert "Not a proof of this report" in answer.text


def test_an_administrator_has_no_business_there(kit: Kit) -> None:
    kit.sign_in("admin")
    assert kit.get("/desk/proof").status_code == 403
