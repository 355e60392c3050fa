"""Every message id in every language on every channel, judged by the vendors' own specifications.

A plain run takes each text of each language to one channel and moves on by one from text to text and from language to
language, so that every pair of two among text, language and channel is tried; the slow run tries all three together.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest

from bot.conversation.script import SCRIPT as SHIPPED
from channels.base import SendContext, WireMessage
from tests.channels.cast import NOW, later
from tests.delivery.speeches import (
    ADDRESSES,
    CHANNELS,
    LANGUAGES,
    WORDING,
    Case,
    adapter,
    calls,
    cases,
    contents,
    faults,
    outgoing,
)
from tests.vendors import judge
from tests.vendors.twilio_content import limits

IN_THE_WINDOW = SendContext(NOW, window_until=later(hours=20))


def wrong(tried: Iterable[tuple[Case, str, str]]) -> list[str]:
    """What a vendor would refuse, without the words themselves."""
    found = []
    for case, language, channel in tried:
        wires = list(calls(case, language, channel))
        if not wires:
            found.append(f"{case.message_id} {language} {channel}: says nothing")
        found += [f"{case} {language} {channel} {wire.method}: {fault}" for wire in wires for fault in faults(wire)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_of_a_language_is_accepted_on_one_channel(language: str) -> None:
    start = LANGUAGES.index(language)
    assert wrong((case, language, CHANNELS[(start + at) % len(CHANNELS)]) for at, case in enumerate(cases())) == []


@pytest.mark.slow
@pytest.mark.parametrize("channel", CHANNELS)
def test_each_text_of_every_language_is_accepted_on_every_channel(channel: str) -> None:
    assert wrong((case, language, channel) for language in LANGUAGES for case in cases()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_buttons_need_at_twilio_can_be_made(language: str) -> None:
    asked = [content for content in contents() if content.language == language]
    assert asked
    for content in asked:
        request = {"friendly_name": content.friendly_name, "language": content.code, "variables": content.variables}
        request["types"] = content.types
        assert judge.of_content()(request) == [], content.step
        assert list(limits(request)) == [], content.step


def test_nothing_is_left_out() -> None:
    """Every text, every question of the script, and buttons on each channel that has them."""
    assert {case.message_id for case in cases()} == set(WORDING.fields)
    asking = {name for name, step in SHIPPED.steps.items() if step.choices}
    assert {case.step for case in cases() if case.step} >= asking
    shown: Counter[str] = Counter()
    for case in cases():
        for channel in CHANNELS:
            shown[channel] += any(_has_buttons(wire) for wire in calls(case, "en", channel))
    assert shown["sms"] == 0
    assert all(shown[channel] >= len(asking) // 2 for channel in CHANNELS if channel != "sms"), shown


def test_the_judge_sees_what_is_wrong_deep_inside() -> None:
    """Else all of the above proves nothing: each vendor's limits on what is nested are tried from the other side."""
    case = next(one for one in cases() if one.step == "safe.check")
    on = {channel: next(iter(reversed(list(calls(case, "en", channel))))) for channel in CHANNELS}
    assert [faults(wire) for wire in on.values()] == [[], [], [], []]
    assert faults(_with(on["telegram"], '"callback_data": "', '"callback_data": "' + "अ" * 22))
    assert faults(_with(on["telegram"], '"inline_keyboard": [', '"inline_keyboard": ["x", '))
    assert faults(_with(on["line"], '"label": "', '"label": "' + "x" * 21))
    assert faults(_with(on["line"], '"type": "postback"', '"type": "tomorrow"'))
    assert faults(_with(on["line"], '"items": [', '"items": [' + '{"type": "action"}, ' * 13))
    assert faults(replace(on["sms"], payload={**on["sms"].payload, "Body": "x" * 1601}))
    assert faults(replace(on["whatsapp"], payload={**on["whatsapp"].payload, "ContentSid": "HX1"}))
    assert faults(replace(on["sms"], payload={**on["sms"].payload, "body": "x"}))


def _with(wire: WireMessage, part: str, instead: str) -> WireMessage:
    whole = json.dumps(wire.payload)
    assert part in whole
    return replace(wire, payload=json.loads(whole.replace(part, instead, 1)))


def _has_buttons(wire: WireMessage) -> bool:
    return any(word in json.dumps(wire.payload) for word in ("inline_keyboard", "quickReply", "ContentSid"))


def test_one_text_says_the_same_on_every_channel() -> None:
    """The adapters change form, never words: with no mark to lose and no list, the text is what stands in the call."""
    case = Case("rest.done")
    said = outgoing(case, "ja").text
    for channel in CHANNELS:
        (first, *_) = adapter(channel).render(outgoing(case, "ja"), ADDRESSES[channel], IN_THE_WINDOW)
        assert said in json.dumps(first.payload, ensure_ascii=False).replace("\\n", "\n")
