"""What she says, picks, skips or sends, read against the question that stands. What cannot be read is kept too."""

from dataclasses import replace

from bot.conversation.choices import NEITHER, all_choices, pages
from bot.conversation.conditions import recorded
from bot.conversation.deeds import DEEDS, announce
from bot.conversation.places import back_again, greeting, skipped_at_rest, told_at_rest
from bot.conversation.reading import MEDIA, READERS, SPOKEN_KINDS, TOLD_OF_MEDIA, handed, is_sentence
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import ANY, MORE, SKIP, START, EffectKind, Event, Filing, Step
from bot.conversation.walk import ask, cut, done_for, lead_on, stand_before, told_after, trip

PATIENCE = 2
"""Wrong answers before a person is offered."""
FEWEST_OF_A_PIN = 4
LONGEST_ANSWER = 120
"""Letters of a typed answer in the report; her whole message is kept beside it."""


def said(turn: Turn, event: Event) -> None:
    step = turn.step
    if code := handed(turn.state, step, event.text):
        entered(turn, code)
        return
    if step is None:
        told_at_rest(turn, tells=any(letter.isalpha() for letter in event.text))
        return
    words = READERS[step.reads](turn.state, event.text) if step.text else None
    if words is None:
        not_read(turn, step, event.text)
    else:
        file_for(turn, step)
        accept(turn, step, ANY, words)


def entered(turn: Turn, code: str) -> None:
    """A code in place of an answer: as if it had been asked for."""
    if turn.state.step == START:
        greeting(turn)
    stand_before(turn, "join.ask")
    turn.file(Filing.SECRET)
    accept(turn, turn.script.steps["join.ask"], ANY, code)


def file_for(turn: Turn, step: Step) -> None:
    """Keep her message where this question wants it."""
    if step.text is Filing.NARRATIVE:
        turn.change(story=True)
    if step.text:
        value = {Filing.ADDED: turn.state.about, Filing.ANSWER: step.name}.get(step.text, "")
        turn.file(step.text, value)


def not_read(turn: Turn, step: Step, text: str) -> None:
    """People write several messages before they read one: a sentence is kept and the question put again."""
    if is_sentence(text):
        stray(turn, step)
        ask(turn)
    else:
        turn.file(Filing.SECRET if step.text is Filing.SECRET else Filing.CHAT)
        miss(turn, step)


def stray(turn: Turn, step: Step) -> None:
    if turn.state.submitted or step.side:
        turn.file(Filing.CHAT)
    else:
        turn.change(story=True)
        turn.file(Filing.NARRATIVE)


def miss(turn: Turn, step: Step) -> None:
    misses = turn.state.misses + 1
    if misses < PATIENCE:
        turn.change(misses=misses)
        turn.tell(step.miss)
        ask(turn)
    elif step.name == "human.ask":
        accept(turn, step, "write")
    else:
        turn.change(near=())  # what she may have meant is not asked a third time: then comes the question itself
        trip(turn, "human.ask")


def near(turn: Turn, event: Event) -> None:
    """Her words are near to a few of the choices: which one does she mean? Asked once, like any other miss."""
    step = turn.step
    turn.file(Filing.CHAT)
    known = step and not step.notice and step.name == event.step
    if step is None or not known or turn.state.misses + 1 >= PATIENCE:
        miss(turn, step) if step else back_again(turn)
        return
    misses = turn.state.misses + 1
    trip(turn, "near.ask", near=tuple(event.text.split("+")))
    turn.change(misses=misses)


def meant(turn: Turn, value: str) -> None:
    """The choice she meant, given to the question that it answers."""
    *trail, name = turn.state.trail
    step = turn.script.steps[name]
    turn.change(step=name, trail=tuple(trail), near=())
    if step.keep:
        turn.file(Filing.ANSWER, name)
    accept(turn, step, value)


