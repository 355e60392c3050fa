"""Credentials are tried before they are kept; where there are none, nobody is asked."""

import asyncio
from pathlib import Path

import pytest

from bot.channel_setup.trying import Verdict, tried
from bot.checkups.vendor import Vendor
from bot.config import parse


@pytest.mark.parametrize("vendor", list(Vendor))
def test_a_form_in_which_nothing_was_filled_in_is_refused_without_asking_anybody(
    vendor: Vendor, tmp_path: Path
) -> None:
    empty = parse("", name="empty", folder=tmp_path, environ={})
    assert asyncio.run(tried(vendor, empty)).verdict is Verdict.REFUSED
