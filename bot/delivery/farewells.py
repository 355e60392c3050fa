"""What a group is told before we go. Nothing of it is stored, nobody of it is written to."""

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import structlog

from bot.intake.scene import Aside
from channels.base import ChannelAdapter, LeavesGroups, Retryable, SendContext, SendError

log = structlog.stdlib.get_logger(__name__)


async def leave(adapters: Mapping[str, ChannelAdapter], aside: Aside, *, now: datetime) -> bool:
    """Say it, then go, whether or not it could be said. False: neither could be done, and may be another day."""
    adapter = adapters.get(aside.group.channel)
    if adapter is None:
        return False
    done = True
    try:
        for part, wire in enumerate(adapter.render(aside.outgoing, aside.group, SendContext(now, aside.handle))):
            await adapter.send(wire, uuid5(NAMESPACE_URL, f"{aside.group.value} {part} {now.isoformat()}"))
    except SendError as error:
        done = not isinstance(error, Retryable)
        log.info("group not told", channel=adapter.name, code=error.code)
    try:
        if isinstance(adapter, LeavesGroups):
            await adapter.leave(aside.group)
            done = True
    except SendError as error:
        log.info("group not left", channel=adapter.name, code=error.code)
    return done
