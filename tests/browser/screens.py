"""Every screen there is: which address shows it, and to whom. Whoever adds a page adds it here."""

from dataclasses import dataclass

MEMBER, LEAD, ADMIN, TRANSLATOR, COMPANY, NOBODY = "member", "lead", "admin", "translator", "company", ""


@dataclass(frozen=True, slots=True)
class Screen:
    """`at` is a route with its holes filled from `Furnished.places`; `status` is what it answers with."""

    who: str
    at: str
    status: int = 200


def cases(*names: str, after: str = "") -> tuple[Screen, ...]:
    return tuple(Screen(MEMBER, f"/desk/cases/{{case:{name}}}{after}") for name in names)


def one(who: str, at: str, status: int = 200) -> tuple[Screen, ...]:
    return (Screen(who, at, status),)


STEPS = ("desk", "languages", "channels", "companies", "retention", "team", "done")
CASE = "/desk/cases/{case_id}"
THREAD = "/desk/cases/{case:answered}/threads/{thread_id}"
SCREENS: dict[str, tuple[Screen, ...]] = {
    "/desk": (
        *(Screen(MEMBER, "/desk"), Screen(MEMBER, "/desk?list=danger"), Screen(MEMBER, "/desk?list=restricted")),
        Screen(LEAD, "/desk?list=closed"),
    ),
    "/desk/cases/{case_id}": (
        *one(MEMBER, CASE),
        *cases("en", "my", "ur", "answered", "closed"),
        *one(LEAD, "/desk/cases/{case:th}"),
        *one(MEMBER, "/desk/cases/" + "f" * 32, 404),
    ),
    "/desk/cases/{case_id}/closing": cases("dialogue", "closing_proposed", after="/closing"),
    "/desk/cases/{case_id}/companies": one(MEMBER, CASE + "/companies"),
    "/desk/cases/{case_id}/files/{file_id}/transcript": one(MEMBER, CASE + "/files/{voice}/transcript"),
    "/desk/cases/{case_id}/glance": one(MEMBER, CASE + "/glance"),
    "/desk/cases/{case_id}/hold": one(LEAD, "/desk/cases/{case:ur}/hold"),
    "/desk/cases/{case_id}/paper": one(MEMBER, CASE + "/paper"),
    "/desk/cases/{case_id}/replies/{reply_id}": one(MEMBER, CASE + "/replies/{reply_id}"),
    "/desk/cases/{case_id}/review": (*one(MEMBER, CASE + "/review"), *one(LEAD, "/desk/cases/{case:th}/review")),
    "/desk/cases/{case_id}/texts/{text_id}": one(MEMBER, CASE + "/texts/{text_id}"),
    "/desk/cases/{case_id}/texts/{text_id}/sentences/{n}": one(MEMBER, CASE + "/texts/{text_id}/sentences/1"),
    "/desk/cases/{case_id}/threads": (*one(MEMBER, CASE + "/threads"), *cases("answered", after="/threads")),
    "/desk/cases/{case_id}/threads/{thread_id}": (*one(MEMBER, CASE + "/threads/{draft}"), *one(MEMBER, THREAD)),
    "/desk/cases/{case_id}/threads/{thread_id}/posts": one(MEMBER, THREAD + "/posts"),
    "/desk/cases/{case_id}/together": one(MEMBER, CASE + "/together"),
    "/desk/approvals": one(LEAD, "/desk/approvals"),
    "/desk/people": one(LEAD, "/desk/people"),
    "/desk/cases/{case_id}/deletion": one(LEAD, "/desk/cases/{case:ne}/deletion"),
    "/desk/cases/{case_id}/identity": one(LEAD, "/desk/cases/{case:ne}/identity"),
    "/desk/audit": one(ADMIN, "/desk/audit"),
    "/desk/companies": one(MEMBER, "/desk/companies"),
    "/desk/companies/new": one(LEAD, "/desk/companies/new"),
    "/desk/companies/{company_id}": one(LEAD, "/desk/companies/{company_id}"),
    "/desk/figures": one(LEAD, "/desk/figures"),
    "/desk/help": one(MEMBER, "/desk/help"),
    "/desk/languages": one(ADMIN, "/desk/languages"),
    "/desk/messages": one(LEAD, "/desk/messages"),
    "/desk/messages/{language}": one(LEAD, "/desk/messages/my"),
    "/desk/messages/{language}/texts/{message_id}": one(LEAD, "/desk/messages/ja/texts/consent.ask"),
    "/desk/proof": one(LEAD, "/desk/proof"),
    "/desk/publish": one(LEAD, "/desk/publish"),
    "/desk/referrals": one(LEAD, "/desk/referrals"),
    "/desk/account": one(MEMBER, "/desk/account"),
    "/desk/account/factor": one(MEMBER, "/desk/account/factor"),
    "/desk/again": one(MEMBER, "/desk/again"),
    "/desk/kept": one(MEMBER, "/desk/kept"),
    "/desk/sign-in": one(NOBODY, "/desk/sign-in"),
    "/desk/translate": one(TRANSLATOR, "/desk/translate"),
    "/desk/translate/{assignment_id}": one(TRANSLATOR, "/desk/translate/{assignment_id}"),
    "/desk/welcome/{token}": (*one(NOBODY, "/desk/welcome/{welcome}"), *one(NOBODY, "/desk/welcome/used", 410)),
    "/phone": (*one(NOBODY, "/phone"), *one(NOBODY, "/phone?phone=line:W192&phone=sms:%2B819012345678")),
    "/privacy/{language}": (*one(NOBODY, "/privacy/en"), *one(NOBODY, "/privacy/ja"), *one(NOBODY, "/privacy/ur")),
    "/public": one(NOBODY, "/public"),
    "/setup/link/{token}": one(NOBODY, "/setup/link/{setup}"),
    "/setup/link/{token}/you": one(NOBODY, "/setup/link/{setup}/you"),
    **{f"/setup/{step}": one(ADMIN, f"/setup/{step}") for step in STEPS},
    "/setup/channels/{vendor}": (*one(ADMIN, "/setup/channels/line"), *one(ADMIN, "/setup/channels/telegram")),
    "/company": one(COMPANY, "/company"),
    "/company/sign-in": one(NOBODY, "/company/sign-in"),
    "/company/in/{token}": one(NOBODY, "/company/in/{link}"),
    "/company/code": one("company-code", "/company/code"),
    "/company/factor": one("company-factor", "/company/factor"),
    "/company/threads/{number}": one(COMPANY, "/company/threads/{number}"),
}
# Files, and addresses that only lead elsewhere.
NO_SCREENS = {
    # The second step shares its template with /desk/account/factor and /desk/again; the third is a part of a page.
    *("/desk/sign-in/code", "/desk/sign-in/factor", "/desk/sign-in/still"),
    *("/", "/setup", "/desk/cases.{kind}", "/public.csv", "/public.json", "/phone/sample/{name}"),
    *("/desk/audit.csv", "/desk/figures.csv", "/desk/figures/quarter.pdf", "/desk/messages/{language}/file"),
    *("/desk/cases/{case_id}/file.pdf", "/desk/cases/{case_id}/threads/of/{reply_id}"),
    *(f"/desk/cases/{{case_id}}/files/{{file_id}}/{form}" for form in ("original", "picture", "sound")),
    "/desk/cases/{case_id}/threads/{thread_id}/posts/{post_id}/file",
    *("/desk/cases/{case_id}/closing/report.pdf", "/desk/cases/{case_id}/closing/report/{thread_id}.pdf"),
    *(
        "/company/threads/{number}/report.pdf",
        "/company/threads/{number}/picture/{n}",
        "/company/threads/{number}/file/{post_id}",
    ),
}