def picked(turn: Turn, event: Event) -> None:
    """A button counts for the question that stands, or the one that a side trip interrupted; else it is too old."""
    step = turn.script.steps.get(event.step)
    if step is None or not live(turn, step, event):
        stale(turn)
    elif event.text == MORE:
        turn.change(page=(turn.state.page + 1) % pages(len(all_choices(turn.script, turn.state, step))))
        ask(turn)
    else:
        return_to(turn, step)
        if step.source == "near" and event.text != NEITHER.value:
            meant(turn, event.text)
            return
        if step.keep:
            turn.file(Filing.ANSWER, step.name)
        accept(turn, step, event.text)


def live(turn: Turn, step: Step, event: Event) -> bool:
    """A notice is answered only while nothing else has been asked since, and by its own button only."""
    state, choices = turn.state, all_choices(turn.script, turn.state, step)
    stands = state.step == step.name
    if event.text == MORE:
        return stands and pages(len(choices)) > 1
    if step.notice:
        stands = stands and state.shown[1] == step.name and event.ref in ("", state.shown[0])
    else:
        stands = stands or (step.name in state.trail and not state.locked)
    return stands and any(event.text == choice.value for choice in choices)


def return_to(turn: Turn, step: Step) -> None:
    if step.name != turn.state.step:
        turn.change(step=step.name, trail=cut(turn.state.trail, step.name), page=0)


def stale(turn: Turn) -> None:
    if turn.step is None:
        back_again(turn)
    else:
        ask(turn)


def skipped(turn: Turn) -> None:
    step = turn.step
    if step is None:
        skipped_at_rest(turn)
    elif step.skip:
        accept(turn, step, SKIP)
    else:
        miss(turn, step)


def sent(turn: Turn, event: Event) -> None:
    """A voice note is welcome wherever words are. Anything else she sends is kept as evidence."""
    step = turn.step
    if step is None:
        tell_of_media(turn, event.text)
        told_at_rest(turn, tells=event.text in MEDIA)
        return
    wanted = step.text not in (None, Filing.SECRET) and event.text in MEDIA
    if wanted:
        file_for(turn, step)
    else:
        file_media(turn, step, event.text)
    tell_of_media(turn, event.text)
    if wanted:
        accept(turn, step, ANY)
    else:
        ask(turn)


def file_media(turn: Turn, step: Step, kind: str) -> None:
    if kind in SPOKEN_KINDS:
        stray(turn, step)
    else:
        turn.file(Filing.CHAT if step.side or kind not in MEDIA else Filing.EVIDENCE)


def late(turn: Turn, event: Event) -> None:
    """It left before what was answered already: kept, her story in her story, but no answer to what was asked since."""
    step, media = turn.step, event.ref
    if step is None or (step.text is Filing.NARRATIVE and (media or is_sentence(event.text))):
        (sent if media else said)(turn, replace(event, text=media or event.text))
        return
    if media:
        file_media(turn, step, media)
        tell_of_media(turn, media)
    elif is_sentence(event.text):
        stray(turn, step)
    else:
        digits = sum(letter.isdigit() for letter in event.text)
        turn.file(Filing.SECRET if digits >= FEWEST_OF_A_PIN else Filing.CHAT)
    ask(turn)


def typed(words: str) -> str:
    return " ".join(words.split())[:LONGEST_ANSWER].encode(errors="replace").decode()


def tell_of_media(turn: Turn, kind: str) -> None:
    message = TOLD_OF_MEDIA.get(kind, "" if kind in MEDIA else "err.media")
    if message:
        turn.tell(message)


def accept(turn: Turn, step: Step, value: str, words: str = "") -> None:
    """An answer: recorded, its deed done, its messages told, then on. `value` is ANY for words of her own."""
    amends = turn.state.submitted and step.keep and value != SKIP
    if step.keep and value != SKIP and (words or value != ANY):
        kept = typed(words) if value == ANY else value
        turn.change(answers=recorded(turn.script, turn.state.answers, step.name, kept))
    if step.text is not Filing.SECRET:
        turn.change(misses=0)
    deed = done_for(step, value)
    if deed:
        DEEDS[deed](turn, ("" if step.notice else words) if value == ANY else value)
    for message in told_after(step, value):
        announce(turn, message)
    if amends:
        turn.do(EffectKind.AMEND)
    lead_on(turn, step, value)
