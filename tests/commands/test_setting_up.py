"""From nothing to a desk: what `init` and `migrate` leave behind, and what they never touch."""

import re
import stat
from pathlib import Path

from tests.commands.conftest import Run


class TestInit:
    def test_writes_settings_and_a_key_for_this_user_only(self, run: Run, tmp_path: Path) -> None:
        code, told, _ = run("init", "--public-url", "https://desk.example", "--name", "Sato's Desk")
        assert code == 0
        assert "madoguchi serve --setup" in told
        assert re.search(r"https://desk\.example/setup/link/\S{60,}\n", told)
        config, key = tmp_path / "config.toml", tmp_path / "keys/master.key"
        assert 'public_url = "https://desk.example"' in config.read_text()
        assert re.fullmatch(r"k1:[A-Za-z0-9_-]{43}\n", key.read_text())
        assert key.read_text().strip() not in told
        assert [stat.S_IMODE(path.stat().st_mode) for path in (config, key, key.parent)] == [0o600, 0o600, 0o700]

    def test_overwrites_nothing(self, run: Run, tmp_path: Path) -> None:
        run("init")
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        code, _, told = run("init")
        assert code == 1
        assert "nothing was changed" in told
        assert run("init", "--public-url", "https://other.example")[0] == 1
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before

    def test_makes_the_key_that_existing_settings_name(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text('[keys]\nmaster_file = "elsewhere/key"\n')
        assert run("init")[0] == 0
        assert (tmp_path / "elsewhere/key").exists()

    def test_makes_no_new_key_for_databases_that_have_one(self, run: Run, desk: Path) -> None:
        (desk / "keys/master.key").unlink()
        code, _, told = run("init")
        assert code == 1
        assert "put the old key back" in told

    def test_refuses_what_would_not_load(self, run: Run, tmp_path: Path) -> None:
        code, _, told = run("init", "--public-url", "desk.example")
        assert code == 1
        assert "[server] public_url" in told
        assert not (tmp_path / "config.toml").exists()

    def test_writes_where_it_is_told(self, run: Run, tmp_path: Path) -> None:
        code, told, _ = run("init", "--config", "etc/desk.toml")
        assert code == 0
        assert "--config etc/desk.toml" in told
        assert (tmp_path / "etc/keys/master.key").exists()


def test_migrate_says_what_it_did(run: Run) -> None:
    run("init")
    assert run("migrate")[1] == "cases: brought up to date\nvault: brought up to date\n"
    assert run("migrate")[1] == "cases: up to date\nvault: up to date\n"
