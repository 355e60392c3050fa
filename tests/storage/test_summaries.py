"""Versions of a summary and what companies got, on both databases: two who decide at once are not both right."""

from sqlalchemy import bindparam, insert

from storage import accepted
from storage.engine import Store, Unit
from storage.models.cases import METADATA
from storage.shared import Shares
from storage.summaries import State, Summaries
from tests.storage.conftest import Urls, with_store

CASE, THREAD, ID, OTHER = (letter * 32 for letter in "abcd")
BODY = {"texts": {"en": "一", "ja": "二"}}
PLACE = {"disclosure_id": THREAD, "case_id": CASE}


def test_a_version_is_saved_shown_answered_and_approved_once(urls: Urls) -> None:
    async def scenario(store: Store) -> None:
        def work(unit: Unit) -> None:
            of_case = Summaries(unit.cases, unit.vault.create_key(CASE, wrap_id="w", at_ms=1))
            assert of_case.add(ID, **PLACE, n=1, body={}, by="m", at=1)
            assert not of_case.add(OTHER, **PLACE, n=1, body={}, by="m", at=1)
            assert of_case.save(ID, BODY, seen=0, by="n", at=2)
            assert not of_case.save(ID, {}, seen=0, by="m", at=3)
            draft = of_case.of(THREAD)[0]
            assert (draft.body, draft.written_by, draft.revision) == (BODY, "n", 1)
            assert of_case.show(draft, BODY, digest=b"d", at=4)
            assert not of_case.show(draft, BODY, digest=b"e", at=4)
            assert not of_case.save(ID, {}, seen=2, by="m", at=5)
            shown = of_case.one(ID)
            assert shown is not None
            assert of_case.answer(shown, State.AGREED, at=6)
            assert not of_case.answer(shown, State.REFUSED, at=6)
            agreed = of_case.one(ID)
            assert agreed is not None
            assert of_case.approve(agreed, by="o", at=7)
            assert not of_case.approve(agreed, by="p", at=8)
            sent = of_case.one(ID)
            assert sent is not None
            assert (sent.state, sent.digest, sent.approved_by, sent.approved_at) == ("sent", b"d", "o", 7)
            assert of_case.move(sent, State.WITHDRAWN)
            assert not of_case.move(sent, State.REPLACED)

        await store.write(work)

    with_store(urls, scenario)


def test_what_a_company_got_is_read_once_and_withdrawn_for_ever(urls: Urls) -> None:
    async def scenario(store: Store) -> None:
        def work(unit: Unit) -> None:
            shares, key = Shares(unit.cases), unit.vault.create_key(ID, wrap_id="w", at_ms=1)
            assert shares.add(ID, key, disclosure_id=THREAD, n=1, body=BODY, at=1)
            assert not shares.add(ID, key, disclosure_id=THREAD, n=1, body={}, at=1)
            (share,) = shares.of(THREAD)
            assert shares.opened(share, key) == BODY
            assert shares.read(ID, at=2)
            assert not shares.read(ID, at=3)
            assert shares.withdraw(ID, at=4)
            assert not shares.withdraw(ID, at=5)
            (share,) = shares.of(THREAD)
            assert (share.read_at, share.withdrawn_at) == (2, 4)
            assert shares.opened(share, key) is None

        await store.write(work)

    with_store(urls, scenario)


def test_a_message_is_whole_only_when_its_last_part_was_accepted(urls: Urls) -> None:
    message, outbox = METADATA.tables["message"], METADATA.tables["outbox"]
    plain = {"conversation_id": CASE, "seq": 1, "author": "bot", "part": "", "body_ct": b"", "day": 1}
    row = {
        **{"alias": "a", "channel": "sms", "conversation_id": CASE, "handle_ct": None, "lease_until": 0, "tries": 1},
        **{
            "parts_done": 1,
            "started": True,
            "code": "",
            "created_at": 1,
            "rank": 1,
            "about": "",
            "due_at": 1,
            "seq": 1,
        },
    }
    table = [
        ("1", "", "queued", False),
        ("2", "delivered", "queued", False),
        ("3", "delivered", "sent", True),
        ("4", "failed", "sent", False),
        ("5", "sent", None, True),
        ("6", "", None, False),
    ]

    async def scenario(store: Store) -> None:
        def work(unit: Unit) -> None:
            for id, delivery, state, _ in table:
                values = {**plain, "seq": int(id), "id": id, "delivery": delivery, "vendor_digest": None}
                unit.cases.put(insert(message).values({name: bindparam(name) for name in values}), **values)
                if state is not None:
                    values = {**row, "id": f"o{id}", "message_id": id, "state": state}
                    unit.cases.put(insert(outbox).values({name: bindparam(name) for name in values}), **values)
            assert [accepted.whole(unit.cases, id) for id, *_ in table] == [whole for *_, whole in table]
            assert not accepted.whole(unit.cases, "none")

        await store.write(work)

    with_store(urls, scenario)
