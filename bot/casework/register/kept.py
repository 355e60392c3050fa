"""The register made comparable, kept as long as no company and no name changes: making it takes longer than asking."""

from dataclasses import dataclass, field

from bot.casework.company_names import Candidate, Register
from storage.companies import Companies
from storage.engine import Unit


@dataclass(slots=True)
class KeptRegister:
    """One for each process. Two threads may make it at once: both make the same."""

    _made: tuple[tuple[int, int], Register] | None = field(default=None, init=False)

    def now(self, unit: Unit) -> Register:
        companies = Companies(unit.cases)
        revision, made = companies.revision(), self._made
        if made is None or made[0] != revision:
            made = self._made = (revision, Register(companies.names()))
        return made[1]

    def find(self, unit: Unit, typed: str, *, most: int = 5) -> list[Candidate]:
        """Nothing for nothing."""
        return self.now(unit).find(typed, most=most) if any(map(str.isalnum, typed)) else []
