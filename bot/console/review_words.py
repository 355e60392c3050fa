"""What the desk calls the questions of its review, their answers, and what follows: marked for the catalogues here."""

from bot.casework.access import Restriction
from bot.casework.assessment import Answer, Detriment, Indicator, Missing, Risk, Signs, Verdict


def N_(words: str) -> str:  # noqa: N802 - as in `names`, which needs the refusals below
    return words


# Each question with what helps to answer it.
QUESTION = {
    "concerned": (
        N_("Is she affected, does she have good grounds to believe that somebody is, or does she act for somebody?"),
        N_("Family, a union and other organisations may act for a worker."),
    ),
    "right": (
        N_("Does it touch a recognised right or a law?"),
        N_("When in doubt, accept. Only everyday dissatisfaction is no matter for this desk."),
    ),
    "link": (
        N_("Is there a link to a member, its group, or its suppliers and customers?"),
        N_("Not known yet is no reason to refuse: search, ask her, or approach the company if she agrees."),
    ),
    "checkable": (
        N_("Is there something in it that can be checked?"),
        N_("That nobody knows who she is, is never a reason. One place, one day or one paper is enough."),
    ),
    "proceedings": (
        N_("Does a court, an office or a union work on it too?"),
        N_("It is only noted. It is no reason to refuse."),
    ),
    "serious": (
        N_("Is it a real report, not abuse of this desk and not sent by a machine?"),
        N_("Residence status and kind of contract are never asked as a condition."),
    ),
}
ANSWER = {Answer.YES: N_("Yes"), Answer.NO: N_("No"), Answer.UNSURE: N_("Not known")}
VERDICT = {
    Verdict.OPEN: N_("Not decided"),
    Verdict.ADMISSIBLE: N_("The desk can work on it"),
    Verdict.REFUSED: N_("The desk cannot work on it"),
}
INDICATOR = {
    Indicator.VULNERABILITY: N_("Her weak position is abused (language, residence status, no other income)"),
    Indicator.DECEPTION: N_("The job is not what she was promised"),
    Indicator.MOVEMENT: N_("She cannot leave the place freely"),
    Indicator.ISOLATION: N_("She is cut off from others (far away, phone taken)"),
    Indicator.VIOLENCE: N_("Physical or sexual violence"),
    Indicator.THREATS: N_("Threats and intimidation"),
    Indicator.DOCUMENTS: N_("Passport or papers are kept from her"),
    Indicator.WAGES: N_("Wages are withheld"),
    Indicator.DEBT: N_("She works off a debt or recruitment fees"),
    Indicator.CONDITIONS: N_("Working or living conditions are abusive"),
    Indicator.OVERTIME: N_("Excessive overtime"),
}
SIGNS = {
    Signs.NONE: N_("No sign of forced labour was ticked."),
    Signs.LOOK_HARDER: N_("One sign of forced labour: look harder, ask about the others."),
    Signs.ESCALATE: N_("Several signs of forced labour: bring it to a lead today."),
}
DETRIMENT = {
    Detriment.REVEALING: N_("Can others tell from the report who she is, or do they know already?"),
    Detriment.AFRAID: N_("Is she afraid of it, has it begun, or is there a threat?"),
    Detriment.TARGET: N_("Was it done to her, or had she a part in it?"),
    Detriment.MANIFOLD: N_("Are there several kinds of wrong in it?"),
    Detriment.SOURCE: N_("Could she know it only from her own place of work?"),
    Detriment.NEAR: N_("Does she work under, for or with the person it is about?"),
    Detriment.DEPENDS: N_("Does her job, visa, room or debt depend on the company?"),
}
RISK = {Risk.LOW: N_("Low"), Risk.SOME: N_("Some"), Risk.HIGH: N_("High")}
KIND = {
    "unpaid": N_("Unpaid or late"),
    "below_minimum": N_("Below the minimum"),
    "deduction": N_("Illegal deduction"),
    "no_payslip": N_("No pay slip"),
    "end_of_job": N_("Pay at the end of the job"),
    "forced_overtime": N_("Forced overtime"),
    "no_day_off": N_("No day off"),
    "leave_refused": N_("Leave refused"),
    "locked_exit": N_("Locked exit"),
    "exposure": N_("Chemicals, heat, machines"),
    "no_protection": N_("No protective equipment"),
    "accident": N_("Accident"),
    "no_treatment": N_("No treatment"),
    "unsafe_building": N_("Unsafe building"),
    "physical": N_("Physical violence"),
    "verbal": N_("Insults"),
    "sexual": N_("Sexual violence or harassment"),
    "bullying": N_("Bullying"),
    "papers_kept": N_("Papers kept"),
    "movement": N_("Cannot move freely"),
    "isolation": N_("Isolation"),
    "threats": N_("Threats"),
    "debt_or_fee": N_("Debt or recruitment fee"),
    "deceived": N_("Deceived about the job"),
    "vulnerability": N_("Weak position abused"),
    "living": N_("Living conditions"),
    "nationality": N_("Nationality"),
    "sex": N_("Sex"),
    "pregnancy": N_("Pregnancy"),
    "religion": N_("Religion"),
    "disability": N_("Disability"),
    "union": N_("Union membership"),
    "lgbt": N_("Sexual orientation or gender identity"),
    "other": N_("Another ground"),
    "barred": N_("Union barred"),
    "blacklisted": N_("Blacklisted"),
    "retaliation": N_("Punished for an earlier report"),
    "dismissed": N_("Dismissed for it"),
    "under_age": N_("Under age"),
    "hazardous": N_("Hazardous work of a child"),
    "residence": N_("Residence status"),
    "housing": N_("Housing"),
    "medical": N_("Medical care"),
    "tax_and_insurance": N_("Tax and insurance"),
    "education": N_("Education"),
    "community": N_("Community"),
    "land": N_("Land"),
    "water": N_("Water"),
    "environment": N_("Environment"),
    "privacy_or_product": N_("Privacy or product"),
}
MISSING = {
    Missing.TREE: N_("whether the desk can work on it"),
    Missing.INDICATORS: N_("the signs of forced labour"),
    Missing.DETRIMENT: N_("what may be done to her for it"),
    Missing.CATEGORY: N_("the category"),
}
RESTRICTED = {
    Restriction.VIOLENCE: N_("Restricted: sexual or gender-based violence"),
    Restriction.CONFLICT: N_("Restricted: conflict of interest"),
}
EVENT = {
    "assessed": N_("Assessment saved"),
    "category": N_("Category set"),
    "parallel": N_("Other proceedings"),
    "minor": N_("A child is involved"),
    "signs": N_("Several signs of forced labour"),
    "urgent": N_("Marked as danger"),
    "not_urgent": N_("No longer marked as danger"),
    "restricted": N_("Restricted to named members"),
    "restriction_lifted": N_("Restriction lifted"),
    "access_named": N_("Named: may see this case"),
    "access_kept_out": N_("Kept out of this case"),
}
# What stands behind an event's new value, where it has one.
VALUE = {
    "yes": N_("yes"),
    "no": N_("no"),
    **{verdict.value: words for verdict, words in VERDICT.items()},
    **{why.value: words for why, words in RESTRICTED.items()},
}
# Why a page was refused: a heading, and what to do.
REASONS = {
    "no_restriction": (N_("Choose a reason"), N_("Sexual or gender-based violence, or a conflict of interest.")),
    "no_reason": (N_("Choose a reason"), N_("One of the list, or write it in her language.")),
    "not_restricted": (N_("This case is not restricted"), N_("Everybody who reads cases sees it.")),
    "no_member": (N_("Choose a member"), N_("This member is gone, or never sees a case.")),
    "in_conflict": (
        N_("This member is too near to the case"),
        N_("The report names her, or she works for one of its companies. Name somebody else."),
    ),
    "nobody_left": (
        N_("No lead would be left who sees it"),
        N_("Nothing was changed. Name another lead first, or add one to the desk."),
    ),
    "role_restrict": (N_("Only a lead may do this"), N_("Ask a lead who sees this case.")),
    "not_named": (
        N_("This translator is not named"),
        N_("The case is restricted. Name her on the review page first: then she sees this one text."),
    ),
    "not_assessed": (
        N_("The review is not complete"),
        N_("Nothing was changed. Answer what is missing on the review page first."),
    ),
    "not_admissible": (
        N_("By your review the desk cannot work on it"),
        N_("Nothing was changed. Decline it with the reason, or change the answer on the review page."),
    ),
    "bad_unconfirmed": (
        N_("A sentence is probably translated wrongly"),
        N_("Nothing was changed. Confirm or correct every sentence marked red, in one language of the desk."),
    ),
    "assessment_form": (N_("This form cannot be read"), N_("Something in it is missing or damaged.")),
    "minor_urgent": (
        N_("A child is involved"),
        N_("Such a case stays marked as danger. Change the category or the tick first."),
    ),
}
