"""The conflict guard: whoever a case names never gets it, in whatever order the register is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.likeness import Somebody, Told
from bot.casework.routing import (
    Block,
    Kind,
    Person,
    Place,
    Role,
    Scene,
    Why,
    above,
    guard_contacts,
    guard_members,
    route,
)
from tests.casework.redaction.judge import cues

GROUP = Place("group", Kind.MEMBER, ("Sakura Holdings",))
PLANT = Place("plant", Kind.GROUP, ("Sakura Foods", "さくらフーズ株式会社"), "group")
SITE = Place("site", Kind.SITE, ("Toyohashi",), "plant")
OTHER_SITE = Place("osaka", Kind.SITE, ("Osaka",), "plant")
BROKER = Place("broker", Kind.BROKER, ("Aoba Staff",))
REGISTER = {one.id: one for one in (GROUP, PLANT, SITE, OTHER_SITE, BROKER)}

TANAKA = Person("tanaka", Somebody(("Tanaka Ichiro", "田中 一郎"), "tanaka@sakura.example"), ("plant",), 1)
MORI = Person("mori", Somebody(("Mori Hanako", "森 花子"), "mori@sakura.example"), ("plant",), 2)
ABE = Person("abe", Somebody(("Abe Ryo", "阿部 亮"), "abe@holdings.example"), ("group",), 1)
ONO = Person("ono", Somebody(("Ono Mai", "小野 舞"), "ono@sakura.example"), ("site",), 1)
EVERYBODY = (TANAKA, MORI, ABE, ONO)


def scene(
    *named: str,
    texts: Sequence[str] = (),
    parties: Mapping[str, frozenset[str]] | None = None,
    register: Mapping[str, Place] = REGISTER,
) -> Scene:
    return Scene(Told(cues(), named, texts), parties or {"plant": frozenset({Role.EMPLOYER})}, register)


class TestContacts:
    def test_whom_the_case_does_not_name_is_asked_in_the_order_of_preference(self) -> None:
        found = route(scene("Suzuki"), "plant", EVERYBODY)
        assert (found.chosen, found.others, found.blocked) == ("tanaka", ("mori", "abe"), ())

    @pytest.mark.parametrize(
        "given_name", ["Mr. Tanaka", "Tnaka san", "タナカ部長", "田中課長", "sếp Tanaka", "ตานากะ"]
    )
    def test_the_named_one_is_passed_over_for_the_next(self, given_name: str) -> None:
        found = route(scene(given_name), "plant", EVERYBODY)
        assert found.chosen == "mori"
        assert [block.person_id for block in found.blocked] == ["tanaka"]
        assert found.blocked[0].why in (Why.NAMED, Why.LIKE)
        assert found.blocked[0].by

    def test_so_is_one_whom_only_her_story_names(self) -> None:
        told = scene(texts=["Mori-san pegang paspor saya, Tanaka juga"])
        assert route(told, "plant", EVERYBODY).chosen == "abe"

    def test_one_whose_name_cannot_be_compared_gets_nothing_until_it_is_written_in_both(self) -> None:
        only = replace(TANAKA, somebody=Somebody(("田中 一郎",)))
        assert route(scene("Suzuki"), "plant", [only]).blocked == (Block("tanaka", Why.CANNOT_TELL, "Suzuki"),)
        assert route(scene("Suzuki"), "plant", [replace(only, somebody=TANAKA.somebody)]).chosen == "tanaka"

    def test_where_nobody_is_left_it_is_the_independent_panel(self) -> None:
        found = route(scene("Tanaka", "Mori", "Abe"), "plant", EVERYBODY)
        assert found.panel
        assert {block.person_id for block in found.blocked} == {"tanaka", "mori", "abe"}
        assert route(scene(), "broker", EVERYBODY).panel
        assert route(scene(), "nowhere", EVERYBODY).panel

    def test_a_named_site_gets_nothing_and_the_company_above_it_does(self) -> None:
        as_party = scene(parties={"site": frozenset({Role.SITE})})
        found = route(as_party, "site", EVERYBODY)
        assert (found.chosen, found.blocked) == ("tanaka", (Block("ono", Why.SITE, "Toyohashi"),))
        in_her_words = scene(texts=["Di pabrik Toyohashi"])
        assert route(in_her_words, "site", EVERYBODY).blocked[0].why is Why.SITE
        assert route(scene(texts=["Di Osaka"]), "site", EVERYBODY).chosen == "ono"

    def test_a_company_that_is_no_site_may_stand_in_the_case(self) -> None:
        assert route(scene(texts=["Sakura Foods"]), "plant", EVERYBODY).chosen == "tanaka"

    def test_whoever_reads_the_mail_of_a_blocked_one_is_blocked(self) -> None:
        shared = replace(MORI, somebody=Somebody(("Office",), "Tanaka@sakura.example "), rank=0)
        found = guard_contacts(scene("Tanaka"), [shared, replace(TANAKA, somebody=Somebody(("Ichiro T.",), ""))])
        assert {block.person_id for block in found} == {"mori"}, "by what stands before the @"
        office = replace(shared, somebody=Somebody(("Office",), "office@sakura.example"))
        boss = replace(TANAKA, somebody=Somebody(TANAKA.somebody.names, "office@sakura.example"))
        assert {block.why for block in guard_contacts(scene("Tanaka"), [office, boss])} == {Why.NAMED, Why.SAME}

    def test_one_person_who_stands_there_twice_is_blocked_twice(self) -> None:
        again = replace(ONO, id="ono2", company_ids=("plant",), somebody=Somebody(("ono mai",), "m.o@sakura.example"))
        as_party = scene(parties={"site": frozenset({Role.SITE})})
        assert {block.person_id for block in guard_contacts(as_party, [again, ONO])} == {"ono", "ono2"}

    def test_who_cannot_be_written_to_is_not_chosen_and_not_blocked(self) -> None:
        found = route(scene(), "plant", [replace(TANAKA, usable=False), MORI])
        assert (found.chosen, found.blocked) == ("mori", ())
        closed = {**REGISTER, "plant": replace(PLANT, disabled=True)}
        assert route(scene(register=closed), "plant", EVERYBODY).chosen == "abe"

    def test_a_circle_of_companies_ends(self) -> None:
        ring = {"a": Place("a", Kind.GROUP, ("A",), "b"), "b": Place("b", Kind.GROUP, ("B",), "a")}
        assert above(ring, "a") == ["a", "b"]


class TestMembers:
    SATO = Person("sato", Somebody(("Sato Aiko",), "sato@desk.example"))
    KATO = Person("kato", Somebody(("加藤",), "kato@desk.example"), ("group",))

    def test_a_member_whom_the_case_names_may_not_work_on_it(self) -> None:
        assert guard_members(scene("Sato"), [self.SATO]) == (Block("sato", Why.NAMED, "Sato"),)

    def test_nor_one_in_the_pay_of_a_company_of_the_case_or_of_its_group(self) -> None:
        assert guard_members(scene(), [self.SATO, self.KATO]) == (Block("kato", Why.EMPLOYED, "Sakura Holdings"),)
        elsewhere = scene(parties={"broker": frozenset({Role.BROKER})})
        assert guard_members(elsewhere, [self.SATO, self.KATO]) == ()

    def test_letters_that_cannot_be_compared_stop_no_member(self) -> None:
        nobody = replace(self.KATO, company_ids=())
        assert guard_members(scene("Suzuki"), [nobody]) == ()


NAMES = ("Tanaka Ichiro", "Mori Hanako", "Abe Ryo", "Ono Mai", "Tnaka", "タナカ", "田中", "森花子", "Budi", "Suzuki")
MAILS = ("", "a@x.example", "b@x.example", "tanaka@x.example")
PEOPLE = st.builds(
    Person,
    id=st.uuids().map(str),
    somebody=st.builds(
        Somebody, st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(tuple), st.sampled_from(MAILS)
    ),
    company_ids=st.sampled_from([("plant",), ("group",), ("site",), ("broker",), ("osaka",)]),
    rank=st.integers(1, 3),
    usable=st.booleans(),
)
SCENES = st.builds(
    lambda named, texts, parties: scene(*named, texts=texts, parties=parties),
    st.lists(st.sampled_from(NAMES), max_size=2),
    st.lists(st.sampled_from(("Toyohashi", "Mr. Abe hit me", "Osaka", "I am paid late")), max_size=2),
    st.dictionaries(st.sampled_from(sorted(REGISTER)), st.sampled_from([frozenset({role}) for role in Role])),
)


@settings(max_examples=60, deadline=None)
@given(SCENES, st.lists(PEOPLE, max_size=6), st.sampled_from(sorted(REGISTER)), st.randoms(use_true_random=False))
def test_whatever_the_order_nobody_who_is_blocked_is_ever_chosen(told, contacts, company_id, chance) -> None:  # type: ignore[no-untyped-def]
    found = route(told, company_id, contacts)
    shuffled = list(contacts)
    chance.shuffle(shuffled)
    again = route(told, company_id, shuffled)
    assert (found.chosen, found.others, set(found.blocked)) == (again.chosen, again.others, set(again.blocked))
    by_id = {one.id: one for one in contacts}
    blocked = {block.person_id for block in guard_contacts(told, contacts)}
    offered = [one for one in (found.chosen, *found.others) if one]
    assert not blocked & set(offered)
    assert len(offered) == len(set(offered))
    forbidden = {by_id[one].somebody.mail for one in blocked} - {""}
    for one in offered:
        assert by_id[one].usable
        assert by_id[one].somebody.mail not in forbidden
        assert told.told.match(by_id[one].somebody) is None
        assert set(by_id[one].company_ids) & set(above(REGISTER, company_id))
        assert not set(by_id[one].company_ids) & set(told.named_sites(REGISTER))
    assert found.panel == (not offered)
