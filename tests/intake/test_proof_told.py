"""STATUS tells her the proof of filing beside how the report stands, the same each time, and on one SMS with it."""

import re
from pathlib import Path

from bot.casework import filing_proof
from bot.casework.filing_proof import Verdict
from tests.intake.house import House, in_house


def test_status_tells_the_proof_of_filing(tmp_path: Path):
    async def talk(house: House) -> None:
        case = await house.report(contact_discreet="no")
        shown = "\n".join(await house.say("STATUS"))
        (code,) = re.findall(r"Proof code: ([0-9A-Z-]{14})", shown)
        await house.say("They took more")
        await house.later(days=3)
        assert code in "\n".join(await house.say("STATUS"))
        keyring = house.app.intake.keyring
        verdict = await house.app.store.read(lambda unit: filing_proof.verify(unit, keyring, case.reference, code))
        assert verdict[0] is Verdict.GENUINE
        assert "Sun, Nov 22" in shown

    in_house(tmp_path, talk)
