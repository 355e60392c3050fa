"""What we ask, in order, as data. Wording lives in locales/; this file only says which answer leads where.

The shortest path to a submitted report comes first, then what may be added, the side trips, and what the desk asks.
"""

from collections.abc import Sequence

from bot.conversation.vocabulary import (
    ANY,
    BACK,
    CHAT,
    CHOSEN,
    REST,
    SKIP,
    STAY,
    WAITING,
    WANTED,
    Choice,
    Fact,
    Filing,
    Only,
    Reading,
    Script,
    Step,
)

VERSION = 1
DEFAULT_LANGUAGES: tuple[tuple[str, str], ...] = (("en", "English"), ("ja", "日本語"), ("id", "Bahasa Indonesia"))


def options(ask: str, values: str) -> tuple[Choice, ...]:
    """`yes no` -> choices labelled `<ask>.yes`, `<ask>.no`."""
    return tuple(Choice(value, f"{ask}.{value}") for value in values.split())


OPENING = (
    Step(
        "lang.detected",
        "lang.detected",
        {"no": "start.language", ANY: "safe.check"},
        options("lang.detected", "yes no"),
        only=Only(fact=Fact.GUESS),
        otherwise="start.language",
        skip=False,
        open=True,
    ),
    Step(
        "start.language",
        "start.language",
        {ANY: "safe.check"},
        source="languages",
        does={ANY: "language"},
        skip=False,
        open=True,
    ),
    Step(
        "safe.check",
        "safe.check",
        {"later": STAY, ANY: "consent.ask"},
        options("safe.check", "yes later danger"),
        tells={"yes": ("privacy.who", "privacy.limits")},
        does={"later": "hide", "danger": "danger"},
        via={"danger": "country.ask"},
        skip=False,
        open=True,
    ),
    Step(
        "consent.ask",
        "consent.ask",
        {"no": REST, "about": "consent.ask", ANY: "who.ask"},
        options("consent.ask", "yes no about"),
        tells={"no": ("consent.no",), "about": ("privacy.limits", "privacy.keep")},
        does={"yes": "consent", "no": "forget_draft"},
        skip=False,
    ),
)

# Her story comes before anything about her, and everything that can wait is asked after the report is safe.
REPORT = (
    Step("who.ask", "who.ask", {ANY: "who.count"}, options("who.ask", "me group other"), keep=True),
    Step(
        "who.count",
        "who.count",
        {ANY: "who.consent"},
        options("who.count", "to5 to20 to100 over100 unknown"),
        keep=True,
        only=Only("who.ask", ("group",)),
    ),
    Step(
        "who.consent",
        "who.consent",
        {ANY: "what.more"},
        options("who.consent", "yes no cannot"),
        keep=True,
        only=Only("who.ask", ("other",)),
    ),
    # "Go on" is 1, because `what.ask` has told her to send 1 when she has finished.
    Step(
        "what.more",
        "what.more",
        {"on": "danger.ask", "add": "what.ask", SKIP: "danger.ask", ANY: "what.more"},
        options("what.more", "on add"),
        text=Filing.NARRATIVE,
        tells={"add": ("what.tip",)},
        only=Only(fact=Fact.STORY),
        otherwise="what.ask",
    ),
    Step(
        "what.ask",
        "what.ask",
        {"done": "danger.ask", SKIP: "danger.ask", ANY: "what.more"},
        options("what.ask", "done"),
        text=Filing.NARRATIVE,
    ),
    Step(
        "danger.ask",
        "danger.ask",
        {ANY: "where.company"},
        options("danger.ask", "yes no unsure"),
        keep=True,
        tells={"unsure": ("safe.emergency",)},
        does={"yes": "danger"},
        via={"yes": "country.ask"},
    ),
    Step("where.company", "where.company", {ANY: "anon.ask"}, text=Filing.ANSWER, keep=True),
    Step(
        "anon.ask",
        "anon.ask",
        {ANY: "name.ask"},
        options("anon.ask", "none desk company"),
        keep=True,
        tells={"none": ("anon.none",)},
    ),
    Step(
        "name.ask",
        "name.ask",
        {ANY: "contact.discreet"},
        text=Filing.SECRET,
        does={ANY: "name"},
        only=Only("anon.ask", ("desk", "company")),
    ),
    Step(
        "contact.discreet",
        "contact.discreet",
        {ANY: "review.ask"},
        options("contact.discreet", "yes no"),
        keep=True,
        tells={"yes": ("safe.device",)},
        does={ANY: "discreet"},
    ),
    # In danger the report is with the desk already: there is nothing to send, so nothing to check first.
    Step(
        "review.ask",
        "review.ask",
        {"change": "review.change", "no": REST, ANY: "extra.ask"},
        options("review.ask", "yes change no"),
        tells={"no": ("safe.later",)},
        does={"yes": "submit", "no": "pause"},
        skip=False,
        only=Only(fact=Fact.UNSENT),
        otherwise="extra.ask",
    ),
    Step(
        "review.change",
        "review.change",
        {SKIP: "review.ask", ANY: CHOSEN},
        source="answered",
        does={ANY: "edit"},
    ),
)

