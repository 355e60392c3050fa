"""What goes along and what never does: photos drawn anew, what a discreet worker sees, one writer of `shared`."""

import base64
import json
from dataclasses import replace

import pytest

from bot.casework import desk
from bot.casework.desk import NotAllowed
from storage.engine import Unit
from storage.media import KEPT, SHOWN, Media, facts_place
from storage.media import add as add_media
from tests.casework.desk_of_two import (
    ENGLISH,
    WHOLE,
    approved,
    begun,
    case_for,
    delivered,
    says,
    sees,
    shown_to_her,
    staffed,
    standing,
    translated,
    written,
)
from tests.console.conftest import Kit
from tests.source import modules

PHOTO = b"drawn anew" * 20


def photo(kit: Kit, case_id: str) -> str:
    """A photo of hers as the fetcher leaves it, with the picture that was drawn from it."""
    media_id, facts = kit.id(), {"mime": "image/jpeg", "family": "image", "size": 9, SHOWN: len(PHOTO)}

    def work(unit: Unit) -> None:
        case = desk.find(unit, case_id)
        key, media = desk.key_of(unit, case), Media(unit.cases)
        place = {"conversation_id": case.conversation_id, "message_id": kit.id(), "n": 0, "source": {}}
        add_media(unit.cases, key, media_id, **place, removal_id="", at=1)  # type: ignore[arg-type]
        (wanted,) = media.claim(at=2, until=99, most=1)
        assert media.begin(wanted, until=99)
        assert media.write(wanted, key, SHOWN, 0, PHOTO, last=True, until=99)
        assert media.finish(wanted, KEPT, facts=key.seal(facts_place(media_id), json.dumps(facts).encode()))

    kit.write(work)
    return media_id


def test_a_photo_that_was_ticked_goes_along_as_it_was_drawn_anew(kit: Kit) -> None:
    staffed(kit)
    case_id = case_for(kit)
    thread_id, media_id = begun(kit, case_id), photo(kit, case_id)
    shown_to_her(kit, case_id, thread_id, replace(WHOLE, photos=(media_id,)))
    assert "your photos" not in kit.said_to_worker(case_id)[-1]
    says(kit, case_id, "4")
    approved(kit, case_id, thread_id)
    found = sees(kit, thread_id)
    assert found is not None
    assert [base64.b64decode(one) for one in found["photos"]] == [PHOTO]


def test_where_a_few_do_her_work_no_photo_goes(kit: Kit) -> None:
    staffed(kit)
    case_id = case_for(kit, report={"where.team": "to5"})
    thread_id = begun(kit, case_id)
    written(kit, case_id, thread_id, replace(WHOLE, told=frozenset(), photos=(photo(kit, case_id),)))
    with pytest.raises(NotAllowed, match="few_told"):
        translated(kit, case_id, thread_id)


def test_a_discreet_worker_is_told_that_there_is_something_first(kit: Kit) -> None:
    staffed(kit)
    case_id = case_for(kit, discreet=True)
    thread_id = begun(kit, case_id)
    shown_to_her(kit, case_id, thread_id)
    (notice,) = kit.said_to_worker(case_id)
    assert "Sakura" not in notice
    says(kit, case_id, "4")
    assert standing(kit, case_id, thread_id).thread.status == "consent_wait"
    says(kit, case_id, "1")
    delivered(kit)
    assert ENGLISH in kit.said_to_worker(case_id)[-1]
    says(kit, case_id, "4")
    assert standing(kit, case_id, thread_id).thread.status == "accepted"


def test_only_the_approval_writes_what_companies_can_read() -> None:
    writers = {
        module.name
        for module in modules("bot")
        if "storage.shared" in module.imports and "Shares(hand.unit.cases).add(" in module.text
    }
    naming = {module.name for module in modules("bot") if "Shares(" in module.text and ").add(" in module.text}
    assert writers == {"bot.casework.disclosure"}
    assert {name for name in naming if "shares.add(" in source(name)} == set()


def source(name: str) -> str:
    return next(module.text for module in modules("bot") if module.name == name)
