"""Two members on one case: whoever is second is told, and what she typed is still there."""

from httpx import Cookies

from tests.console.conftest import Kit

TYPED = "Please send me a photo of the contract"


def test_a_status_and_a_reply_are_refused_for_a_case_that_moved_and_the_words_stay(kit: Kit) -> None:
    case_id = kit.case()
    kit.sign_in()
    seen = kit.seen(case_id)
    kit.cookies = Cookies()
    kit.sign_in("lead")
    assert kit.post(f"/desk/cases/{case_id}/move", {"seen": seen, "to": "in_review"}).status_code == 303
    told = kit.said_to_worker(case_id)
    kit.cookies = Cookies()
    kit.sign_in(login="second@desk.example")
    moved = kit.post(f"/desk/cases/{case_id}/move", {"seen": seen, "to": "in_review", "reason": TYPED})
    assert moved.status_code == 409
    assert "Somebody was faster" in moved.text
    assert TYPED in moved.text
    for path in ("reply", "replies"):
        late = kit.post(f"/desk/cases/{case_id}/{path}", {"seen": seen, "text": TYPED, "kind": "ask"})
        assert late.status_code == 409
        assert f">{TYPED}</textarea>" in late.text, "nothing of hers is lost"
        assert "Somebody was faster" in late.text
    assert kit.said_to_worker(case_id) == told
    assert kit.row(case_id).status == "in_review"
