"""Which reports are found to be alike, why, and what never crosses a restricted case."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework import alike, desk, restricting, similar
from bot.casework.retention import erase_conversation
from bot.casework.similar import DAY_MS, DAYS, Near, Similar, ranked, words
from storage.case_terms import CaseTerms
from storage.cases import Case
from storage.conversations import Due
from storage.parties import Parties, Party
from storage.times import milliseconds
from tests.casework.test_access import act, member
from tests.casework.test_parties import SAKURA, SITE, registered
from tests.console.conftest import NOW, Kit, words_of

AT = milliseconds(NOW)
TOLD = "The varnish in the lacquer hall burns; the foreman Kurosawa locked the ventilator."
ELSE = "My payslip shows a deduction for the dormitory."
AGAIN = "Lacquer and varnish everywhere, no ventilator works."


def near(**more) -> Near:
    return Near(**{"case_id": "a", "category": "OSH", "created_at": AT, **more})


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (near(place=True), 2),
        (near(place=True, words=("varnish", "lacquer")), 3),
        (near(words=("varnish", "lacquer")), 2),
        (near(category="WAG", place=True, words=("varnish", "lacquer")), 2),
        (near(), 0),  # the category alone is chance
        (near(place=True, category="WAG"), 0),
        (near(words=("varnish",)), 0),
        (near(place=True, created_at=AT - DAYS * DAY_MS), 2),
        (near(place=True, created_at=AT - DAYS * DAY_MS - 1), 0),
        (near(place=True, created_at=AT + DAYS * DAY_MS + 1), 0),
    ],
)
def test_two_reasons_of_three_within_sixty_days(other: Near, reasons: int) -> None:
    found = ranked("OSH", AT, [other])
    assert [one.reasons for one in found] == ([reasons] if reasons else [])


def test_what_nobody_classified_is_not_the_same_category() -> None:
    assert ranked("UNK", AT, [near(category="UNK", place=True)]) == []


def test_five_are_shown_the_likeliest_first() -> None:
    many = [near(case_id=str(n), place=True, created_at=AT - n * DAY_MS) for n in range(9)]
    best = near(case_id="best", place=True, words=("varnish", "lacquer"), created_at=AT - 50 * DAY_MS)
    assert [one.case_id for one in ranked("OSH", AT, [*many, best])] == ["best", "0", "1", "2", "3"]


ANY = st.builds(
    Near,
    st.text("abc", min_size=1),
    st.sampled_from(["OSH", "WAG", "UNK"]),
    st.integers(AT - 90 * DAY_MS, AT + 90 * DAY_MS),
    st.booleans(),
    st.lists(st.sampled_from(["x", "y", "z"]), unique=True),
)


@settings(max_examples=50)
@given(st.lists(ANY, max_size=9), st.sampled_from(["OSH", "UNK"]))
def test_nothing_is_shown_without_two_reasons(others: list[Near], category: str) -> None:
    found: list[Similar] = ranked(category, AT, others)
    assert len(found) <= 5
    assert all(one.reasons >= 2 and one.days <= DAYS for one in found)


def test_rare_words_are_no_words_that_every_report_has() -> None:
    assert words([TOLD]) >= {"varnish", "lacquer", "kurosawa", "ventilator"}
    assert not words([ELSE, "The boss did not pay my salary for two months", "会社は給料を払わない"])
    assert words(["塗装ブースのシンナー"]) == {"塗装", "ブース", "シンナー"}
    assert words(["CHEMICALS chemical"]) == {"chemical"}


@pytest.mark.parametrize(
    ("cases", "having", "rare"), [(4, 3, True), (4, 4, False), (1000, 50, True), (1000, 51, False)]
)
def test_a_word_is_rare_in_three_cases_or_in_one_of_twenty(cases: int, having: int, rare: bool) -> None:
    assert similar.rare(cases, having) is rare


def case(kit: Kit, text: str, category: str = "OSH", **more) -> str:
    more = {"report": {}, "language": "en", **more}
    case_id = kit.case(text=text, category=category, **more)
    kit.write(lambda unit: alike.renew(unit, case_id))
    return case_id


def found(kit: Kit, case_id: str) -> list[tuple[str, tuple[str, ...], bool]]:
    def work(unit):
        here: Case = kit.row_of(unit, case_id)
        index = alike.index(unit, here, desk.key_of(unit, here))
        return [(other.id, tuple(why.words), why.place) for other, why in alike.like(unit, here, index)]

    return kit.read(work)


def terms(kit: Kit, case_id: str) -> frozenset[bytes]:
    return kit.read(lambda unit: CaseTerms(unit.cases).of(case_id))


def test_cases_are_alike_by_words_that_are_stored_nowhere(kit: Kit) -> None:
    first, second, other = case(kit, TOLD), case(kit, AGAIN), case(kit, ELSE)
    assert found(kit, first) == [(second, ("lacquer", "varnish", "ventilator"), False)]
    assert found(kit, other) == []
    stored = b"".join(terms(kit, first))
    assert len(stored) == 16 * len(terms(kit, first))
    assert b"varnish" not in stored


def test_a_name_she_typed_and_a_company_of_the_same_family_are_the_same_place(kit: Kit) -> None:
    registered(kit)
    one = case(kit, "a", report={"where.company": "Sakura Foods Co., Ltd."})
    same = case(kit, "b", report={"where.company": "SAKURA FOODS"})
    assert found(kit, one) == [(same, (), True)]
    at_site, of_company = case(kit, "c"), case(kit, "d")
    for case_id, company in ((at_site, SITE), (of_company, SAKURA)):
        party = Party(kit.id(), case_id, company.id, "employer", "m" * 32, AT)
        kit.write(lambda unit, party=party: Parties(unit.cases).add(party))
    assert found(kit, at_site) == [(of_company, (), True)]


def test_it_never_crosses_a_restricted_case_in_either_direction(kit: Kit) -> None:
    first, second = case(kit, TOLD), case(kit, AGAIN)
    act(kit, member(kit, "lead"), restricting.restrict, second, "gbv")
    assert terms(kit, second) == frozenset()
    assert found(kit, first) == []
    assert found(kit, second) == []
    kit.write(lambda unit: alike.renew(unit, second))
    assert terms(kit, second) == frozenset(), "opening it does not index it again"


def test_the_index_goes_with_the_case(kit: Kit) -> None:
    case_id = case(kit, TOLD)
    conversation_id = kit.row(case_id).conversation_id
    assert terms(kit, case_id)
    kit.write(lambda unit: erase_conversation(unit, Due(conversation_id, "a" * 32, case_id, "all", None), at=AT))
    assert terms(kit, case_id) == frozenset()


def test_the_page_of_a_case_indexes_it_and_names_what_is_alike_and_why(kit: Kit) -> None:
    second = kit.case(text=AGAIN, category="OSH", report={}, language="en")
    first = kit.case(text=TOLD, category="OSH", report={}, language="en")
    kit.sign_in()
    assert "Similar reports" not in kit.get(f"/desk/cases/{first}").text
    kit.get(f"/desk/cases/{second}")
    page = kit.get(f"/desk/cases/{first}")
    assert f'href="/desk/cases/{second}"' in page.text
    assert "the same category · the same day · rare words in common: lacquer , varnish" in words_of(page)
    renewed = terms(kit, first)
    kit.get(f"/desk/cases/{first}")
    assert terms(kit, first) == renewed
