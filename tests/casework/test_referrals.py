"""Which offices fit a case, what a line of the table must be, and what she is told."""

import pytest

from bot.casework import referrals
from bot.casework.desk import Hand, NotAllowed, Seen
from bot.casework.register.checks import EntryRefused
from storage.referrals import Referral, Referrals
from tests.console.conftest import Kit

TODAY = 20_000


def office(name: str, country: str = "", topic: str = "", language: str = "en", **more) -> Referral:
    return Referral(name, country, topic, language, name, **{"checked_on": TODAY, **more})


def names(rows, **case) -> list[str]:
    asked = {"country": "JP", "topic": "WAG", "language": "vi", "today": TODAY, **case}
    return [fit.one.office for fit in referrals.fitting(rows, **asked)]


def test_her_country_comes_first_then_her_language_then_her_topic_then_what_was_checked() -> None:
    rows = [
        office("old", "JP", "WAG", "vi", checked_on=TODAY - 400),
        office("home", "VN", "WAG", "vi"),
        office("english", "JP", "WAG"),
        office("spoken", "JP", "WAG", "ja", languages="ja en vi"),
        office("any", "JP", "", "vi"),
        office("other topic", "JP", "OSH", "vi"),
    ]
    assert names(rows) == ["spoken", "old", "any", "english", "home"]
    assert names(rows, language="en")[:2] == ["english", "spoken"]
    assert "other topic" in names(rows, topic="UNK"), "nobody knows the topic yet: all are offered"


@pytest.mark.parametrize(("checked", "old"), [(None, True), (TODAY, False), (TODAY - 365, False), (TODAY - 366, True)])
def test_what_nobody_checked_for_a_year_is_old(checked: int | None, old: bool) -> None:
    assert referrals.old(office("a", checked_on=checked), today=TODAY) is old


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"office": "  "},
        {"office": "A", "topic": "XXX"},
        {"office": "A", "language": "not a tag"},
        {"office": "A", "country": "Nowhere"},
        {"office": "A", "checked_on": "yesterday"},
        {"office": "A" * 201},
    ],
)
def test_a_line_that_cannot_be_understood_is_refused(cells) -> None:
    with pytest.raises(EntryRefused):
        referrals.read(cells)


def test_the_desk_tells_her_of_offices_and_of_what_a_member_wrote(kit: Kit) -> None:
    case_id = kit.case(status="in_review", discreet=False)
    rows = [office("a" * 32, contact="0120-000-000"), office("b" * 32)]
    kit.write(lambda unit: [Referrals(unit.cases).add(one) for one in rows])

    case = kit.row(case_id)

    def act(unit, ids, words):
        console = kit.console
        hand = Hand(unit, "m" * 32, kit.clock(), kit.id, console.push, console.zone, console.timetable)
        referrals.tell(hand, Seen(case_id, case.status, case.version), ids, words)

    kit.write(lambda unit: act(unit, ["a" * 32, "f" * 32], "Or ask me."))
    (told,) = kit.said_to_worker(case_id)
    assert f"{'a' * 32}, 0120-000-000; Or ask me." in told
    assert kit.row(case_id).status == "in_review"
    with pytest.raises(NotAllowed):
        kit.write(lambda unit: act(unit, ["f" * 32], " "))


def test_importing_again_changes_what_it_finds_and_adds_nothing(kit: Kit) -> None:
    def bring(*rows: Referral):
        return kit.write(lambda unit: referrals.bring_in(unit, rows, [f"{n:032d}" for n in range(len(rows))]))

    assert bring(office("A", "JP"), office("B", "JP")) == (2, 0, 0)
    assert bring(office("a", "JP", contact="1"), office("B", "JP")) == (0, 1, 1)
    assert kit.read(lambda unit: len(Referrals(unit.cases).all())) == 2
