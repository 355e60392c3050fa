"""What the desk calls the flags of a translation, why there is none, and what ready sentences are about."""

from bot.console.names import N_

LEVEL = {"check": N_("Check"), "bad": N_("Probably wrong")}
# Why a sentence is flagged, by `bot.translation.quality.Reason`.
FLAG = {
    "numbers": N_("the numbers differ"),
    "dates": N_("the dates differ"),
    "negation": N_("a “not” was lost or added"),
    "placeholder": N_("a number, address or name did not come through whole"),
    "name": N_("a name was changed"),
    "length": N_("much longer or shorter than the original"),
    "repeated": N_("words are repeated"),
    "copied": N_("it was copied, not translated"),
    "unknown": N_("letters or words that the model does not know"),
    "sentence_missing": N_("a part of it is missing"),
    "pivot": N_("it went by way of English"),
    "round_trip": N_("translated back it says something else"),
    "low_score": N_("the model itself is unsure"),
    "language": N_("it is in another language"),
    "glossary": N_("a word of the desk's glossary is translated otherwise"),
    "empty": N_("nothing came out"),
}
# Why a text has no translation, by the reason of its task. The empty one: no task at all.
UNTRANSLATED = {
    "": N_("No machine translation for %(language)s yet: ask a person"),
    "no_package": N_("No machine translation for %(language)s yet: ask a person"),
    "broken_package": N_("The language package for %(language)s is damaged: ask a person, and tell who runs this desk"),
    "too_large": N_("The language package for %(language)s needs more memory than it may take: ask a person"),
    "no_memory": N_("The machine was short of memory for %(language)s: translate again later, or ask a person"),
    "failed": N_("The translation from %(language)s failed: ask a person"),
    "no_start": N_("The translating process does not start: ask a person, and tell who runs this desk"),
    "refused": N_("This text stopped the translating process: ask a person"),
    "given_up": N_("The translation from %(language)s did not succeed for days: ask a person"),
    "unreadable": N_("This text cannot be opened: ask who runs this desk"),
    "too_long": N_("This text is too long for the computer: ask a person"),
}
# Kinds of danger, as `bot.translation.lexicon` suggests them.
DANGER = {
    "violence": N_("violence"),
    "sexual": N_("sexual violence"),
    "threat": N_("a threat"),
    "confinement": N_("locked in or not free to go"),
    "suicide": N_("may hurt herself"),
    "child": N_("a child"),
    "injury": N_("an injury"),
}
PHRASES = {
    "happened": N_("What happened"),
    "money": N_("Pay and money"),
    "work": N_("Hours and work"),
    "papers": N_("Papers"),
    "safety": N_("Safety and health"),
    "going_on": N_("How it goes on"),
    "kind": N_("Kind words"),
}
KIND = {"message": N_("A message"), "transcript": N_("A voice message"), "reply": N_("A reply of the desk")}
ASSIGNED = {"open": N_("has it"), "done": N_("done"), "withdrawn": N_("withdrawn")}
LEFT = {
    "number": N_("a number"),
    "contact": N_("an address"),
    "name": N_("a name, company or place from this case"),
    "person": N_("a title or word that stands beside a name"),
    "company": N_("a word for a company"),
    "capital": N_("a word with a capital letter, perhaps a name"),
}
