"""argostranslate's settings make folders in the home directory when they are imported: nothing of ours imports them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.source import TOP, modules

IMPORTS = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print([name for name in sys.modules if name in ("argostranslate.settings", "argostranslate.package")])
"""


def test_no_module_of_translation_writes_into_the_home_directory(tmp_path: Path) -> None:
    names = [module.name for module in modules("bot") if module.within("bot.translation", "bot.console.languages")]
    assert len(names) > 20
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", IMPORTS, *names]
    ended = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "[]"
    assert list(home.rglob("*")) == []
    assert list(tmp_path.iterdir()) == [home]
