"""`madoguchi conversation` and `madoguchi locales`: the script and its words, as people look at them."""

import json
import shutil
from pathlib import Path

from tests.commands.conftest import Run

TOP = Path(__file__).parents[2]


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
        shutil.copy(TOP / "docs/conversation.md", page)
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
