"""What this turn says, with the facts its texts may need: gathered only where a text of this turn asks for them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.config import Config
from bot.conversation.machine import Effect, EffectKind, question
from bot.intake.renderer import Facts, Report, Told, render
from bot.intake.scene import Scene
from channels.base import Outgoing
from storage.cases import Cases
from storage.times import MINUTE_MS, moment

REVIEW = "review.ask"
NARRATIVE = "narrative"


def said(scene: Scene, effects: Sequence[Effect]) -> Outgoing | None:
    """One message in her language, or None where the machine says nothing."""
    kinds = {effect.kind for effect in effects}
    facts = Facts(
        values=Values(scene),
        emergency=scene.intake.emergency,
        notices={id_: Told(told.message_id, told.params) for id_, told in scene.told.items()},
        reports=reports(scene) if EffectKind.STATUS in kinds else (),
        story=story(scene) if asks_review(scene, kinds) else "",
    )
    return render(
        effects,
        script=scene.intake.script,
        state=scene.state,
        language=scene.state.language or "en",
        wording=scene.intake.wording,
        facts=facts,
    )


def asks_review(scene: Scene, kinds: set[EffectKind]) -> bool:
    return EffectKind.ASK in kinds and question(scene.intake.script, scene.state) == REVIEW


class Values(Mapping[str, object]):
    """Placeholders by name, looked up when a text has them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def __getitem__(self, name: str) -> object:
        desk = self._scene.intake.desk
        if name in desk:
            return desk[name]
        if name == "url":
            return privacy_url(self._scene.intake.config, self._scene.state.language)
        if name == "submit.done.date" and self._scene.due_at is not None:
            return local_date(self._scene, self._scene.due_at)
        if name == "remind.draft.date":
            terms = self._scene.intake.terms
            return local_date(self._scene, self._scene.at + terms.draft - terms.remind)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._scene.intake.desk)

    def __len__(self) -> int:
        return len(self._scene.intake.desk)


def desk_values(config: Config, *, window_ms: int) -> dict[str, object]:
    """What the desk says of itself, from the configuration."""
    desk = config.desk
    return {
        "desk": desk.name,
        "phone": desk.phone,
        "links": desk.links,
        "hours": ", ".join(desk.hours),
        "wait": timedelta(hours=desk.wait),
        "months": config.retention.text_months,
        "days": config.retention.contact_days,
        "minutes": max(2, -(-window_ms // MINUTE_MS)),  # never one: the texts say "minutes"
    }


def emergency_numbers(config: Config) -> dict[str, tuple[str, str]]:
    return {country: (numbers.police, numbers.ambulance) for country, numbers in config.desk.emergency.items()}


def countries(config: Config) -> list[tuple[str, str]]:
    """(code, name) of the countries whose emergency numbers the desk gave, named in their own language."""
    from babel import Locale
    from babel.core import get_global

    likely: Mapping[str, str] = get_global("likely_subtags")
    named = []
    for code in config.desk.emergency:
        language = likely.get(f"und_{code}", "en").split("_")[0]
        named.append((code, Locale(language).territories.get(code, code)))
    return named


def privacy_url(config: Config, language: str) -> str:
    return config.desk.privacy_url or f"{config.server.public_url.rstrip('/')}/privacy/{language or 'en'}"


def reports(scene: Scene) -> list[Report]:
    """Her reports as STATUS tells them."""
    return [
        Report(
            case.reference,
            case.status,
            local_date(scene, case.moved_at),
            local_date(scene, case.due_at) if case.due_at else None,
        )
        for case in Cases(scene.unit.cases).of_alias(scene.recipient.alias)
    ]


def story(scene: Scene) -> str:
    """Her own words so far, in order, this turn's included."""
    told = [said.body["text"] for said in scene.messages.of_part(scene.conversation_id, NARRATIVE)]
    return "\n".join(text for text in told if text)


def local_date(scene: Scene, at: int) -> date:
    """The day at the desk: deadlines count there (`domain.md` 6)."""
    return moment(at).astimezone(ZoneInfo(scene.intake.config.desk.time_zone)).date()
