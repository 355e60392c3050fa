"""WhatsApp's buttons and templates, made at Twilio for every language that is offered."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.channel_setup.requirements import CannotSetUp, reason_of
from bot.checkups import twilio
from bot.checkups.finding import Finding, ok, warn
from bot.checkups.vendor import Vendor
from bot.config import Config
from bot.delivery.content_setup import Report, prepare
from bot.intake.own_wording import OwnWording
from bot.intake.wording import Wording
from bot.parts import contents_of, intake_of
from channels.base import SendError
from channels.content_calls import ContentCalls
from storage.engine import Store
from storage.keyring import Keyring

NAME = "whatsapp contents"
Progress = Callable[[int, int], None]


async def make(
    config: Config, store: Store, keyring: Keyring, *, clock: Callable[[], datetime], progress: Progress
) -> list[Finding]:
    """What was made, what was there, what was refused. Raises CannotSetUp where Twilio cannot be asked at all."""
    table = config.channels.twilio
    assert table is not None
    own = OwnWording(Wording.load())
    await own.refresh(store)
    contents = contents_of(intake_of(config, keyring, own.live, sends=False))
    calls = twilio.calls_of(table)
    try:
        report = await prepare(store, ContentCalls(calls), contents, clock=clock, progress=progress)
    except SendError as error:
        raise CannotSetUp(reason_of(Vendor.TWILIO, error, twilio.REFUSED)) from None
    finally:
        await calls.close()
    return [*_told(report)]


def _told(report: Report) -> Iterator[Finding]:
    yield ok(NAME, f"{report.made} made, {report.known} were there")
    if report.no_template:
        tags = ", ".join(report.no_template)
        yield ok("whatsapp templates", f"WhatsApp has none in {tags}: there the notice is in a language of `fallback`")
    refused: dict[str, list[str]] = defaultdict(list)
    for one in report.refused:
        refused[one.code].append(f"{one.step} in {one.language}")
    for code, which in refused.items():
        more = f" and {len(which) - 3} more" if len(which) > 3 else ""
        yield warn(
            NAME, f"Twilio refused {', '.join(which[:3])}{more} ({code})", "run this again; docs/channels/whatsapp.md"
        )
