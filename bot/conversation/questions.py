"""What is asked for a report, in order, as data: the shortest path to a submitted one, then what may be added."""

from bot.conversation.vocabulary import (
    ANY,
    CHOSEN,
    REST,
    SKIP,
    STAY,
    Choice,
    Fact,
    Filing,
    Only,
    Reading,
    Step,
)


def options(ask: str, values: str) -> tuple[Choice, ...]:
    """`yes no` -> choices labelled `<ask>.yes`, `<ask>.no`."""
    return tuple(Choice(value, f"{ask}.{value}") for value in values.split())


OPENING = (
    Step(
        "lang.which",
        "lang.which",
        {"neither": "start.language", ANY: "safe.check"},
        source="guesses",
        does={ANY: "language"},
        only=Only(fact=Fact.GUESSES),
        otherwise="lang.detected",
        skip=False,
        open=True,
    ),
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
