from tests.browser.conftest import furnished
from tests.console.conftest import migrated

__all__ = ["furnished", "migrated"]
