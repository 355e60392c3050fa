"""One worker on WhatsApp, through signed calls over HTTP to a real process, and back through Twilio's own SDK."""

from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.house import House
from tests.acceptance.plans import plan
from tests.acceptance.workers import worker


def test_a_report_is_told_in_numbers_before_any_buttons_were_made(house: House) -> None:
    person = worker("whatsapp", house.street, house.carrier())
    dialogue = Dialogue(person, "en", plan("en", "He took it on the first day.", "Kawaguchi Parts"))
    dialogue.seconds = 30.0
    dialogue.say("My boss keeps my passport")
    assert reference_in(dialogue.run(told_reference))
    assert house.street.twilio.violations == []
    sends = [call for call in house.street.twilio.sends() if call.to == person.address]
    assert all(call.fields["From"] == f"whatsapp:{house.street.twilio.number}" for call in sends)
    assert all("/webhooks/twilio/status?key=" in str(call.fields["StatusCallback"]) for call in sends)
    assert person.address.removeprefix("whatsapp:+") not in house.logs()
