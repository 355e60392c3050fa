"""Several reports of one kind from one place: the leads hear of it once, and never of a restricted case."""

from bot.casework.trends import Pattern, patterns
from storage.case_columns import CaseColumns, PartyColumns

DAY = 86_400_000


def case(id_: str, *, day: int = 100, category: str = "WAG", restricted: str = "") -> CaseColumns:
    at = day * DAY
    return CaseColumns(id_, id_, "received", "", category, "my", "sms", restricted, "", False, False, at, at)


def at_site(company_id: str = "site") -> list[PartyColumns]:
    return [PartyColumns("employer", "owner", "member", "JP", ""), PartyColumns("site", company_id, "site", "TH", "")]


def found(cases: list[CaseColumns], **parties: list[PartyColumns]) -> list[Pattern]:
    return patterns(cases, {one.id: parties.get(one.id, at_site()) for one in cases}, since=80 * DAY)


def test_three_of_one_site_and_category_within_the_days_are_a_pattern() -> None:
    assert found([case("a"), case("b"), case("c")]) == [Pattern("site", "WAG", frozenset("abc"))]
    assert found([case("a"), case("b")]) == []
    assert found([case("a"), case("b"), case("c", day=79)]) == []
    assert found([case("a"), case("b"), case("c", category="OSH")]) == []
    assert found([case(one, category="UNK") for one in "abc"]) == [], "not classified is no kind"


def test_a_restricted_case_makes_no_pattern_and_is_in_none() -> None:
    assert found([case("a"), case("b"), case("c", restricted="gbv")]) == []
    assert found([case(one) for one in "abc"] + [case("d", restricted="coi")])[0].cases == frozenset("abc")


def test_the_company_counts_only_where_no_site_is_known() -> None:
    assert found([case("a"), case("b"), case("c")], c=at_site("another site")) == []
    company = [PartyColumns("employer", "owner", "member", "JP", "")]
    some = found([case("a"), case("b"), case("c")], a=company, b=company, c=company)
    assert [one.company_id for one in some] == ["owner"]
