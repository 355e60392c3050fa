"""What the composition root hands to everyone."""

from itertools import islice, pairwise
from uuid import UUID

from bot.adapters import status_callbacks
from bot.config import Config, Server
from bot.parts import row_ids
from channels.twilio_setup import patient


def test_ids_of_rows_lie_one_after_the_other_and_start_anywhere() -> None:
    new = row_ids()
    made = [new() for _ in range(1000)]
    assert all(UUID(one).hex == one for one in made)
    assert [int(b, 16) - int(a, 16) for a, b in pairwise(made)] == [1] * 999
    starts = {int(row_ids()(), 16) >> 120 for _ in range(64)}
    assert len(list(islice(starts, 20))) == 20


def test_what_became_of_a_message_is_told_again_when_we_could_not_listen() -> None:
    for url in status_callbacks(Config(server=Server(public_url="https://desk.example"))).values():
        assert url.startswith("https://desk.example/webhooks/twilio/status#")
        assert patient(url)
