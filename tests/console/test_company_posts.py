"""The desk's page about what a company wrote: read, tell the worker, give back, write; only for who sees the case."""

import pytest

from bot.casework import replying
from bot.casework.desk import NotAllowed, Seen
from storage.company_posts import CompanyPosts, Kind, Post
from storage.disclosures import Thread
from storage.replies import Replies
from tests.casework.company_story import hand, notified, now
from tests.casework.test_company_side import agreed, hears, plans, says
from tests.console.conftest import Kit, words_of
from tests.console.portal_kit import come_in

PDF = b"%PDF-1.7\n" + b"x" * 2000


def path(thread: Thread) -> str:
    return f"/desk/cases/{thread.case_id}/threads/{thread.id}/posts"


def posts(kit: Kit, thread: Thread) -> list[Post]:
    return list(kit.read(lambda unit: CompanyPosts(unit.cases, thread.id, unit.vault.key(thread.id)).all()))


def test_what_a_company_wrote_is_shown_in_the_inbox_and_read_on_its_page(kit: Kit) -> None:
    thread = notified(kit)
    post = says(kit, thread, text="We found the <b>passports</b>")
    kit.sign_in()
    assert "A company wrote" in words_of(kit.get("/desk?list=us")) + words_of(kit.get("/desk?list=new"))
    html = kit.get(path(thread)).text
    assert "We found the &lt;b&gt;passports" in html
    assert kit.post(f"{path(thread)}/{post.id}/read").status_code == 303
    (after,) = posts(kit, thread)
    assert (after.state, bool(after.handled_by)) == ("read", True)
    assert "A company wrote" not in words_of(kit.get("/desk?list=us"))


@pytest.mark.parametrize(("how", "status"), [("answered", 303), ("investigating", 303), ("nonsense", 422)])
def test_the_worker_is_told_without_a_word_of_the_company(kit: Kit, how: str, status: int) -> None:
    thread = notified(kit)
    post = says(kit, thread)
    kit.sign_in()
    before = kit.said_to_worker(thread.case_id)
    assert kit.post(f"{path(thread)}/{post.id}/pass-on", {"how": how}).status_code == status
    assert (len(kit.said_to_worker(thread.case_id)) > len(before)) is (status == 303)


def test_an_offer_goes_the_way_of_every_text_that_is_translated_and_comes_back_as_her_answer(kit: Kit) -> None:
    thread = notified(kit)
    post = plans(kit, thread)
    kit.sign_in()
    form = {"seen": kit.seen(thread.case_id), "text": "They give the passports back.", "kind": "offer", "tongue": "en"}
    answer = kit.post(f"{path(thread)}/{post.id}/tell", form)
    reply_id = answer.headers["location"].rpartition("/")[2]
    conversation_id = kit.row(thread.case_id).conversation_id
    kept = kit.read(lambda unit: Replies(unit.cases, unit.vault.key(conversation_id)).one(reply_id, conversation_id))
    assert (kept.kind, kept.target) == ("offer", "id")
    assert posts(kit, thread)[0].reply_id == reply_id
    assert kit.get(answer.headers["location"]).status_code == 200
    assert kit.said_to_worker(thread.case_id)[-1].find("passports") < 0
    direct = {**form, "seen": kit.seen(thread.case_id), "text": "Paspor dikembalikan.", "how": "it_is"}
    assert kit.post(f"{path(thread)}/{post.id}/tell", direct).status_code == 303
    assert "Paspor dikembalikan." in kit.said_to_worker(thread.case_id)[-1]
    assert posts(kit, thread)[0].state == "passed_on"
    hears(kit, thread.case_id, "update.offer", "yes")
    html = kit.get(path(thread)).text
    assert "she said yes" in html
    bind = {**direct, "seen": kit.seen(thread.case_id), "kind": "agreed"}
    assert kit.post(f"{path(thread)}/{post.id}/tell", bind).status_code == 303
    assert now(kit, thread).status == "remedy_agreed"
    assert kit.post(f"{path(thread)}/check").status_code == 303
    assert kit.post(f"{path(thread)}/check").status_code == 409


