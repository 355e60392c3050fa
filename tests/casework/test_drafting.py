"""Nothing that names or reaches a person is shown to her as ready to be sent, and a small team tells less."""

from dataclasses import replace

import pytest

from bot.casework import drafting
from bot.casework.desk import NotAllowed
from bot.casework.marking import Mark, Weight
from bot.casework.summary import Body, Fact
from tests.casework.desk_of_two import (
    TEXTS,
    WHOLE,
    act,
    begun,
    case_for,
    looked_in,
    staffed,
    standing,
    translated,
    written,
)
from tests.casework.test_parties import say
from tests.console.conftest import Kit

FEW = {"where.company": "Sakura Foods", "where.team": "to5", "where.site": "Toyohashi plant"}
HERS = "my passport is in the drawer of the office since the day when I came"


def marked(kit: Kit, case_id: str, thread_id: str) -> list[Mark]:
    return kit.read(lambda unit: drafting.marked(unit, drafting.standing(unit, case_id, thread_id)))  # type: ignore[no-any-return]


def drafted(kit: Kit, english: str, **more: object) -> tuple[str, str]:
    """A draft with this English text; (case, thread)."""
    staffed(kit)
    case_id = case_for(kit, **more)
    thread_id = begun(kit, case_id)
    written(kit, case_id, thread_id, replace(WHOLE, texts={**TEXTS, "en": english}))
    return case_id, thread_id


def kinds(found: list[Mark]) -> dict[str, Weight]:
    return {one.kind: one.weight for one in found if one.language == "en"}


@pytest.mark.parametrize(
    "direct",
    [
        "Call 090-1234-5678.",
        "Call ၀၉၀-၁၂၃၄-၅၆၇၈.",
        "Write to ko@mail.example.",
        "Passport MA123456.",
        "Room 12, bed 4.",
    ],
)
def test_a_direct_identifier_holds_it_back_and_no_tick_lets_it_stay(kit: Kit, direct: str) -> None:
    case_id, thread_id = drafted(kit, f"They keep a passport. {direct}")
    keys = frozenset(one.key for one in marked(kit, case_id, thread_id))
    act(kit, lambda hand: drafting.decide(hand, looked_in(hand, case_id, thread_id), taken=frozenset(), kept=keys))
    with pytest.raises(NotAllowed, match="direct_left"):
        translated(kit, case_id, thread_id)


def test_the_number_of_her_report_is_found_however_it_is_written(kit: Kit) -> None:
    case_id, thread_id = drafted(kit, "x")
    reference = kit.row(case_id).reference
    for text in (reference, f"{reference[:4]}-{reference[4:]}", " ".join(reference)):
        written(kit, case_id, thread_id, replace(WHOLE, texts={**TEXTS, "en": f"Report {text} says so."}))
        assert kinds(marked(kit, case_id, thread_id))["reference"] is Weight.MUST


def test_names_that_the_case_has_go_and_get_one_alias_of_this_case(kit: Kit) -> None:
    case_id, thread_id = drafted(kit, "Hla Win said that Tan Wei took it. TAN WEI again.")
    say(kit, case_id, "Mr. Tan Wei, Hla Win")
    aliases = [one.instead for one in marked(kit, case_id, thread_id) if one.kind == "name"]
    assert len(set(aliases)) == 2
    assert aliases[1] == aliases[2]
    staffed_case = case_for(kit)
    say(kit, staffed_case, "Mr. Tan Wei, Hla Win")
    other = begun(kit, staffed_case)
    written(kit, staffed_case, other, standing(kit, case_id, thread_id).body)
    assert not {one.instead for one in marked(kit, staffed_case, other)} & set(aliases)


@pytest.mark.parametrize(("answer", "stays"), [("company", True), ("desk", False), ("none", False)])
def test_her_own_name_stays_only_where_she_let_the_company_know_it(kit: Kit, answer: str, stays: bool) -> None:
    case_id, thread_id = drafted(kit, "Thida Aung says so.", report={"anon.ask": answer})
    kit.write(lambda unit: unit.vault.set_name(kit.row_of(unit, case_id).conversation_id, "Thida Aung"))
    assert ("name" not in kinds(marked(kit, case_id, thread_id))) is stays


def test_her_own_words_are_marked_until_a_member_ticks_them(kit: Kit) -> None:
    case_id, thread_id = drafted(kit, f"She says: {HERS}.", text=f"Hello, {HERS}, please help")
    (quote,) = [one for one in marked(kit, case_id, thread_id) if one.kind == "quote"]
    assert quote.weight is Weight.DECIDE
    with pytest.raises(NotAllowed, match="marks_undecided"):
        translated(kit, case_id, thread_id)
    ticked = frozenset({quote.key})
    act(kit, lambda hand: drafting.decide(hand, looked_in(hand, case_id, thread_id), taken=frozenset(), kept=ticked))
    translated(kit, case_id, thread_id)


def test_of_a_small_team_no_month_no_place_no_quote_goes(kit: Kit) -> None:
    english = f"In March 2026, at the Toyohashi plant: {HERS}. He is the only Burmese worker."
    case_id, thread_id = drafted(kit, english, text=HERS, report=FEW)
    found = kinds(marked(kit, case_id, thread_id))
    assert {found[kind] for kind in ("quarter", "name", "quote", "unique")} == {Weight.MUST}
    with pytest.raises(NotAllowed, match="few_told"):
        translated(kit, case_id, thread_id)


def test_what_is_proposed_is_put_in_where_a_member_takes_it(kit: Kit) -> None:
    case_id, thread_id = drafted(kit, "On 12 March 2026 he took 150,250 yen.")
    date, money = marked(kit, case_id, thread_id)
    assert (date.weight, money.weight) == (Weight.DECIDE, Weight.OFFER)
    both = frozenset({("en", date.start), ("en", money.start)})
    act(kit, lambda hand: drafting.decide(hand, looked_in(hand, case_id, thread_id), taken=both, kept=frozenset()))
    assert standing(kit, case_id, thread_id).body.texts["en"] == "On March 2026 he took 150,000 yen."
    translated(kit, case_id, thread_id)


@pytest.mark.parametrize(
    ("body", "lack"),
    [
        (Body({"en": "x", "ja": " "}, people=9), "summary_text"),
        (Body({"en": "x", "ja": "y" * 1001}, people=9), "summary_long"),
        (Body({"en": "x", "ja": "y"}), "no_estimate"),
    ],
)
def test_what_it_lacks_is_told(kit: Kit, body: Body, lack: str) -> None:
    case_id, thread_id = drafted(kit, "x")
    written(kit, case_id, thread_id, body)
    with pytest.raises(NotAllowed, match=lack):
        translated(kit, case_id, thread_id)


def test_a_photo_that_is_not_hers_cannot_go_along(kit: Kit) -> None:
    case_id, thread_id = drafted(kit, "x")
    with pytest.raises(NotAllowed, match="form"):
        written(kit, case_id, thread_id, replace(WHOLE, photos=("f" * 32,), told=frozenset[Fact]()))


def test_only_a_confirmed_company_of_a_case_in_review_gets_a_thread(kit: Kit) -> None:
    staffed(kit)
    with pytest.raises(NotAllowed, match="no_party"):
        begun(kit, case_for(kit), "9" * 32)
    with pytest.raises(NotAllowed, match="no_such_step"):
        begun(kit, case_for(kit, status="closed"))
