"""The page of the bot's texts: what is changed is said at once, nobody's change is lost, nothing unsafe is said."""

import re
from pathlib import Path

import pytest

from bot.console.message_words import PARTS, SAID, part_of, said
from bot.console.words import Words
from bot.intake.text_check import rulebook
from storage.audit import Audit
from tests.console.conftest import SAME_SITE, Kit, words_of

HERE = "/desk/messages/id/texts/hide.done"
BETTER = {"act": "save", "seen": "0", "text": "Terima kasih ya.  \r\n", "back": "Thank you."}
GOOD = {**BETTER, "text": "Terima kasih ya. Tidak ada pesan baru. ", "back": "Thank you. There is no new message."}


def said_now(kit: Kit) -> str:
    return kit.console.intake.wording.text("hide.done", "id")


def test_a_lead_changes_a_text_that_is_said_at_once_and_goes_back_with_one_click(kit: Kit) -> None:
    kit.sign_in("lead")
    shipped = said_now(kit)
    page = kit.get(HERE)
    assert page.status_code == 200
    assert page.text.count("mini-phone") == 4, "one for each channel"
    assert kit.post(HERE, {**GOOD, "act": "look"}).text.count(GOOD["text"].strip()) == 5, "typed, and on four phones"
    assert said_now(kit) == shipped, "only looked at"
    refused = kit.post(HERE, BETTER)
    assert refused.status_code == 422
    assert "The English says no where this does not" in words_of(refused)
    assert "Terima kasih ya." in refused.text, "what was typed stands there still"
    assert kit.post(HERE, GOOD).status_code == 303
    assert said_now(kit) == GOOD["text"].strip()
    assert (
        kit.post(HERE, {**GOOD, "seen": "1", "text": "\0Terima\x1b kasih ya. Tidak ada pesan baru."}).status_code == 303
    )
    assert said_now(kit) == GOOD["text"].strip(), "what cannot be seen is dropped"
    stale = kit.post(HERE, {**GOOD, "text": "Terima kasih. Tidak ada apa-apa sekarang."})
    assert stale.status_code == 409, "she has not seen what somebody saved meanwhile"
    assert "Somebody else changed this text" in words_of(stale)
    assert kit.post(HERE, {"act": "read", "seen": "1"}).status_code == 303
    seen = words_of(kit.get(HERE))
    assert "read by Lead" in seen
    assert "changed here" in seen
    assert kit.post(HERE, {"act": "shipped", "seen": "1"}).status_code == 303
    assert said_now(kit) == shipped
    assert "back to the shipped text" in words_of(kit.get(HERE)), "the history keeps all of it"
    rows = kit.read(lambda unit: list(Audit(unit.cases, unit.vault.keyring).newest(most=20)))
    kinds = [row.kind for row in rows if row.kind.startswith("wording.")]
    assert sorted(kinds) == ["wording.changed", "wording.read", "wording.shipped"]


@pytest.mark.parametrize(
    ("role", "looks", "saves"), [("admin", 200, 303), ("member", 200, 403), ("translator", 404, 404)]
)
def test_members_look_admins_and_leads_change(kit: Kit, role: str, looks: int, saves: int) -> None:
    kit.sign_in(role)
    assert kit.get(HERE).status_code == looks
    assert kit.post(HERE, GOOD).status_code == saves
    if role == "member":
        assert "<textarea" not in kit.get(HERE).text
        assert kit.get("/desk/messages/tlh").status_code == 404
        assert kit.get("/desk/messages/id/texts/no.such").status_code == 404


def test_the_lists_find_what_they_are_asked_for(kit: Kit) -> None:
    kit.sign_in("admin")
    assert kit.post(HERE, GOOD).status_code == 303
    overview = kit.get("/desk/messages")
    assert overview.text.count('scope="row"') == 23
    own = kit.get("/desk/messages/id?show=own")
    assert own.text.count('class="text-row"') == 1
    assert "hide.done" in own.text
    some = kit.get("/desk/messages/id?q=polisi")
    assert 0 < some.text.count('class="text-row"') < 20
    assert "An answer to consent.ask" in words_of(kit.get("/desk/messages/id/texts/consent.ask.yes"))
    first = kit.get("/desk/messages/id")
    assert first.text.count('class="text-row"') == sum(part_of(id_) == "opening" for id_ in rulebook().used.ids)
    assert kit.get("/desk/messages/id?q=%3Cscript%3E").text.count("&lt;script&gt;") == 1
    assert kit.get("/desk/messages/ur?show=tight").text.count('dir="rtl"') > 0


