"""Mail to the desk, through a real SMTP server on loopback: what it says, to whom, how often, what it never says."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.casework.alerting import Alarm, Occasion
from bot.config import Mail
from bot.delivery.mailing import Mailer, Smtp
from bot.deskwork import mailer_of
from storage.engine import Unit
from storage.times import milliseconds
from tests.console.conftest import SENTENCE, Kit, demo, kit, migrated, runner

__all__ = ["demo", "kit", "migrated", "runner"]


@dataclass
class Letterbox:
    """What an SMTP server took; `answer` is what it says to a recipient."""

    answer: str = "250 OK"
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, _s: SMTP, _x: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@contextmanager
def served(box: Letterbox) -> Iterator[Letterbox]:
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller calls its own port to see that it is open
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with served(Letterbox()) as box:
        yield box


def mailer(kit: Kit, port: int, **changes: Any) -> Mailer:
    mail = Mail(host="127.0.0.1", port=port, sender="desk@madoguchi.example", tls=False, **changes)
    config = replace(kit.app.config, mail=mail)
    made = mailer_of(config, kit.app.store, ids=kit.id, now=kit.clock)
    assert made is not None
    return made


def alert(kit: Kit, case_id: str, *occasions: Occasion) -> None:
    def work(unit: Unit) -> None:
        for occasion in occasions:
            Alarm(kit.id, on=True)(unit, case_id, occasion, at=milliseconds(kit.clock()))

    kit.write(work)


def send(kit: Kit, made: Mailer, *, minutes: float = 0) -> None:
    kit.clock.pass_(minutes=minutes)

    async def all_that_is_due() -> None:
        while await made.crew.drain():
            await made.crew.settle()

    kit.run(all_that_is_due())


def text(message: EmailMessage) -> str:
    return str(message.get_content())


def test_several_changes_within_ten_minutes_are_one_mail_with_one_link(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "member")
    made, first, second = mailer(kit, box.port), kit.case(), kit.case()
    alert(kit, first, Occasion.NEW)
    send(kit, made, minutes=5)
    assert box.taken == []
    alert(kit, second, Occasion.LATE)
    alert(kit, first, Occasion.ANSWERED)
    send(kit, made, minutes=5)
    (message,) = box.taken
    assert message["To"] == "sato@desk.example"
    assert message["Subject"].endswith("1 case is late")
    assert text(message).splitlines() == [
        "1 case is late",
        "1 worker has answered",
        "",
        "http://127.0.0.1:8000/desk",
    ]
    send(kit, made, minutes=60)
    assert len(box.taken) == 1


def test_danger_is_mailed_at_once_with_a_link_to_the_case(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "lead")
    case_id = kit.case(urgent=True)
    alert(kit, case_id, Occasion.URGENT)
    send(kit, mailer(kit, box.port))
    (message,) = box.taken
    assert f"http://127.0.0.1:8000/desk/cases/{case_id}" in text(message)
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_mail_never_says_what_a_case_is_about_nor_its_number(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "member")
    case_id = kit.case()
    alert(kit, case_id, *Occasion)
    send(kit, mailer(kit, box.port))
    (message,) = box.taken
    del message["Message-ID"]  # a number of the mail alone, here counted from 1 as everything
    whole = message.as_string()
    row = kit.row(case_id)
    spelt = f"{row.reference[:4]}-{row.reference[4:]}"
    for secret in (row.reference, spelt, SENTENCE, row.conversation_id, row.category, "Indonesia", "simulator"):
        assert secret not in whole.replace(case_id, "")


@pytest.mark.parametrize(
    ("login", "role", "heard"),
    [
        ("sato@desk.example", "lead", True),
        ("sato@desk.example", "member", True),
        ("sato@desk.example", "admin", False),
        ("sato@desk.example", "translator", False),
        ("sato", "member", False),
    ],
)
def test_only_who_reads_cases_and_has_an_address_is_written_to(
    kit: Kit, box: Letterbox, login: str, role: str, heard: bool
) -> None:
    kit.invite(login, role)
    alert(kit, kit.case(), Occasion.URGENT)
    send(kit, mailer(kit, box.port))
    assert bool(box.taken) == heard


def test_in_the_members_own_language(kit: Kit, box: Letterbox) -> None:
    from storage.members import Members

    kit.invite("sato@desk.example", "member")

    def japanese(unit: Unit) -> None:
        (member,) = Members(unit.cases).all()
        Members(unit.cases).set_language(member.id, "ja")

    kit.write(japanese)
    alert(kit, kit.case(), Occasion.URGENT)
    send(kit, mailer(kit, box.port))
    assert "危険" in str(box.taken[0]["Subject"])


def test_a_server_that_is_away_is_tried_again_later_and_later(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "member")
    box.answer = "451 try again later"
    made = mailer(kit, box.port)
    alert(kit, kit.case(), Occasion.URGENT)
    send(kit, made)
    box.answer = "250 OK"
    send(kit, made, minutes=0.5)
    assert box.taken == []
    send(kit, made, minutes=1)
    assert len(box.taken) == 1


def test_a_closed_port_loses_nothing(kit: Kit) -> None:
    kit.invite("sato@desk.example", "member")
    alert(kit, kit.case(), Occasion.URGENT)
    send(kit, mailer(kit, 1))
    with served(Letterbox()) as box:
        send(kit, mailer(kit, box.port), minutes=2)
        assert len(box.taken) == 1


def test_an_address_refused_for_good_is_given_up_and_the_next_is_reached(kit: Kit, box: Letterbox) -> None:
    kit.invite("gone@desk.example", "member")
    box.answer = "550 no such user"
    alert(kit, kit.case(), Occasion.URGENT)
    send(kit, mailer(kit, box.port))
    box.answer = "250 OK"
    send(kit, mailer(kit, box.port), minutes=600)
    assert box.taken == []


def test_two_processes_send_one_mail(kit: Kit, box: Letterbox) -> None:
    kit.invite("sato@desk.example", "member")
    alert(kit, kit.case(), Occasion.URGENT)
    one, other = mailer(kit, box.port), mailer(kit, box.port)

    async def both() -> None:
        await asyncio.gather(one.crew.drain(), other.crew.drain())
        await asyncio.gather(one.crew.settle(), other.crew.settle())

    kit.run(both())
    assert len(box.taken) == 1


def test_nothing_is_said_before_the_connection_is_encrypted(box: Letterbox) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "desk@madoguchi.example", "sato@desk.example"
    mail = Mail(host="127.0.0.1", port=box.port, sender="desk@madoguchi.example", username="u", password="p", tls=True)
    with pytest.raises(Exception, match="STARTTLS"):
        Smtp(mail)(message)
    assert box.taken == []


def test_without_a_mail_server_nothing_is_kept_to_be_sent(kit: Kit) -> None:
    kit.invite("sato@desk.example", "member")
    case_id = kit.case()
    kit.write(lambda unit: Alarm(kit.id)(unit, case_id, Occasion.URGENT, at=0))
    assert mailer_of(kit.app.config, kit.app.store, ids=kit.id, now=kit.clock) is None
    with served(Letterbox()) as box:
        send(kit, mailer(kit, box.port), minutes=600)
        assert box.taken == []
