"""Signed webhooks into a real server, beside a bare endpoint and raw commits, in rounds that take turns."""

from dataclasses import dataclass, field, replace

from tests.bench.dialogue import Workers
from tests.bench.figures import Series, Stretch
from tests.bench.load import OPEN, Dialogue, send
from tests.bench.premises import Premises
from tests.bench.subject import Subject

SENDERS = (1, 16, 64)
FIRST_GUESS = 2_500.0  # turns a second, before anything is known


def desk(premises: Premises, how: str = "unsent", before: tuple[str, ...] = ()) -> Subject:
    """Our server. `how`: unsent, sending, or translating (unsent, with a backlog and without real-time priority)."""
    arguments = (str(premises.config), how)
    return Subject("tests.bench.subjects.desk", *arguments, log=premises.log, environ=premises.environ, before=before)


def bare(log_of: Premises) -> Subject:
    return Subject("tests.bench.subjects.bare_endpoint", log=log_of.log)


def loaded(subject: Subject, dialogues: list[Dialogue], senders: int, seconds: float) -> Stretch:
    """One stretch, with the CPU the server used for it."""
    before = subject.cpu()
    measured = send(int(subject.ready["port"]), dialogues, senders, seconds)
    spent = subject.cpu() - before
    return replace(measured, cpu_us=spent / max(1, measured.answered) * 1e6)


@dataclass
class Door:
    """A server, the workers who write to it, and how many of their turns it has answered with 200."""

    subject: Subject
    workers: Workers
    answered: int = 0
    rates: dict[int, float] = field(default_factory=dict)

    def prepared(self, senders: int, seconds: float, turns: int | None = None) -> list[list[bytes]]:
        """Somewhat more than can be answered in the time."""
        each = turns or len(self.workers.typed)
        turns_wanted = self.rates.get(senders, FIRST_GUESS) * seconds * 1.5
        return self.workers.by_sms(int(turns_wanted / each) + OPEN, turns)

    def greeted(self, senders: int, seconds: float) -> list[list[bytes]]:
        """Workers who have written once; what is left of their dialogues."""
        dialogues = self.prepared(senders, seconds)
        self._count(send(int(self.subject.ready["port"]), [one[:1] for one in dialogues], 16, all_of_them=True))
        return [one[1:] for one in dialogues]

    def known(self, senders: int, seconds: float) -> Stretch:
        """Turns of workers who have written before."""
        return self.timed(self.greeted(senders, seconds), senders, seconds)

    def timed(self, dialogues: list[list[bytes]], senders: int, seconds: float) -> Stretch:
        measured = loaded(self.subject, dialogues, senders, seconds)
        self._count(measured)
        self.rates[senders] = measured.rate
        return measured

    def _count(self, measured: Stretch) -> None:
        if measured.refused:
            raise RuntimeError(f"{measured.refused} calls were refused")
        self.answered += measured.answered


@dataclass
class Compared:
    """The rounds: raw commits, the bare endpoint and our server at every number of senders, PostgreSQL at 16."""

    raw: Series
    bare: dict[int, Series]
    ours: dict[int, Series]
    postgres: Series | None = None

    @property
    def series(self) -> list[Series]:
        more = [self.postgres] if self.postgres else []
        return [self.raw, *self.bare.values(), *self.ours.values(), *more]


def compare(
    raw: Subject, empty: Subject, ours: Door, on_postgres: Door | None, *, rounds: int, seconds: float
) -> Compared:
    """Every round has every contender once: a neighbour on the machine disturbs them alike."""
    found = Compared(
        Series("SQLite, one row a commit"),
        {senders: Series(f"bare FastAPI, {in_words(senders)}") for senders in SENDERS},
        {senders: Series(f"webhook to durable turn, {in_words(senders)}") for senders in SENDERS},
        Series("the same on PostgreSQL, 16 senders") if on_postgres else None,
    )
    warm(ours, on_postgres)
    call = ours.workers.by_sms(1)
    for _ in range(rounds):
        found.raw.rounds.append(raw.run(seconds=seconds))
        for senders in SENDERS:
            plenty = call * (int(20_000 * seconds / len(ours.workers.typed)) + OPEN)
            found.bare[senders].rounds.append(loaded(empty, plenty, senders, seconds))
            found.ours[senders].rounds.append(ours.known(senders, seconds))
        if found.postgres and on_postgres:
            found.postgres.rounds.append(on_postgres.known(16, seconds))
    return found


def in_words(senders: int) -> str:
    return "1 sender" if senders == 1 else f"{senders} senders"


def warm(*doors: Door | None) -> None:
    """Statements compiled, modules imported, files grown: what a server does once."""
    for door in doors:
        if door is not None:
            door.known(16, 0.3)
