"""How much of what workers write the word lists find; `pytest -s` prints every language and what was missed.

The lists were written after the sentences and without a look at every second of ours: that half is reported by itself.
"""

import pytest

from tests.translation.lexicon_cases import FOLDER, LANGUAGES, Score, cases, score


def shown(name: str, language: str, one: Score) -> Score:
    print(
        f"{language} {name}: words {one.found}/{one.words}, category {one.right}/{one.asked}, "
        f"danger {one.seen}/{one.dangers}, false alarms {one.alarms}/{one.calm}, missed {list(one.misses)}"
    )
    return one


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_domain_are_found(language):
    ours = cases(language)
    assert len(ours) >= 40
    unseen, seen = (
        shown("unseen", language, score(ours[1::2], language)),
        shown("seen", language, score(ours[::2], language)),
    )
    for half in (unseen, seen):
        assert half.found / half.words >= 0.9
        assert half.right / half.asked >= 0.75
        assert half.seen / half.dangers >= 0.9
        assert half.alarms / half.calm <= 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_conversations_are_found(language):
    one = shown("talks", language, score(cases(language, FOLDER / "talk"), language))
    assert one.found / one.words >= 0.9
    assert one.right == one.asked
    assert one.seen == one.dangers


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_the_conversations_are_those_of_the_conversations(language):
    talk = (FOLDER.parents[1] / "conversations" / "languages" / f"{language}.talk").read_text("utf-8")
    assert all(f"> {case.text}\n" in talk for case in cases(language, FOLDER / "talk"))
