"""What stands beside the code is true and whole: documents, lock file, Procfile, unit, what is packed. No secrets."""

import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from tests.commands.names import words_of_all_commands

TOP = Path(__file__).parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
DOCUMENTS = sorted([*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")])
DROPPED = {"stanza", "spacy", "minisbd"}  # argostranslate names them, pyproject overrides them away


def locked() -> dict[str, Requirement]:
    lines = (TOP / "requirements.lock").read_text(encoding="utf-8").splitlines()
    here = [requirement for requirement in map(Requirement, lines) if applies(requirement)]
    return {canonicalize_name(requirement.name): requirement for requirement in here}


def applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def pinned(requirement: Requirement) -> str:
    (only,) = requirement.specifier
    assert only.operator == "==", requirement
    return only.version


def needs(requirement: Requirement) -> Iterator[Requirement]:
    """What an installed package asks for here, with the extras asked of it."""
    for line in distribution(requirement.name).requires or ():
        inner = Requirement(line)
        if any(applies(inner, extra) for extra in ("", *requirement.extras)):
            yield inner


class TestTheLock:
    def test_names_exact_versions_and_no_host(self) -> None:
        text = (TOP / "requirements.lock").read_text(encoding="utf-8")
        assert not re.search(r"://|--|@ ", text)
        for requirement in locked().values():
            assert pinned(requirement)

    def test_holds_everything_that_is_needed_at_a_version_that_fits(self) -> None:
        """Walks what is installed here. A package newer than the lock may need others: it is not walked further."""
        lock = locked()
        waiting = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
        walked: set[tuple[str, frozenset[str]]] = set()
        while waiting:
            wanted = waiting.pop()
            name = canonicalize_name(wanted.name)
            if name in DROPPED or (name, frozenset(wanted.extras)) in walked or not applies(wanted):
                continue
            walked.add((name, frozenset(wanted.extras)))
            assert name in lock, (
                f"{name} is needed and not in requirements.lock; docs/operations.md says how to renew it"
            )
            assert wanted.specifier.contains(pinned(lock[name]), prereleases=True), f"{wanted} against {lock[name]}"
            if version(name) == pinned(lock[name]):
                waiting += needs(wanted)
        assert {name for name, _ in walked} <= lock.keys()

    def test_agrees_with_what_is_installed(self) -> None:
        """Newer is allowed: a fresh environment takes the newest that fits. Older would be an environment of before."""
        behind = []
        for name, requirement in locked().items():
            try:
                found = version(name)
            except PackageNotFoundError:
                behind.append(f"{name} is not installed")
                continue
            if Requirement(f"{name}<{pinned(requirement)}").specifier.contains(found):
                behind.append(f"{name} {found} is older than {requirement}")
        assert behind == []

    def test_leaves_out_what_must_not_come(self) -> None:
        assert not DROPPED & locked().keys()
        overridden = {Requirement(line).name for line in PROJECT["tool"]["uv"]["override-dependencies"]}
        assert overridden == DROPPED
        for name in DROPPED:
            with pytest.raises(PackageNotFoundError):
                version(name)


class TestDocuments:
    @pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(TOP)))
    def test_link_to_what_exists(self, path: Path) -> None:
        targets = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        assert [target for target in targets if "://" not in target and not (path.parent / target).exists()] == []

    @pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(TOP)))
    def test_name_commands_that_exist(self, path: Path) -> None:
        known = set(words_of_all_commands())
        for line in path.read_text(encoding="utf-8").splitlines():
            for told in re.findall(r"(?<![\w/@-])madoguchi ((?:[a-z]+(?: |$|`))+)", line):
                words = tuple(told.replace("`", "").split())
                assert any(words[:length] in known for length in (1, 2)), f"{path.name}: madoguchi {told}"

    def test_tell_the_two_commands(self) -> None:
        readme = (TOP / "README.md").read_text(encoding="utf-8")
        assert "pip install uv && python -m uv run madoguchi demo" in readme
        assert "python -m uv run pytest\n" in readme

    def test_the_changes_begin_with_this_version(self) -> None:
        (newest, *_) = re.findall(r"^## (\S+)", (TOP / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
        assert newest == bot.__version__

    def test_every_command_is_told_of(self) -> None:
        text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
        assert [words[0] for words in words_of_all_commands() if words and f"`{words[0]}" not in text
                and f"madoguchi {words[0]}" not in text] == []  # fmt: skip


class TestRunningIt:
    def test_the_procfile_has_the_processes_of_postgresql(self) -> None:
        lines = (TOP / "Procfile").read_text(encoding="utf-8").splitlines()
        processes = dict(re.fullmatch(r"(\w+): madoguchi (.+)", line).groups() for line in lines)  # type: ignore[union-attr]
        assert {name: words.split()[0] for name, words in processes.items()} == {
            "release": "migrate", "web": "web", "worker": "worker", "scheduler": "scheduler",
        }  # fmt: skip

    def test_the_unit_is_one_and_is_hardened(self, tmp_path: Path) -> None:
        if shutil.which("systemd-analyze") is None:
            pytest.skip("no systemd-analyze: apt install systemd")
        unit = tmp_path / "madoguchi.service"
        text = (TOP / "docs/systemd/madoguchi.service").read_text(encoding="utf-8")
        unit.write_text(text.replace("/opt/madoguchi/venv/bin/madoguchi", "/bin/true"))
        verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
        assert unit.name not in verified.stderr
        judged = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit], capture_output=True, check=False
        )
        assert judged.returncode == 0, "its exposure is above 2.0"
        assert "madoguchi serve" in text

    def test_ci_runs_the_readmes_own_command(self) -> None:
        script = TOP / ".ci/run"
        text = script.read_text(encoding="utf-8")
        assert script.stat().st_mode & 0o111
        assert re.search(r"^within python -m uv run pytest$", text, re.MULTILINE)
        assert "set -euo pipefail" in text
        subprocess.run(["bash", "-n", script], check=True)


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    git = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=False)
    if git.returncode != 0:
        pytest.skip("not a git checkout")
    return [TOP / name for name in git.stdout.decode().split("\0") if name and (TOP / name).is_file()]


