"""What language a message is written in: by its alphabet, else by a model of letter sequences. A proposal, no more.

She is always asked and her choice wins. The model costs 50 MB and half a second, so it is loaded when the first text
needs it, or by `warm`. Nothing here keeps a text.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.intake.alphabets import NAME, cyrillic, letters, main_script
from bot.intake.locale_table import Language, nearest
from bot.intake.reserved import fold

SURE = 0.8
"""From this confidence on 99 of 100 short texts were right (`translation.md` 4)."""
CLOSE = 0.2
"""A guess below this is not one that the language of her app could decide for."""
UNLIKELY = 0.02
"""A guess below this is not worth a button of its own."""
WORDS, LETTERS = 3, 10
"""Shorter than both: the model only guesses."""

LATIN_WORDS, LATIN_SHARE = 2, 0.1
"""So many of her words, and this share of them, must be in the list of a language (`locales/latin.toml`)."""

Ranked = tuple[tuple[str, float], ...]
Model = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Identified:
    """BCP 47 tags with their share of confidence, the likeliest first. Not `sure`: ask, naming the first ones first."""

    ranked: Ranked = ()
    sure: bool = False

    @property
    def best(self) -> str | None:
        return self.ranked[0][0] if self.ranked else None


@dataclass(frozen=True, slots=True)
class Identifier:
    """`known` is the language table, `offered` the tags the desk answers in.

    `latin` are words by which a language is known without its own letters, `names` what its speakers call it, folded.
    `greetings` are words that a conversation begins with, folded, and the languages that have them.
    `model` replaces py3langid in tests.
    """

    known: Mapping[str, Language]
    offered: Collection[str]
    latin: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    greetings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    model: Model | None = None

    def identify(self, text: str, hint: str | None = None) -> Identified:
        """`hint` is the language of her app: it only decides between guesses that are close."""
        ranked = self._ranked(text)
        if not ranked:
            return Identified()
        leaning = nearest(hint, self.known) if hint else None
        sure = ranked[0][1] >= SURE and not self._too_near(ranked)
        if not sure and leaning in [tag for tag, share in ranked if share >= CLOSE]:
            ranked = tuple(sorted(ranked, key=lambda pair: pair[0] != leaning))
        return Identified(ranked, sure)

    def propose(self, text: str, hint: str | None = None) -> tuple[str, ...]:
        """The offered language to ask her about, or two to choose between; none: then she is shown the list."""
        named = self.names.get(fold(text))
        if named is not None and named in self.offered:
            return (named,)
        offered = {tag: self.known[tag] for tag in self.offered}
        leaning = nearest(hint, offered) if hint else None
        if greeted := self._greeted(text, leaning):
            return greeted
        found = self.identify(text, hint)
        if found.best is None:
            return (leaning,) if leaning else ()
        if found.sure or found.best == leaning:
            return (found.best,) if found.best in offered else ()
        likely = [tag for tag, share in found.ranked if share >= UNLIKELY]
        return tuple(tag for tag in likely[:2] if tag in offered)

    def _greeted(self, text: str, leaning: str | None) -> tuple[str, ...]:
        """Most people begin with a word too short to be judged: `xin chao`, `namaste`. Whose word is it?"""
        tags = [tag for tag in self.greetings.get(fold(text), ()) if tag in self.offered and not _eased(tag)]
        return tuple(sorted(tags, key=lambda tag: tag != leaning)[:2])

    def waits(self, text: str) -> bool:
        """Whether `text` needs the model and it is not in memory yet: call `warm` first, where nobody waits."""
        script = main_script(text)
        several = sum(self._writes(row, script) for row in self.known.values()) > 1
        modelled = several and script not in ("Hani", "Cyrl") and not _short(text, script)
        return modelled and self.model is None and not loaded()

    def warm(self) -> None:
        """Load the model now; call it where nobody waits."""
        self._model()("")

    def _model(self) -> Model:
        return self.model or load_model(tuple(row.model for row in self.known.values() if row.model))

    def _ranked(self, text: str) -> Ranked:
        script = main_script(text)
        candidates = [row for row in self.known.values() if self._writes(row, script)]
        if not candidates:
            return ()
        if script == "Hani" and letters(text)["Hani"] <= NAME:
            return ()
        if script == "Hani":
            chinese_first = sorted(candidates, key=lambda row: row.scripts[0] == "Jpan")  # few sentences lack kana
            return tuple((row.tag, 1 / len(candidates)) for row in chinese_first)
        if script == "Cyrl":
            tag = cyrillic(text, [row.tag for row in candidates])
            return ((tag, 1.0),) if tag else tuple((row.tag, 1 / len(candidates)) for row in candidates)
        if len(candidates) == 1:
            return ((candidates[0].tag, 1.0),)
        return self._modelled(text, script, candidates)

    def _modelled(self, text: str, script: str, candidates: Sequence[Language]) -> Ranked:
        if _short(text, script):
            return ()
        tags = {row.model: row.tag for row in candidates if row.model}
        shares = [(tags[code], share) for code, share in self._model()(text) if code in tags]
        total = sum(share for _, share in shares) or 1.0
        ranked = self._merged([(tag, share / total) for tag, share in shares])
        return self._without_its_letters(text, ranked) if script == "Latn" else ranked

    def _without_its_letters(self, text: str, ranked: Ranked) -> Ranked:
        """The model knows no romanised Nepali and no Vietnamese without marks: a few words tell. Never sure of it."""
        words = set(fold(text).split())
        found = {tag: len(words & own) for tag, own in self.latin.items()}
        best = max(found, key=lambda tag: found[tag], default="")
        if not best or found[best] < LATIN_WORDS or found[best] < len(words) * LATIN_SHARE:
            return ranked
        rest = [(tag, share / 2) for tag, share in ranked if tag != best]
        return ((best, 1 - sum(share for _, share in rest)), *rest) if not ranked or ranked[0][0] != best else ranked

    def _merged(self, ranked: Sequence[tuple[str, float]]) -> Ranked:
        """What we cannot answer in counts for the neighbour that we can: Malay for Indonesian."""
        shares = dict(ranked)
        for tag in [tag for tag in shares if tag not in self.offered]:
            neighbour = next((near for near in self.known[tag].near if near in self.offered and near in shares), None)
            if neighbour is not None:
                shares[neighbour] += shares.pop(tag)
        return tuple(sorted(shares.items(), key=lambda pair: -pair[1]))

    def _too_near(self, ranked: Ranked) -> bool:
        return any(near in self.offered for near in self.known[ranked[0][0]].near)

    @staticmethod
    def _writes(row: Language, script: str) -> bool:
        if _eased(row.tag):
            return False
        return script in row.scripts or (script == "Hani" and row.scripts[0] in ("Hans", "Hant", "Jpan"))


def _eased(tag: str) -> bool:
    """An easy variant is a choice of hers, never a guess."""
    return tag.endswith("-simple")


def _short(text: str, script: str) -> bool:
    return len(text.split()) < WORDS and letters(text)[script] < LETTERS


def loaded() -> bool:
    """The model is in memory; until then the first text that needs it waits half a second for it."""
    return load_model.cache_info().currsize > 0


@lru_cache(maxsize=2)
def load_model(codes: tuple[str, ...]) -> Model:
    """py3langid cut down to `codes`: two thirds of its memory are columns of languages nobody here is asked about."""
    import numpy
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [at for at, code in enumerate(whole.nb_classes) if code in codes]
    part = LanguageIdentifier(
        numpy.ascontiguousarray(whole.nb_ptc[:, columns]),
        whole.nb_pc[columns],
        [whole.nb_classes[at] for at in columns],
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
    return part.rank  # type: ignore[no-any-return]
