"""The databases that `migrate` makes are the ones the tables describe, on both engines."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from storage.engine import NotMigrated
from storage.migrate import TREES, migrate, pending, require
from storage.models import cases, vault
from tests.storage.conftest import Urls

METADATA: dict[str, MetaData] = {"cases": cases.METADATA, "vault": vault.METADATA}


def described(url: str) -> dict[str, Any]:
    """Every table with its columns, keys and indexes, without the names the engine chose."""
    engine = create_engine(url, poolclass=NullPool)
    look = inspect(engine)
    tables = {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], str(column["default"]).strip("'"))
                for column in look.get_columns(name)
            },
            "key": look.get_pk_constraint(name)["constrained_columns"],
            "unique": sorted(found["column_names"] for found in look.get_unique_constraints(name)),
            "indexes": sorted((str(i["name"]), i["column_names"], bool(i["unique"])) for i in look.get_indexes(name)),
            "foreign": look.get_foreign_keys(name),
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }
    engine.dispose()
    return tables


def test_migrations_make_exactly_what_the_tables_describe(empty_urls: Urls, request: pytest.FixtureRequest) -> None:
    migrate(*empty_urls)
    for tree, url in zip(TREES, empty_urls, strict=True):
        migrated = described(url)
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            for name in migrated:
                connection.execute(text(f"DROP TABLE {name}"))
            METADATA[tree].create_all(connection)
        engine.dispose()
        assert migrated == described(url), "run: python -m storage.migrations.draft"


def test_migrating_twice_changes_nothing_and_keeps_the_rows(empty_urls: Urls) -> None:
    migrate(*empty_urls)
    engine = create_engine(empty_urls[0], poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO lease (name, owner, until) VALUES ('outbox', 'me', 1)"))
    before = [described(url) for url in empty_urls]
    migrate(*empty_urls)
    assert [described(url) for url in empty_urls] == before
    with engine.begin() as connection:
        assert connection.execute(text("SELECT * FROM lease")).all() == [("outbox", "me", 1)]
    engine.dispose()


def test_what_is_pending_is_named(empty_urls: Urls) -> None:
    assert pending(*empty_urls) == ["cases", "vault"]
    with pytest.raises(NotMigrated, match="cases, vault; run: madoguchi migrate"):
        require(*empty_urls)
    migrate(*empty_urls)
    assert pending(*empty_urls) == []
    require(*empty_urls)


def test_a_new_file_is_its_owners_only_and_keeps_a_write_ahead_log(sqlite: Urls, tmp_path: Path) -> None:
    engine = create_engine(sqlite[0], poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 2
        for path in tmp_path.glob("*.db*"):
            assert path.stat().st_mode & 0o077 == 0, path
    engine.dispose()
