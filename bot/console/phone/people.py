"""Who holds a phone in a training: invented people, each with what makes hers different. Nobody in particular."""

from dataclasses import dataclass

from bot.console.names import N_
from bot.console.phone.table import link


@dataclass(frozen=True, slots=True)
class Persona:
    """`hint` says that her app tells the language it is set to; `play` names her talk."""

    name: str
    look: str
    language: str
    who: str
    story: str
    play: str
    hint: bool = False

    @property
    def address(self) -> str:
        return f"{self.look}:{self.name}"


PERSONAS = (
    Persona(
        "Linh",
        "line",
        "vi",
        N_("Technical intern, sewing factory"),
        N_("The union that brought her keeps her passport. She shares a room and writes at night, in few words."),
        "linh",
    ),
    Persona(
        "Aung",
        "sms",
        "my",
        N_("Plastics plant, a phone with keys"),
        N_("No data, every SMS costs. His phone types Zawgyi, an older Burmese encoding; he answers with numbers."),
        "aung",
    ),
    Persona(
        "Sita",
        "whatsapp",
        "ne",
        N_("Cleans hotel rooms"),
        N_("She would rather speak than write: a voice note, then a photo of the pay slip with the rent taken twice."),
        "sita",
    ),
    Persona(
        "Maria",
        "telegram",
        "fil",
        N_("Care worker, shares the phone"),
        N_("Two others use the same telephone. She sets a PIN and hides the chat; who opens it finds nothing."),
        "maria",
        hint=True,
    ),
)


def all_four() -> str:
    return link([one.address for one in PERSONAS])


def hint(address: str) -> str | None:
    """The language that her app tells, where it does."""
    return next((one.language for one in PERSONAS if one.hint and one.address == address), None)