def test_a_reply_that_is_sent_puts_the_offer_before_her(kit: Kit) -> None:
    thread = notified(kit)
    post = plans(kit, thread)
    kit.sign_in()
    form = {"seen": kit.seen(thread.case_id), "text": "They give them back.", "kind": "offer", "tongue": "en"}
    reply_id = kit.post(f"{path(thread)}/{post.id}/tell", form).headers["location"].rpartition("/")[2]

    def send(text: str, reply_id: str) -> None:
        row = kit.row(thread.case_id)
        seen = Seen(row.id, row.status, row.version)
        kit.write(lambda unit: replying.say(hand(kit, unit), seen, "offer", text, machine=True, reply_id=reply_id))

    send("Paspor kembali.", reply_id)
    assert posts(kit, thread)[0].state == "passed_on"
    assert "Paspor kembali." in kit.said_to_worker(thread.case_id)[-1]
    with pytest.raises(NotAllowed):
        send("", reply_id)


def test_the_desk_writes_to_the_company_and_what_leads_to_her_stays_in_the_box(kit: Kit) -> None:
    thread = notified(kit)
    kit.sign_in("member", "sato@desk.example")
    answer = kit.post(f"{path(thread)}/message", {"text": "Call +81 90 1234 5678"})
    assert answer.status_code == 422
    assert "leads to the worker" in words_of(answer)
    assert "Call +81 90 1234 5678" in answer.text
    assert kit.post(f"{path(thread)}/message", {"text": "By when?", "asks": "true"}).status_code == 303
    come_in(kit)
    told = kit.get(f"/company/threads/{thread.number}").text
    assert "By when?" in told
    assert "Member" not in told


def test_a_line_is_given_back_once(kit: Kit) -> None:
    thread = notified(kit)
    post = says(kit, thread)
    kit.sign_in()
    assert kit.post(f"{path(thread)}/{post.id}/return", {"text": "Please say by when."}).status_code == 303
    assert kit.post(f"{path(thread)}/{post.id}/return", {"text": "Again."}).status_code == 409
    assert [one.kind for one in posts(kit, thread)] == ["answer", "message"]


def test_a_file_is_downloaded_and_the_history_says_who_took_it(kit: Kit) -> None:
    thread = notified(kit)
    come_in(kit)
    kit.post(f"/company/threads/{thread.number}/file", {"once": kit.id()}, files={"file": ("a.pdf", PDF)})
    (post,) = posts(kit, thread)
    kit.sign_in()
    answer = kit.get(f"{path(thread)}/{post.id}/file")
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment")
    assert f"{thread.number}-1" in words_of(kit.get(f"/desk/cases/{thread.case_id}"))


@pytest.mark.parametrize("cast", ["other case", "restricted", "admin"])
def test_nobody_else_reads_or_writes_it(kit: Kit, cast: str) -> None:
    thread = notified(kit)
    post = says(kit, thread, Kind.QUESTION)
    kit.sign_in("admin" if cast == "admin" else "member")
    where = path(thread)
    if cast == "other case":
        where = where.replace(thread.case_id, kit.case())
    if cast == "restricted":
        from storage.cases import Cases

        kit.write(lambda unit: Cases(unit.cases).flag(thread.case_id, "restricted", "gbv"))
    status = 403 if cast == "admin" else 404
    assert kit.get(where).status_code == status
    for act in ("message", "check", f"{post.id}/read", f"{post.id}/pass-on", f"{post.id}/return"):
        assert kit.post(f"{where}/{act}", {"text": "x", "how": "answered"}).status_code == status, act
    form = {"seen": kit.seen(thread.case_id), "text": "x"}
    assert kit.post(f"{where}/{post.id}/tell", form).status_code == status
    assert kit.get(f"{where}/{post.id}/file").status_code == status
    assert posts(kit, thread)[0].state == "waiting"


def test_promises_are_listed_with_what_became_of_them(kit: Kit) -> None:
    thread = agreed(kit)
    kit.sign_in()
    told = words_of(kit.get(path(thread)))
    assert "Give back the passports" in told
    assert "agreed" in told
