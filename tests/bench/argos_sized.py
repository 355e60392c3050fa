"""A package as large as those of the Argos index, made on the spot, and messages for it. Nothing here means anything.

Weights are set by hand so that every word becomes one word and an answer is as long as the text; nothing is stored once
for all, so that it costs what a trained model costs: 95 MB, every multiplication of it.
"""

import json
import random
from itertools import product
from pathlib import Path

from bot.translation import handmade
from bot.translation.pieces import NORMAL, SPACE, SPECIAL, sentencepiece

WORDS = 15_900  # in each language; with letters and signs 32 thousand tokens
LETTERS = [*map(chr, range(33, 127)), SPACE]
SYLLABLES = [a + b for a, b in product("bdfghjklmnprstvwz", "aeiou")]


def words(seed: int) -> list[str]:
    """Of three syllables, no two the same; those of two seeds have nothing in common."""
    drawn = random.Random(seed)
    every = ["".join(one) for one in product(SYLLABLES, repeat=3)]
    drawn.shuffle(every)
    return [word + "xq"[seed % 2] for word in every[:WORDS]]


def package(folder: Path, source: str = "id", target: str = "en") -> Path:
    """An unpacked package of one direction."""
    before, after = words(0), words(1)
    becomes = {SPACE + one: SPACE + other for one, other in zip(before, after, strict=True)}
    tokens = [*(name for name, _, _ in SPECIAL), *becomes, *becomes.values(), *LETTERS]
    handmade.write(folder / "model", tokens, becomes, handmade.ARGOS)
    pieces = [(token, -10.0 if token in LETTERS else -1.0, NORMAL) for token in tokens[len(SPECIAL) :]]
    (folder / "sentencepiece.model").write_bytes(sentencepiece(pieces))
    said = {"package_version": "1.0", "argos_version": "1.9", "from_code": source, "to_code": target, "licence": "MIT"}
    (folder / "metadata.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


def messages(count: int, seed: int = 1) -> list[str]:
    """Of one to three sentences of four to sixteen words, as workers write; a number in every fifth."""
    drawn, known = random.Random(seed), words(0)

    def sentence() -> str:
        chosen = drawn.choices(known, k=max(4, min(16, round(drawn.gauss(9, 3)))))
        if drawn.random() < 0.2:
            chosen.insert(drawn.randrange(1, len(chosen)), str(drawn.randrange(2, 31)))
        return " ".join(chosen).capitalize() + "."

    return [" ".join(sentence() for _ in range(drawn.choice((1, 2, 3)))) for _ in range(count)]
