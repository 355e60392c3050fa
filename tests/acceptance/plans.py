"""What our workers have to say, in three languages: an answer for every question the script may ask on the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.acceptance.dialogue import Pick, Plan, Say


@dataclass(frozen=True, slots=True)
class Story:
    """One worker's words. `first` is what she writes before anyone has asked her anything."""

    channel: str
    language: str
    first: str
    company: str
    added: str

    @property
    def plan(self) -> Plan:
        return plan(self.language, self.added, self.company)


def plan(language: str, story: str, company: str) -> Plan:
    return {**CHOICES, **_free(story, company), "start.language": Pick(language)}


def _free(story: str, company: str) -> Mapping[str, Pick | Say | tuple[Pick | Say, ...]]:
    skip = Say(("9",))
    return {
        "what.ask": (Say((story,)), Pick("done")),
        "where.company": Say((company,)),
        "where.site": skip,
        "people.names": skip,
        "evidence.ask": skip,
        "name.ask": skip,
        "contact.pin": skip,
        "survey.easy": skip,
        "survey.safe": skip,
        "survey.result": skip,
    }


CHOICES: Mapping[str, Pick] = {
    "lang.detected": Pick("yes"),
    "safe.check": Pick("yes"),
    "consent.ask": Pick("yes"),
    "who.ask": Pick("me"),
    "what.more": Pick("on"),
    "category.ask": Pick("ids"),
    "category.guess": Pick("yes"),
    "danger.ask": Pick("no"),
    "where.confirm": Pick("yes"),
    "where.team": Pick("to20"),
    "when.ask": Pick("month"),
    "when.ongoing": Pick("yes"),
    "remedy.ask": Pick("ids"),
    "prior.ask": Pick("no"),
    "retaliation.ask": Pick("no"),
    "anon.ask": Pick("desk"),
    "share.ask": Pick("first"),
    "contact.how": Pick("here"),
    "contact.when": Pick("any"),
    "contact.discreet": Pick("yes"),
    "review.ask": Pick("yes"),
    "extra.ask": Pick("stop"),
}

ENGLISH = Story("sms", "en", "My boss keeps my passport", "Kawaguchi Parts", "He took it on the first day.")
JAPANESE = Story("line", "ja", "社長が私のパスポートを返してくれません", "川口部品", "入社した日に取られました。")
INDONESIAN = Story("telegram", "id", "Bos saya menahan paspor saya", "Kawaguchi Parts", "Diambil pada hari pertama.")
STORIES = (ENGLISH, JAPANESE, INDONESIAN)
