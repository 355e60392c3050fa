"""Calls to Twilio's Content API through its SDK: what exists, making one, asking WhatsApp to approve a template.

https://www.twilio.com/docs/content/content-api-resources. Raises only SendError.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from channels.base import Retryable
from channels.contents import Content
from channels.twilio_calls import TwilioCalls, send_error

T = TypeVar("T")
CATEGORY = "UTILITY"
PAGE = 500


@dataclass(frozen=True, slots=True)
class Approval:
    """WhatsApp's word on a template: unsubmitted, received, pending, approved, rejected, paused or disabled."""

    status: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Existing:
    """One Content object of the account."""

    sid: str
    approval: Approval


class ContentCalls:
    """The account's Content objects. Shares the SDK and the connection of the calls that send."""

    def __init__(self, calls: TwilioCalls) -> None:
        self._calls = calls

    async def existing(self) -> Mapping[str, Existing]:
        """All of them, by friendly name."""

        async def work() -> Mapping[str, Existing]:
            client = await self._calls.client()
            rows = await client.content.v1.content_and_approvals.stream_async(page_size=PAGE)
            return {
                row.friendly_name: Existing(row.sid, approval_in(row.approval_requests))
                async for row in rows
                if row.friendly_name and row.sid
            }

        return await answered(work)

    async def create(self, content: Content) -> str:
        """The sid of a new object."""

        async def work() -> str:
            from twilio.rest.content.v1.content import ContentList  # type: ignore[import-untyped]

            client = await self._calls.client()
            wanted = {"friendly_name": content.friendly_name, "language": content.code, "types": content.types}
            request = ContentList.ContentCreateRequest({**wanted, "variables": content.variables or None})
            return str((await client.content.v1.contents.create_async(request)).sid)

        return await answered(work)

    async def submit(self, sid: str, name: str) -> Approval:
        """Ask WhatsApp to approve it as a template."""

        async def work() -> Approval:
            from twilio.rest.content.v1.content.approval_create import (  # type: ignore[import-untyped]
                ApprovalCreateList,
            )

            client = await self._calls.client()
            request = ApprovalCreateList.ContentApprovalRequest({"name": name, "category": CATEGORY})
            asked = await client.content.v1.contents(sid).approval_create.create_async(request)
            return Approval(str(asked.status or ""), str(asked.rejection_reason or ""))

        return await answered(work)

    async def approval(self, sid: str) -> Approval:
        async def work() -> Approval:
            client = await self._calls.client()
            return approval_in((await client.content.v1.contents(sid).approval_fetch().fetch_async()).whatsapp)

        return await answered(work)


def approval_in(found: object) -> Approval:
    """From an answer that may name the channel or not."""
    table: Any = found if isinstance(found, dict) else {}
    inner = table.get("whatsapp")
    table = inner if isinstance(inner, dict) else table
    return Approval(str(table.get("status") or ""), str(table.get("rejection_reason") or ""))


async def answered(work: Callable[[], Awaitable[T]]) -> T:
    """The result of a call through Twilio's SDK. Raises only SendError."""
    from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

    try:
        return await work()
    except TwilioException as error:
        raise send_error(error) from None
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Retryable("unreadable") from None
