"""A package from an index on loopback: what is refused before it is fetched, and after."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation import disk, index, pins
from bot.translation.download import Reach
from bot.translation.faults import Fault, PackageRefused
from bot.translation.index import Offer, kept, parse, refresh, wanted
from bot.translation.installing import Terms
from bot.translation.ordering import DOWNLOADS, order
from bot.translation.packages import Package, Packages, Trust
from tests.translation.library import Library, library
from tests.translation.parcels import ANY, NOW, files, zipped


def row(source: str = "id", target: str = "en", version: str = "1.9", *links: str) -> dict[str, object]:
    codes = {"from_code": source, "to_code": target, "from_name": "x", "to_name": "y"}
    return {"type": "translate", "package_version": version, "argos_version": "1.9", "links": list(links), **codes}


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Library]:
    """An index of two packages, and the packages."""
    with library() as made:
        for source, target in (("id", "en"), ("en", "id")):
            path = f"/translate-{source}_{target}-1_9.argosmodel"
            made.files[path] = zipped(tmp_path / "parcel", files(source, target)).read_bytes()
        rows = [row(*pair, "1.9", f"{made.url}/translate-{pair[0]}_{pair[1]}-1_9.argosmodel") for pair in PAIRS]
        made.files["/index.json"] = json.dumps(rows).encode()
        yield made


PAIRS = (("id", "en"), ("en", "id"))


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    return Packages(tmp_path / "languages")


def reach(host: Library) -> Reach:
    return Reach(hosts=frozenset({host.host}))


def offer(host: Library, packages: Packages) -> Offer:
    offers = refresh(packages.folder, f"{host.url}/index.json", reach(host))
    return wanted("translate-id_en", offers)[0]


def ordered(host: Library, packages: Packages, terms: Terms = ANY) -> Package:
    return order(packages, offer(host, packages), terms, reach=reach(host), now=NOW, sleep=lambda _seconds: None)


class TestAnOrder:
    def test_is_fetched_installed_and_leaves_no_download(self, host: Library, packages: Packages) -> None:
        package = ordered(host, packages)
        assert (package.code, package.trust) == ("translate-id_en", Trust.FIRST_USE)
        assert list((packages.folder / DOWNLOADS).iterdir()) == []

    def test_is_not_even_fetched_without_a_known_checksum(self, host: Library, packages: Packages) -> None:
        with pytest.raises(PackageRefused, match="unpinned"):
            ordered(host, packages, Terms())
        assert [asked["path"] for asked in host.asked] == ["/index.json"]

    def test_of_what_is_here_fetches_nothing(self, host: Library, packages: Packages) -> None:
        first = ordered(host, packages)
        host.asked.clear()
        assert ordered(host, packages, Terms()) == first
        assert [asked["path"] for asked in host.asked] == ["/index.json"]

    def test_of_other_bytes_than_the_first_time_is_refused_for_good(self, host: Library, packages: Packages) -> None:
        first = ordered(host, packages)
        (first.folder / "sentencepiece.model").unlink()
        path = "/translate-id_en-1_9.argosmodel"
        parcel = zipped(packages.folder / "x", {**files(), "README.md": b"changed"})
        host.files[path] = parcel.read_bytes()
        with pytest.raises(PackageRefused) as refused:
            ordered(host, packages)
        assert refused.value.fault is Fault.MISMATCH
        assert list((packages.folder / DOWNLOADS).iterdir()) == []

    def test_larger_than_its_pin_is_not_fetched(self, host: Library, packages: Packages) -> None:
        packages.folder.mkdir()
        pins.record(packages.folder, [pins.Pin("translate-id_en", "1.9", "0" * 64, size=100, by=pins.By.OPERATOR)])
        with pytest.raises(PackageRefused, match="too_large"):
            ordered(host, packages)

    def test_that_brings_another_package_is_refused(self, host: Library, packages: Packages) -> None:
        host.files["/translate-id_en-1_9.argosmodel"] = host.files["/translate-en_id-1_9.argosmodel"]
        with pytest.raises(PackageRefused, match="bad_metadata"):
            ordered(host, packages)
        assert packages.installed() == ()

    def test_tries_the_next_link(self, host: Library, packages: Packages) -> None:
        good = f"{host.url}/translate-id_en-1_9.argosmodel"
        rows = [row("id", "en", "1.9", "https://elsewhere.example/a", f"{host.url}/missing", good)]
        host.files["/index.json"] = json.dumps(rows).encode()
        assert ordered(host, packages).code == "translate-id_en"

    def test_goes_on_with_what_a_broken_day_left(self, host: Library, packages: Packages) -> None:
        chosen = offer(host, packages)
        host.cut = [200, *[0] * 20]
        with pytest.raises(PackageRefused, match="not_fetched"):
            order(packages, chosen, ANY, reach=reach(host), now=NOW, sleep=lambda _seconds: None)
        host.cut = []
        order(packages, chosen, ANY, reach=reach(host), now=NOW, sleep=lambda _seconds: None)
        assert host.asked[-1]["range"] == "bytes=200-"

    def test_waits_for_its_turn_or_says_that_it_cannot(self, host: Library, packages: Packages) -> None:
        chosen = offer(host, packages)
        with disk.locked(packages.folder), pytest.raises(PackageRefused, match="busy"):
            order(packages, chosen, ANY, reach=reach(host), now=NOW)


class TestTheIndex:
    def test_is_kept_for_a_day_without_network(self, host: Library, packages: Packages) -> None:
        assert kept(packages.folder) is None
        offer(host, packages)
        assert [one.code for one in kept(packages.folder) or ()] == ["translate-en_id", "translate-id_en"]

    @pytest.mark.parametrize("content", [b"", b"{}", b"<html>", b"[" * 100_000, b"[1, 2]", b"null", b"\xff\xfe"])
    def test_that_is_none_is_refused_and_the_kept_one_stays(
        self, host: Library, packages: Packages, content: bytes
    ) -> None:
        offer(host, packages)
        host.files["/index.json"] = content
        with pytest.raises(PackageRefused, match="bad_index"):
            offer(host, packages)
        assert kept(packages.folder)

    def test_may_be_empty(self) -> None:
        assert parse(b"[]") == []

    def test_names_our_languages_and_the_newest_version(self) -> None:
        links = ["https://a.example/1"]
        rows = [row("zt", "en", version, *links) for version in ("1.9", "1.10", "1.2")]
        assert parse(json.dumps(rows).encode()) == [
            Offer("translate-zt_en", "1.10", index.Direction("zh-Hant", "en"), ("https://a.example/1",))
        ]

    @pytest.mark.parametrize(
        "broken",
        [
            {"from_code": "../../x"},
            {"from_code": None},
            {"to_code": "id"},
            {"package_version": 1.9},
            {"package_version": "../1"},
            {"links": []},
            {"links": "https://a.example"},
            {"links": ["javascript:alert(1)", 3, None]},
            {"type": "sbd"},
        ],
    )
    def test_leaves_out_what_makes_no_sense(self, broken: dict[str, object]) -> None:
        good = row("th", "en", "1.9", "https://a.example/1")
        rows = [{**row("id", "en", "1.9", "https://a.example/1"), **broken}, good, 7, "x", None, []]
        assert [one.code for one in parse(json.dumps(rows).encode())] == ["translate-th_en"]

    def test_answers_for_a_code_and_for_a_language(self, host: Library, packages: Packages) -> None:
        offers = refresh(packages.folder, f"{host.url}/index.json", reach(host))
        assert [one.code for one in wanted("id", offers)] == ["translate-en_id", "translate-id_en"]
        with pytest.raises(PackageRefused, match="not_in_index: vi"):
            wanted("vi", offers)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*row(), "x"]), inner, max_size=7),
    max_leaves=20,
)


@given(JSON)
def test_whatever_the_index_holds_it_is_read_or_refused(value: object) -> None:
    try:
        offers = list(parse(json.dumps(value).encode()))
    except PackageRefused as error:
        fault, offers = error.fault, []
    else:
        fault = Fault.BAD_INDEX
    assert fault is Fault.BAD_INDEX
    assert all("/" not in one.code and one.links for one in offers)
