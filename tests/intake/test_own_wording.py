"""What the desk says in its own words: said at once, everywhere, and never in a form that the program cannot fill."""

from dataclasses import replace

from bot.console.reverse import ours
from bot.intake.own_wording import OwnWording
from bot.intake.wording import Wording
from storage.wordings import Change, HasRead, digest

SHIPPED = Wording.load()
SAID = Change("id", "add.done", 1, "Sudah masuk ke {ref}.", "It is in {ref} now.", "", "edited", "m", 1, number=1)


def test_a_change_is_said_and_taken_back_without_a_restart():
    own = OwnWording(SHIPPED)
    given, before = own.live, own.live.text("add.done", "id", ref="1234-5678")
    own.take([SAID])
    assert given.text("add.done", "id", ref="1234-5678") == "Sudah masuk ke 1234-5678."
    assert given.text("add.done", "vi", ref="1") == SHIPPED.text("add.done", "vi", ref="1")
    assert SHIPPED.text("add.done", "id", ref="1234-5678") == before, "no other desk of this process says it"
    own.take([SAID, replace(SAID, version=2, number=2, text="")])
    assert given.text("add.done", "id", ref="1234-5678") == before


def test_a_language_is_reviewed_when_all_of_it_was_read_and_drafted_again_when_a_text_changes():
    own = OwnWording(SHIPPED)
    reads = [HasRead("id", id_, digest(text), "m", "Sari", 1) for id_, text in own.live.texts["id"].items()]
    own.take_reads(reads[1:])
    assert own.live.is_drafted("id")
    own.take_reads(reads)
    assert own.live.reviews["id"] == "reviewed by Sari on 1970-01-01"
    assert own.live.is_drafted("vi")
    own.take([SAID])
    own.take_reads(reads)
    assert own.live.is_drafted("id")
    assert SHIPPED.is_drafted("id")


def test_what_an_upgrade_made_unfit_is_not_said():
    own = OwnWording(SHIPPED)
    own.take([replace(SAID, text="Sudah masuk."), replace(SAID, message_id="gone.long.ago"), replace(SAID, text="{")])
    assert own.live.texts["id"] == SHIPPED.texts["id"]
    assert not own.fits(replace(SAID, text="Sudah {masuk}."))


def test_a_conversation_reads_as_it_was_whatever_was_changed_since():
    """What a worker was shown stands in her conversation; its meaning is that of the words which were said then."""
    own = OwnWording(SHIPPED)
    old = SHIPPED.text("add.done", "id", ref="1234-5678")
    own.take([SAID, replace(SAID, version=2, number=2, text="Beres: {ref}.", back="Done: {ref}.")])
    for text, meaning in (
        ("Sudah masuk ke 1234-5678.", "It is in 1234-5678 now."),
        ("Beres: 1234-5678.", "Done: 1234-5678."),
        (old, SHIPPED.text("add.done", "en", ref="1234-5678")),
    ):
        known = ours(own.live, text, "id")
        assert known is not None
        assert (known.message_id, known.said_in(own.live, "en")) == ("add.done", meaning)
    assert ours(own.live, "Siapa ini?", "id") is None
