"""What members see and hear of a worker's files: a clean picture, a voice, downloads; nobody else anything."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.retention import erase_conversation
from bot.console.ranges import OutsideFile, part
from bot.media.fetcher import examined
from storage.conversations import Due
from storage.crypto import CHUNK
from storage.media import KEPT, REFUSED, Media, add, facts_place
from storage.messages import Messages
from storage.times import milliseconds
from tests.console.conftest import Kit, words_of
from tests.media.samples import PDF, PLACE, SERIAL, VOICE, told_on

LONG_VOICE = VOICE + bytes(2 * CHUNK)


def keep(kit: Kit, case_id: str, *contents: bytes, kinds: tuple[str, ...] = (), seq: int = 7) -> list[str]:
    """A message with these files, kept as the fetcher keeps them; their ids. Empty content: refused."""
    conversation_id, message_id = kit.row(case_id).conversation_id, kit.id()
    found = [kit.run(examined(content)) if content else None for content in contents]
    named = [kind or str(one.facts["family"]) if one else kind or "document" for one, kind in _with(found, kinds)]
    at, ids = milliseconds(kit.clock()), [kit.id() for _ in contents]

    def write(unit):
        key = unit.vault.key(conversation_id)
        body = {"text": "", "at": at, "attachments": [[kind, "ref", None] for kind in named]}
        messages = Messages(unit.cases, key)
        messages.add(message_id, conversation_id, seq=seq, author="worker", part="evidence", body=body, day=20000)
        for n, id_ in enumerate(ids):
            where = {"conversation_id": conversation_id, "message_id": message_id, "n": n}
            add(unit.cases, key, id_, **where, source={}, removal_id="", at=at)
        media = Media(unit.cases)
        for wanted in media.claim(at=at, until=at + 9, most=9):
            one = found[ids.index(wanted.id)]
            if one is None:
                media.finish(wanted, REFUSED, why="kind")
                continue
            for form, content in one.forms.items():
                count = -(-len(content) // CHUNK)
                for n in range(count):
                    piece = content[n * CHUNK : (n + 1) * CHUNK]
                    assert media.write(wanted, key, form, n, piece, last=n == count - 1, until=at + 9)
            sealed = key.seal(facts_place(wanted.id), json.dumps(one.facts).encode())
            assert media.finish(wanted, KEPT, facts=sealed)

    kit.write(write)
    return ids


def _with(found, kinds):
    return [(one, kinds[n] if n < len(kinds) else "") for n, one in enumerate(found)]


def test_the_page_shows_the_photo_plays_the_voice_and_offers_the_rest(kit):
    case_id = kit.case()
    photo, voice, pdf = keep(kit, case_id, told_on(), VOICE, PDF)
    kit.sign_in()
    page = kit.get(f"/desk/cases/{case_id}")
    here = f"/desk/cases/{case_id}/files"
    assert f'<img src="{here}/{photo}/picture" alt="Photo" width="1200" height="800"' in page.text
    assert f'<audio controls preload="none" src="{here}/{voice}/sound"' in page.text
    assert page.text.count("Download the original") == 3
    assert f'href="{here}/{pdf}/original" download' in page.text
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert f"{here}/{photo}/original" not in re.findall(r'src="([^"]+)"', page.text)


def test_a_file_that_is_not_here_says_why(kit):
    case_id = kit.case()
    keep(kit, case_id, b"", kinds=("document",))
    kit.sign_in()
    assert "Document: not kept, it is of a kind that we do not take" in words_of(kit.get(f"/desk/cases/{case_id}"))


def test_the_desk_reads_it_in_japanese_too(kit):
    case_id = kit.case()
    keep(kit, case_id, VOICE)
    kit.sign_in()
    assert "元のファイルをダウンロード" in kit.get(f"/desk/cases/{case_id}?language=ja").text


def test_the_picture_is_drawn_anew_and_the_original_is_only_downloaded(kit):
    case_id, content = kit.case(), told_on()
    (photo,) = keep(kit, case_id, content)
    kit.sign_in()
    shown = kit.get(f"/desk/cases/{case_id}/files/{photo}/picture")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    for canary in (b"Exif", b"GPS", b"THUMBNAIL", b"ICC", b"Siti", PLACE.encode(), SERIAL.encode(), b"2026:11:22"):
        assert canary not in shown.content
    saved = kit.get(f"/desk/cases/{case_id}/files/{photo}/original")
    assert saved.content == content
    assert saved.headers["Content-Disposition"] == 'attachment; filename="message-7.jpg"'
    for answer in (shown, saved):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Content-Length"] == str(len(answer.content))


def test_who_took_an_original_stands_in_the_history_of_the_case(kit):
    case_id = kit.case()
    (pdf,) = keep(kit, case_id, PDF)
    kit.sign_in()
    before = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert kit.get(f"/desk/cases/{case_id}/files/{pdf}/original").status_code == 200
    assert kit.get(f"/desk/cases/{case_id}/files/{kit.id()}/original").status_code == 404
    after = words_of(kit.get(f"/desk/cases/{case_id}"))
    assert ("Original file downloaded" in before, after.count("Original file downloaded")) == (False, 1)
    assert after.count("message-7.pdf") == 1


def test_the_second_file_of_a_message_has_a_name_of_its_own(kit):
    case_id = kit.case()
    _, pdf = keep(kit, case_id, VOICE, PDF)
    kit.sign_in()
    answer = kit.get(f"/desk/cases/{case_id}/files/{pdf}/original")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="message-7-2.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("asked", "first", "behind"),
    [
        ("bytes=0-", 0, None),
        ("bytes=0-99", 0, 100),
        (f"bytes={CHUNK - 1}-{CHUNK}", CHUNK - 1, CHUNK + 1),
        ("bytes=-5", -5, None),
    ],
)
def test_a_player_gets_the_part_it_asks_for(kit, asked, first, behind):
    case_id = kit.case()
    (voice,) = keep(kit, case_id, LONG_VOICE)
    kit.sign_in()
    answer = kit.get(f"/desk/cases/{case_id}/files/{voice}/sound", headers={"Range": asked})
    assert (answer.status_code, answer.headers["Content-Type"]) == (206, "audio/ogg")
    assert answer.content == LONG_VOICE[first:behind]
    start = first if first >= 0 else len(LONG_VOICE) + first
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(answer.content) - 1}/{len(LONG_VOICE)}"
    whole = kit.get(f"/desk/cases/{case_id}/files/{voice}/sound")
    assert (whole.status_code, whole.content, whole.headers["Accept-Ranges"]) == (200, LONG_VOICE, "bytes")


def test_a_part_behind_the_end_is_refused_with_the_size(kit):
    case_id = kit.case()
    (voice,) = keep(kit, case_id, VOICE)
    kit.sign_in()
    answer = kit.get(f"/desk/cases/{case_id}/files/{voice}/sound", headers={"Range": "bytes=99999999-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(VOICE)}")


@pytest.mark.parametrize("what", ["picture", "sound", "original"])
class TestWhoMay:
    def test_nobody_without_signing_in(self, kit, what):
        case_id = kit.case()
        (photo,) = keep(kit, case_id, told_on())
        answer = kit.get(f"/desk/cases/{case_id}/files/{photo}/{what}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/sign-in")

    def test_no_administrator(self, kit, what):
        case_id = kit.case()
        (photo,) = keep(kit, case_id, told_on())
        kit.sign_in("admin")
        assert kit.get(f"/desk/cases/{case_id}/files/{photo}/{what}").status_code == 403

    def test_not_by_way_of_another_case(self, kit, what):
        case_id, other = kit.case(), kit.case()
        (photo,) = keep(kit, case_id, told_on())
        kit.sign_in()
        assert kit.get(f"/desk/cases/{other}/files/{photo}/{what}").status_code == 404
        assert kit.get(f"/desk/cases/{case_id}/files/{kit.id()}/{what}").status_code == 404
        assert kit.get(f"/desk/cases/{case_id}/files/nonsense/{what}").status_code == 404

    def test_not_after_she_erased_it(self, kit, what):
        case_id = kit.case()
        (photo,) = keep(kit, case_id, told_on())
        kit.sign_in()
        due = Due(kit.row(case_id).conversation_id, "", case_id, "all", None)
        kit.write(lambda unit: erase_conversation(unit, due, at=0))
        assert kit.get(f"/desk/cases/{case_id}/files/{photo}/{what}").status_code == 410


def test_a_photo_is_no_sound_and_a_voice_no_picture(kit):
    case_id = kit.case()
    photo, voice = keep(kit, case_id, told_on(), VOICE)
    kit.sign_in()
    assert kit.get(f"/desk/cases/{case_id}/files/{photo}/sound").status_code == 404
    assert kit.get(f"/desk/cases/{case_id}/files/{voice}/picture").status_code == 404


@given(st.text(max_size=20) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), st.integers(1, 3000))
def test_any_range_is_a_part_the_whole_or_outside(asked, size):
    try:
        wanted = part(asked, size)
    except OutsideFile:
        return
    assert wanted is None or 0 <= wanted[0] < wanted[1] <= size


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=5-", (5, 10)),
        ("bytes=5-99", (5, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=5-4", None),
        ("bytes=0-1,3-4", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("", None),
    ],
)
def test_ranges_are_read_as_http_has_them(asked, wanted):
    assert part(asked, 10) == wanted
