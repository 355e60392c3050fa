"""The commands as a person types them: what they print, what they leave behind, and with which exit code they end."""

import io
import json
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main

Run = Callable[..., tuple[int, str, str]]
KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
pytestmark = pytest.mark.usefixtures("logging_kept")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """(exit code, standard output, standard error) of one command, run in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Path:
    """A folder after `init` and `migrate`."""
    assert run("init")[0] == 0
    assert run("migrate")[0] == 0
    return tmp_path


def test_a_word_that_is_no_command_is_2(run: Run) -> None:
    code, _, told = run("srve")
    assert code == 2
    assert "No such command 'srve'" in told
    assert run("serve", "--prot", "1")[0] == 2
    assert run("user", "add")[0] == 2


def test_the_version_is_printed(run: Run) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version")[1])


def test_python_dash_m_bot_is_the_same() -> None:
    ran = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, check=True, timeout=60)
    assert re.fullmatch(rb"\d+\.\d+\.\d+\n", ran.stdout)


def words_of_all_commands() -> list[tuple[str, ...]]:
    import typer

    from bot.cli import app

    found: list[tuple[str, ...]] = [()]

    def walk(command: object, at: tuple[str, ...]) -> None:
        for name, inner in getattr(command, "commands", {}).items():
            found.append((*at, name))
            walk(inner, (*at, name))

    walk(typer.main.get_command(app), ())
    return found


@pytest.mark.parametrize("words", words_of_all_commands(), ids=" ".join)
class TestEveryCommand:
    def test_shows_an_example_in_its_help(self, run: Run, words: tuple[str, ...]) -> None:
        code, told, _ = run(*words, "--help")
        assert code == 0
        assert re.search(rf"Example: +madoguchi {re.escape(' '.join(words))}", told)

    def test_takes_config_last_if_it_does_something(self, run: Run, words: tuple[str, ...]) -> None:
        told = run(*words, "--help")[1]
        if "Commands:" not in told and words not in WITHOUT_SETTINGS:
            assert "--config FILE" in told


# Nothing of the operator's is read or changed by these.
WITHOUT_SETTINGS = {
    ("demo",), ("chat",), ("simulate",), ("conversation", "diagram"), ("locales", "check"), ("locales", "stats"),
}  # fmt: skip


class TestInit:
    def test_writes_settings_and_a_key_for_this_user_only(self, run: Run, tmp_path: Path) -> None:
        code, told, _ = run("init", "--public-url", "https://desk.example", "--name", "Sato's Desk")
        assert code == 0
        assert "madoguchi user add" in told
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


class TestUser:
    def test_add_prints_a_link_and_list_shows_her(self, run: Run, desk: Path) -> None:
        code, told, _ = run("user", "add", "Sato@desk.example", "--name", "Sato Aiko", "--role", "member")
        assert code == 0
        assert re.search(r"http://127\.0\.0\.1:8000/desk/welcome/[\w-]{43}\n", told)
        (member,) = json.loads(run("user", "list", "--json")[1])
        assert member == {
            "login": "sato@desk.example", "name": "Sato Aiko", "role": "member", "disabled": False, "joined": False,
        }  # fmt: skip
        assert "has not used her link" in run("user", "list")[1]

    def test_disable_and_reset(self, run: Run, desk: Path) -> None:
        run("user", "add", "sato")
        assert run("user", "disable", "sato")[0] == 0
        assert "disabled" in run("user", "list")[1]
        assert "/desk/welcome/" in run("user", "reset", "sato")[1]
        assert "disabled" not in run("user", "list")[1]

    @pytest.mark.parametrize(
        "words", [("add", "sato"), ("add", "new", "--role", "king"), ("reset", "nobody"), ("disable", "nobody")]
    )
    def test_what_cannot_be_is_refused(self, run: Run, desk: Path, words: tuple[str, ...]) -> None:
        run("user", "add", "sato")
        code, _, told = run("user", *words)
        assert code == 1
        assert told.startswith("madoguchi: ")


class TestKeys:
    def test_check_of_a_new_desk_finds_nothing(self, run: Run, desk: Path) -> None:
        assert run("keys", "check")[:2] == (0, "The right key is configured, and every row opens.\n")
        assert run("keys", "check", "--json")[:2] == (0, "[]\n")

    def test_check_of_a_wrong_key_is_1(self, run: Run, desk: Path) -> None:
        (desk / "keys/master.key").write_text(KEY)
        code, told, _ = run("keys", "check")
        assert code == 1
        assert "written with another k1" in told

    def test_rotate_moves_to_the_newest_and_lets_the_old_one_go(self, run: Run, desk: Path) -> None:
        key = desk / "keys/master.key"
        key.write_text(f"k2:{KEY[3:]}\n{key.read_text()}")
        code, told, _ = run("keys", "rotate")
        assert code == 0
        assert "under k2" in told
        assert "k1 is unused: remove it" in told
        key.write_text(f"k2:{KEY[3:]}\n")
        assert run("keys", "check")[0] == 0
        assert run("user", "list")[0] == 0


class TestOutbox:
    def test_list_of_a_new_desk_is_empty(self, run: Run, desk: Path) -> None:
        assert run("outbox", "list")[:2] == (0, "Nothing is waiting to be tried again and nothing is dead.\n")
        assert run("outbox", "list", "--json")[:2] == (0, "[]\n")

    def test_retry_and_discard_want_to_know_which(self, run: Run, desk: Path) -> None:
        for command in ("retry", "discard"):
            assert run("outbox", command)[0] == 1
            assert run("outbox", command, "unknown")[0] == 1
            assert run("outbox", command, "--all")[:2] == (0, run("outbox", command, "--all")[1])


class TestTheScriptAndItsWords:
    def test_every_language_is_whole(self, run: Run) -> None:
        code, told, _ = run("locales", "check")
        assert code == 0, told
        assert told.startswith("en, ")
        assert run("locales", "check", "--json")[1] == "[]\n"

    def test_stats_count_texts(self, run: Run) -> None:
        (source, *others) = json.loads(run("locales", "stats", "--json")[1])
        assert source["language"] == "en"
        assert source["texts"] == source["of"] > 100
        assert {row["language"] for row in others} >= {"ja", "id"}
        assert "日本語" in run("locales", "stats")[1]

    def test_the_page_of_the_docs_shows_the_script_of_today(self, run: Run, tmp_path: Path) -> None:
        page = tmp_path / "page.md"
        shutil.copy(Path(__file__).parent.parent / "docs/conversation.md", page)
        before = page.read_text(encoding="utf-8")
        assert run("conversation", "diagram", "--into", "page.md")[0] == 0
        assert page.read_text(encoding="utf-8") == before, (
            "run: madoguchi conversation diagram --into docs/conversation.md"
        )
        assert run("conversation", "diagram")[1].strip() in before

    def test_a_page_without_a_place_for_it_is_refused(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "page.md").write_text("nothing")
        assert run("conversation", "diagram", "--into", "page.md")[0] == 1
        assert run("conversation", "diagram", "--into", "absent.md")[0] == 1


class TestTalking:
    TALK = sorted((Path(__file__).parent / "conversations").glob("*.talk"))[0]

    def test_simulate_plays_a_file(self, run: Run) -> None:
        code, told, _ = run("simulate", str(self.TALK))
        assert code == 0
        assert "-> " in told
        assert "!!" not in told

    def test_simulate_ends_with_1_where_the_answer_differs(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "wrong.talk").write_text("> hello\n< ask:no.such.step\n")
        code, told, why = run("simulate", "wrong.talk")
        assert code == 1
        assert "!!" in told
        assert why == "madoguchi: wrong.talk: 1 answers differ from what the file says\n"

    def test_simulate_refuses_what_is_no_talk(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "no.talk").write_text("% what\n")
        assert run("simulate", "no.talk")[0] == 1
        assert run("simulate", "absent.talk")[0] == 1

    def test_chat_answers_what_is_typed_and_presses_buttons(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("my boss keeps my passport\n\n1\n"))
        code, told, _ = run("chat", "--language", "en")
        assert code == 0
        asked, answered = told.split("[1] ", 1)
        assert asked.strip()
        assert len(answered.splitlines()) > 3

    def test_chat_knows_three_apps(self, run: Run) -> None:
        assert "line, telegram, sms" in run("chat", "--look", "pager")[2]


def test_migrate_says_what_it_did(run: Run) -> None:
    run("init")
    assert run("migrate")[1] == "cases: brought up to date\nvault: brought up to date\n"
    assert run("migrate")[1] == "cases: up to date\nvault: up to date\n"
