"""Works and renderings as JSON: for the pipe to the translating process, and for the sealed row they end in. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.translation.engine import Direction, Leg, Route
from bot.translation.works import Rendered, Work

LEVELS = ("ok", "check", "bad")
SEGMENT = {"source", "lead", "text", "level", "reasons", "origin", "score", "back"}

Record = Mapping[str, Any]


def of_work(work: Work) -> Record:
    """What the pipe carries. The glossary is not among it: the translating process has its own."""
    return {
        "id": work.id,
        "text": work.text,
        "source": work.source,
        "target": work.target,
        "names": list(work.names),
        "memory": dict(work.memory),
        "urgent": work.urgent,
        "back": work.back,
    }


def work_from(record: Record) -> Work:
    return Work(**{**record, "names": tuple(record["names"])})


def of_rendered(rendered: Rendered, *, source: str) -> Record:
    """`source`: the language it was found to be written in."""
    return {
        "id": rendered.id,
        "source": source,
        "refused": rendered.refused.value if rendered.refused else "",
        "route": [of_leg(leg) for leg in rendered.route.legs] if rendered.route else [],
        "segments": [
            {
                "source": segment.source,
                "lead": segment.lead,
                "text": segment.text,
                "level": segment.level.value,
                "reasons": [reason.value for reason in segment.reasons],
                "origin": segment.origin.value,
                "score": segment.score,
                "back": segment.back,
            }
            for segment in rendered.segments
        ],
        "tail": rendered.tail,
    }


def of_leg(leg: Leg) -> Record:
    route = {"source": leg.direction.source, "target": leg.direction.target}
    return {"package": leg.package, "version": leg.version, "engine": leg.engine, **route}


def route_from(record: Record) -> Route | None:
    legs = tuple(
        Leg(leg["package"], leg["version"], leg["engine"], Direction(leg["source"], leg["target"]))
        for leg in record["route"]
    )
    return Route(legs) if legs else None


def copied(work_id: str, text: str, source: str) -> Record:
    """The reader reads this language: one segment, as it was written, by no machine."""
    segment = {"source": text, "lead": "", "text": text, "level": "ok", "reasons": [], "origin": "copied"}
    return {
        "id": work_id,
        "source": source,
        "refused": "",
        "route": [],
        "segments": [{**segment, "score": None, "back": None}],
        "tail": "",
    }


def sound(answer: object) -> bool:
    """Whether this is an answer that may be stored: everything in it is of the kind it should be."""
    return (
        isinstance(answer, dict)
        and all(isinstance(answer.get(name), str) for name in ("id", "source", "refused", "tail"))
        and isinstance(answer.get("route"), list)
        and isinstance(answer.get("segments"), list)
        and all(map(_sound_leg, answer["route"]))
        and all(map(_sound_segment, answer["segments"]))
    )


def _sound_leg(leg: object) -> bool:
    names = ("package", "version", "engine", "source", "target")
    return isinstance(leg, dict) and all(isinstance(leg.get(name), str) for name in names)


def _sound_segment(segment: object) -> bool:
    return (
        isinstance(segment, dict)
        and segment.keys() == SEGMENT
        and isinstance(segment["score"], int | float | None)
        and isinstance(segment["back"], str | None)
        and all(isinstance(segment.get(name), str) for name in ("source", "lead", "text", "origin"))
        and segment.get("level") in LEVELS
        and isinstance(segment.get("reasons"), list)
        and all(isinstance(reason, str) for reason in segment["reasons"])
    )
