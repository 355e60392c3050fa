"""Ready sentences: all that are worded are offered once, and a question is known from a statement."""

from bot.casework.phrases import GROUPS, PHRASES, asks
from bot.conversation.script import SCRIPT
from bot.conversation.vocabulary import REST, Effect, EffectKind, State
from bot.intake.renderer import NOTE, TRANSLATED, Facts, Told, render
from bot.intake.wording import Wording

WORDING = Wording.load()


def test_every_worded_sentence_is_offered_once():
    worded = {message_id for message_id in WORDING.texts["en"] if message_id.startswith("phrase.")}
    assert PHRASES - {"translate.wait"} == worded
    assert sum(map(len, GROUPS.values())) == len(PHRASES)


def test_a_question_gives_her_the_turn_and_a_statement_does_not():
    assert all(asks(WORDING.text(phrase, "en")) for phrase in GROUPS["happened"])
    assert not any(asks(WORDING.text(phrase, "en")) for phrase in GROUPS["kind"])


def told(**params: str) -> list[str]:
    facts = Facts(notices={"n1": Told("update.message", {"ref": "12345678", "text": "Kami di sini.", **params})})
    message = render(
        [Effect(EffectKind.SHOW, "n1")],
        script=SCRIPT,
        state=State(REST, language="id"),
        language="id",
        wording=WORDING,
        facts=facts,
    )
    assert message is not None
    return [*message.before, message.text]


def test_what_a_computer_translated_says_so_before_it_and_how_to_ask():
    plain, note = told(), WORDING.text(NOTE, "id")
    assert told(**{TRANSLATED: "yes"}) == [note, *plain]
    assert len(plain) == 1
    assert "0" in note
