"""What a worker types from her first word to the reference of her report, read off the script: it cannot grow old."""

from collections.abc import Iterator
from itertools import count

from bot.conversation.machine import Command, Event, EventKind, Script, State, advance, begin, numbered
from tests.bench.load import request
from tests.vendors.twilio import Twilio
from tests.vendors.webhooks import TelegramCaller, TwilioCaller

# Her answer to each question the shortest path may ask: the value of a choice, or words of her own.
PICKS = {
    "lang.detected": "yes",
    "start.language": "en",
    "safe.check": "yes",
    "consent.ask": "yes",
    "who.ask": "me",
    "what.more": "on",
    "danger.ask": "no",
    "anon.ask": "none",
    "contact.discreet": "yes",
    "review.ask": "yes",
}
WORDS = {
    "what.ask": "My boss keeps my passport since I came here, and he says that I must pay before I get it back.",
    "where.company": "Kawaguchi Parts, the factory behind the station",
}
LONGEST = 40


def words(script: Script) -> tuple[str, ...]:
    """Her messages, one a turn; the last one submits the report."""
    state, _ = advance(script, begin(script, country="JP"), Event(EventKind.COMMAND, Command.HI))
    typed = ["HI"]
    while not state.submitted:
        assert len(typed) < LONGEST, f"no end at {state.step}"
        event, text = _answer(script, state)
        state, _ = advance(script, state, event)
        typed.append(text)
    return tuple(typed)


def _answer(script: Script, state: State) -> tuple[Event, str]:
    if state.step in WORDS:
        return Event(EventKind.SAID, WORDS[state.step]), WORDS[state.step]
    wanted = PICKS[state.step]
    number = next(number for number, choice in numbered(script, state) if choice.value == wanted)
    return Event(EventKind.PICKED, wanted, step=state.step), str(number)


class Workers:
    """Ever new workers, each with a whole dialogue."""

    def __init__(self, typed: tuple[str, ...]) -> None:
        self.typed = typed
        self._numbers: Iterator[int] = count(1)
        self._sms, self._telegram = TwilioCaller(Twilio()), TelegramCaller()

    def by_sms(self, people: int, turns: int | None = None) -> list[list[bytes]]:
        """Signed calls over HTTP, ready for the wire."""
        return [
            [request(self._sms.text(f"+8190{number:08d}", text)) for text in self.typed[:turns]]
            for _, number in zip(range(people), self._numbers, strict=False)
        ]

    def by_telegram(self, people: int) -> list[list[bytes]]:
        """Bodies of updates, for engines without HTTP. Without a language: nobody is to guess one."""
        return [
            [self._update(str(number), text) for text in self.typed]
            for _, number in zip(range(people), self._numbers, strict=False)
        ]

    def _update(self, user: str, text: str) -> bytes:
        return self._telegram.text(user, text).body.replace(b', "language_code": "en"', b"")