EXTRA = (
    Step(
        "extra.ask",
        "extra.ask",
        {"stop": REST, SKIP: REST, ANY: "who.role"},
        options("extra.ask", "on stop"),
        tells={"stop": ("submit.next",), SKIP: ("submit.next",)},
    ),
    Step(
        "who.role",
        "who.role",
        {ANY: "who.authority"},
        options("who.role", "family coworker union ngo lawyer other"),
        keep=True,
        only=Only("who.ask", ("other",)),
    ),
    Step(
        "who.authority",
        "who.authority",
        {ANY: "category.ask"},
        options("who.authority", "asked law no"),
        keep=True,
        only=Only("who.ask", ("other",)),
    ),
    Step(
        "category.ask",
        "category.ask",
        {ANY: "where.site"},
        options("category.ask", "wag hrs osh har ids fee lif dis end unk"),
        keep=True,
    ),
    Step("where.site", "where.site", {ANY: "where.team"}, text=Filing.ANSWER, keep=True),
    Step(
        "where.team",
        "where.team",
        {ANY: "when.ask"},
        options("where.team", "to5 to20 over20 unknown"),
        keep=True,
        tells={"to5": ("anon.small",)},
    ),
    Step("when.ask", "when.ask", {ANY: "when.ongoing"}, options("when.ask", "week month year before"), keep=True),
    Step("when.ongoing", "when.ongoing", {ANY: "people.names"}, options("when.ongoing", "yes no unsure"), keep=True),
    Step("people.names", "people.names", {ANY: "remedy.ask"}, text=Filing.NAMES),
    Step(
        "remedy.ask",
        "remedy.ask",
        {ANY: "evidence.ask"},
        options("remedy.ask", "stop pay ids fee doctor job sorry rules other unknown"),
        keep=True,
    ),
    Step("evidence.ask", "evidence.ask", {ANY: "prior.ask"}, text=Filing.EVIDENCE),
    Step(
        "prior.ask", "prior.ask", {ANY: "retaliation.ask"}, options("prior.ask", "no boss union gov friends"), keep=True
    ),
    Step(
        "retaliation.ask", "retaliation.ask", {ANY: "share.ask"}, options("retaliation.ask", "no yes afraid"), keep=True
    ),
    # Her wish only: what a company gets is agreed to in `consent.preview`, word for word.
    Step(
        "share.ask",
        "share.ask",
        {ANY: "contact.how"},
        options("share.ask", "yes first no"),
        keep=True,
        only=Only("where.company"),
    ),
    Step("contact.how", "contact.how", {ANY: "contact.when"}, options("contact.how", "here call self"), keep=True),
    Step(
        "contact.when",
        "contact.when",
        {ANY: "contact.pin"},
        options("contact.when", "any morning evening off"),
        keep=True,
    ),
    Step(
        "contact.pin",
        "contact.pin",
        {ANY: REST},
        text=Filing.SECRET,
        reads=Reading.PIN,
        miss="pin.format",
        tells={ANY: ("submit.next",), SKIP: ("submit.next",)},
        does={ANY: "pin"},
        only=Only(fact=Fact.NO_PIN),
    ),
)

