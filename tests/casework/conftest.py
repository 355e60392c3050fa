from tests.console.conftest import demo, kit, migrated, runner

__all__ = ["demo", "kit", "migrated", "runner"]
