"""A desk with a past: cases in many scripts at every stage, companies, people, an office, a public list.

Everything is put there by the acts of members, workers and companies, as tests of these acts do it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from bot import first_run
from bot.casework import collective, holding, restricting
from bot.casework.desk import Hand, find
from bot.casework.lifecycle import Actor
from bot.console import accounts
from bot.console.second_factor import new_secret
from bot.settings_file import SettingsFile
from storage.company_doors import CompanyDoors
from storage.engine import Unit
from storage.members import Member
from storage.referrals import Referral, Referrals
from storage.second_factors import SecondFactors
from storage.sessions import Sessions
from storage.times import milliseconds
from tests.browser.stories import ANSWER, IN_JAPANESE, INDONESIAN, STORIES, Story
from tests.casework import company_story
from tests.casework.desk_of_two import begun, delivered, written
from tests.casework.test_company_side import plans
from tests.casework.test_company_side import says as company_says
from tests.casework.test_parties import confirmed
from tests.casework.test_thread_limits import at
from tests.console import test_public
from tests.console.conftest import Kit
from tests.console.test_files import keep
from tests.console.test_portal_door import link
from tests.console.test_replies import ASKED, LOST
from tests.console.test_replies import written as reply
from tests.console.translating import asked, message, rendered, translated_case
from tests.media.samples import spoken

PEOPLE = {
    "member": ("sato@desk.example", "Sato Aiko"),
    "lead": ("kato@desk.example", "Kato Ren"),
    "admin": ("admin@desk.example", "Mori Yui"),
    "translator": ("mai@translators.example", "Mai Thi Lan"),
    "second": ("ito@desk.example", "Ito Jun"),
}
ROLES = {"second": "member"}


@dataclass
class Furnished:
    """Where things are: `places` fills the holes of addresses, `cases` names some cases."""

    kit: Kit
    cases: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def cookie(self, who: str) -> str:
        """A new session of this person; the token of its cookie."""
        token, at = f"session-{self.kit.id()}", milliseconds(self.kit.clock())
        self.kit.write(lambda unit: Sessions(unit.cases).begin(accounts.digest(token), self.member(who).id, at=at))
        return token

    def company_cookie(self, stage: str) -> str:
        """A new session of a company's contact who is as far as `stage`; the token of its cookie."""
        token, at = f"company-{self.kit.id()}", milliseconds(self.kit.clock())
        contact = company_story.MORI if stage != "factor" else company_story.TANAKA
        self.kit.write(
            lambda unit: CompanyDoors(unit.cases).begin(accounts.digest(token), contact.id, stage=stage, at=at)
        )
        return token

    def address(self, at: str) -> str:
        """`at` with its holes filled."""
        named = {f"case:{name}": case_id for name, case_id in self.cases.items()}
        filled = re.sub(r"\{([^}]+)\}", lambda hole: {**named, **self.places}[hole[1]], at)
        return f"{self.kit.console.public_url}{filled}"

    def member(self, who: str) -> Member:
        found: Member = self.kit.read(lambda unit: accounts.named(unit, PEOPLE[who][0]))
        return found


def furnish(kit: Kit, settings: Path) -> Furnished:
    """`settings` is where the desk's own file may be written."""
    made = Furnished(kit)
    settings.write_text('[desk]\nname = "Worker Desk"\n')
    kit.pages.state.own_settings = SettingsFile(settings)
    kit.clock.pass_(days=-40)
    for who, (login, name) in PEOPLE.items():
        kit.invite(login, ROLES.get(who, who), name)
    company_story.registered(kit)
    published(kit)
    with_companies(made)
    kit.clock.pass_(days=36)
    for story in STORIES:
        made.cases[story.language] = told(kit, story)
        kit.clock.pass_(hours=7)
    under_review(made)
    special(made)
    doors(made)
    return made


def told(kit: Kit, story: Story) -> str:
    """Her report, with what a machine made of it."""
    case_id, _ = translated_case(kit, story.rows, language=story.language, discreet=False, **story.more)
    return case_id


def published(kit: Kit) -> None:
    """An issue of the public list, with a text of which one worker said yes."""
    some = test_public.cases(kit, 6, sector="Food")
    body = {"en": "Wages were paid two months late.", "ja": "賃金の支払いが2か月遅れた。", "hers": "-"}
    test_public.agreed(kit, some[0], body)
    test_public.issue(kit)


def with_companies(made: Furnished) -> None:
    """Threads as far as each status; the first has an answer, a plan and a file of the company."""
    kit = made.kit
    plain = {"discreet": False, "language": "en", "text": "They keep our papers in the office."}
    for status in ("consent_wait", "notified", "dialogue", "closing_proposed"):
        made.cases[status] = at(kit, status, **plain).case_id
    thread = company_story.notified(kit)
    company_says(kit, thread, text="We have asked the site and answer within the week.")
    post = plans(kit, thread)
    made.cases["answered"] = thread.case_id
    made.places |= {
        "thread_id": thread.id,
        "number": thread.number,
        "company_id": thread.company_id,
        "post_id": post.id,
    }
    closed = kit.case(status="closed", category="WAG", language="vi")
    made.cases["closed"] = closed


