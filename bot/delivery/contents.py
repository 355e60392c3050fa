"""Which questions get buttons on WhatsApp: every one whose choices are the same for everybody, in each language.

Reports and answers that can be changed are not: their labels are different for each worker, and are written as a list.
Pure; nothing here calls anyone.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.conversation.choices import all_choices, pages
from bot.conversation.machine import Effect, EffectKind, Script, State, Step
from bot.intake.renderer import Facts, Speech
from bot.intake.wording import Wording
from channels.contents import NOTICE, Content, Shelf, offered
from storage.contents import Made

APPROVED = "approved"
SAME_FOR_ALL = frozenset({"", "languages", "countries"})
OPENS_LIST = "list.more"


def needed(script: Script, wording: Wording, languages: Sequence[str]) -> list[Content]:
    """In the order of the script, each once."""
    return list(
        dict.fromkeys(
            content
            for language in languages
            for step in script.steps.values()
            if step.source in SAME_FOR_ALL
            for content in _of_step(script, step, wording, language)
        )
    )


def too_long(script: Script, wording: Wording, languages: Sequence[str]) -> list[tuple[str, str]]:
    """(question, language) where a label is too long for any button: it is asked with a list."""
    return [
        (step.name, language)
        for language in languages
        for step in script.steps.values()
        if step.choices and not any(True for _ in _of_step(script, step, wording, language))
    ]


def _of_step(script: Script, step: Step, wording: Wording, language: str) -> Iterator[Content]:
    """One for each page of its list."""
    body, button = _body(step, wording, language), wording.text(OPENS_LIST, language)
    for page in range(pages(len(all_choices(script, State(step=step.name), step)))):
        state = State(step=step.name, language=language, page=page, shown=("0", step.name) if step.notice else ("", ""))
        speech = Speech(script, state, language, wording, Facts())
        found = offered(speech.choices([Effect(EffectKind.ASK, step.name)]))
        if found is None or found.kind is None:
            continue
        opens = button if found.kind == "list_picker" else ""
        yield Content(step.name, language, found.rows, body, bool(found.about), opens)


def _body(step: Step, wording: Wording, language: str) -> str:
    """The question itself where nobody's own words are in it: its whole text, or its last paragraph."""
    text = wording.text(step.ask, language, **{name: f"{{{name}}}" for name in wording.fields.get(step.ask, ())})
    if "{" not in text:
        return text.strip()
    last = text.strip().rpartition("\n")[2]
    return "" if "{" in last else last


def shelf(
    made: Sequence[Made], contents: Sequence[Content], *, templates: Mapping[str, str], fallback: Sequence[str]
) -> Shelf:
    """What the sender may use: content that shows today's words, and the newest approved notice of each language.

    `templates` are those an operator had approved by hand (language -> sid): they come first.
    """
    sids = {row.digest: row.sid for row in made}
    notices = {row.language: row.sid for row in made if row.name == NOTICE and row.approval == APPROVED}
    return Shelf(
        {content.key: sids[content.digest] for content in contents if content.digest in sids},
        {**notices, **templates},
        tuple(fallback),
    )
