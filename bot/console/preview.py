"""What a worker will see of a notice before it is sent: the discreet announcement first, if that is her choice, then
the text in her language, cut as her channel cuts it. Renderer and layout are those of the real thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.casework import desk
from bot.casework.desk import Opened
from bot.casework.sms_cost import cost
from bot.console.console import Console
from bot.conversation.vocabulary import Effect, EffectKind, State
from bot.intake.renderer import Facts, Told, render
from channels.base import Capabilities
from channels.layout import Layout, lay_out
from channels.text import sms_parts
from storage.cases import Case

NOTICE, REF = "update.notice", "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """`notice` is empty where she chose to be told in full at once. `parts` counts SMS, 0 on other channels; `cost` is
    what they cost, empty where the desk gave no price.
    """

    notice: Layout
    full: Layout
    language: str
    dir: str
    parts: int
    cost: str = ""
    channel: str = ""


def preview(given: Console, opened: Opened, case: Case, message_id: str, said: Mapping[str, str]) -> Preview:
    """`case` is as it will be then; `said` are the member's own words."""
    recipient = opened.recipient
    language = recipient.language if recipient and recipient.language else case.language
    gaps = {name: words or "…" for name, words in said.items()}
    told = Told(message_id, desk.told(case, given.zone, gaps))
    shown = State(step=message_id, language=language, shown=(REF, message_id))
    full = laid_out(given, case, shown, Effect(EffectKind.SHOW, REF), told)
    waiting = State(step=NOTICE, language=language, waiting=((REF, message_id),))
    discreet = recipient is None or recipient.discreet
    notice = laid_out(given, case, waiting, Effect(EffectKind.ASK, NOTICE), told) if discreet else Layout(())
    parts = sum(map(sms_parts, (*notice.texts, *full.texts))) if case.channel == "sms" else 0
    price = priced(given, recipient.country if recipient else "", parts)
    return Preview(notice, full, language, given.intake.wording.direction(language), parts, price, case.channel)


def priced(given: Console, country: str, parts: int) -> str:
    """`0.18 USD`. By the country of her number: the number itself is in the vault and stays there."""
    if not parts or not given.sms.price:
        return ""
    from phonenumbers import country_code_for_region

    code = country_code_for_region(country) if country else 0
    amount = cost(given.sms.price, f"+{code}" if code else "", parts)
    return "" if amount is None else f"{amount:.2f} {given.sms.currency}"


def laid_out(given: Console, case: Case, state: State, effect: Effect, told: Told) -> Layout:
    intake = given.intake
    facts = Facts(notices={REF: told})
    outgoing = render(
        [effect], script=intake.script, state=state, language=state.language, wording=intake.wording, facts=facts
    )
    caps = caps_of(given, case.channel)
    if outgoing is None:
        return Layout(())
    return lay_out(outgoing, caps) if caps else Layout((*outgoing.before, outgoing.text))


def caps_of(given: Console, channel: str) -> Capabilities | None:
    adapter = given.adapters.get(channel)
    return adapter.caps if adapter else None
