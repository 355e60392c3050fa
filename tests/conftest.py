"""What every test gets: an environment with nothing of ours in it, the gate, and the fixtures that areas share."""

import os

# Before anything reads them: a developer's own settings and proxies must not decide what a test sees.
KEPT = {"MADOGUCHI_CI", "MADOGUCHI_TEST_PG_URL"}
for name in list(os.environ):
    if (name.startswith("MADOGUCHI_") and name not in KEPT) or name.lower() in {
        "http_proxy",
        "https_proxy",
        "all_proxy",
    }:
        del os.environ[name]
os.environ["TZ"] = "Pacific/Chatham"  # whoever reads the machine's zone by mistake is 12:45 or 13:45 off

from tests.gate import (  # noqa: E402
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_xdist_auto_num_workers,
)
from tests.logging_kept import logging_kept  # noqa: E402
from tests.new_desk import new_desk  # noqa: E402
from tests.postgres import postgres  # noqa: E402

pytest_plugins = ("pytester",)

__all__ = [
    "logging_kept",
    "new_desk",
    "postgres",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_xdist_auto_num_workers",
]
