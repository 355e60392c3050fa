"""A process that translates in one of several ways, as often as it is asked."""

import logging
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.subject import obey

CORES = os.cpu_count() or 1
MEMORY_MIB = 600
Way = Callable[..., dict[str, Any]]


def stock(folder: Path) -> Way:
    """argostranslate's own translate as it is, but for a splitter that needs no download: cut behind full stops."""
    for name, value in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")):
        os.environ[name] = str(folder / value)
    os.environ["ARGOS_PACKAGES_DIR"] = str(folder / "stock")
    splitter: Any = types.ModuleType("minisbd")
    splitter.SBDetect = Splitter
    splitter.models = types.SimpleNamespace(list_models=lambda: ["id"])
    sys.modules |= {"stanza": types.ModuleType("stanza"), "minisbd": splitter}
    from argostranslate import translate

    logging.getLogger("argostranslate.utils").setLevel(logging.ERROR)
    return lambda texts, beam: timed(lambda: [translate.translate(text, "id", "en") for text in texts])


class Splitter:
    def __init__(self, *_: object, **__: object) -> None:
        """Whatever the language."""

    def sentences(self, text: str) -> list[str]:
        return [one.strip() + "." for one in text.rstrip(".").split(". ")]


def raw(folder: Path) -> Way:
    """CTranslate2 and nothing else: the tokens are cut before the clock starts, and stay tokens."""
    import ctranslate2
    import sentencepiece

    package = folder / "stock" / "translate-id_en"
    translator = ctranslate2.Translator(
        str(package / "model"), inter_threads=CORES, intra_threads=1, compute_type="int8"
    )
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))

    def work(texts: Sequence[str], beam: int) -> dict[str, Any]:
        cut = tokenizer.encode([one for text in texts for one in Splitter().sentences(text)], out_type=str)
        ready = {"max_batch_size": 1024, "batch_type": "tokens", "beam_size": beam, "length_penalty": 0.2}
        return timed(lambda: translator.translate_batch(cut, replace_unknowns=True, return_scores=True, **ready))

    return work


def ours(folder: Path) -> Way:
    """The whole way of a message: normalised, cut, protected, translated, restored, judged."""
    translators = {beam: translator(folder, beam) for beam in (2, 4)}
    return lambda texts, beam: timed(lambda: rendered(translators[beam], texts))


def lanes(folder: Path) -> Way:
    """Urgent messages one after the other, first alone, then while all others are being translated."""
    mine = translator(folder, 2)

    def work(texts: Sequence[str], beam: int) -> dict[str, Any]:
        rendered(mine, texts[:20])
        alone = [one_urgent(mine, text) for text in texts[:10]]
        others = threading.Thread(target=rendered, args=(mine, texts))
        others.start()
        beside = []
        while others.is_alive():
            beside.append(one_urgent(mine, texts[len(beside) % len(texts)]))
            time.sleep(0.05)
        others.join()
        return {"alone": alone, "beside": beside[:-1] or beside}

    return work


def one_urgent(mine: Any, text: str) -> float:
    """Seconds."""
    return float(timed(lambda: rendered(mine, [text], urgent=True))["seconds"])


def pairs(folder: Path) -> Way:
    """Each pair in turn, twice."""
    mine = translator(folder, 2)

    def work(texts: Sequence[str], beam: int, sources: Sequence[str]) -> dict[str, Any]:
        for source in [*sources, *sources]:
            rendered(mine, texts, source=tag(source))
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        rest, most = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return {"rest": rest, "most": most, "loaded": len(mine.pool.loaded())}

    return work


def translator(folder: Path, beam: int) -> Any:
    from bot.translation.local import Capacity, LocalTranslator
    from bot.translation.model import Search
    from bot.translation.packages import Packages

    return LocalTranslator(Packages(folder / "ours"), Capacity(CORES, MEMORY_MIB), Search(beam))


def rendered(mine: Any, texts: Sequence[str], *, source: str = "id", urgent: bool = False) -> object:
    from bot.translation.pipeline import render
    from bot.translation.works import Work

    answers = render([Work(str(at), text, source, "en", urgent=urgent) for at, text in enumerate(texts)], mine)
    assert not any(answer.refused for answer in answers)
    return answers


def tag(code: str) -> str:
    from bot.translation.codes import tag_of

    return tag_of(code)


def timed(act: Callable[[], object]) -> dict[str, Any]:
    begun = time.perf_counter()
    act()
    return {"seconds": time.perf_counter() - begun}


def before_others() -> bool:
    """Real-time, in turns of a tenth of a second: what else the machine does costs every way nothing."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        return False
    return True


if __name__ == "__main__":
    ways = {"stock": stock, "raw": raw, "ours": ours, "lanes": lanes, "pairs": pairs}
    first = before_others()
    obey(ways[sys.argv[1]](Path(sys.argv[2])), first=first)
