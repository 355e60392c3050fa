"""Ten thousand reports as they lie in a desk's database after some years, and one of them long; sealed as real ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.casework.categories import CODES
from bot.conversation.snapshot import dump
from bot.conversation.vocabulary import REST, State
from storage.cases import Cases
from storage.conversations import Conversations
from storage.crypto import DataKey
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.messages import Messages
from storage.parties import Parties, Party
from storage.recipients import Recipient, Recipients
from storage.renderings import Renderings
from storage.times import DAY_MS
from storage.translation_tasks import Tasks

STATUSES = {
    **{"closed": 50, "with_companies": 20, "in_review": 6, "needs_info": 6, "withdrawn": 5, "received": 3},
    **{"dormant": 3, "joined": 3, "out_of_scope": 2, "kept_private": 2},
}
STAGES = ("in_review", "consent_wait", "accepted", "notified", "assessing", "dialogue", "closing_proposed")
LANGUAGES = ("vi", "id", "my", "ne", "fil", "en", "zh-Hans", "pt-BR")
CHANNELS = ("line", "telegram", "whatsapp", "sms")
SAID = "Bos saya menyimpan paspor saya sejak April dan belum membayar lembur dua bulan. "
MEANT = "My boss has kept my passport since April and has not paid two months of overtime. "


@dataclass
class Filling:
    """Rows drawn from a seed: the same desk every time. `at` is the day of the measurement, in ms."""

    at: int
    companies: tuple[str, ...]
    seed: int = 7

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._ids = 0

    def id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def cases(self, unit: Unit, n: int, *, first: int) -> None:
        for number in range(first, first + n):
            self.case(unit, number)

    def case(self, unit: Unit, number: int, *, status: str = "") -> tuple[str, DataKey]:
        """One report, with a thread where companies work on it; its conversation and key."""
        case_id, conversation_id, alias, draw = self.id(), self.id(), self.id(), self._chance
        status = status or draw.choices([*STATUSES], [*STATUSES.values()])[0]
        language, at = draw.choice(LANGUAGES), self.at - draw.randrange(400 * DAY_MS)
        key = unit.vault.create_key(conversation_id, wrap_id=self.id(), at_ms=at)
        recipient = Recipient(alias, "line", language=language, conversation_id=conversation_id, last_in_at=at)
        Recipients(unit.cases).add(recipient)
        Conversations(unit.cases).add(conversation_id, alias, person="p", seq=1, expires_at=None, remind_at=None)
        state = dump(State(REST, language=language, consented=True, submitted=True, story=True))
        Conversations(unit.cases).save(conversation_id, key, state=state, seq=1, expires_at=None, remind_at=None)
        Cases(unit.cases).open(
            case_id,
            key,
            reference=f"{number:08d}",
            conversation_id=conversation_id,
            status=status,
            urgent=draw.random() < 0.02,
            category=draw.choice(CODES),
            language=language,
            channel=draw.choice(CHANNELS),
            report={"where.company": "Sakura Foods", "what.ask": SAID, "danger.ask": "no"},
            at=at,
            due_at=None if status == "closed" else self.at + draw.randrange(-3 * DAY_MS, 30 * DAY_MS),
        )
        Cases(unit.cases).flag(case_id, "unread", draw.random() < 0.02 or status == "received")
        if draw.random() < 0.02:
            Cases(unit.cases).flag(case_id, "restricted", "gbv")
        Conversations(unit.cases).bind(conversation_id, case_id)
        Cases(unit.cases).record(self.id(), case_id, key, actor="worker", kind="submitted", at=at, now="received")
        if status in ("with_companies", "closed"):
            self.party(unit, case_id, at, thread=status == "with_companies")
        return conversation_id, key

    def party(self, unit: Unit, case_id: str, at: int, *, thread: bool) -> None:
        for company_id in self._chance.sample(self.companies, 1 if self._chance.random() < 0.9 else 2):
            Parties(unit.cases).add(Party(self.id(), case_id, company_id, "employer", "m" * 32, at))
            if thread:
                due = self.at + self._chance.randrange(-5 * DAY_MS, 20 * DAY_MS)
                of, stage = (self.id(), f"{self._ids:012d}", case_id, company_id, ""), self._chance.choice(STAGES)
                Disclosures(unit.cases).add(Thread(*of, stage, 0, at, due, False, at, None, 0, "", at))

    def long(self, unit: Unit, messages: int) -> str:
        """A report in review with that many messages, every one of hers translated; the id of its case."""
        conversation_id, key = self.case(unit, 99_999_999, status="in_review")
        said, renderings, tasks = Messages(unit.cases, key), Renderings(unit.cases, key), Tasks(unit.cases)
        for seq in range(1, messages + 1):
            hers, message_id, at = seq % 2 == 1, self.id(), self.at - (messages - seq) * 60_000
            part = "narrative" if seq == 1 else "added" if hers else "answer"
            body = {"text": SAID * 3 if hers else "Thank you. We have added it.", "at": at}
            author = "worker" if hers else "bot"
            said.add(message_id, conversation_id, seq=seq, author=author, part=part, body=body, day=0)
            if hers:
                of = {"conversation_id": conversation_id, "message_id": message_id, "text_id": message_id}
                tasks.add(self.id(), **of, source="id", target="en", urgent=False, at=at)
                renderings.add(self.id(), **of, target="en", generation=1, body=rendered(), at=at)
        found = Cases(unit.cases).of_conversation(conversation_id)
        assert found is not None
        return found.id


def rendered() -> dict[str, object]:
    """As `bot.translation.record` writes it: three sentences, the last of them in doubt."""
    leg = {"package": "id_en", "version": "1.9", "engine": "argos", "source": "id", "target": "en"}
    return {"segments": list(sentences()), "tail": " ", "route": [leg]}


def sentences() -> Iterator[dict[str, object]]:
    for n in range(3):
        yield {
            "lead": " " if n else "",
            "source": SAID.strip(),
            "text": MEANT.strip(),
            "level": "check" if n == 2 else "ok",
            "reasons": ["number"] if n == 2 else [],
            "origin": "machine",
            "score": None,
            "back": SAID.strip(),
        }