SIDE = (
    Step(
        "lang.change",
        "start.language",
        {ANY: BACK},
        source="languages",
        tells={ANY: ("lang.changed",)},
        does={ANY: "language"},
        side=True,
        open=True,
    ),
    Step(
        "country.ask",
        "country.ask",
        {ANY: BACK},
        source="countries",
        tells={ANY: ("safe.emergency",), "other": ()},
        does={ANY: "country"},
        only=Only(fact=Fact.NOWHERE),
        side=True,
        open=True,
    ),
    # After HIDE someone else may hold the phone: nothing is shown before she says that it is safe.
    Step(
        "safe.again",
        "safe.check",
        {"later": STAY, "yes": WANTED, ANY: BACK},
        options("safe.check", "yes later danger"),
        does={"later": "hide", "danger": "danger"},
        via={"danger": "country.ask"},
        skip=False,
        side=True,
        open=True,
    ),
    Step(
        "start.resume",
        "start.resume",
        {"again": "safe.check", "delete": REST, ANY: BACK},
        options("start.resume", "on again delete"),
        tells={"delete": ("delete.done",)},
        does={"again": "start_again", "delete": "forget_draft"},
        side=True,
        only=Only(fact=Fact.DRAFT),
        otherwise="menu.main",
    ),
    Step(
        "menu.main",
        "menu.main",
        {
            "new": "safe.check",
            "add": "add.which",
            "check": "status.ask",
            "person": "human.ask",
            "language": "lang.change",
            "mine": "delete.ask",
            ANY: BACK,
        },
        options("menu.main", "new add check person language mine"),
        tells={"mine": ("privacy.keep",)},
        does={"new": "new_report"},
        side=True,
        only=Only(fact=Fact.NO_DRAFT),
        otherwise="menu.draft",
    ),
    Step(
        "menu.draft",
        "menu.main",
        {
            "new": "start.resume",
            "add": BACK,
            "check": "status.ask",
            "person": "human.ask",
            "language": "lang.change",
            "mine": "delete.ask",
            ANY: BACK,
        },
        options("menu.main", "new add check person language mine"),
        tells={"mine": ("privacy.keep",)},
        side=True,
    ),
    Step(
        "add.which",
        "add.which",
        {ANY: "add.ask"},
        source="reports",
        does={ANY: "about"},
        side=True,
        arrive="latest",
        only=Only(fact=Fact.SEVERAL),
        otherwise="add.ask",
    ),
    Step(
        "add.ask",
        "add.ask",
        {"done": BACK, SKIP: BACK, ANY: "add.ask"},
        options("add.ask", "done"),
        text=Filing.ADDED,
        tells={"done": ("add.done",)},
        side=True,
        only=Only(fact=Fact.REPORTED),
        otherwise="status.ask",
    ),
    Step(
        "status.ask",
        "status.ask",
        {SKIP: BACK, ANY: "status.pin"},
        text=Filing.SECRET,
        reads=Reading.REFERENCE,
        miss="status.wrong",
        does={ANY: "about"},
        side=True,
        arrive="status",
        only=Only(fact=Fact.UNREPORTED),
        otherwise=BACK,
    ),
    Step(
        "status.pin",
        "pin.ask",
        {"ok": BACK, "wrong": "status.ask", "dead": "status.ask", SKIP: BACK, ANY: STAY},
        text=Filing.SECRET,
        reads=Reading.PIN,
        miss="status.wrong",
        tells={"wrong": ("status.wrong",), "dead": ("status.wrong",)},
        does={"ok": "found", ANY: "look_up"},
        side=True,
    ),
    Step(
        "human.ask",
        "human.ask",
        {ANY: BACK},
        options("human.ask", "write call"),
        tells={ANY: ("human.wait",)},
        does={ANY: "person"},
        side=True,
        open=True,
        home=CHAT,
    ),
    Step(
        "delete.ask",
        "delete.ask",
        {"all": REST, "contact": REST, ANY: BACK},
        options("delete.ask", "all contact none"),
        tells={"all": ("delete.done",), "contact": ("delete.done",)},
        does={"all": "forget", "contact": "forget"},
        side=True,
    ),
    Step(
        "pin.ask",
        "pin.ask",
        {"ok": WANTED, "wrong": "pin.ask", "dead": "human.ask", "new": "safe.check", ANY: STAY},
        options("pin.ask", "new"),
        text=Filing.SECRET,
        reads=Reading.PIN,
        miss="pin.wrong",
        tells={"wrong": ("pin.wrong",)},
        does={"ok": "unlock", "new": "stranger", ANY: "check_pin"},
        skip=False,
        side=True,
        open=True,
    ),
    # Numbers are given to new people: without a PIN, the reference shows that she is the one who reported.
    Step(
        "lock.ask",
        "lock.ask",
        {"new": "safe.check", ANY: WANTED},
        options("lock.ask", "new"),
        text=Filing.SECRET,
        reads=Reading.OWN,
        miss="status.wrong",
        does={"new": "stranger", ANY: "unlock"},
        skip=False,
        side=True,
        open=True,
    ),
)


