"""Alembic's way in. `storage.migrate` hands over an open connection; nothing here knows a URL."""

from alembic import context

from storage.models import cases, vault

METADATA = {"cases": cases.METADATA, "vault": vault.METADATA}


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA[context.config.config_ini_section],
        render_as_batch=True,  # SQLite changes a table by copying it
        transactional_ddl=True,  # `storage.migrate` begins on SQLite itself: a migration is whole or not at all
    )
    with context.begin_transaction():
        context.run_migrations()


run()
