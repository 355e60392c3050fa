"""Translating with what is installed: archive, metadata, tokenizer, CTranslate2 and back, with nothing left out."""

import logging
import re
from pathlib import Path

import pytest

from bot.translation.engine import Refusal, Untranslatable
from bot.translation.local import Capacity, LocalTranslator
from bot.translation.model import Search
from bot.translation.packages import Packages
from bot.translation.receipts import Kind
from tests.translation.conftest import AR_EN, EN_JA, ID_EN, M2M100, MY_EN, SMALL100, Shelf


class TestOneLeg:
    @pytest.mark.parametrize(
        ("source", "words", "text", "told"),
        [
            ("id", ID_EN, "saya belum menerima gaji bulan ini", "I not yet received wages this month"),
            ("my", MY_EN, "လစာ မရသေးဘူး။", "wages not yet received."),
            ("ar", AR_EN, "راتب جواز", "wages passport"),
            ("zh-Hans", {"工资": "wages", "没有": "no"}, "没有工资", "no wages"),
        ],
    )
    def test_goes_from_every_script(
        self, shelf: Shelf, source: str, words: dict[str, str], text: str, told: str
    ) -> None:
        shelf.words(source, "en", words)
        assert [output.text for output in shelf.told(source, "en", text)] == [told]

    def test_keeps_the_order_of_texts_of_every_length(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        texts = [f"{'gaji ' * (number * 7 % 40)}{number}" for number in range(300)]
        told = shelf.told("id", "en", *texts)
        assert [output.text for output in told] == [text.replace("gaji", "wages") for text in texts]

    @pytest.mark.parametrize(
        "text", ["budi_s@ex.com", "__init__", "a_b _ c", "1,000,000,000,000", "０００ 00000000000"]
    )
    def test_brings_addresses_and_numbers_through_as_they_are(self, shelf: Shelf, text: str) -> None:
        shelf.words("id", "en", ID_EN)
        assert shelf.told("id", "en", text)[0].text == text

    def test_has_no_answer_to_nothing(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        assert [output.text for output in shelf.told("id", "en", "", "   ", "gaji")] == ["", "", "wages"]

    def test_translates_a_text_longer_than_any_model_can_hold(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        assert shelf.told("id", "en", "gaji " * 3000)[0].text == " ".join(["wages"] * 3000)

    def test_counts_what_the_model_does_not_know(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        known, unknown = shelf.told("id", "en", "gaji saya", "gaji 月 saya")
        assert (known.unknown, unknown.unknown) == (0, 1)
        assert unknown.text == "wages 月 I"

    def test_is_sure_of_what_it_knows(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        score = shelf.told("id", "en", "gaji")[0].score
        assert score is not None
        assert -0.1 < score <= 0


class TestRoutes:
    def test_two_packages_lead_through_english(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        shelf.words("en", "ja", EN_JA)
        route = shelf.translator.route("id", "ja-simple")
        assert route is not None
        assert str(route) == "translate-id_en 1.9 + translate-en_ja 1.9"
        assert route.pivot
        told = shelf.translator.translate(["saya belum menerima gaji", "禾"], route)
        assert [output.text for output in told] == ["私はまだ受け取った賃金", "禾"]
        assert [output.unknown for output in told] == [0, 2]

    def test_nothing_leads_where_no_package_is(self, shelf: Shelf) -> None:
        assert shelf.translator.route("ne", "en") is None


class TestManyLanguages:
    @pytest.mark.parametrize(("manifest", "first"), [(SMALL100, True), (M2M100, False)])
    def test_one_model_serves_every_direction_by_its_tags(self, shelf: Shelf, manifest: str, first: bool) -> None:
        shelf.polyglot(manifest, first=first)
        assert shelf.told("my", "en", "လစာ ပတ်စပို့")[0].text == "wages passport"
        assert shelf.told("my", "ja", "လစာ ပတ်စပို့")[0].text == "賃金 旅券"
        assert shelf.told("en", "my", "passport", "wages")[1].text == "လစာ"
        assert len(shelf.translator.pool.loaded()) == 1

    def test_a_worker_who_types_a_tag_changes_nothing(self, shelf: Shelf) -> None:
        shelf.polyglot(SMALL100, first=True)
        plain, typed = shelf.told("my", "en", "လစာ", "__ja__ လစာ")
        assert plain.text == "wages"
        assert typed.text.endswith("wages")

    def test_no_tag_is_left_in_what_is_shown(self, shelf: Shelf) -> None:
        shelf.polyglot(M2M100, first=False)
        assert "__" not in "".join(output.text for output in shelf.told("en", "my", "wages", "passport x", ""))

    def test_argos_prefix_is_taken_off(self, shelf: Shelf) -> None:
        package = shelf.words("id", "en", {**ID_EN, "__en__": "__en__"})
        path = package.folder / "metadata.json"
        path.write_text(path.read_text().replace('"type"', '"target_prefix": "\\u2581__en__",\n "type"'))
        assert shelf.told("id", "en", "gaji saya gaji")[0].text == "I wages"


class TestChanges:
    def test_an_upgrade_is_used_without_a_restart(self, shelf: Shelf) -> None:
        shelf.words("id", "en", {"gaji": "salary"})
        assert shelf.told("id", "en", "gaji")[0].text == "salary"
        shelf.words("id", "en", {"gaji": "wages"}, version="2.0")
        assert shelf.told("id", "en", "gaji")[0].text == "wages"
        assert len(shelf.translator.pool.loaded()) == 1

    def test_a_route_through_what_was_upgraded_meanwhile_says_so(self, shelf: Shelf) -> None:
        shelf.words("id", "en", {"gaji": "salary"})
        route = shelf.translator.route("id", "en")
        assert route is not None
        shelf.words("id", "en", {"gaji": "wages"}, version="2.0")
        with pytest.raises(Untranslatable) as caught:
            shelf.translator.translate(["gaji"], route)
        assert caught.value.reason is Refusal.NO_PACKAGE

    def test_a_real_package_is_preferred_to_a_word_list(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        shelf.words("en", "ja", EN_JA)
        shelf.words("id", "ja", {"gaji": "でも"}, kind=Kind.GLOSSARY)
        route = shelf.translator.route("id", "ja")
        assert route is not None
        assert route.pivot


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def foreign_vocabulary(path: Path) -> None:
    path.write_text(re.sub(r'"[^"<]{2,}"', '"zzz"', path.read_text("utf-8")), encoding="utf-8")


class TestBrokenPackages:
    @pytest.mark.parametrize(
        ("file", "harm"),
        [
            ("model/model.bin", Path.unlink),
            ("model/model.bin", cut),
            ("model/shared_vocabulary.json", Path.unlink),
            ("model/shared_vocabulary.json", cut),
            ("model/shared_vocabulary.json", lambda path: path.write_text('["<unk>", "<s>", "</s>", "a"]')),
            ("model/shared_vocabulary.json", lambda path: path.write_text('{"a": 1}')),
            ("model/config.json", lambda path: path.write_text("[")),
            ("sentencepiece.model", Path.unlink),
            ("sentencepiece.model", cut),
            ("metadata.json", Path.unlink),
            ("metadata.json", lambda path: path.write_text("[]")),
            ("metadata.json", lambda path: path.write_text('{"target_prefix": 1}')),
        ],
    )
    def test_are_refused_and_named(
        self, shelf: Shelf, caplog: pytest.LogCaptureFixture, file: str, harm: object
    ) -> None:
        package = shelf.words("id", "en", ID_EN)
        harm(package.folder / file)  # type: ignore[operator]
        with pytest.raises(Untranslatable) as caught:
            shelf.told("id", "en", "gaji rahasia")
        assert caught.value.reason is Refusal.BROKEN_PACKAGE
        assert caught.value.package in caplog.text
        assert "rahasia" not in caplog.text + str(caught.value)

    def test_one_does_not_stop_another(self, shelf: Shelf) -> None:
        broken = shelf.words("id", "en", ID_EN)
        shelf.words("my", "en", MY_EN)
        cut(broken.folder / "model/model.bin")
        with pytest.raises(Untranslatable):
            shelf.told("id", "en", "gaji")
        assert shelf.told("my", "en", "လစာ")[0].text == "wages"

    def test_a_vocabulary_of_another_model_is_no_vocabulary(self, shelf: Shelf) -> None:
        package = shelf.words("id", "en", ID_EN)
        path = package.folder / "model/shared_vocabulary.json"
        text = path.read_text("utf-8")
        path.write_text(re.sub(r'"([^"<])', r'"#\1', text), encoding="utf-8")
        with pytest.raises(Untranslatable):
            shelf.told("id", "en", "gaji")

    def test_a_manifest_that_lies_about_its_files_is_refused(self, shelf: Shelf) -> None:
        package = shelf.polyglot(SMALL100, first=True)
        (package.folder / "sentencepiece.model").unlink()
        with pytest.raises(Untranslatable) as caught:
            shelf.told("my", "en", "x")
        assert caught.value.reason is Refusal.BROKEN_PACKAGE

    def test_a_model_too_large_for_the_memory_is_not_loaded(self, shelf: Shelf) -> None:
        package = shelf.words("id", "en", ID_EN)
        with (package.folder / "model/model.bin").open("ab") as file:
            file.truncate(100 * 2**20)
        small = LocalTranslator(Packages(shelf.packages.folder), Capacity(memory_mib=100), Search())
        route = small.route("id", "en")
        assert route is not None
        with pytest.raises(Untranslatable) as caught:
            small.translate(["gaji"], route)
        assert caught.value.reason is Refusal.TOO_LARGE
        small.close()


class TestSilence:
    def test_nothing_is_fetched_and_no_text_is_logged(
        self, shelf: Shelf, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: object, **__: object) -> None:
            raise AssertionError("a socket")

        shelf.words("id", "en", ID_EN)
        monkeypatch.setattr("socket.socket.connect", refused)
        monkeypatch.setattr("socket.getaddrinfo", refused)
        with caplog.at_level(logging.DEBUG):
            shelf.told("id", "en", "gaji rahasia budi_s@ex.com")
        assert not re.search("gaji|rahasia|budi|wages", caplog.text)
