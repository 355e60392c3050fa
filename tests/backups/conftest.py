from tests.commands.conftest import run
from tests.storage.conftest import urls

__all__ = ["run", "urls"]
