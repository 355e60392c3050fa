"""Zip files of strangers: what is refused, before a byte is written, and that nothing else can be written."""

import io
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation import archive
from bot.translation.archive import Limits
from bot.translation.faults import Fault, PackageRefused

SMALL = Limits(size=100_000, files=20, ratio_from=10_000)


def written(*entries: tuple[str, bytes] | zipfile.ZipInfo, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", packed) as made:
        warnings.simplefilter("ignore", UserWarning)  # two of one name
        for entry in entries:
            made.writestr(entry, b"x") if isinstance(entry, zipfile.ZipInfo) else made.writestr(*entry)
    return out.getvalue()


def entry(name: str, mode: int = stat.S_IFREG | 0o644, **more: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    for key, value in more.items():
        setattr(info, key, value)
    return info


def patched(content: bytes, old: bytes, new: bytes, *, last: bool = False) -> bytes:
    assert old in content
    at = content.rfind(old) if last else content.find(old)
    return content[:at] + new + content[at + len(old) :]


def refusal(content: bytes, limits: Limits = SMALL) -> Fault | None:
    """The fault by which it is refused, unpacked where its list is sound; None where it was taken."""
    return judged(content, Path("/nonexistent/never-written"), limits, unpack=False)


def judged(content: bytes, into: Path, limits: Limits = SMALL, *, unpack: bool = True) -> Fault | None:
    try:
        with archive.opened(io.BufferedReader(io.BytesIO(content)), limits) as opened:
            if unpack:
                opened.unpack(into)
            else:
                for path in opened.files:
                    opened.read(path, limits.size)
    except PackageRefused as error:
        return error.fault
    return None


SOUND = (("p/metadata.json", b"{}"), ("p/model/model.bin", b"abc" * 100))
ATTACKS = {
    "no archive": (b"not a zip at all", Fault.NOT_AN_ARCHIVE),
    "nothing": (b"", Fault.NOT_AN_ARCHIVE),
    "an empty archive": (written(), Fault.NOT_ONE_FOLDER),
    "a file beside the folder": (written(*SOUND, ("other", b"")), Fault.NOT_ONE_FOLDER),
    "two folders": (written(*SOUND, ("q/file", b"")), Fault.NOT_ONE_FOLDER),
    "no folder": (written(("metadata.json", b"{}")), Fault.NOT_ONE_FOLDER),
    "up and out": (written(*SOUND, ("p/../../evil", b"")), Fault.UNSAFE),
    "up from the start": (written(("../p/file", b"")), Fault.UNSAFE),
    "an absolute path": (written(("/etc/cron.d/evil", b"")), Fault.UNSAFE),
    "a drive": (written(("C:/evil", b"")), Fault.UNSAFE),
    "a backslash": (written(*SOUND, ("p\\..\\evil", b"")), Fault.UNSAFE),
    "an empty part": (written(*SOUND, ("p//evil", b"")), Fault.UNSAFE),
    "a dot": (written(*SOUND, ("p/./evil", b"")), Fault.UNSAFE),
    "a name with a newline": (written(*SOUND, ("p/a\nb", b"")), Fault.UNSAFE),
    "a name with an escape": (written(*SOUND, ("p/\x1b[2J", b"")), Fault.UNSAFE),
    "a name that turns around": (written(*SOUND, ("p/\u202egpj.bin", b"")), Fault.UNSAFE),
    "a NUL in a name": (patched(written(*SOUND, ("p/aXb", b"")), b"p/aXb", b"p/a\0b", last=True), Fault.UNSAFE),
    "a long name": (written(*SOUND, ("p/" + "n" * 300, b"")), Fault.UNSAFE),
    "a deep path": (written(*SOUND, ("p/" + "d/" * 10 + "f", b"")), Fault.UNSAFE),
    "a name that Windows shortens": (written(*SOUND, ("p/model.", b"")), Fault.UNSAFE),
    "a link": (written(*SOUND, entry("p/link", stat.S_IFLNK | 0o777)), Fault.UNSAFE),
    "a device": (written(*SOUND, entry("p/device", stat.S_IFCHR | 0o666)), Fault.UNSAFE),
    "a pipe": (written(*SOUND, entry("p/pipe", stat.S_IFIFO | 0o666)), Fault.UNSAFE),
    "a folder that is a file": (written(*SOUND, entry("p/x/", stat.S_IFREG | 0o644)), Fault.UNSAFE),
    "one name twice": (written(*SOUND, ("p/metadata.json", b"[]")), Fault.TWICE),
    "one name in two cases": (written(*SOUND, ("p/METADATA.json", b"[]")), Fault.TWICE),
    "one name in two spellings": (written(*SOUND, ("p/é", b""), ("p/e\u0301", b"")), Fault.TWICE),
    "a file that is also a folder": (written(*SOUND, ("p/metadata.json/x", b"")), Fault.TWICE),
    "too many files": (written(*((f"p/{n}", b"") for n in range(21))), Fault.TOO_MANY),
    "too much": (written(("p/a", bytes(60_000)), ("p/b", bytes(60_000)), packed=zipfile.ZIP_STORED), Fault.TOO_LARGE),
    "another way of packing": (written(*SOUND, packed=zipfile.ZIP_LZMA), Fault.NOT_AN_ARCHIVE),
    "damaged bytes": (patched(written(*SOUND, packed=zipfile.ZIP_STORED), b"abcabc", b"abcabX"), Fault.NOT_AN_ARCHIVE),
    "cut short": (written(*SOUND)[:-30], Fault.NOT_AN_ARCHIVE),
    "an entry in front of the file": (b"PK\x05\x06" + bytes(18), Fault.NOT_ONE_FOLDER),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_for_its_reason(attack: str) -> None:
    content, expected = ATTACKS[attack]
    assert refusal(content) is expected


def test_what_grows_a_thousandfold_is_a_bomb_once_it_is_large() -> None:
    content = written(("p/zeros", bytes(90_000)), ("p/other", b"1"))
    assert refusal(content, Limits(size=100_000, ratio_from=200_000)) is None
    assert refusal(content, Limits(size=100_000, ratio_from=10_000, ratio=100)) is Fault.TOO_LARGE


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(written(*SOUND))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(bytes(content)) is Fault.NOT_AN_ARCHIVE


def test_entries_that_share_their_bytes_are_refused() -> None:
    """Forty names for one large file: the archive is small, what comes out is not."""
    content = bytearray(written(("p/a", b"a" * 900), ("p/b", b"b" * 900), packed=zipfile.ZIP_STORED))
    second = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, second + 42, 0)
    assert refusal(bytes(content)) is Fault.NOT_AN_ARCHIVE


def test_a_list_of_a_million_names_is_refused_before_it_is_read() -> None:
    content = written(*((f"p/{n}-{'n' * 100}", b"") for n in range(2000)))
    assert refusal(content, Limits(listing=100_000)) is Fault.TOO_MANY


def test_an_entry_that_says_less_than_it_holds_is_not_unpacked_beyond_its_word(tmp_path: Path) -> None:
    content = bytearray(written(("p/zeros", bytes(5000))))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", content, content.find(mark) + offset, 10)
    assert judged(bytes(content), tmp_path / "into") is Fault.NOT_AN_ARCHIVE
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 10


def test_a_sound_archive_comes_out_as_it_went_in(tmp_path: Path) -> None:
    told = []
    with archive.opened(io.BufferedReader(io.BytesIO(written(*SOUND))), SMALL) as opened:
        assert (opened.top, opened.files) == ("p", {"metadata.json": 2, "model/model.bin": 300})
        opened.unpack(tmp_path / "into", lambda done, of: told.append((done, of)))
    assert (tmp_path / "into/model/model.bin").read_bytes() == b"abc" * 100
    assert told == [(2, 302), (302, 302)]


def test_a_folder_that_is_named_itself_is_no_fault(tmp_path: Path) -> None:
    content = written(entry("p/", stat.S_IFDIR | 0o755), *SOUND)
    content_of_windows = written(("p/", b""), *SOUND)
    assert judged(content_of_windows, tmp_path / "one") is None
    assert refusal(content) in (None, Fault.UNSAFE)  # writestr gives the folder a byte


NAMES = st.text(st.sampled_from(["a", "B", "/", ".", "\\", "é", "\0", "\n", " ", ":", "\u202e", "p"]), max_size=12)
PATHS = st.one_of(NAMES, NAMES.map(lambda name: f"p/{name}"), st.text(max_size=30).map(lambda name: f"p/{name}"))


@given(st.lists(st.tuples(PATHS.filter(bool), st.binary(max_size=50)), max_size=6))
def test_whatever_the_names_nothing_is_written_outside(tmp_path_factory: pytest.TempPathFactory, entries) -> None:
    outer = tmp_path_factory.mktemp("outer")
    into = outer / "a" / "into"
    into.parent.mkdir()
    try:
        content = written(*entries)
    except (ValueError, IndexError):  # Python itself does not write this name
        return
    fault = judged(content, into)
    assert set(outer.rglob("*")) <= {into.parent, into, *into.rglob("*")}
    assert not any(path.is_symlink() for path in outer.rglob("*"))
    if fault is None:
        assert sum(path.is_file() for path in into.rglob("*")) == sum(not name.endswith("/") for name, _ in entries)


@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 3000))
def test_whatever_the_bytes_it_is_taken_or_refused(tmp_path_factory: pytest.TempPathFactory, noise, at, cut) -> None:
    sound = written(*SOUND, ("p/other", bytes(1000)))
    at, cut = at % len(sound), cut % len(sound)
    for content in (noise, sound[:at] + noise + sound[at + len(noise) :], sound[:cut], sound[cut:]):
        outer = tmp_path_factory.mktemp("outer")
        judged(content, outer / "into")
        assert {path.name for path in outer.iterdir()} <= {"into"}