def asked_by_desk(name: str, values: str, *, first: int = 1, go: dict[str, str] | None = None) -> Step:
    """A notice that asks for an answer. A sentence of her own is an answer too."""
    return Step(
        name,
        name,
        {**(go or {}), ANY: WAITING},
        options(name, values),
        text=Filing.ANSWER,
        reads=Reading.SENTENCE if values else Reading.FREE,
        tells={ANY: ("answer.done",), **dict.fromkeys(go or {}, ())},
        does={ANY: "answer", SKIP: "answer"},
        side=True,
        notice=True,
        first=first,
    )


NOTICES = (
    Step(
        "update.notice",
        "update.notice",
        {"read": WAITING, ANY: BACK},
        options("update.notice", "read"),
        side=True,
        open=True,
    ),
    Step(
        "remind.draft",
        "remind.draft",
        {"delete": REST, ANY: BACK},
        options("remind.draft", "on delete"),
        tells={"delete": ("delete.done",)},
        does={"delete": "forget_draft"},
        side=True,
        only=Only(fact=Fact.DRAFT),
        otherwise=BACK,
    ),
    asked_by_desk("update.question", ""),
    asked_by_desk("update.declined", "again"),
    asked_by_desk("update.offer", "yes no person", go={"person": "human.ask"}),
    asked_by_desk("update.check", "yes some no"),
    asked_by_desk("update.referred", "yes no"),
    asked_by_desk("update.closed", "again"),
    asked_by_desk("update.safety", "no yes unsure"),
    asked_by_desk("closing.ask", "solved partly not worse"),
    asked_by_desk("publish.ask", "yes no"),
    asked_by_desk("safety.later", "yes no"),
    # 1, 2 and 3 answer every other list: here a number sent too late must not share her story.
    asked_by_desk("consent.preview", "send change no", first=4, go={"change": "consent.change"}),
    Step(
        "consent.change",
        "consent.change",
        {ANY: WAITING},
        text=Filing.ANSWER,
        tells={ANY: ("answer.done",)},
        side=True,
    ),
)

STEPS = {step.name: step for step in (*OPENING, *REPORT, *EXTRA, *SIDE, *NOTICES)}


def build(
    *, languages: Sequence[tuple[str, str]] = DEFAULT_LANGUAGES, countries: Sequence[tuple[str, str]] = ()
) -> Script:
    """`languages` are (BCP 47 tag, autonym), `countries` (ISO 3166 code, name as shown), both in the order shown."""
    return Script(
        version=VERSION,
        steps=STEPS,
        languages=tuple(Choice(tag, autonym, literal=True) for tag, autonym in languages),
        countries=tuple(Choice(code, name, literal=True) for code, name in countries),
    )


SCRIPT = build()
