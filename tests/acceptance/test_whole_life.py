"""The whole life of one case over real processes: told by SMS in Burmese, agreed to, sent to two companies, one of them
late, remedied, not solved, opened again, solved, closed, erased. Every notice she got is compared with the table of
`domain.md` 7, and everything that companies could read is searched for what they must not.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.acceptance.catalogue import catalogue, messages_in
from tests.acceptance.dialogue import Dialogue, reference_in, told_reference
from tests.acceptance.forms import Browser, Page
from tests.acceptance.house import House, Street
from tests.acceptance.people import DAY, Clock, Contact, Member
from tests.acceptance.plans import plan
from tests.acceptance.workers import offered, worker
from tests.delivery.test_mailing import Letterbox, served
from tests.vendors.phone import Bubble

TICK_SECONDS = 150.0
STORY = "သူဌေးက ကျွန်မရဲ့ နိုင်ငံကူးလက်မှတ်ကို သိမ်းထားတယ်။ လစာလည်း မပေးဘူး။"
ADDED = "သုံးလရှိပါပြီ။"
COMPANY = "Sakura Foods"
SUMMARY_EN = "A worker reports that the employer keeps a passport and has not paid wages for some months."
SUMMARY_JA = "働き手から、雇用主が旅券を預かったままで、賃金も数か月支払われていないとの通報がありました。"
SUMMARY_MY = "အလုပ်သမားတစ်ဦးက အလုပ်ရှင်သည် နိုင်ငံကူးလက်မှတ်ကို သိမ်းထားပြီး လစာ လအတော်ကြာ မပေးကြောင်း တိုင်ကြားထားသည်။"
COMPANIES = """key,name,kind,country,contact name,contact mail,contact language
S1,Sakura Foods,member,JP,Mori Hanako,mori@sakura.example,en
H1,Hikari Staffing,broker,JP,Abe Ryo,abe@hikari.example,ja
"""
OFFER_MY = "လစာအားလုံး ပေးပါမယ်။"
TOLD = [
    *("update.reviewing", "consent.preview", "update.sent", "consent.preview", "update.sent", "update.investigating"),
    *("update.company_late", "update.safety", "update.answered", "update.offer", "update.agreed"),
    *("closing.ask", "closing.missing", "closing.ask", "closing.thanks", "closing.ask", "update.closed"),
]


@contextmanager
def living(tmp_path: Path, street: Street, box: Letterbox) -> Iterator[tuple[House, Clock]]:
    file = tmp_path / "clock"
    noon = (12 - 9) * 3600 - time.time() % DAY
    file.write_text(str(noon))
    mail = f"""
