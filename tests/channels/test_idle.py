"""A server that sends nothing pays for no SDK, and reading a call costs next to nothing."""

import subprocess
import sys
import time

import pytest

from tests.channels.cast import VENDORS, Vendor

LOAD = """
import sys
from datetime import UTC, datetime
from channels.registry import CHANNELS
CHANNELS["telegram"](token="1:a", secret_token="s", now=lambda: datetime.now(UTC))
CHANNELS["sms"](account_sid="AC1", auth_tokens=["t"], sender="+1")
CHANNELS["line"](channel_secret="s", channel_access_token="t")
print(sorted({"telegram", "twilio", "linebot", "httpx", "aiohttp", "requests", "pydantic"} & set(sys.modules)))
"""


def test_building_every_adapter_imports_no_sdk() -> None:
    shown = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=VENDORS)
def test_a_small_message_is_checked_and_read_in_a_fraction_of_a_millisecond(vendor: Vendor) -> None:
    """Ten times the measured cost, so that only a wrong turn can fail it."""
    adapter, request = vendor.build(), vendor.signed(vendor.body)

    def spent() -> float:
        start = time.process_time()
        for _ in range(200):
            adapter.authenticate(request)
            adapter.parse(request)
        return (time.process_time() - start) / 200

    assert min(spent() for _ in range(5)) < 400e-6
