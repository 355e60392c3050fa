"""Real calls from other projects' suites, and our own in the scripts they lack, mean what their index says."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from channels.base import Event
from tests.channels.cast import VENDORS

PAYLOADS = Path(__file__).parents[1] / "contracts" / "payloads"
OURS = Path(__file__).parent / "samples"
KINDS = {"group_message_edited": "group_message"}
# Where the index itself errs: 1462629479.859 seconds are 13:57:59, not 13:31:19.
ERRATA = {"line-28": {"ts": "2016-05-07T13:57:59.859Z"}}
CHANNELS = {"twilio_sms": "sms", "twilio_status": "sms", "twilio_whatsapp": "whatsapp"}


@dataclass(frozen=True)
class Sample:
    id: str
    channel: str
    file: str
    expected: list[dict[str, Any]]
    licence: str


def read(index: Path) -> list[Sample]:
    with index.open(newline="") as rows:
        return [
            Sample(
                row["id"],
                CHANNELS.get(row["channel"], row["channel"]),
                row["file"],
                json.loads(row["expected"]),
                row["license"],
            )
            for row in csv.DictReader(rows)
        ]


SAMPLES = [sample for sample in read(PAYLOADS / "index.csv") if "whatsapp" not in sample.id]
WHATSAPP = [sample for sample in read(PAYLOADS / "index.csv") if "whatsapp" in sample.id]
OWN = read(OURS / "index.csv")


def parsed(channel: str, body: bytes) -> list[Event]:
    adapter, request = VENDORS[channel].build(), VENDORS[channel].signed(body)
    adapter.authenticate(request)
    return adapter.parse(request)


@pytest.mark.parametrize("sample", SAMPLES + WHATSAPP, ids=lambda sample: sample.id)
def test_a_real_call_means_what_the_index_says(sample: Sample) -> None:
    events = parsed(sample.channel, PAYLOADS.joinpath(sample.file).read_bytes())
    if sample.expected[0]["type"] == "batch":
        assert len(events) == sample.expected[0]["events"]
        return
    assert len(events) == len(sample.expected)
    for event, expected in zip(events, sample.expected, strict=True):
        assert_means(event, expected | ERRATA.get(sample.id, {}))


@pytest.mark.parametrize("sample", OWN, ids=lambda sample: sample.id)
def test_a_call_in_the_workers_own_script_means_what_the_index_says(sample: Sample) -> None:
    events = parsed(sample.channel, OURS.joinpath(sample.file).read_bytes())
    assert len(events) == len(sample.expected)
    for event, expected in zip(events, sample.expected, strict=True):
        assert_means(event, expected)


@pytest.mark.parametrize("sample", WHATSAPP, ids=lambda sample: sample.id)
def test_sms_leaves_whatsapp_alone(sample: Sample) -> None:
    (event,) = parsed("sms", PAYLOADS.joinpath(sample.file).read_bytes())
    assert event.kind == ("message" if sample.id.endswith("-08") else "ignored")  # -08 has a plain number


@pytest.mark.parametrize("sample", SAMPLES + WHATSAPP, ids=lambda sample: sample.id)
def test_names_and_handles_of_people_are_never_kept(sample: Sample) -> None:
    kept = repr(parsed(sample.channel, PAYLOADS.joinpath(sample.file).read_bytes()))
    for name in ("test_user", "Test", "User", "Иван", "John", "Muhsin", "muhsin", "João", "opsdroid", "+15005550101"):
        assert name not in kept.replace("Test message", "")


def test_every_file_has_its_meaning_and_every_kind_of_call_is_there() -> None:
    for folder, samples in ((PAYLOADS, SAMPLES + WHATSAPP), (OURS, OWN)):
        there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in (".json", ".form")}
        assert {sample.file for sample in samples} == there
    kinds = {sample.file.split("/")[0] for sample in SAMPLES + WHATSAPP}
    assert kinds == {"telegram", "line", "twilio_sms", "twilio_whatsapp", "twilio_status"}


def test_every_sample_may_be_shipped() -> None:
    assert {sample.licence.split()[0] for sample in SAMPLES + WHATSAPP + OWN} <= {"Apache-2.0", "MIT"}


def assert_means(event: Event, expected: Mapping[str, Any]) -> None:
    assert event.kind == KINDS.get(expected["type"], expected["type"])
    facts = seen(event)
    if expected.get("location", True) is None:
        assert event.location is None
    for key in facts.keys() & expected.keys() - {"reply_token"}:
        assert facts[key] == expected[key], key
    if "reply_token" in expected and event.reply_handle:
        assert event.reply_handle.token == expected["reply_token"]
    if "dedup" in expected:
        assert event.dedup.endswith(f":{expected['dedup']}")
    if "sender" in expected and event.kind not in ("ignored", "group_message"):
        assert event.sender is not None
        assert event.sender.value == str(expected["sender"]).removeprefix("whatsapp:")
    if "alt_sender" in expected:
        assert expected["alt_sender"] in [other.value for other in event.alt_senders]
    if "attachments" in expected:
        assert_attached(event, expected["attachments"])


def seen(event: Event) -> dict[str, Any]:
    """What an index may say about an event, from the event."""
    facts: dict[str, Any] = {"text": event.text, "message_id": event.message_id, "reply_to": event.reply_to}
    facts |= {"language_hint": event.language_hint, "redelivery": event.redelivered}
    if event.occurred_at:
        facts["ts"] = event.occurred_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if event.action:
        facts |= {"data": event.action.option, "label": event.action.label, "on_message": event.action.on_message}
    if event.status:
        facts |= {"status": event.status.state, "error": event.status.code}
    if event.location:
        title, _, address = (event.location.label or "").partition(", ")
        facts["location"] = {"lat": event.location.latitude, "lon": event.location.longitude}
        facts["location"] |= {"title": title, "address": address} if title else {}
    return {key: value for key, value in facts.items() if event.kind != "group_message"}


def assert_attached(event: Event, expected: list[dict[str, Any]]) -> None:
    assert len(event.attachments) == len(expected)
    for ref, wanted in zip(event.attachments, expected, strict=True):
        for key in {"kind", "mime", "size", "name"} & wanted.keys():
            assert getattr(ref, key) == wanted[key]
        if wanted.get("fetch") == "refused":
            assert ref.ref == ""
