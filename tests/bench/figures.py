"""What was measured, put together: stretches, medians over rounds, goals met and missed, and the table people read."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Stretch:
    """One uninterrupted stretch of turns. Milliseconds for latencies; `cpu_us` is of the measured process, per turn."""

    turns: int
    seconds: float
    p50: float
    p99: float
    cpu_us: float = 0.0
    refused: int = 0
    answered: int = 0  # with 200, those before and after the timed part included

    @property
    def rate(self) -> float:
        return self.turns / self.seconds if self.seconds else 0.0

    @property
    def spread(self) -> float:
        return self.p99 / self.p50 if self.p50 else 0.0


def stretch(
    latencies: list[float], seconds: float, *, cpu: float = 0.0, refused: int = 0, answered: int = 0
) -> Stretch:
    """From latencies and CPU time in seconds."""
    ordered, turns = sorted(latencies), len(latencies)
    if not turns:
        return Stretch(0, seconds, 0.0, 0.0, 0.0, refused, answered)
    p50, p99 = ordered[turns // 2], ordered[min(turns - 1, int(turns * 0.99))]
    return Stretch(turns, seconds, p50 * 1e3, p99 * 1e3, cpu / turns * 1e6, refused, answered)


@dataclass
class Series:
    """The rounds of one thing measured."""

    name: str
    rounds: list[Stretch] = field(default_factory=list)

    def median(self, figure: str) -> float:
        return float(statistics.median([getattr(one, figure) for one in self.rounds] or [0.0]))

    def over(self, other: "Series", figure: str = "rate") -> float:
        """The median of the ratios within each round: what both suffered from in that round falls out."""
        pairs = zip(self.rounds, other.rounds, strict=False)
        return float(statistics.median([getattr(a, figure) / (getattr(b, figure) or 1e-9) for a, b in pairs] or [0.0]))

    def row(self) -> list[str]:
        return [
            self.name,
            f"{self.median('rate'):,.0f}",
            f"{self.median('p50'):.2f}",
            f"{self.median('p99'):.2f}",
            f"{self.median('spread'):.1f}",
            f"{self.median('cpu_us'):.0f}" if self.median("cpu_us") else "-",
        ]


COLUMNS = ["", "per second", "p50 ms", "p99 ms", "p99/p50", "CPU us"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure beside what it should be. `most`: it should not be larger; else not smaller."""

    name: str
    value: float
    limit: float
    most: bool = False

    @property
    def met(self) -> bool:
        return self.value <= self.limit if self.most else self.value >= self.limit

    def row(self) -> list[str]:
        sign = "<=" if self.most else ">="
        return [self.name, f"{self.value:.2f}", f"{sign} {self.limit:g}", "met" if self.met else "MISSED"]


@dataclass
class Report:
    """Everything of one run."""

    machine: dict[str, Any]
    doubts: list[str] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": self.machine,
            "doubts": self.doubts,
            "series": {one.name: [asdict(each) | {"rate": each.rate} for each in one.rounds] for one in self.series},
            "figures": self.figures,
            "goals": [asdict(goal) | {"met": goal.met} for goal in self.goals],
            "notes": self.notes,
        }

    def as_text(self) -> str:
        parts = [_pairs(self.machine)]
        if self.doubts:
            parts.append("\n".join(f"!! {doubt}" for doubt in self.doubts))
        if self.series:
            parts.append(table([COLUMNS, *(one.row() for one in self.series)]))
        if self.figures:
            parts.append(table([["", "figure"], *([name, f"{value:,.2f}"] for name, value in self.figures.items())]))
        if self.goals:
            parts.append(table([["goal", "value", "wanted", ""], *(goal.row() for goal in self.goals)]))
        return "\n\n".join([*parts, *self.notes]) + "\n"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [_line([cell.ljust(width) for cell, width in zip(row, widths, strict=True)]) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths]), *lines[1:]])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _pairs(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in values.items())
