"""What simulated phones show and remember: bubbles, what became of each, what the trainer makes go wrong.

In memory only and bounded. Knows no desk and no wire: `channels.simulator` is the adapter.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from channels.base import InboundRequest
from channels.layout import Button

State = Literal["", "sent", "delivered", "read"]
Kind = Literal["text", "image", "voice", "audio", "video", "document", "sticker", "contact", "location", "mark"]
_PHONES, _MESSAGES = 200, 500


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the phone's screen. `number` ascends on each phone; `mine` was written on it.

    `id` is what the vendor calls it, `state` what the vendor has told of it so far. A `mark` is no message: its text
    names what happened to the line or the phone. `gone`: she took it back.
    """

    number: int
    mine: bool
    text: str
    at: datetime
    buttons: tuple[Button, ...] = ()
    id: str = ""
    kind: Kind = "text"
    state: State = ""
    edited: bool = False
    gone: bool = False


@dataclass(slots=True)
class Phone:
    """One phone. `lose` of the desk's next messages do not get through; `off` holds what its vendor reports of
    them, which then comes `late`.

    `seen` is the number of the last bubble that somebody looked at, `last` the last call that it made.
    """

    bubbles: deque[Bubble] = field(default_factory=lambda: deque(maxlen=_MESSAGES))
    count: int = 0
    seen: int = 0
    lose: int = 0
    off: bool = False
    late: bool = False
    blocked: bool = False
    last: InboundRequest | None = None
    reports: list[tuple[str, State]] = field(default_factory=list)

    def show(self, at: datetime, text: str, *, mine: bool, id: str = "", **more: object) -> Bubble:
        self.count += 1
        bubble = replace(Bubble(self.count, mine, text, at, id=id or str(self.count)), **more)  # type: ignore[arg-type]
        self.bubbles.append(bubble)
        return bubble

    def mark(self, at: datetime, what: str) -> None:
        self.show(at, what, mine=False, kind="mark")

    def change(self, number: int, **changes: object) -> Bubble | None:
        """The bubble of this number as it is now; None where it is not there any more."""
        for place, bubble in enumerate(self.bubbles):
            if bubble.number == number:
                self.bubbles[place] = replace(bubble, **changes)  # type: ignore[arg-type]
                return self.bubbles[place]
        return None

    def numbered(self, number: int) -> Bubble | None:
        return next((bubble for bubble in self.bubbles if bubble.number == number), None)

    def told(self, ids: Sequence[str], state: State) -> None:
        for bubble in list(self.bubbles):
            if bubble.id in ids:
                self.change(bubble.number, state=state)

    def take_off(self, ids: Sequence[str]) -> None:
        kept = [bubble for bubble in self.bubbles if bubble.id not in ids]
        self.bubbles.clear()
        self.bubbles.extend(kept)


class Shelf:
    """All phones of one process; the one that was not used for longest goes when there are too many."""

    def __init__(self) -> None:
        self._phones: OrderedDict[str, Phone] = OrderedDict()

    def look(self, address: str) -> Phone:
        """The phone as it is, or an empty one that is not kept: looking fills no memory."""
        return self._phones.get(address) or Phone()

    def take(self, address: str) -> Phone:
        phone = self._phones.setdefault(address, Phone())
        self._phones.move_to_end(address)
        while len(self._phones) > _PHONES:
            self._phones.popitem(last=False)
        return phone
