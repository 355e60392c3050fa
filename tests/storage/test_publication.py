"""What was published stays as it was, and her own text is sealed until she agrees."""

from dataclasses import replace

from storage.engine import Unit
from storage.publication import Draft, Issue, PublicList, PublicRow
from storage.publish_texts import PublishText, PublishTexts
from tests.storage.conftest import Urls, with_store

ROW = PublicRow(
    *("c1", "BCDFGH", 1, "g1", False, "TH", "food", "WAG", "2026Q1", "worker", "member", "pay"),
    *("", "", "", 1),
)


def test_rows_keep_their_place_and_say_how_they_ended(urls: Urls) -> None:
    def work(unit: Unit) -> None:
        public = PublicList(unit.cases)
        assert public.add(replace(ROW, case_id="c2", number="XYZ", place=2))
        assert public.add(ROW)
        assert not public.add(replace(ROW, number="other"))
        public.say(replace(ROW, ended=True, outcome="remedied", region="never changes"))
        assert [(row.case_id, row.ended, row.outcome, row.region) for row in public.rows()] == [
            ("c1", True, "remedied", "TH"),
            ("c2", False, "", "TH"),
        ]
        assert (public.number_of("c2"), public.number_of("c9"), public.last_place()) == ("XYZ", "", 2)

    with_store(urls, lambda store: store.write(work))


def test_only_the_newest_issue_keeps_its_body_and_a_number_is_issued_once(urls: Urls) -> None:
    def work(unit: Unit) -> None:
        public = PublicList(unit.cases)
        public.propose(Draft(1, "{}", "d", "m1", 5))
        assert not public.approve("another", "m2")
        assert public.approve("d", "m2")
        assert not public.approve("d", "m3")
        assert public.publish(Issue(1, 9, "m1", "m2", "one", "a"))
        assert public.draft() is None
        assert not public.publish(Issue(1, 9, "m1", "m2", "again", "a"))
        assert public.publish(Issue(2, 9, "m1", "m2", "two", "b"))
        public.amend(2, "less", "c")
        assert [(one.number, one.body, one.digest, one.amended) for one in public.issues()] == [
            (2, "less", "c", 1),
            (1, "", "a", 0),
        ]

    with_store(urls, lambda store: store.write(work))


def test_a_text_is_sealed_and_its_state_is_compared_before_it_is_set(urls: Urls) -> None:
    def work(unit: Unit) -> None:
        key = unit.vault.create_key("conversation", wrap_id="w", at_ms=1)
        texts, one = PublishTexts(unit.cases), PublishText("t1", "c1", "written", "d", "", "m1", 1)
        texts.add(one, key, {"en": "Wages were late."})
        assert texts.body("t1", key) == {"en": "Wages were late."}
        assert texts.move(one, "asked", notice_id="n1")
        assert not texts.move(one, "yes")
        asked = texts.of_notice("n1")
        assert asked is not None
        assert texts.move(asked, "yes")
        assert [text.id for text in texts.agreed()] == ["t1"]

    with_store(urls, lambda store: store.write(work))
