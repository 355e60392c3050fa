"""What an operator sees of the backlog: figures, a remark at /readyz, a finding of the doctor, no word of a text."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.checkups.finding import Level
from bot.checkups.work import translations
from bot.config import parse
from bot.health import Health
from bot.metrics import Metrics
from storage.engine import Store
from storage.leases import take
from storage.times import MINUTE_MS, milliseconds
from tests.storage.conftest import Urls, keyring, with_store
from tests.translation.backlog.house import Desk, backlog


async def door(health: Health, path: str) -> tuple[int, str]:
    told: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    scope = {"method": "GET", "path": path, "headers": [], "client": ("127.0.0.1", 1)}
    await health(scope, None, send)
    return int(told[0]["status"]), told[1]["body"].decode()


def test_what_waits_and_what_came_of_it_is_counted(sqlite: Urls, tmp_path: Path) -> None:
    async def talk(store: Store) -> None:
        desk, metrics = Desk(store), Metrics()
        config = parse(
            f'[storage]\ncases_url = "{sqlite[0]}"\nvault_url = "{sqlite[1]}"\n', name="t", folder=tmp_path, environ={}
        )
        health = Health(store, metrics, config=config, clock=lambda: desk.now, keyring=keyring())
        waiting = backlog(desk, tmp_path, metrics=metrics)
        await desk.wrote("một bí mật", "NOPE bí mật")
        at = milliseconds(desk.now) + 90 * MINUTE_MS
        await store.write(lambda unit: take(unit.cases, "scheduler", owner="me", at=0, until=at))
        assert await door(health, "/readyz") == (200, "ready\n")
        desk.now += timedelta(minutes=61)
        status, body = await door(health, "/readyz")
        assert (status, body.count("\n")) == (200, 2)
        assert "wait to be translated" in body
        _, figures = await door(health, "/metrics")
        assert "madoguchi_translations_waiting 2.0" in figures
        assert "madoguchi_translations_oldest_seconds 3660.0" in figures
        [late] = await store.read(lambda unit: list(translations(unit, desk.now)))
        assert late.level is Level.WARN
        await waiting.settle()
        await waiting.stop()
        assert await door(health, "/readyz") == (200, "ready\n")
        _, figures = await door(health, "/metrics")
        assert 'madoguchi_rendered_segments_total{level="check"} 1.0' in figures
        assert 'madoguchi_untranslated_total{reason="no_package"} 1.0' in figures
        assert "madoguchi_translations_for_a_person 1.0" in figures
        assert "bí mật" not in figures
        [left] = await store.read(lambda unit: list(translations(unit, desk.now)))
        assert "no_package" in left.found
        assert "bí mật" not in str(left)

    with_store(sqlite, talk)


def test_a_desk_with_nothing_to_translate_is_well(sqlite: Urls) -> None:
    async def talk(store: Store) -> None:
        [finding] = await store.read(lambda unit: list(translations(unit, Desk(store).now)))
        assert finding.level is Level.OK

    with_store(sqlite, talk)