def test_a_native_speaker_marks_a_whole_list_as_she_saw_it(kit: Kit) -> None:
    kit.sign_in("lead")
    listed = {"q": "", "show": "", "part": "errors", "seen": "0"}
    assert "have read all 14 texts above" in words_of(kit.get("/desk/messages/id?part=errors"))
    assert kit.post("/desk/messages/id", listed).status_code == 303
    assert "14 read by a native speaker" in words_of(kit.get("/desk/messages/id"))
    assert 'name="seen"' not in kit.get("/desk/messages/id?part=errors").text, "nothing is left to mark"
    kit.post(HERE, GOOD)
    assert kit.post("/desk/messages/id", {**listed, "part": "contact"}).status_code == 409, "one of them was changed"


def sent(kit: Kit, content: str, **more: str) -> tuple[int, str]:
    files = {"file": ("bot-id.po", content.encode(), "text/plain")}
    answer = kit.ask("POST", "/desk/messages/id/file", headers=dict(SAME_SITE), files=files, data=more)
    return answer.status_code, words_of(answer)


def test_a_translators_file_goes_out_with_the_desks_wording_and_comes_back_line_by_line(kit: Kit) -> None:
    kit.sign_in("lead")
    kit.post(HERE, GOOD)
    file = kit.get("/desk/messages/id/file").text
    ours = GOOD["text"].strip()
    assert file.count(ours) == 1
    assert sent(kit, file)[1].count("0 texts were changed") == 1
    new = file.replace(ours, "Terima kasih banyak. Tidak ada pesan baru.").replace(
        GOOD["back"], "Thanks. No new message."
    )
    assert sent(kit, new)[0] == 200
    assert said_now(kit).startswith("Terima kasih banyak")
    status, words = sent(kit, file.replace(ours, "Makasih. Tidak ada pesan baru."))
    assert status == 422
    assert "was changed here after this file was made" in words, "nobody's change is lost by an older file"
    now = kit.get("/desk/messages/id/file").text
    wrong = re.sub(r'(msgctxt "add.done"\nmsgid .*\nmsgstr )".*"', r'\1"Sudah masuk."', now)
    status, words = sent(kit, wrong)
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if text == 'msgctxt "add.done"')
    assert status == 422
    assert "The words in braces must be the same" in words
    assert any(f" {n} add.done" in words for n in range(line - 4, line + 2)), words
    for bad in (
        "no file",
        "\0",
        now.replace("charset=UTF-8", "charset=klingon"),
        now.replace("msgctxt", "msgid_plural"),
    ):
        assert sent(kit, bad)[0] == 422
    assert sent(kit, now.replace("Language: id", "Language: vi"))[0] == 422


def test_a_back_translation_of_several_lines_survives_the_file(kit: Kit) -> None:
    kit.sign_in("lead")
    here = "/desk/messages/id/texts/status.show.due"
    page = kit.get("/desk/messages/ja/texts/consent.preview")
    assert "\\n" not in page.text, "breaks are shown as breaks"
    back = "{ref}:\r\n{status} Last change {date}. Before {due}: {next}"
    typed = {
        "act": "save",
        "seen": "0",
        "text": "{ref}: {status}. Berubah {date}. Sebelum {due}: {next}.",
        "back": back,
    }
    assert kit.post(here, typed).status_code == 303
    assert sent(kit, kit.get("/desk/messages/id/file").text)[1].count("0 texts were changed") == 1


def test_every_text_has_its_part_and_every_flaw_its_words_in_both_languages() -> None:
    used = {part_of(id_) for id_ in rulebook().used.ids}
    assert used == set(PARTS)
    japanese = Words("ja", "Asia/Tokyo")
    assert said(japanese, "has 21 letters, at most 20 fit") != said(
        Words("en", "Asia/Tokyo"), "has 21 letters, at most 20 fit"
    )
    source = "\n".join(
        Path(f"bot/intake/{name}.py").read_text("utf-8") for name in ("locale_rules", "locale_discreet", "text_check")
    )
    for what in re.findall(r'yield (?:Flaw\(\w+, )?f?"([^"]+)"', source):
        plain = re.sub(r"\{[^}]*\}", "7", what)
        assert any(re.fullmatch(pattern, plain, re.DOTALL) for pattern, _ in SAID), what
