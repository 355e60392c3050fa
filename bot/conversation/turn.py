"""One turn in the making: the state as it changes and the effects so far. It decides nothing."""

from typing import Any

from bot.conversation.vocabulary import Effect, EffectKind, Filing, Script, State, Step

Params = tuple[tuple[str, str], ...]
SPOKEN = {EffectKind.ASK, EffectKind.TELL, EffectKind.SHOW, EffectKind.STATUS}
"""Effects that she sees. A message of hers is never left without one, but for HIDE."""


class Turn:
    """Lives for one call of `advance`; the state that came in is a frozen value and stays as it was."""

    __slots__ = ("effects", "script", "state")

    def __init__(self, script: Script, state: State) -> None:
        self.script = script
        self.state = state
        self.effects: list[Effect] = []

    @property
    def step(self) -> Step | None:
        """The question that stands, if any."""
        return self.script.steps.get(self.state.step)

    @property
    def silent(self) -> bool:
        """Nothing has been said to her in this turn."""
        return not any(effect.kind in SPOKEN for effect in self.effects)

    def change(self, **changes: Any) -> None:
        self.state = self.state.but(changes)

    def do(self, kind: EffectKind, ref: str = "", value: str = "", params: Params = ()) -> None:
        self.effects.append(Effect(kind, ref, value, params))

    def tell(self, message: str, **params: str) -> None:
        self.do(EffectKind.TELL, message, params=tuple(params.items()))

    def file(self, part: Filing, value: str = "") -> None:
        self.do(EffectKind.FILE, part, value)

    def fresh(self, **kept: Any) -> None:
        """Forget all but how she reads and what it costs her to write, and what `kept` names."""
        state = self.state
        self.state = State(
            version=state.version, language=state.language, country=state.country, costly=state.costly, **kept
        )
