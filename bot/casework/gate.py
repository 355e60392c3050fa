"""What a case must have before it leaves review for the companies. Reads only; `bot.casework.desk` asks."""

from bot.casework.assessment import Assessment, Verdict
from bot.casework.translated import How, Translated, by_text, translated
from bot.translation.asking import own_words
from storage.assessments import Assessments
from storage.cases import Case
from storage.corrections import Corrections
from storage.crypto import DataKey
from storage.engine import Unit
from storage.messages import Messages
from storage.renderings import Renderings
from storage.transcripts import Transcripts

READERS = ("en", "ja")
BAD = "bad"
NOT_ASSESSED, NOT_ADMISSIBLE, UNCONFIRMED = "not_assessed", "not_admissible", "bad_unconfirmed"


def held_back(unit: Unit, case: Case, key: DataKey) -> str:
    """Why it may not leave review, as a word that a page explains; empty where it may."""
    kept = Assessments(unit.cases, key).of(case.id)
    assessment = Assessment.read(kept.body) if kept else Assessment()
    if assessment.verdict is Verdict.REFUSED:
        return NOT_ADMISSIBLE
    if assessment.missing:
        return NOT_ASSESSED
    return UNCONFIRMED if unconfirmed(unit, case, key) else ""


def unconfirmed(unit: Unit, case: Case, key: DataKey) -> frozenset[str]:
    """Texts of hers of which no reader's translation is without a sentence that is probably wrong and that nobody
    confirmed. Whoever confirms for one language has understood it: the other need not be confirmed too.
    """
    doubtful: dict[str, bool] = {}
    for text_id, made in renderings(unit, case, key):
        bad = made.how is How.MACHINE and any(one.doubt == BAD for one in made.sentences)
        doubtful[text_id] = bad and doubtful.get(text_id, True)
    return frozenset(text_id for text_id, bad in doubtful.items() if bad)


def renderings(unit: Unit, case: Case, key: DataKey) -> list[tuple[str, Translated]]:
    """What was made of each of her texts, for every language of the readers."""
    conversation_id = case.conversation_id
    texts = {one.id: own_words(one.author, one.part, one.body) for one in Messages(unit.cases, key).of(conversation_id)}
    typed = Transcripts(unit.cases, key).of(conversation_id)
    texts |= {versions[-1].id: versions[-1].text for versions in typed.values()}
    corrections = Corrections(unit.cases, key).of(conversation_id)
    found = []
    for reader in READERS:
        here = by_text(corrections, reader)
        for text_id, stored in Renderings(unit.cases, key).of(conversation_id, reader).items():
            if text := texts.get(text_id):
                more = here.get(text_id, ())
                found.append((text_id, translated(text_id, text, reader, stored=stored, corrections=more)))
    return found
