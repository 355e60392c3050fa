"""Workers' files in running processes: no byte of them lies open anywhere, and a kill loses and doubles none."""

import asyncio
import hashlib
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from storage.crypto import CHUNK
from storage.engine import Unit
from storage.keyring import Keyring
from storage.master import parse_masters
from storage.media import KEPT, ORIGINAL, SHOWN, Media
from storage.opening import open_store
from tests.acceptance.house import House, open_street
from tests.faults.conftest import Build
from tests.faults.crowd import wait_until
from tests.faults.opened import opened
from tests.faults.traces import files_below, traces
from tests.media.samples import PDF, VOICE, photo, told_on
from tests.postgres import Server
from tests.vendors.files import Held
from tests.vendors.webhooks import Webhook

VOICE_CANARY = "the foreman Bramblewick locked the exit"
PDF_CANARY = "pay slip of Siti Zubaidah Quokka"
CANARIES = (VOICE_CANARY, PDF_CANARY, "SERIAL-9471-QUOKKA", "35.6595,139.7005", "ICC-PROFILE", "OpusHead")
FILES, KILLS = 16, 3


def sent(house: House, user: str, id: str, kind: str) -> Webhook:
    caller = house.street.from_line
    message = {"id": id, "type": kind, "contentProvider": {"type": "line"}}
    if kind == "file":
        message |= {"fileName": f"{PDF_CANARY}.pdf", "fileSize": 99}
    return caller.batch(caller.event(user, type="message", message=message))


def kept(house: House) -> "dict[str, bytes]":
    """SHA-256 of what was sent -> the file, opened with its key, from outside any process."""
    keyring = Keyring(parse_masters(house.key, "test"), os.urandom)

    def work(unit: Unit) -> "dict[str, bytes]":
        from sqlalchemy import select

        from storage.models.cases import METADATA

        media, found = Media(unit.cases), {}
        for (id_,) in unit.cases.all(select(METADATA.tables["conversation"].c.id)):
            key = unit.vault.key(id_)
            for file in media.of(id_, key):
                if file.state == KEPT:
                    count = -(-file.size(ORIGINAL) // CHUNK)
                    found[str(file.facts["sha256"])] = b"".join(
                        media.chunk(file, key, ORIGINAL, n) for n in range(count)
                    )
        return found

    async def whole() -> "dict[str, bytes]":
        store = open_store(*house.opened, keyring)
        try:
            return await store.read(work)
        finally:
            await store.close()

    return asyncio.run(whole())


def states(house: House) -> "Counter[str]":
    with opened(*house.opened, house.key) as databases:
        return Counter(databases.column("media", "state"))


def test_no_byte_of_a_file_lies_open_anywhere(tmp_path: Path) -> None:
    contents = {
        "1": ("image", told_on()),
        "2": ("audio", VOICE + VOICE_CANARY.encode() * 60_000),
        "3": ("file", PDF + PDF_CANARY.encode() * 1000),
    }
    with open_street() as street:
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        loud = '\n[logging]\nlevel = "debug"\n'
        house = House(tmp_path / "desk", street, more=loud, environ={"TMPDIR": str(scratch)})
        try:
            house.migrate().start()
            carrier = house.carrier()
            for id_, (kind, content) in contents.items():
                street.line.files[id_] = Held(content)
                street.line.files[id_].first.append(503)  # trouble is where words slip into logs
                assert carrier.deliver(sent(house, "U" + "c" * 32, id_, kind)) == 200
            assert wait_until(lambda: states(house) == {KEPT: 3}, 60), states(house)
            places = [house.folder / "var", house.log, scratch]
            assert any(path.name.endswith("-wal") for path in files_below(*places))
            assert traces(CANARIES, files_below(*places)) == []
            house.kill()
            assert traces(CANARIES, files_below(*places)) == []
            found = kept(house)
            assert sorted(found.values()) == sorted(content for _, content in contents.values())
        finally:
            house.close()


def test_the_search_would_find_them() -> None:
    everything = [told_on(), VOICE + VOICE_CANARY.encode(), PDF + PDF_CANARY.encode()]
    assert all(any(canary.encode() in content for content in everything) for canary in CANARIES)


def _survives_kills(house: House, kills: int) -> None:
    """Each file is several pieces long and slow to come, so that kills fall before, within and after its sealing."""
    chance = random.Random(7)
    house.migrate().start()
    carrier, contents = house.carrier(), []
    for number in range(FILES):
        content = photo(64, 48) + chance.randbytes(3 * CHUNK)
        contents.append(content)
        house.street.line.files[str(number)] = Held(content)
        assert carrier.deliver(sent(house, f"U{number:032x}", str(number), "image")) == 200
    struck = 0
    for _ in range(kills):
        time.sleep(chance.uniform(0.0, 0.3))
        house.kill()
        struck += states(house)["waiting"] > 0
        house.start()
    assert struck == kills, "a kill came when all was done: it shows nothing"
    assert wait_until(lambda: states(house) == {KEPT: FILES}, 300), states(house)
    house.kill()
    found = kept(house)
    assert {hashlib.sha256(content).hexdigest() for content in contents} == set(found)
    assert sorted(found.values()) == sorted(contents)
    with opened(*house.opened, house.key) as databases:
        assert databases.count("media_chunk", f"form = '{ORIGINAL}'") == FILES * 4, "a piece is there twice or missing"
        assert databases.count("media_chunk", f"form = '{SHOWN}'") == FILES
        assert sum(row.author == "worker" for row in databases.messages()) == FILES


MEDIA = "\n[media]\nat_once = 3\ndownload_seconds = 5.0\ntick_seconds = 0.5\n"


@pytest.mark.slow
def test_kills_while_files_are_fetched_lose_and_double_none(tmp_path: Path) -> None:
    with open_street() as street:
        house = House(tmp_path / "desk", street, more=MEDIA)
        try:
            _survives_kills(house, KILLS)
        finally:
            house.close()


@pytest.mark.slow
def test_kills_while_files_are_fetched_lose_and_double_none_on_postgresql(build: Build, postgres: Server) -> None:
    """A killed worker's lease ends by itself after two minutes: nobody else can know that it is dead."""
    urls = postgres.empty_pair()
    house = build(cases_url=urls[0], vault_url=urls[1], roles=("web", "worker", "scheduler"))
    house.more += MEDIA
    house.write_config()
    _survives_kills(house, 2)