class TestWhatIsCommitted:
    def test_names_no_registry_and_no_place_of_one_machine(self, committed: list[Path]) -> None:
        wrong = re.compile(rb"https?://[^ \"]*(/simple/|/packages/[0-9a-f]|registry\.)|(?<![\w.-])/(work|farm|root)/")
        assert [
            path.name for path in committed if path.name != Path(__file__).name and wrong.search(path.read_bytes())
        ] == []

    def test_holds_no_key_and_no_settings_of_a_desk(self, committed: list[Path]) -> None:
        names = {str(path.relative_to(TOP)) for path in committed}
        assert not names & {"config.toml", "uv.lock"}
        assert not [name for name in names if name.startswith(("var/", "keys/")) or name.endswith((".db", ".key"))]

    def test_has_nothing_at_the_top_but_the_house(self, committed: list[Path]) -> None:
        tops = {path.relative_to(TOP).parts[0] for path in committed}
        assert tops <= {
            "bot", "channels", "locales", "storage", "tests", "config.example.toml", "pyproject.toml", "Procfile",
            "README.md", ".ci", ".gitignore", "LICENSE", "SECURITY.md", "CHANGELOG.md", "requirements.lock", "docs",
        }  # fmt: skip


def uv() -> str:
    """It runs these tests from outside their environment and says where it is (`UV`); else it is on the path."""
    found = os.environ.get("UV") or shutil.which("uv")
    assert found, "no uv: pip install uv"
    return found


@pytest.mark.slow
def test_the_wheel_holds_everything_a_desk_needs(tmp_path: Path) -> None:
    """Locales, templates, static files and migrations travel with the code, tests do not."""
    subprocess.run([uv(), "build", "--wheel", "--quiet", "-o", tmp_path], cwd=TOP, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        str(path.relative_to(TOP))
        for top in ("bot", "channels", "locales", "storage")
        for path in (TOP / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - packed == set()
    assert not [name for name in packed if name.startswith("tests")]
