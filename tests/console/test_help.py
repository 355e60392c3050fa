"""Whether a person has read what workers are told: the desk sees it for every language, and beside each case."""

from tests.console.conftest import words_of

DRAFTED = "drafted by machine"


def test_the_help_page_says_of_every_language_who_has_read_it(kit):
    kit.sign_in()
    page = words_of(kit.get("/desk/help"))
    wording = kit.console.intake.wording
    offered = kit.console.intake.script.languages
    assert len(offered) == len(wording.languages)
    assert all(choice.label in page for choice in offered)
    assert page.count(DRAFTED) == 1 + sum(wording.is_drafted(choice.value) for choice in offered)


def test_a_case_says_that_its_language_was_drafted_by_machine(kit):
    wording = kit.console.intake.wording
    kit.sign_in()
    for language in ("en", next(tag for tag in wording.languages if wording.is_drafted(tag))):
        page = words_of(kit.get(f"/desk/cases/{kit.case(language=language)}"))
        assert (f"our texts: {DRAFTED}" in page) == wording.is_drafted(language)
