"""What an answer does beside leading on: the deeds that the script names. None of them chooses the next question."""

from collections.abc import Callable, Mapping

from bot.conversation.conditions import known, numbers_known
from bot.conversation.turn import Turn
from bot.conversation.vocabulary import EffectKind, State

Deed = Callable[[Turn, str], None]


def language(turn: Turn, value: str) -> None:
    if any(value == choice.value for choice in turn.script.languages):
        turn.change(language=value, guesses=())
        turn.do(EffectKind.LANGUAGE, value=value)


def country(turn: Turn, value: str) -> None:
    if any(value == choice.value for choice in turn.script.countries):
        turn.change(country=value)
        turn.do(EffectKind.COUNTRY, value=value)


def emergency(turn: Turn) -> None:
    """The numbers of her country, or the advice to call the number where she is."""
    if numbers_known(turn.script, turn.state):
        turn.tell("safe.emergency", country=turn.state.country)
    else:
        turn.tell("safe.anywhere")


def announce(turn: Turn, message: str) -> None:
    """Tell a message that the script names, with what the machine knows for its placeholders."""
    if message == "safe.emergency":
        emergency(turn)
    elif message == "add.done":
        turn.tell(message, ref=turn.state.about)
    else:
        turn.tell(message)


def danger(turn: Turn, value: str = "") -> None:
    """Numbers first. With her consent the report is with the desk at once; without it, consent is asked next."""
    emergency(turn)
    turn.change(danger=True)
    if turn.state.submitted:
        turn.do(EffectKind.URGENT)
    elif turn.state.consented:
        submit(turn)


def consent(turn: Turn, value: str) -> None:
    turn.change(consented=True)
    if turn.state.danger:
        submit(turn)


def submit(turn: Turn, value: str = "") -> None:
    """Once for each report, and never without consent."""
    if turn.state.submitted or not turn.state.consented:
        return
    turn.change(submitted=True)
    turn.do(EffectKind.SUBMIT, value="urgent" if turn.state.danger else "")
    if turn.state.danger:
        turn.do(EffectKind.URGENT)
    turn.tell("submit.done")


def pause(turn: Turn, value: str) -> None:
    """She does not send it now. What she wrote is kept for its days, and asked about when she comes back."""
    turn.change(trail=(turn.state.step,))


def edit(turn: Turn, value: str) -> None:
    turn.change(editing=True)


def hide(turn: Turn, value: str = "") -> None:
    turn.change(hidden=True, locked=turn.state.locked or turn.state.pin, wanted="")
    turn.do(EffectKind.HIDE)
    turn.tell("hide.done")


def discreet(turn: Turn, value: str) -> None:
    turn.change(discreet=value != "no")
    turn.do(EffectKind.DISCREET, value="no" if value == "no" else "yes")


def name(turn: Turn, value: str) -> None:
    turn.do(EffectKind.NAME, value=value)


def pin(turn: Turn, value: str) -> None:
    turn.change(pin=True)
    turn.do(EffectKind.PIN, value=value)


def check_pin(turn: Turn, value: str) -> None:
    turn.do(EffectKind.CHECK_PIN, value=value)


def unlock(turn: Turn, value: str) -> None:
    turn.change(locked=False)


def about(turn: Turn, value: str) -> None:
    turn.change(about=value)


def latest(turn: Turn, value: str) -> None:
    turn.change(about=turn.state.reports[-1] if turn.state.reports else "")


def look_up(turn: Turn, value: str) -> None:
    turn.do(EffectKind.LOOK_UP, turn.state.about, value)


def enter_code(turn: Turn, value: str) -> None:
    turn.do(EffectKind.CODE, value=value)


def found(turn: Turn, value: str) -> None:
    """A report of hers, made elsewhere. The rim may have brought its reference already."""
    reports = turn.state.reports
    turn.change(reports=reports if turn.state.about in reports else (*reports, turn.state.about))
    status(turn)


def status(turn: Turn, value: str = "") -> None:
    if turn.state.reports:
        turn.do(EffectKind.STATUS)


def person(turn: Turn, value: str) -> None:
    turn.do(EffectKind.PERSON, value=value)


def answer(turn: Turn, value: str) -> None:
    """To the notice that is shown: one answer, then it is no longer open."""
    turn.do(EffectKind.ANSWER, turn.state.shown[0], value)
    turn.change(shown=("", ""))


def answer_more(turn: Turn, value: str) -> None:
    """One answer to the notice that is shown; what she writes next explains it."""
    notice = turn.state.shown[0]
    answer(turn, value)
    turn.change(explains=notice)


def explain(turn: Turn, value: str) -> None:
    """Words about a notice that she has answered, or in place of an answer."""
    if turn.step is not None and turn.step.notice:
        answer(turn, "")
    elif turn.state.explains:
        turn.do(EffectKind.ANSWER, turn.state.explains)
        turn.change(explains="")


def rate(turn: Turn, value: str) -> None:
    """A number for this question; those after it belong to the same notice."""
    if turn.step is not None:
        notice = turn.state.shown[0] if turn.step.notice else turn.state.explains
        turn.do(EffectKind.RATE, notice, value, (("question", turn.step.name),))
        turn.change(shown=("", "") if turn.step.notice else turn.state.shown, explains=notice)


def next_report(state: State) -> dict[str, object]:
    """What outlives a report: how to write to her, and what of hers is with the desk."""
    return {
        "discreet": state.discreet,
        "pin": state.pin,
        "locked": state.locked,
        "reports": state.reports,
        "waiting": tuple(notice for notice in state.waiting if notice[0]),
    }


def forget_draft(turn: Turn, value: str) -> None:
    """What she has at the desk lives on in a conversation of its own: the key of the old one will be destroyed."""
    turn.do(EffectKind.FORGET, value="draft")
    if known(turn.state):
        new_report(turn, value)
    else:
        turn.fresh()


def start_again(turn: Turn, value: str) -> None:
    turn.do(EffectKind.FORGET, value="draft")
    new_report(turn, value)


def new_report(turn: Turn, value: str) -> None:
    turn.do(EffectKind.NEW_REPORT)
    turn.fresh(**next_report(turn.state))


def stranger(turn: Turn, value: str = "") -> None:
    """Someone else holds the phone: she begins with nothing of the person before her."""
    turn.do(EffectKind.NEW_REPORT, value="other")
    turn.fresh()


def forget(turn: Turn, value: str) -> None:
    turn.do(EffectKind.FORGET, value=value)
    turn.fresh()


DEEDS: Mapping[str, Deed] = {
    deed.__name__: deed
    for deed in (
        language,
        country,
        danger,
        consent,
        submit,
        pause,
        edit,
        hide,
        discreet,
        name,
        pin,
        check_pin,
        unlock,
        about,
        latest,
        look_up,
        enter_code,
        found,
        status,
        person,
        answer,
        answer_more,
        explain,
        rate,
        forget_draft,
        start_again,
        new_report,
        stranger,
        forget,
    )
}
