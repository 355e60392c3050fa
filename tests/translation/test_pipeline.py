"""From a message to its rendering, through real packages made on the spot."""

import asyncio
import logging
import os
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.translation import quality
from bot.translation.booth import Booth
from bot.translation.engine import Direction, Leg, Output, Refusal, Route, Untranslatable
from bot.translation.glossary import Glossary
from bot.translation.machine import Machine
from bot.translation.pipeline import render
from bot.translation.quality import Evidence, Flag, Level, Reason
from bot.translation.record import of_work
from bot.translation.works import Origin, Work
from tests.translation.conftest import EN_JA, ID_EN, Shelf

INDONESIAN = "gaji saya selama musim dingin belum pernah dibayar oleh perusahaan besar sekali"
ROUTE = Route((Leg("translate-id_en", "1.9", "argos", Direction("id", "en")),))


class Scripted:
    """Shouts, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], bool]] = []

    def route(self, source: str, target: str) -> Route | None:
        return ROUTE if {source, target} == {"id", "en"} else None

    def translate(self, texts: Sequence[str], route: Route, *, urgent: bool = False) -> list[Output]:
        assert route == ROUTE
        self.asked.append((list(texts), urgent))
        return [Output(text.upper(), -0.1) for text in texts]


def work(text: str, *, id: str = "1", source: str = "id", target: str = "en", **more: object) -> Work:
    return Work(id, text, source, target, **more)  # type: ignore[arg-type]


class TestWithRealPackages:
    def test_a_message_keeps_its_sentences_lines_and_addresses(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        text = "saya belum menerima gaji.\n\n  gaji saya 80000!  tulis: budi_s@ex.com \n"
        (rendered,) = render([work(text)], shelf.translator)
        assert rendered.refused is None
        assert rendered.text == "I not yet received wages.\n\n  wages I 80000!  tulis: budi_s@ex.com \n"
        assert str(rendered.route) == "translate-id_en 1.9"
        assert [segment.level for segment in rendered.segments][:2] == [Level.OK, Level.OK]

    def test_a_rendering_through_english_says_so(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        shelf.words("en", "ja", EN_JA)
        (rendered,) = render([work("saya belum menerima gaji", target="ja")], shelf.translator)
        assert rendered.text == "私はまだ受け取った賃金"
        assert Reason.PIVOT in rendered.segments[0].reasons

    def test_it_is_translated_back_where_that_is_asked(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        shelf.words("en", "id", {after: before for before, after in ID_EN.items()})
        (rendered,) = render([work("saya belum menerima gaji", back=True)], shelf.translator)
        assert rendered.segments[0].back == "saya belum menerima gaji"

    def test_a_forced_word_of_the_desk_stands_in_the_rendering(self, shelf: Shelf) -> None:
        shelf.words("id", "en", {**ID_EN, "disnaker": "disaster"})
        glossary = Glossary({"Disnaker": "the Labour Office"})
        (rendered,) = render([work("disnaker belum gaji saya", glossary=glossary)], shelf.translator)
        assert rendered.text == "the Labour Office not yet wages I"
        assert Reason.GLOSSARY not in rendered.segments[0].reasons

    def test_what_the_process_renders_is_looked_at_for_its_language(self, shelf: Shelf) -> None:
        spanish = "la empresa no me ha pagado el sueldo desde hace tres meses"
        shelf.words("id", "en", dict(zip(INDONESIAN.split(), spanish.split(), strict=True)))
        options = {"packages": str(shelf.packages.folder), "threads": 1, "memory_mb": 200}
        machine = Machine({**options, "beam_size": 2, "batch_tokens": 1024})
        (record,) = machine.render([work(INDONESIAN)])
        assert record["segments"][0]["text"] == spanish
        assert "language" in record["segments"][0]["reasons"]

    def test_many_works_of_several_languages_come_back_in_their_order(self, shelf: Shelf) -> None:
        shelf.words("id", "en", ID_EN)
        works = [work(f"gaji {n}", id=str(n), source="id" if n % 3 else "ne") for n in range(40)]
        rendered = render(works, shelf.translator)
        assert [one.id for one in rendered] == [str(n) for n in range(40)]
        assert {one.text for one in rendered if one.refused is None} == {f"wages {n}" for n in range(40) if n % 3}
        assert {one.refused for one in rendered} == {None, Refusal.NO_PACKAGE}

    def test_an_upgrade_in_the_middle_is_followed(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        shelf.words("id", "en", {"gaji": "salary"})
        route = shelf.translator.route("id", "en")
        shelf.words("id", "en", {"gaji": "wages"}, version="2.0")
        real, old = shelf.translator.route, [route]
        monkeypatch.setattr(shelf.translator, "route", lambda *way: old.pop() if old else real(*way))
        (rendered,) = render([work("gaji")], shelf.translator)
        assert (rendered.text, str(rendered.route)) == ("wages", "translate-id_en 2.0")

    def test_a_broken_package_refuses_its_own_works_only(self, shelf: Shelf) -> None:
        (shelf.words("id", "en", ID_EN).folder / "model/model.bin").write_bytes(b"no")
        shelf.words("vi", "en", {"lương": "wages"})
        broken, sound = render([work("gaji"), work("lương", source="vi")], shelf.translator)
        assert (broken.refused, broken.segments) == (Refusal.BROKEN_PACKAGE, ())
        assert sound.text == "wages"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " \n\t",
            "\x00",
            "gaji\x00gaji",
            "😀😀 gaji",
            "\ud800 gaji \udfff",
            "\u202egaji\u202c",
            "لا gaji 工资 ගාය",
            "." * 5000,
        ],
    )
    def test_every_text_has_a_rendering(self, shelf: Shelf, text: str) -> None:
        shelf.words("id", "en", ID_EN)
        (rendered,) = render([work(text)], shelf.translator)
        assert rendered.refused is None
        "".join(segment.lead + segment.text for segment in rendered.segments).encode()

    def test_a_megabyte_without_a_space_or_a_stop_has_one_too(self, shelf: Shelf) -> None:
        (rendered,) = render([work("x" * 1_000_000)], Scripted())
        assert len(rendered.text) == 1_000_000

    def test_no_word_of_it_is_logged(self, shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
        shelf.words("id", "en", ID_EN)
        with caplog.at_level(logging.DEBUG):
            render([work("gaji rahasia"), work("rahasia", source="ne")], shelf.translator)
        assert "rahasia" not in caplog.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(), max_size=80), max_size=6))
def test_whatever_is_written_every_work_has_its_result(shelf: Shelf, texts: list[str]) -> None:
    if not shelf.packages.installed():
        shelf.words("id", "en", ID_EN)
    rendered = render([work(text, id=str(at)) for at, text in enumerate(texts)], shelf.translator)
    assert [one.id for one in rendered] == [str(at) for at in range(len(texts))]
    assert all(one.refused is None for one in rendered)


class TestWhatIsAskedOfAModel:
    def test_what_a_person_translated_is_not(self) -> None:
        translator = Scripted()
        (rendered,) = render([work("gaji saya. halo.", memory={"gaji saya.": "My wages."})], translator)
        assert [(one.text, one.origin) for one in rendered.segments] == [
            ("My wages.", Origin.MEMORY),
            ("HALO.", Origin.MACHINE),
        ]
        assert translator.asked == [(["halo."], False)]

    def test_what_has_no_letters_is_not(self) -> None:
        translator = Scripted()
        (rendered,) = render([work("123 !!! 😀\nwww.x.org/a")], translator)
        assert {one.origin for one in rendered.segments} == {Origin.COPIED}
        assert translator.asked == []
        assert rendered.route is None

    def test_what_the_reader_reads_anyway_is_not(self) -> None:
        (rendered,) = render([work("残業", source="ja", target="ja-simple")], Scripted())
        assert (rendered.text, rendered.refused) == ("残業", None)

    def test_urgent_works_go_first_and_apart(self) -> None:
        translator = Scripted()
        render([work("a"), work("b", urgent=True), work("c")], translator)
        assert translator.asked == [(["b"], True), (["a", "c"], False)]

    def test_names_are_kept_from_it(self) -> None:
        translator = Scripted()
        (rendered,) = render([work("saya Budi Santoso", names=("Budi Santoso",))], translator)
        assert "Budi" not in translator.asked[0][0][0]
        assert rendered.text == "SAYA Budi Santoso"

    def test_a_lost_placeholder_is_asked_once_more_without_and_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[Evidence] = []
        monkeypatch.setattr(quality, "judge", lambda evidence: told.append(evidence) or Flag(Level.BAD))

        class Forgetful(Scripted):
            def translate(self, texts: Sequence[str], route: Route, *, urgent: bool = False) -> list[Output]:
                told = super().translate(texts, route, urgent=urgent)
                return [each if "@" in text else Output("WRITE") for each, text in zip(told, texts, strict=True)]

        (rendered,) = render([work("tulis a_b@ex.com")], Forgetful())
        assert rendered.text == "TULIS A_B@EX.COM"
        assert [evidence.missing for evidence in told] == [True]
        assert rendered.segments[0].level is Level.BAD

    def test_a_package_that_is_gone_for_good_is_no_package(self) -> None:
        class Gone(Scripted):
            def translate(self, texts: Sequence[str], route: Route, *, urgent: bool = False) -> list[Output]:
                raise Untranslatable(Refusal.NO_PACKAGE, "x")

        (rendered,) = render([work("gaji")], Gone())
        assert rendered.refused is Refusal.NO_PACKAGE


def test_the_translating_process_renders_with_what_is_installed(shelf: Shelf) -> None:
    shelf.words("id", "en", ID_EN)
    options = {"packages": str(shelf.packages.folder), "threads": 1, "beam_size": 2, "batch_tokens": 1024}
    booth = Booth({"machine": "bot.translation.machine:Machine", "memory_mb": 600, **options})

    async def asked() -> object:
        try:
            return await booth.ask([of_work(work("gaji saya, budi_s@ex.com"))], urgent=False, seconds=30)
        finally:
            await booth.close()

    (answer,) = asyncio.run(asked())  # type: ignore[misc]
    assert answer["segments"][0]["text"] == "wages I, budi_s@ex.com"
    assert answer["route"][0]["package"] == "translate-id_en"
    assert os.getpid() != booth.pid
