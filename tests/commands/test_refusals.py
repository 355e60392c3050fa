"""One line with the reason, exit code 1, never a traceback."""

import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Run

KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


class TestRefusals:
    """One line with the reason, exit code 1, never a traceback."""

    def refused(self, run: Run, *words: str) -> str:
        code, _, told = run(*words)
        assert code == 1
        assert told.startswith("madoguchi: ")
        assert "Traceback" not in told
        assert told.count("\n") == 1
        return told

    def test_settings_that_are_absent(self, run: Run) -> None:
        assert "config.toml: no such file; `madoguchi init` writes one" in self.refused(run, "serve")

    def test_settings_with_a_mistake(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("[server]\nprot = 1\n")
        assert 'config.toml:2: [server] prot: unknown key; the nearest known key is "port"' in self.refused(
            run, "serve"
        )

    def test_a_missing_key(self, run: Run, desk: Path) -> None:
        shutil.rmtree(desk / "keys")
        assert "madoguchi init" in self.refused(run, "serve")

    def test_a_key_others_can_read(self, run: Run, desk: Path) -> None:
        (desk / "keys/master.key").chmod(0o644)
        assert "chmod 600" in self.refused(run, "serve")

    def test_another_key_than_the_databases(self, run: Run, desk: Path) -> None:
        (desk / "keys/master.key").write_text(KEY)
        assert "madoguchi keys check" in self.refused(run, "serve")
        assert "madoguchi keys check" in self.refused(run, "user", "list")

    def test_databases_that_are_absent(self, run: Run, tmp_path: Path) -> None:
        run("init")
        assert "run: madoguchi migrate" in self.refused(run, "serve")
        assert not (tmp_path / "var").exists()

    @pytest.mark.parametrize("role", ["web", "worker", "scheduler"])
    def test_several_processes_on_sqlite(self, run: Run, desk: Path, role: str) -> None:
        assert "postgresql+psycopg://" in self.refused(run, role)

    def test_a_postgresql_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        urls = [f'{name} = "postgresql://desk:secret@127.0.0.1:9/{name}"' for name in ("cases_url", "vault_url")]
        (tmp_path / "config.toml").write_text("[storage]\n" + "\n".join(urls))
        (tmp_path / "key").write_text(KEY)
        (tmp_path / "key").chmod(0o600)
        (tmp_path / "config.toml").write_text((tmp_path / "config.toml").read_text() + '\n[keys]\nmaster_file = "key"')
        told = self.refused(run, "migrate")
        assert "cannot reach the database" in told
        assert "secret" not in told
