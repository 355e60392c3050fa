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
        assert source["tag"] == "en"
        assert source["texts"] == source["of"] > 100
        assert {row["tag"] for row in others} >= {"ja", "id"}
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

    def test_the_page_of_languages_is_that_of_today(self, run: Run, tmp_path: Path) -> None:
        page = tmp_path / "page.md"
        shutil.copy(TOP / "docs/locales.md", page)
        before = page.read_text(encoding="utf-8")
        assert run("locales", "table", "--into", "page.md")[0] == 0
        assert page.read_text(encoding="utf-8") == before, "run: madoguchi locales table --into docs/locales.md"
        assert run("locales", "table")[1].strip() in before

    def test_a_language_goes_out_to_a_translator_and_an_unfinished_one_does_not_come_back(
        self, run: Run, tmp_path: Path
    ) -> None:
        assert run("locales", "export", "id", "--into", "id.po")[0] == 0
        assert run("locales", "export", "id")[1] == (tmp_path / "id.po").read_text("utf-8")
        text = (tmp_path / "id.po").read_text("utf-8")
        thanks = 'msgstr "Terima kasih. Tidak ada pesan baru."'
        assert thanks in text
        (tmp_path / "id.po").write_text(text.replace(thanks, 'msgstr ""'), "utf-8")
        code, _, told = run("locales", "import", "id.po")
        assert code == 1
        assert "is not translated" in told
        assert "nothing was taken" in told
        assert run("locales", "export", "tlh")[0] == run("locales", "import", "absent.po")[0] == 1

    def test_a_page_without_a_place_for_it_is_refused(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "page.md").write_text("nothing")
        assert run("conversation", "diagram", "--into", "page.md")[0] == 1
        assert run("locales", "table", "--into", "page.md")[0] == 1
        assert run("conversation", "diagram", "--into", "absent.md")[0] == 1
