"""How many workers each channel has, on both databases."""

from storage.engine import Store, Unit
from storage.reachability import by_channel
from storage.recipients import Recipient, Recipients
from tests.storage.conftest import Urls, with_store


def test_workers_are_counted_by_channel_and_by_why_they_cannot_be_written_to(urls: Urls) -> None:
    stops = {"a": ("line", ""), "b": ("line", "blocked"), "c": ("line", "blocked"), "d": ("sms", "")}

    def work(unit: Unit) -> None:
        for alias, (channel, why) in stops.items():
            Recipients(unit.cases).add(Recipient(alias, channel, conversation_id="x"))
            Recipients(unit.cases).stop(alias, why)

    async def talk(store: Store) -> list[tuple[str, str, int]]:
        await store.write(work)
        return sorted(await store.read(lambda unit: by_channel(unit.cases)))

    assert with_store(urls, talk) == [("line", "", 1), ("line", "blocked", 2), ("sms", "", 1)]
