"""A report that somebody filed for another person: what she says of herself, and the code that lets that person in.

The code goes to whoever filed it, in a message of her own language, which stands in the conversation as any other. With
it the person goes on with the report from her own phone (`decisions.md` 31; `bot.intake.handed`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.casework import codes, desk
from bot.casework.codes import Purpose
from bot.casework.desk import Hand, NotAllowed
from storage.codes import Codes
from storage.engine import Unit
from storage.keyring import Keyring
from storage.times import moment

OTHER = "other"
GIVEN, BOUND = "bind_code", "bound"
"""Lines of the history: a code was given out; the person goes on herself."""


@dataclass(frozen=True, slots=True)
class FiledFor:
    """Who filed it: the choices of `who.role`, `who.authority`, `who.consent`, or empty where she did not say.

    `bound`: the person goes on with it herself. `until` (ms): a code that works is out.
    """

    role: str = ""
    authority: str = ""
    knows: str = ""
    bound: bool = False
    until: int | None = None


def filed_for(
    unit: Unit, case_id: str, report: Mapping[str, str], kinds: frozenset[str], *, at: int
) -> FiledFor | None:
    """None for a report of one's own. `kinds` are the lines of its history."""
    if report.get("who.ask") != OTHER:
        return None
    out = Codes(unit.cases).of_case(case_id, Purpose.BIND, at=at)
    role, authority, knows = (report.get(f"who.{name}", "") for name in ("role", "authority", "consent"))
    return FiledFor(role, authority, knows, BOUND in kinds, out[-1].expires_at if out else None)


def give_code(hand: Hand, case_id: str, keyring: Keyring) -> None:
    """Send a code to whoever filed it; one given before works no more. Raises NotAllowed, NoSuchCase."""
    case = desk.find(hand.unit, case_id)
    key = desk.key_of(hand.unit, case)
    kinds = frozenset(event.kind for event in hand.cases.events(case.id, key))
    filed = filed_for(hand.unit, case.id, hand.cases.report(case.id, key), kinds, at=hand.at)
    if filed is None or filed.bound:
        raise NotAllowed("not_filed_for")
    digits, until = codes.issue(
        hand.unit.cases, keyring, purpose=Purpose.BIND, case_id=case.id, by_id=hand.by, at=hand.at, ids=hand.ids
    )
    desk.record(hand, case, GIVEN)
    day = moment(until).astimezone(hand.zone).date().isoformat()
    desk.inform(hand, case, "bind.code", {"code": codes.written(digits), "date": day})
