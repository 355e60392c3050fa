"""The privacy text: for everybody, in each language of the workers, with the numbers of this desk."""

import html

import pytest

from bot.intake.wording import Wording


@pytest.mark.parametrize("language", Wording.load().languages)
def test_it_is_there_in_every_language(kit, language):
    page = kit.get(f"/privacy/{language}")
    wording = kit.console.intake.wording
    assert page.status_code == 200
    assert wording.text("privacy.who", language) in html.unescape(page.text)
    assert f'<div lang="{language}" dir="{wording.direction(language)}">' in page.text
    retention = kit.console.intake.config.retention
    assert str(retention.contact_days) in page.text
    assert str(retention.text_months) in page.text


def test_it_leads_to_no_page_of_the_desk(kit):
    assert "/desk/sign-in" not in kit.get("/privacy/en").text
    assert 'class="bar"' not in kit.get("/privacy/en").text


@pytest.mark.parametrize("language", ["xx", "en'--", "%00", "a" * 500])
def test_a_language_we_do_not_have_is_not_there(kit, language):
    assert kit.get(f"/privacy/{language}").status_code == 404
