"""Inbound limits on both databases: whatever comes, however fast, from whomever, is filed once and in order."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from storage.recipients import Recipients
from tests.intake.house import House, in_house
from tests.storage.conftest import Urls

PHONES = tuple(f"line:L{number}" for number in range(3))
LIMITS = "[limits]\naddress_per_minute = {address}\nchannel_per_minute = {channel}\n"
# Who writes, and how many seconds after the message before.
ARRIVALS = st.lists(st.tuples(st.sampled_from(PHONES), st.sampled_from((0, 0, 1, 20, 70))), min_size=4, max_size=15)


@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(arrivals=ARRIVALS, address=st.integers(1, 4), channel=st.integers(1, 6), together=st.booleans())
def test_whatever_the_limits_everything_is_filed_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory,
    urls: Urls,
    arrivals: list[tuple[str, int]],
    address: int,
    channel: int,
    together: bool,
) -> None:
    folder = tmp_path_factory.mktemp("limits")
    tag = folder.name

    async def talk(house: House) -> None:
        phones = {phone: f"{phone}{tag}" for phone in PHONES}
        sent: dict[str, list[str]] = {phone: [] for phone in phones.values()}
        calls = []
        for number, (name, wait) in enumerate(arrivals):
            phone, text = phones[name], f"message number {number} of many"
            sent[phone].append(text)
            call = house.simulator.parse(house.simulator.write(phone, id=f"{tag} {number}", text=text))
            if together and wait == 0:
                calls.append(call)
                continue
            await asyncio.gather(*(house.app.receiver.accept(one) for one in grouped(calls)))
            calls = [call]
            house.now += timedelta(seconds=wait)
        await asyncio.gather(*(house.app.receiver.accept(one) for one in grouped(calls)))
        for _ in range(len(arrivals)):
            await house.later(minutes=2)
            await house.app.jobs.replay_inbox()
        for phone, texts in sent.items():
            if texts:
                said = [one.body["text"] for one in await house.said(phone) if one.author == "worker"]
                assert said == texts
                assert (await house.recipient(phone)).held == 0
        held = await house.app.store.read(
            lambda unit: [Recipients(unit.cases).get(unit.vault.find("simulator", phone) or "") for phone in sent]
        )
        assert all(one is None or one.held == 0 for one in held)

    in_house(folder, talk, LIMITS.format(address=address, channel=channel), urls=urls)


def grouped(calls: list) -> list:  # type: ignore[type-arg]
    """Those of one phone in one call, in order, as LINE delivers them; those of several at the same moment."""
    batches: dict[object, list] = {}  # type: ignore[type-arg]
    for events in calls:
        for event in events:
            batches.setdefault(event.sender, []).append(event)
    return list(batches.values())
