"""One call to a vendor. One whose earlier try may have been accepted is looked up, where that is possible, before it is
repeated (`decisions.md` 22); every try of a part has the same key.
"""

from dataclasses import replace
from uuid import UUID, uuid5

from channels.base import ChannelAdapter, HandleRefused, SendResult, SentLookup, WireMessage
from storage.engine import Store
from storage.keyring import Keyring, Purpose
from storage.outbox import Parcel
from storage.times import moment
from storage.vendor_ids import VendorIds


class Calls:
    """For one process that sends."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    async def make(
        self, adapter: ChannelAdapter, parcel: Parcel, wire: WireMessage, part: int, *, unsure: bool
    ) -> SendResult:
        """Raises SendError. `unsure`: an earlier try of this part may have been accepted."""
        if unsure and isinstance(adapter, SentLookup) and not adapter.caps.idempotency_key:
            found = await adapter.find_sent(wire, moment(parcel.created_at))
            if found is not None and not await self._of_another(parcel, found):
                return found
        key = uuid5(UUID(parcel.id), str(part))
        if not unsure or not wire.free:
            return await adapter.send(wire, key)
        try:
            return await adapter.send(replace(wire, otherwise=None), key)
        except HandleRefused:  # a handle works once, and this one's time is not over: the earlier try used it
            return SendResult(duplicate=True)

    async def _of_another(self, parcel: Parcel, found: SendResult) -> bool:
        """The same words were said to her a moment ago: what the vendor found is that earlier message."""
        digests = [self._keyring.digests(Purpose.VENDOR, parcel.channel, sent)[0][1] for sent in found.provider_ids]
        known = await self._store.read(lambda unit: [VendorIds(unit.cases).get(digest) for digest in digests])
        return any(row is not None and row.message_id not in ("", parcel.message_id) for row in known)