[mail]
host = "127.0.0.1"
port = {box.port}
sender = "desk@desk.example"
tls = false
"""
    house = House(tmp_path / "desk", street, local=True, languages=("en", "ja", "my"), more=mail)
    house.launcher = (house.launcher[0], "-m", "tests.acceptance.moved_clock")
    house.environ = {"TEST_CLOCK": str(file)}
    house.migrate().start()
    try:
        yield house, Clock(file, noon)
        codes = house.stop()
        assert set(codes) == {0}, house.logs()[-3000:]
        assert "Traceback" not in house.logs(), house.logs()[-3000:]
    finally:
        house.close()


def joined(bubbles: Sequence[Bubble]) -> str:
    """What she reads, however many messages it came in."""
    return " ".join(bubble.text for bubble in bubbles)


def heard(dialogue: Dialogue, message_id: str, seconds: float = TICK_SECONDS) -> str:
    """She is told that there is something, asks for it, and reads exactly this; its text."""
    dialogue.seconds = seconds

    def says(bubbles: Sequence[Bubble], *ids: str) -> bool:
        return any(one.id in ids for one in messages_in(joined(bubbles), "my"))

    bubbles = dialogue.hear(lambda all_: says(all_, "update.notice", message_id))
    if not says(bubbles, message_id):
        dialogue.say("1")
    bubbles = dialogue.hear(lambda all_: says(all_, message_id))
    dialogue.read += len(bubbles)
    return joined(bubbles)


def ticked(page: Page, name: str) -> list[str]:
    """The values of the boxes beside this name."""
    found = re.findall(r'name="company" value="(\w+)">\s*<strong>([^<]+)', page.answer.text)
    return [value for value, label in found if label == name]


@pytest.mark.slow
def test_a_case_from_the_first_word_to_its_erasure(street: Street, tmp_path: Path) -> None:
    with served(Letterbox()) as box, living(tmp_path, street, box) as (house, clock), ExitStack() as stack:
        life = Life(house, clock, box, tmp_path)
        stack.callback(life.end)
        life.she_reports()
        life.the_desk_reviews()
        life.she_agrees()
        life.the_companies_are_told()
        life.one_of_them_is_late()
        life.a_remedy_is_offered_and_agreed()
        life.she_says_that_it_is_not_solved()
        life.it_is_solved_and_closed()
        life.nothing_led_to_her()
        life.it_is_erased()


class Life:
    """One step of the story each, in its order."""

    def __init__(self, house: House, clock: Clock, box: Letterbox, folder: Path) -> None:
        self.house, self.clock, self.box, self.folder = house, clock, box, folder
        self.sato, self.mori = Member(Browser(house.url), clock), Member(Browser(house.url), clock)
        self.sakura, self.hikari = Contact(Browser(house.url), clock), Contact(Browser(house.url), clock)
        self.her = Dialogue(worker("sms", house.street, house.carrier()), "my", plan("my", ADDED, COMPANY))
        self.reference = self.case = ""
        self.threads: dict[str, str] = {}
        self.told: list[str] = []

    def reads(self, message_id: str) -> str:
        text = heard(self.her, message_id)
        self.told.append(message_id)
        return text

    def she_reports(self) -> None:
        file = self.folder / "companies.csv"
        file.write_text(COMPANIES, encoding="utf-8")
        self.house.command("company", "import", str(file))
        self.sato.arrive(self.house, "sato@desk.example", "Sato Aiko", "lead")
        self.mori.arrive(self.house, "ito@desk.example", "Ito Ken", "lead")
        self.her.seconds = 30.0
        self.her.say(STORY)
        self.reference = reference_in(self.her.run(told_reference))
        self.her.run(lambda bubbles: "extra.ask" in self.her.asked and len(bubbles) > 0)
        self.her.read = len(self.her.seen())
        self.case = self.sato.case(self.reference)

    def the_desk_reviews(self) -> None:
        desk, case = self.sato, self.case
        desk.do(case, "/move", to="in_review")
        self.reads("update.reviewing")
        page = desk.browser.get(f"{case}/review")
        tree = {name: "yes" for form in page.forms for name in form.names if name.startswith("tree.")}
        risks = {name: "no" for form in page.forms for name in form.names if name.startswith("detriment.")}
        signs = ["documents", "wages"]
        answers = {**tree, **risks, "tree.proceedings": "no"}
        desk.do(f"{case}/review", "/review$", **answers, category="FRL", indicator=signs, looked="yes")
        page = desk.browser.get(f"{case}/companies")
        page = desk.browser.submit(page, "/companies/find", asked="Sakura")
        desk.browser.submit(page, "/companies$", company=ticked(page, "Sakura Foods"), role="employer")
        page = desk.browser.submit(desk.browser.get(f"{case}/companies"), "/companies/find", asked="Hikari")
        desk.browser.submit(page, "/companies$", company=ticked(page, "Hikari Staffing"), role="broker")

    def she_agrees(self) -> None:
        """Each company's summary: written, shown to her in Burmese that a member typed, agreed to, approved."""
        for name in ("Sakura Foods", "Hikari Staffing"):
            self.threads[name] = self.begun(name)
            self.asked(self.threads[name])
            self.agreed(name)

    def begun(self, name: str) -> str:
        page = self.sato.browser.get(f"{self.case}/threads")
        form = next(
            one
            for one in page.forms
            if one.action.endswith("/threads") and any(name in words for *_, words in one.buttons)
        )
        answer = self.sato.browser.client.post(form.action, data=dict(form.fields))
        assert answer.status_code == 200, answer.text[:300]
        return re.sub(r"^https?://[^/]+", "", str(answer.url))

    def asked(self, address: str) -> None:
        """Written, looked through, made ready for her: no package knows Burmese here, a member types it."""
        desk = self.sato
        desk.do(address, "/text$", en=SUMMARY_EN, ja=SUMMARY_JA, people="40")
        page = desk.browser.get(address)
        if page.has("/marks$"):
            desk.browser.submit(page, "/marks$")
        page = desk.do(address, "/translate$")
        text = page.link("/texts/")
        desk.do(text, "/whole$", text=SUMMARY_MY)
        desk.do(address, "/ask$")

    def agreed(self, name: str) -> None:
        """She reads exactly what a member typed, and says yes to that; the other member approves it."""
        text = self.reads("consent.preview")
        assert SUMMARY_MY in text
        assert name in text
        self.her.say("4")
        self.her.hear(lambda bubbles: len(bubbles) > 0)
        refused = self.sato.browser.get(self.threads[name])
        assert not refused.has("/approve$"), "who wrote it can approve it"
        self.mori.do(self.threads[name], "/approve$", same="yes")
        self.reads("update.sent")

    def the_companies_are_told(self) -> None:
        self.clock.pass_(0.02)  # what comes within ten minutes is one mail
        self.sakura.arrive(self.box, "mori@sakura.example")
        self.hikari.arrive(self.box, "abe@hikari.example")
        page = self.sakura.browser.get(self.sakura.thread())
        assert SUMMARY_EN in page.words
        self.sakura.do("/acknowledge$")
        self.sakura.do("/answer$", text="We look into it at the plant.")
        posts = f"{self.threads['Sakura Foods']}/posts"
        self.sato.do(posts, "/pass-on$", how="investigating")
        self.reads("update.investigating")

    def one_of_them_is_late(self) -> None:
        """Hikari says nothing for its fourteen days: she is told, with a new date, and asked how she is."""
        self.clock.pass_(16)
        self.all_of("update.company_late", "update.safety", answers={"update.safety": "no"})
        self.sato.back()
        self.mori.back()
        self.hikari.back(self.box)
        self.hikari.do("/answer$", text="We look for it.")
        self.hikari.do("/answer$", text="We give back what we kept.")
        self.sato.do(f"{self.threads['Hikari Staffing']}/posts", "/pass-on$", how="answered")
        self.reads("update.answered")

    def a_remedy_is_offered_and_agreed(self) -> None:
        self.sakura.back(self.box)
        day = time.strftime("%Y-%m-%d", time.gmtime(self.clock.now + 20 * DAY))
        self.sakura.do("/plan$", text="Back pay.", what=["Pay all wages"], day=[day])
        posts = f"{self.threads['Sakura Foods']}/posts"
        self.sato.do(posts, "/tell$", text=OFFER_MY, kind="offer", how="it_is")
        assert OFFER_MY in self.reads("update.offer")
        self.chooses("update.offer", "yes")
        self.sato.do(posts, "/tell$", text=OFFER_MY, kind="agreed", how="it_is")
        self.reads("update.agreed")

    def she_says_that_it_is_not_solved(self) -> None:
        self.proposed("Sakura Foods", "remedied")
        self.chooses("closing.ask", "not")
        self.reads("closing.missing")
        self.her.say(ADDED)
        self.her.hear(lambda bubbles: len(bubbles) > 0)
        self.her.read = len(self.her.seen())
        page = self.sato.browser.get(self.case)
        assert ADDED in page.words

    def it_is_solved_and_closed(self) -> None:
        self.proposed("Sakura Foods", "remedied")
        self.chooses("closing.ask", "solved")
        self.reads("closing.thanks")
        self.proposed("Hikari Staffing", "remedied")
        self.chooses("closing.ask", "partly")
        self.reads("update.closed")

    def proposed(self, name: str, outcome: str) -> None:
        thread = self.threads[name].rsplit("/", 1)[-1]
        self.sato.do(f"{self.case}/closing", f"/closing/propose/{thread}$", outcome=outcome)
        self.reads("closing.ask")

    def chooses(self, question: str, value: str) -> None:
        """By the number beside the label."""
        label = catalogue("my")[f"{question}.{value}"]
        shown = [bubble for bubble in self.her.seen() if label in bubble.text][-1:]
        button = next(one for one in offered(shown) if one.label == label)
        self.her.say(button.id)

    def all_of(self, *ids: str, answers: dict[str, str]) -> None:
        """What waits for her, in whatever order it comes, together or one by one."""
        left = list(ids)
        while left:
            found = self.any_of(left)
            left = [one for one in left if one not in found]
            for one in found:
                if one in answers:
                    self.chooses(one, answers[one])
        self.told += ids

    def any_of(self, ids: Sequence[str]) -> list[str]:
        self.her.seconds = TICK_SECONDS

        def which(bubbles: Sequence[Bubble], *more: str) -> list[str]:
            return [one.id for one in messages_in(joined(bubbles), "my") if one.id in {*ids, *more}]

        bubbles = self.her.hear(lambda all_: bool(which(all_, "update.notice")))
        if not which(bubbles):
            self.her.say("1")
        bubbles = self.her.hear(lambda all_: bool(which(all_)))
        found = which(bubbles)
        self.her.read += len(bubbles)
        return list(dict.fromkeys(found))

    def nothing_led_to_her(self) -> None:
        """All that companies and mailboxes were given, searched for what leads to her."""
        to_desk = [one for one in self.box.taken if "@desk.example" in str(one["To"])]
        to_companies = [one.as_bytes() for one in self.box.taken if one not in to_desk]
        digits, case_id = self.reference.replace("-", ""), self.case.rsplit("/", 1)[-1]
        leads = [STORY, ADDED, SUMMARY_MY, self.reference, digits, self.her.worker.address, "Burmese", "ビルマ"]
        companies = b"\n".join([*self.sakura.browser.seen, *self.hikari.browser.seen, *to_companies])
        for word in [*leads, case_id]:
            assert word.encode() not in companies, f"a company was given {word[:20]}"
        desk = b"\n".join(one.as_bytes() for one in to_desk)
        for word in leads:
            assert word.encode() not in desk, f"a mail to the desk holds {word[:20]}"
        assert b"Hikari" not in b"\n".join(self.sakura.browser.seen)
        assert b"Sakura" not in b"\n".join(self.hikari.browser.seen)

    def it_is_erased(self) -> None:
        """Her contact after the last safety check, the words two years after the end: no key opens them any more."""
        assert self.told == TOLD, self.told
        self.clock.pass_(120)
        self.clock.pass_(31 * 24)
        self.house.command("retention", "run")
        self.sato.back()
        page = self.sato.browser.get(self.case)
        for gone in (STORY, ADDED, SUMMARY_EN, SUMMARY_MY, OFFER_MY):
            assert gone not in page.answer.text
        assert "retention" in self.house.command("retention", "receipts")

    def end(self) -> None:
        for one in (self.sato, self.mori, self.sakura, self.hikari):
            one.browser.close()
