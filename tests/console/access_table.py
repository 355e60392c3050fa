"""Who may open what: every address of the desk by every role, and every address of the companies' pages.

`in` passes the door; `door` is sent to sign in; `own` is led to her own page; 404 learns nothing, 403 that her role is
not meant, 410 that a link is over. An owner of a case has no more rights than any other reader: what counts is whether
the case is hidden from her. What a role may do behind the door (a lead decides, nobody approves her own) is tested
beside each page. Whoever adds an address adds it here, in the row that it belongs to.
"""

#        nobody admin lead member translator auditor
ROWS = {
    # strangers too
    "in in in in in in": """
        GET /
        POST /desk/language
        GET+POST /desk/sign-in
        GET+POST /desk/welcome/{token}
        POST /desk/welcome/{token}/look-around
        GET /privacy/{language}
        GET /public
        GET /public.csv
        GET /public.json
    """,
    # whoever has a session
    "door in in in in in": """
        GET /desk/account
        POST /desk/account/codes
        GET+POST /desk/account/factor
        POST /desk/account/password
        POST /desk/account/sessions/end
        POST /desk/account/sessions/end-others
        GET+POST /desk/again
        POST /desk/again/look-around
        GET /desk/help
        GET /desk/kept
        POST /desk/kept/drop
        POST /desk/shortcuts
        POST /desk/sign-in/kept
        GET /desk/sign-in/still
        POST /desk/sign-out
    """,
    # between the password and the second factor only
    "door door door door door door": """
        GET+POST /desk/sign-in/code
        GET+POST /desk/sign-in/factor
    """,
    # whoever reads cases; with a `case_id`, only where that case is there for her
    "door 403 in in 404 404": """
        GET+POST /desk/cases.{kind}
        GET /desk/cases/{case_id}
        POST /desk/cases/{case_id}/aside
        GET /desk/cases/{case_id}/closing
        POST /desk/cases/{case_id}/closing/looked
        POST /desk/cases/{case_id}/closing/propose/{thread_id}
        GET /desk/cases/{case_id}/closing/report.pdf
        GET /desk/cases/{case_id}/closing/report/{thread_id}.pdf
        POST /desk/cases/{case_id}/closing/worry
        POST /desk/cases/{case_id}/code
        GET+POST /desk/cases/{case_id}/companies
        POST /desk/cases/{case_id}/companies/find
        POST /desk/cases/{case_id}/companies/new
        POST /desk/cases/{case_id}/companies/{party_id}/remove
        GET+POST /desk/cases/{case_id}/deletion
        POST /desk/cases/{case_id}/deletion/now
        POST /desk/cases/{case_id}/done
        GET /desk/cases/{case_id}/file.pdf
        GET /desk/cases/{case_id}/files/{file_id}/original
        GET /desk/cases/{case_id}/files/{file_id}/picture
        GET /desk/cases/{case_id}/files/{file_id}/sound
        GET+POST /desk/cases/{case_id}/files/{file_id}/transcript
        GET /desk/cases/{case_id}/glance
        GET+POST /desk/cases/{case_id}/hold
        POST /desk/cases/{case_id}/hold/end
        POST /desk/cases/{case_id}/hold/{hold_id}
        GET+POST /desk/cases/{case_id}/identity
        POST /desk/cases/{case_id}/move
        POST /desk/cases/{case_id}/note
        POST /desk/cases/{case_id}/owner
        GET /desk/cases/{case_id}/paper
        POST /desk/cases/{case_id}/phrase
        POST /desk/cases/{case_id}/preview
        POST /desk/cases/{case_id}/refer
        POST /desk/cases/{case_id}/replies
        GET /desk/cases/{case_id}/replies/{reply_id}
        POST /desk/cases/{case_id}/replies/{reply_id}/send
        POST /desk/cases/{case_id}/reply
        GET+POST /desk/cases/{case_id}/review
        POST /desk/cases/{case_id}/review/keep-out
        POST /desk/cases/{case_id}/review/lift
        POST /desk/cases/{case_id}/review/name
        POST /desk/cases/{case_id}/review/restrict
        POST /desk/cases/{case_id}/review/urgent
        GET /desk/cases/{case_id}/texts/{text_id}
        GET+POST /desk/cases/{case_id}/texts/{text_id}/sentences/{n}
        POST /desk/cases/{case_id}/texts/{text_id}/sentences/{n}/release
        POST /desk/cases/{case_id}/texts/{text_id}/whole
        GET+POST /desk/cases/{case_id}/threads
        POST /desk/cases/{case_id}/threads/danger
        POST /desk/cases/{case_id}/threads/danger/decide
        GET /desk/cases/{case_id}/threads/of/{reply_id}
        GET /desk/cases/{case_id}/threads/{thread_id}
        POST /desk/cases/{case_id}/threads/{thread_id}/approve
        POST /desk/cases/{case_id}/threads/{thread_id}/ask
        POST /desk/cases/{case_id}/threads/{thread_id}/marks
        GET /desk/cases/{case_id}/threads/{thread_id}/posts
        POST /desk/cases/{case_id}/threads/{thread_id}/posts/check
        POST /desk/cases/{case_id}/threads/{thread_id}/posts/message
        GET /desk/cases/{case_id}/threads/{thread_id}/posts/{post_id}/file
        POST /desk/cases/{case_id}/threads/{thread_id}/posts/{post_id}/pass-on
        POST /desk/cases/{case_id}/threads/{thread_id}/posts/{post_id}/read
        POST /desk/cases/{case_id}/threads/{thread_id}/posts/{post_id}/return
        POST /desk/cases/{case_id}/threads/{thread_id}/posts/{post_id}/tell
        POST /desk/cases/{case_id}/threads/{thread_id}/take-back
        POST /desk/cases/{case_id}/threads/{thread_id}/text
        POST /desk/cases/{case_id}/threads/{thread_id}/translate
        POST /desk/cases/{case_id}/threads/{thread_id}/withdraw
        GET /desk/cases/{case_id}/together
        POST /desk/cases/{case_id}/together/bring
        POST /desk/cases/{case_id}/together/code
        POST /desk/cases/{case_id}/together/tell
        POST /desk/cases/{case_id}/together/{other_id}/accept
        POST /desk/cases/{case_id}/together/{other_id}/decline
        POST /desk/cases/{case_id}/together/{other_id}/part
        POST /desk/cases/{case_id}/translate-again
        GET /desk/companies
        POST /desk/companies/find
        GET /desk/companies/{company_id}
        POST /desk/find
        POST /desk/lists
        POST /desk/lists/{list_id}/remove
        GET+POST /desk/proof
        GET+POST /desk/publish
        POST /desk/publish/approve
        POST /desk/publish/issue
        GET /desk/referrals
    """,
    # a lead
    "door 403 in 403 404 404": """
        POST /desk/cases/{case_id}/assignments/{assignment_id}/withdraw
        POST /desk/cases/{case_id}/texts/{text_id}/assign
        POST /desk/companies
        GET /desk/companies/new
        POST /desk/companies/{company_id}
        POST /desk/companies/{company_id}/contacts
        POST /desk/companies/{company_id}/contacts/{contact_id}
        POST /desk/companies/{company_id}/contacts/{contact_id}/anew
        POST /desk/companies/{company_id}/staff
        POST /desk/referrals
        POST /desk/referrals/{office_id}
        POST /desk/referrals/{office_id}/remove
    """,
    # readers and administrators; no words of a case
    "door in in in 404 404": """
        GET /desk/approvals
        POST /desk/approvals/{approval_id}
        GET /desk/languages
        GET /desk/messages
        GET /desk/messages/{language}
        GET /desk/messages/{language}/file
        GET /desk/messages/{language}/texts/{message_id}
    """,
    # everybody of the desk but translators: counts in which nobody can be found
    "door in in in 404 in": """
        GET /desk/figures
        GET /desk/figures.csv
        GET /desk/figures/quarter.pdf
    """,
    # leads and administrators
    "door in in 403 404 404": """
        POST /desk/languages/import
        POST /desk/languages/index
        POST /desk/languages/install
        POST /desk/languages/remove
        POST /desk/languages/verify
        POST /desk/messages/{language}
        POST /desk/messages/{language}/file
        POST /desk/messages/{language}/texts/{message_id}
    """,
    # leads look, administrators too
    "door in in 404 404 404": """
        GET /desk/people
    """,
    # an administrator
    "door in 403 404 404 404": """
        POST /desk/people
        POST /desk/people/agreed/{approval_id}
        POST /desk/people/{member_id}/disable
        POST /desk/people/{member_id}/reset
        POST /desk/people/{member_id}/role
        POST /desk/people/{member_id}/until
    """,
    # auditors and administrators
    "door in 404 404 404 in": """
        GET /desk/audit
        GET /desk/audit.csv
        POST /desk/audit/find
        POST /desk/audit/verify
    """,
    # a translator, and of her texts only
    "door 403 403 403 in 403": """
        GET /desk/translate
        GET+POST /desk/translate/{assignment_id}
    """,
    # who reads no cases is led to her own page
    "door own in in own own": """
        GET /desk
    """,
    # phones and set-up: nothing is here for anybody but an administrator
    "404 in 404 404 404 404": """
        GET /phone
        POST /phone/attach
        POST /phone/change
        POST /phone/clock
        POST /phone/line
        POST /phone/play
        GET /phone/sample/{name}
        POST /phone/write
        GET /setup
        POST /setup/begin-again
        GET+POST /setup/channels
        GET+POST /setup/channels/{vendor}
        POST /setup/channels/{vendor}/check
        POST /setup/channels/{vendor}/register
        GET+POST /setup/companies
        POST /setup/companies/import
        GET+POST /setup/desk
        GET+POST /setup/done
        GET+POST /setup/languages
        GET+POST /setup/retention
        GET+POST /setup/team
    """,
    # whoever has the one-time link that the first start prints
    "410 410 410 410 410 410": """
        GET /setup/link/{token}
        GET+POST /setup/link/{token}/you
    """,
}
COMPANY_ROWS = {
    "everybody": """
        GET+POST /company/in/{token}
        POST /company/language
        GET+POST /company/sign-in
        POST /company/sign-out
    """,
    "a contact": """
        GET /company
    """,
    "own report": """
        GET /company/threads/{number}
        POST /company/threads/{number}/acknowledge
        POST /company/threads/{number}/done
        POST /company/threads/{number}/file
        GET /company/threads/{number}/file/{post_id}
        GET /company/threads/{number}/picture/{n}
        POST /company/threads/{number}/plan
        GET /company/threads/{number}/report.pdf
        POST /company/threads/{number}/{what}
    """,
    "on the way": """
        GET+POST /company/code
        GET+POST /company/factor
        POST /company/look-around
    """,
}
"""`own report`: 404 for a contact of another company; `on the way`: between a link and the second factor only."""
WEIGHTY = """
    POST /desk/people
    POST /desk/people/agreed/{approval_id}
    POST /desk/people/{member_id}/role
    POST /desk/people/{member_id}/reset
    POST /desk/people/{member_id}/until
    POST /desk/people/{member_id}/disable
    POST /desk/cases/{case_id}/identity
    POST /desk/cases/{case_id}/deletion
    POST /desk/cases/{case_id}/deletion/now
    GET+POST /desk/cases.{kind}
    GET+POST /desk/account/factor
    POST /desk/account/codes
"""
"""Asks once more who she is when the last time was more than five minutes ago."""


def read(rows: dict[str, str]) -> dict[str, str]:
    """`METHOD /address` to what it says of it."""
    return {
        f"{method} {path}": how
        for how, lines in rows.items()
        for methods, path in map(str.split, lines.strip().splitlines())
        for method in methods.split("+")
    }


DESK, COMPANY, AGAIN = read(ROWS), read(COMPANY_ROWS), frozenset(read({"": WEIGHTY}))
