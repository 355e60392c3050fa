"""A worker who goes from one channel to another: events in, and on each channel what it was given to send."""

from bot.conversation import snapshot
from bot.conversation.machine import State, offered
from channels.base import Address, Event
from storage.engine import Unit
from storage.recipients import Recipients
from tests.delivery.scripted import Scripted
from tests.intake.house import House


class Post(Scripted):
    """One channel that takes everything."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Traveller:
    def __init__(self, house: House, *channels: str) -> None:
        self.house, self.posts = house, {name: Post(name) for name in channels}
        self._count = 0
        adapters = house.app.adapters
        assert isinstance(adapters, dict)
        adapters.update(self.posts)

    async def happens(self, at: Address, kind: str, text: str | None = None) -> list[str]:
        """What came to that address because of it."""
        self._count += 1
        before, name = len(self.heard(at)), f"t{self._count}"
        await self.house.later(seconds=5)
        event = Event(kind, at.channel, "", name, sender=at, message_id=name, text=text)  # type: ignore[arg-type]
        await self.house.hear([event])
        return self.heard(at)[before:]

    async def says(self, at: Address, text: str) -> list[str]:
        return await self.happens(at, "message", text)

    def heard(self, at: Address) -> list[str]:
        return [text for to, text, _ in self.posts[at.channel].sent if to == at.value]

    async def walks(self, at: Address, until: str, **answers: str) -> None:
        """Answers by number until `until` stands; 9 where nothing is given nor offered."""
        for _ in range(60):
            state = await self.standing(at)
            if state.step == until:
                return
            values = [choice.value for choice in offered(self.house.app.intake.script, state)]
            given = answers.get(state.step.replace(".", "_"), values[0] if values else "9")
            await self.says(at, str(values.index(given) + 1) if given in values else given)
        raise AssertionError(f"{until} was never asked")

    async def standing(self, at: Address) -> State:
        def work(unit: Unit) -> State:
            thread = Recipients(unit.cases).lock(unit.vault.find(at.channel, at.value) or "")
            assert thread is not None
            return snapshot.load(thread.state(unit.vault.key(thread.recipient.conversation_id)) or "")

        return await self.house.app.store.write(work)