def under_review(made: Furnished) -> None:
    """The case that is opened most: doubts in its translation, a photo, a voice message that was typed, an assessment,
    a company, a summary that waits for her.
    """
    kit = made.kit
    case_id = made.cases["review"] = told(kit, INDONESIAN)
    text_id = message(kit, case_id)
    asked(kit, case_id, text_id, target="ja")
    rendered(kit, case_id, text_id, IN_JAPANESE, target="ja")
    photo, voice = keep(kit, case_id, pay_slip(), spoken())
    talk(made, case_id)
    kit.assess(case_id)
    confirmed(kit, case_id, company_story.SAKURA)
    thread_id = begun(kit, case_id, company_story.SAKURA.id)
    written(kit, case_id, thread_id)
    made.places |= {"case_id": case_id, "photo": photo, "voice": voice, "text_id": text_id}
    made.places |= {"draft": thread_id}


def talk(made: Furnished, case_id: str) -> None:
    """A ready question of the desk, and her answer to it, which no machine translates."""
    kit = made.kit
    kit.has_cookie(made.cookie("member"))
    form = {"seen": kit.seen(case_id), "phrase": "phrase.id_where"}
    assert kit.post(f"/desk/cases/{case_id}/phrase", form).status_code == 303
    delivered(kit)
    kit.clock.pass_(minutes=19)
    kit.hear(case_id, ANSWER)


def special(made: Furnished) -> None:
    """Restricted, held, worked on together, an office, a text given to a translator."""
    kit, cases = made.kit, made.cases
    lead = acting(made, "lead")
    do(kit, lambda unit: restricting.restrict(lead(unit), cases["th"], "gbv"))
    do(kit, lambda unit: restricting.name(lead(unit), cases["th"], made_id(unit, "lead")))
    until = (kit.clock() + timedelta(days=90)).date()
    do(kit, lambda unit: holding.ask(lead(unit), cases["ur"], "A court asked for the file.", until=until))
    do(kit, lambda unit: collective.bring_together(lead(unit), cases["zh-Hans"], cases["review"]))
    worker = acting(made, "member", Actor.WORKER)
    do(kit, lambda unit: collective.ask_to_join(worker(unit), find(unit, cases["bn"]), cases["review"]))
    labour = Referral(
        kit.id(), "JP", "WAG", "ja", "愛知労働局 総合労働相談コーナー", contact="052-000-0000", hours="9:30-17:00"
    )
    office = Referral(kit.id(), "JP", "", "en", "Foreign Workers' Consultation Centre", contact="0120-000-000")
    kit.write(lambda unit: [Referrals(unit.cases).add(one) for one in (labour, office)])


def doors(made: Furnished) -> None:
    """What only a link or a form leads to: a welcome, a company's link, a text for a translator, a reply on its way."""
    kit = made.kit
    made.places["welcome"] = kit.invite("new@desk.example", "member", "Abe Emi")
    made.places["link"] = link(kit).rpartition("/")[2]
    secret = new_secret(kit.console.salt)
    kit.write(lambda unit: SecondFactors(unit.cases, unit.vault.keyring).begin(company_story.TANAKA.id, secret))
    case_id = made.places["case_id"]
    kit.has_cookie(made.cookie("member"))
    made.places["reply_id"] = reply(kit, case_id, [ASKED, LOST]).rpartition("/")[2]
    made.places["assignment_id"] = given(made)
    first = kit.read(lambda unit: first_run.fresh_link(unit, kit.console.intake.keyring, "", now=kit.clock()))
    made.places["setup"] = first.rpartition("/")[2]


def given(made: Furnished) -> str:
    """A text that no machine translates, given to the translator."""
    kit, case_id = made.kit, made.cases["km"]
    kit.has_cookie(made.cookie("lead"))
    until = (kit.clock() + timedelta(days=7)).date().isoformat()
    form = {"in": "en", "translator": made.member("translator").id, "until": until}
    assert kit.post(f"/desk/cases/{case_id}/texts/{message(kit, case_id)}/assign", form).status_code == 303
    kit.has_cookie(made.cookie("translator"))
    found = re.search(r"/desk/translate/([0-9a-f]+)", kit.get("/desk/translate").text)
    assert found is not None
    return found[1]


def acting(made: Furnished, who: str, actor: Actor = Actor.DESK) -> Callable[[Unit], Hand]:
    member_id = made.member(who).id
    return lambda unit: company_story.hand(made.kit, unit, actor, member_id)


def made_id(unit: Unit, who: str) -> str:
    return accounts.named(unit, PEOPLE[who][0]).id


def do(kit: Kit, act: Callable[[Unit], object]) -> None:
    def work(unit: Unit) -> None:
        act(unit)

    kit.write(work)


def pay_slip() -> bytes:
    """A photo of a pay slip, with nobody's name on it."""
    image = Image.new("RGB", (900, 640), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 860, 110), fill="#d8d2c2")
    for n in range(7):
        top = 150 + n * 66
        draw.line((40, top, 860, top), fill="#8d8778", width=2)
        draw.rectangle((60, top + 22, 260 + 23 * n % 90, top + 40), fill="#b7b09f")
        draw.rectangle((700, top + 22, 820, top + 40), fill="#6b6658" if n == 6 else "#b7b09f")
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
