"""The engine without HTTP beside other bot frameworks that are given the same dialogue."""

from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.bench.figures import Series
from tests.bench.premises import Premises
from tests.bench.subject import Subject

INSTALL = "uv pip install --group bench   (or: pip install aiogram aiogram-fsm-sqlitestorage)"
OURS_1, OURS_16 = "engine, 1 in flight", "engine, 16 in flight"
GUESS = 12_000  # no engine does more turns a second: so much is prepared


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to run another framework. `durable`: what it answered survives a power cut."""

    name: str
    module: str
    how: str
    in_flight: int
    durable: bool


PTB, AIOGRAM = "tests.bench.subjects.peer_ptb", "tests.bench.subjects.peer_aiogram"
PEERS = (
    Peer("python-telegram-bot ConversationHandler, nothing kept", PTB, "none", 1, False),
    Peer("the same, PicklePersistence + fsync each turn", PTB, "durable", 1, True),
    Peer("aiogram FSM, memory", AIOGRAM, "memory", 16, False),
    Peer("aiogram FSM, sqlitestorage as shipped", AIOGRAM, "shipped", 16, True),
    Peer("aiogram FSM, sqlitestorage with WAL and FULL", AIOGRAM, "wal", 16, True),
)


def missing() -> bool:
    return find_spec("aiogram") is None or find_spec("aiogram_fsm_sqlitestorage") is None


def compare(premises: Premises, *, rounds: int, seconds: float) -> list[Series]:
    """Ours at 1 and 16 in flight, then each peer that is installed; every round has every one once."""
    peers = [peer for peer in PEERS if peer.module == PTB or not missing()]
    with ExitStack() as running:
        ours = running.enter_context(engine(premises))
        others = {peer: running.enter_context(started(peer, premises.folder)) for peer in peers}
        found = {name: Series(name) for name in (OURS_1, OURS_16, *(peer.name for peer in peers))}
        ours.run(people=64, in_flight=16, seconds=0.5)
        for _ in range(rounds):
            for name, in_flight in ((OURS_1, 1), (OURS_16, 16)):
                people = int(GUESS * seconds / len_of(ours))
                found[name].rounds.append(ours.run(people=people, in_flight=in_flight, seconds=seconds))
            for peer, subject in others.items():
                people = int(GUESS * seconds / len_of(ours))
                found[peer.name].rounds.append(subject.run(people=people, in_flight=peer.in_flight, seconds=seconds))
    return list(found.values())


def best_durable(series: list[Series]) -> Series | None:
    names = {peer.name for peer in PEERS if peer.durable}
    return max((one for one in series if one.name in names), key=lambda one: one.median("rate"), default=None)


def engine(premises: Premises) -> Subject:
    return Subject("tests.bench.subjects.engine", str(premises.config), log=premises.log, environ=premises.environ)


def started(peer: Peer, folder: Path) -> Subject:
    return Subject(peer.module, str(folder), peer.how, log=folder / f"{peer.how}.log")


def len_of(subject: Subject) -> int:
    return int(subject.ready["turns"])
