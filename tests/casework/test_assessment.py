"""What follows from a reviewer's answers; anonymity, an unknown link and other proceedings refuse nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.assessment import (
    REASONS,
    TREE,
    Answer,
    Assessment,
    Danger,
    Detriment,
    Indicator,
    Malformed,
    Missing,
    Risk,
    Signs,
    Verdict,
    danger,
)
from bot.casework.categories import CODES, SECOND, UNKNOWN
from bot.casework.suggesting import violence
from bot.intake.wording import Wording

Y, N, U = Answer.YES, Answer.NO, Answer.UNSURE
GOOD = {one.id: N if one.refuses is None else Y for one in TREE}
D = Detriment


def test_the_six_questions_stand_in_the_order_of_the_domain() -> None:
    assert [one.id for one in TREE] == ["concerned", "right", "link", "checkable", "proceedings", "serious"]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("concerned", N, "reason.not_concerned"),
        ("right", N, "reason.no_right"),
        ("right", U, ""),  # when in doubt accept
        ("link", N, "reason.no_link"),
        ("link", U, ""),  # an unknown link is no refusal
        ("checkable", N, "reason.nothing_to_check"),
        ("checkable", U, ""),
        ("proceedings", Y, ""),  # noted only
        ("proceedings", N, ""),
        ("serious", N, "reason.not_serious"),
        ("concerned", U, ""),
        ("serious", U, ""),
    ],
)
def test_one_answer_decides_as_the_tree_says(question: str, answer: Answer, reason: str) -> None:
    here = Assessment({**GOOD, question: answer})
    assert here.reason == reason
    assert here.verdict is (Verdict.REFUSED if reason else Verdict.ADMISSIBLE)


def test_an_open_question_leaves_it_open_and_the_first_refusal_is_the_one_she_is_told() -> None:
    assert Assessment({"concerned": Y}).verdict is Verdict.OPEN
    assert Assessment({"right": N, "serious": N}).reason == "reason.no_right"
    assert Assessment({"right": N}).missing == ()


def test_other_proceedings_are_noted() -> None:
    assert Assessment({**GOOD, "proceedings": Y}).parallel
    assert not Assessment({**GOOD, "proceedings": U}).parallel


def test_every_reason_is_worded_for_workers_in_every_language() -> None:
    wording = Wording.load()
    assert all(wording.knows(reason) for reason in REASONS)


@pytest.mark.parametrize(
    ("count", "signs"), [(0, Signs.NONE), (1, Signs.LOOK_HARDER), (2, Signs.ESCALATE), (11, Signs.ESCALATE)]
)
def test_one_indicator_asks_to_look_harder_and_several_to_escalate(count: int, signs: Signs) -> None:
    assert len(Indicator) == 11
    assert Assessment(indicators=frozenset(list(Indicator)[:count])).signs is signs


@pytest.mark.parametrize(
    ("yes", "unknown", "risk"),
    [
        ((), (), Risk.LOW),
        ((), (D.SOURCE,), Risk.SOME),
        ((D.TARGET,), (), Risk.SOME),
        ((D.TARGET, D.NEAR, D.DEPENDS), (), Risk.SOME),
        ((D.REVEALING,), (), Risk.SOME),
        ((D.AFRAID,), (), Risk.HIGH),
        ((D.REVEALING, D.NEAR), (), Risk.HIGH),
        ((D.REVEALING, D.DEPENDS), (), Risk.HIGH),
        ((D.TARGET, D.MANIFOLD, D.SOURCE, D.NEAR), (), Risk.HIGH),
    ],
)
def test_the_risk_of_detriment_says_why(yes: tuple[D, ...], unknown: tuple[D, ...], risk: Risk) -> None:
    answers = {one: Y if one in yes else U if one in unknown else N for one in Detriment}
    assert danger(answers) == Danger(risk, yes, unknown)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(Detriment), st.sampled_from(Answer)), st.sampled_from(Detriment))
def test_no_yes_more_ever_makes_it_safer(answers: dict[Detriment, Answer], more: Detriment) -> None:
    order = list(Risk)
    before, after = danger(answers), danger({**answers, more: Y})
    assert order.index(after.risk) >= order.index(before.risk)
    assert danger({}).risk is Risk.SOME


def test_it_is_whole_only_with_all_four_parts() -> None:
    whole = Assessment(GOOD, looked=True, detriment=dict.fromkeys(Detriment, N), category="WAG")
    assert whole.missing == ()
    assert Assessment().missing == tuple(Missing)
    assert Assessment(GOOD, looked=True, detriment={D.AFRAID: N}, category="WAG").missing == (Missing.DETRIMENT,)
    assert Assessment(GOOD, detriment=whole.detriment, category="WAG").missing == (Missing.INDICATORS,)
    assert Assessment(GOOD, looked=True, detriment=whole.detriment).missing == (Missing.CATEGORY,)


ANY = st.builds(
    Assessment,
    st.dictionaries(st.sampled_from([one.id for one in TREE]), st.sampled_from(Answer)),
    st.frozensets(st.sampled_from(Indicator)),
    st.booleans(),
    st.dictionaries(st.sampled_from(Detriment), st.sampled_from(Answer)),
    child=st.booleans(),
    note=st.text(max_size=20),
)


@settings(max_examples=40)
@given(ANY)
def test_what_is_stored_reads_the_same(here: Assessment) -> None:
    assert Assessment.read(here.body) == here


@pytest.mark.parametrize(
    "body",
    [
        {"tree": {"right": "perhaps"}},
        {"tree": []},
        {"indicators": ["torture"]},
        {"detriment": {"afraid": "x"}},
        {"category": "XXX"},
        {"category": "WAG", "kind": "sexual"},
        {"indicators": 3},
    ],
)
def test_what_no_form_of_ours_says_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        Assessment.read(body)


def test_every_category_but_the_unknown_has_a_second_level_and_unknown_is_never_confirmed() -> None:
    assert {*SECOND} == {*CODES} - {UNKNOWN}
    assert Assessment.read({"category": UNKNOWN}).category == ""


class TestSexualViolence:
    @pytest.mark.parametrize(
        "text",
        [
            "He touched my body every night.",
            "The leader is Raping the girls.",
            "He wants me to sleep with him for the visa.",
            "班長に体を触られました",
            "社長のセクハラがひどいです",
        ],
    )
    def test_words_of_it_propose_to_restrict(self, text: str) -> None:
        assert violence(Assessment(), [text]).words

    @pytest.mark.parametrize(
        "text",
        [
            "I sleep in a room with six",
            "rapid work",
            "the grapes",
            "unpaid for therapists",
            "体を壊した",
            "肌が痛い",
            "",
        ],
    )
    def test_other_words_do_not(self, text: str) -> None:
        assert not violence(Assessment(), [text])

    def test_so_do_the_category_the_indicator_and_the_word_list(self) -> None:
        assert violence(Assessment(category="HAR", kind="sexual"), []).category
        assert violence(Assessment(indicators=frozenset({Indicator.VIOLENCE})), []).indicator
        assert violence(Assessment(), [], ["cưỡng hiếp"]).words == ["cưỡng hiếp"]
        assert not violence(Assessment(category="HAR", kind="verbal"), [])
