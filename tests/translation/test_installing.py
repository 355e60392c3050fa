"""Installing, upgrading and removing packages: whole or not at all, one at a time, and nothing that was not meant."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.translation import disk, pins, verifying
from bot.translation.engine import Direction
from bot.translation.faults import Fault, PackageRefused
from bot.translation.installing import Terms, remove
from bot.translation.packages import Kind, Packages, Trust
from tests.translation import parcels
from tests.translation.parcels import ANY, files, half_written, laid, many, put, zipped


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    return Packages(tmp_path / "languages")


def names(packages: Packages) -> list[str]:
    return sorted(path.name for path in packages.folder.iterdir() if path.is_dir())


class TestAnArchive:
    def test_is_there_when_it_was_installed_and_gone_when_it_was_removed(
        self, packages: Packages, tmp_path: Path
    ) -> None:
        assert packages.installed() == ()
        package = put(packages, zipped(tmp_path / "a", files()))
        assert (package.code, package.version, package.kind) == ("translate-id_en", "1.9", Kind.ARGOS)
        assert package.directions == (Direction("id", "en"),)
        assert (package.folder / "model/model.bin").read_bytes() == files()["model/model.bin"]
        assert package.size == sum(map(len, files().values()))
        assert packages.installed() == Packages(packages.folder).installed() == (package,)
        remove(packages, "translate-id_en")
        assert packages.installed() == ()
        assert names(packages) == []

    @pytest.mark.parametrize(
        ("code", "tag"), [("zh", "zh-Hans"), ("zt", "zh-Hant"), ("pb", "pt-BR"), ("tl", "fil"), ("de", "de")]
    )
    def test_is_known_by_our_own_languages(self, packages: Packages, tmp_path: Path, code: str, tag: str) -> None:
        assert put(packages, zipped(tmp_path / "a", files(code, "ja"))).directions == (Direction(tag, "ja"),)

    def test_of_our_own_making_says_that_it_is_no_translator(self, packages: Packages, tmp_path: Path) -> None:
        parcel = zipped(tmp_path / "a", files(x_kind="glossary"))
        package = put(packages, parcel, Terms(made_here=True))
        assert (package.kind, package.trust) == (Kind.GLOSSARY, Trust.MADE_HERE)
        assert pins.load(packages.folder).known == {}

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"metadata.json": None}, Fault.INCOMPLETE),
            ({"model/model.bin": None}, Fault.INCOMPLETE),
            ({"model/model.bin": b""}, Fault.INCOMPLETE),
            ({"model/model.bin": b"<html>not found</html>"}, Fault.INCOMPLETE),
            ({"model/shared_vocabulary.json": None}, Fault.INCOMPLETE),
            ({"sentencepiece.model": None}, Fault.INCOMPLETE),
            ({"manifest.toml": many()["manifest.toml"]}, Fault.INCOMPLETE),
            ({"installed.json": b"{}"}, Fault.UNSAFE),
            ({"metadata.json": b"{"}, Fault.BAD_METADATA),
            ({"metadata.json": b"\xff"}, Fault.BAD_METADATA),
            ({"metadata.json": b"[" * 50_000}, Fault.BAD_METADATA),
            ({"metadata.json": b"[]"}, Fault.BAD_METADATA),
            ({"metadata.json": b"{}"}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata(type="sbd")}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata("id", "id")}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata("../..", "en")}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata("id", "Ｅｎ")}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata(version="1.9\n")}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata(package_version=1.9)}, Fault.BAD_METADATA),
            ({"metadata.json": parcels.metadata(padding="x" * 200_000)}, Fault.TOO_LARGE),
        ],
    )
    def test_that_is_no_package_leaves_nothing(self, packages: Packages, tmp_path: Path, change, fault: Fault) -> None:
        content = {name: data for name, data in {**files(), **change}.items() if data is not None}
        with pytest.raises(PackageRefused) as refused:
            put(packages, zipped(tmp_path / "a", content))
        assert refused.value.fault is fault
        assert names(packages) == []

    def test_that_is_not_there_is_refused(self, packages: Packages, tmp_path: Path) -> None:
        with pytest.raises(PackageRefused, match="unreadable"):
            put(packages, tmp_path / "nothing")

    def test_of_the_older_kind_with_byte_pairs_is_taken(self, packages: Packages, tmp_path: Path) -> None:
        content = {name.replace("sentencepiece", "bpe"): data for name, data in files().items()}
        assert put(packages, zipped(tmp_path / "a", content)).code == "translate-id_en"


class TestAFolder:
    def test_with_a_manifest_serves_all_its_directions_with_one_model(self, packages: Packages, tmp_path: Path) -> None:
        package = put(packages, laid(tmp_path / "tiny", many()))
        assert (package.code, package.kind, package.licence) == ("tiny100", Kind.MULTILINGUAL, "MIT")
        assert len(package.directions) == 12
        assert Direction("my", "ja") in package.directions
        assert sum(path.name == "model.bin" for path in packages.folder.rglob("*")) == 1

    def test_of_an_unpacked_package_is_taken_too(self, packages: Packages, tmp_path: Path) -> None:
        assert put(packages, laid(tmp_path / "unpacked", files())).code == "translate-id_en"

    def test_of_another_desk_is_taken_without_its_receipt(self, packages: Packages, tmp_path: Path) -> None:
        there = put(Packages(tmp_path / "other"), laid(tmp_path / "unpacked", files()))
        assert put(packages, there.folder).sha256 == there.sha256

    def test_with_a_link_is_refused(self, packages: Packages, tmp_path: Path) -> None:
        folder = laid(tmp_path / "unpacked", files())
        (folder / "secret").symlink_to("/etc/passwd")
        with pytest.raises(PackageRefused, match="unsafe"):
            put(packages, folder)

    def test_has_the_checksum_that_sha256sum_gives(self, packages: Packages, tmp_path: Path) -> None:
        folder = laid(tmp_path / "unpacked", files())
        command = "find . -type f -printf '%P\\n' | LC_ALL=C sort | xargs sha256sum | sha256sum"
        told = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True).stdout
        assert put(packages, folder).sha256 == told.split()[0]


class TestALicence:
    @pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", "CC BY-NC 4.0", "non-commercial use only"])
    def test_for_no_commerce_is_taken_only_when_the_operator_says_so(
        self, packages: Packages, tmp_path: Path, licence: str
    ) -> None:
        folder = laid(tmp_path / "nllb", many(licence))
        with pytest.raises(PackageRefused) as refused:
            put(packages, folder)
        assert refused.value.fault is Fault.NON_COMMERCIAL
        assert licence in refused.value.about
        assert put(packages, folder, Terms(unpinned=True, non_commercial=True)).licence == licence

    def test_of_the_package_is_shown_and_unknown_is_unknown(self, packages: Packages, tmp_path: Path) -> None:
        assert put(packages, zipped(tmp_path / "a", files(license="CC-BY-4.0"))).licence == "CC-BY-4.0"
        assert put(packages, zipped(tmp_path / "b", files("th"))).licence == ""


class TestAChecksum:
    def test_that_nobody_knows_is_refused_and_told(self, packages: Packages, tmp_path: Path) -> None:
        parcel = zipped(tmp_path / "a", files())
        with pytest.raises(PackageRefused) as refused:
            put(packages, parcel, Terms())
        assert refused.value.fault is Fault.UNPINNED
        with parcel.open("rb") as file:
            assert refused.value.about == disk.checksum(file)

    def test_is_written_down_at_the_first_use_and_holds_from_then_on(self, packages: Packages, tmp_path: Path) -> None:
        first = put(packages, zipped(tmp_path / "a", files()))
        assert first.trust is Trust.FIRST_USE
        remove(packages, first.code)
        assert put(packages, tmp_path / "a", Terms()).trust is Trust.FIRST_USE
        remove(packages, first.code)
        other = zipped(tmp_path / "b", {**files(), "README.md": b"changed"})
        with pytest.raises(PackageRefused) as refused:
            put(packages, other, ANY)
        assert refused.value.fault is Fault.MISMATCH
        assert packages.installed() == ()

    def test_that_the_operator_gives_is_compared(self, packages: Packages, tmp_path: Path) -> None:
        parcel = zipped(tmp_path / "a", files())
        with pytest.raises(PackageRefused, match="mismatch"):
            put(packages, parcel, Terms(sha256="0" * 64, unpinned=True))
        with parcel.open("rb") as file:
            right = disk.checksum(file)
        assert put(packages, parcel, Terms(sha256=right)).trust is Trust.PINNED
        assert pins.load(packages.folder).find("translate-id_en", "1.9") == pins.Pin(
            "translate-id_en", "1.9", right, by=pins.By.OPERATOR
        )

    def test_of_our_list_goes_before_the_desks_own(self, packages: Packages, tmp_path: Path) -> None:
        shipped, pin = tmp_path / "shipped.toml", pins.Pin("translate-id_en", "1.9", "1" * 64, licence="MIT")
        shipped.write_text(pins.written(pin))
        packages.folder.mkdir()
        pins.record(packages.folder, [pins.Pin("translate-id_en", "1.9", "2" * 64, by=pins.By.OPERATOR)])
        assert pins.load(packages.folder, shipped).find("translate-id_en", "1.9") == pin

    def test_list_of_ours_can_be_read(self, packages: Packages) -> None:
        assert pins.load(packages.folder).known == {}, "a checksum nobody compared"

    def test_list_that_is_damaged_stops_everything(self, packages: Packages, tmp_path: Path) -> None:
        packages.folder.mkdir()
        for content in (
            "[[package]]\ncode = 1",
            "x",
            '[[package]]\ncode="a"\nversion="1"\nsha256="abc"',
            "package = 3",
        ):
            (packages.folder / pins.OWN).write_text(content)
            with pytest.raises(pins.BadPins):
                put(packages, zipped(tmp_path / "a", files()))
        assert packages.installed() == ()


class TestAnUpgrade:
    def test_takes_the_place_of_the_old_while_it_is_open(self, packages: Packages, tmp_path: Path) -> None:
        old = put(packages, zipped(tmp_path / "a", files()))
        state = packages.state()
        with (old.folder / "model/model.bin").open("rb") as opened:
            new = put(packages, zipped(tmp_path / "b", files(version="2.0")))
            assert opened.read() == files()["model/model.bin"]
        assert packages.installed() == (new,)
        assert (new.version, new.generation) == ("2.0", 2)
        assert packages.state() != state
        assert names(packages) == [new.folder.name]

    def test_to_the_same_bytes_changes_nothing(self, packages: Packages, tmp_path: Path) -> None:
        old = put(packages, zipped(tmp_path / "a", files()))
        assert put(packages, tmp_path / "a") == old

    def test_mends_a_damaged_one(self, packages: Packages, tmp_path: Path) -> None:
        old = put(packages, zipped(tmp_path / "a", files()))
        (old.folder / "sentencepiece.model").unlink()
        assert put(packages, tmp_path / "a").generation == 2
        assert [verdict.sound for verdict in verifying.verify(packages)] == [True]


class TestVerifying:
    @pytest.mark.parametrize(
        "damage",
        [
            lambda folder: (folder / "model/model.bin").write_bytes(files()["model/model.bin"][:-1]),
            lambda folder: (folder / "model/model.bin").write_bytes(
                files()["model/model.bin"].replace(b"\x10", b"\x11")
            ),
            lambda folder: (folder / "sentencepiece.model").unlink(),
            lambda folder: (folder / "extra").write_bytes(b"x"),
            lambda folder: (folder / "link").symlink_to("/etc/passwd"),
            lambda folder: (folder / "installed.json").write_bytes(b"{"),
            lambda folder: (folder / "installed.json").unlink(),
            lambda folder: shutil.rmtree(folder / "model"),
        ],
    )
    def test_finds_every_damage(self, packages: Packages, tmp_path: Path, damage) -> None:
        package = put(packages, zipped(tmp_path / "a", files()))
        put(packages, zipped(tmp_path / "b", files("th")))
        damage(package.folder)
        fresh = Packages(packages.folder)
        assert sorted(verdict.sound for verdict in verifying.verify(fresh)) == [False, True]

    def test_a_sound_package_can_be_pinned_by_the_operator(self, packages: Packages, tmp_path: Path) -> None:
        package = put(packages, zipped(tmp_path / "a", files()))
        assert verifying.verify(packages)[0].trust is Trust.FIRST_USE
        verifying.pin(packages, [package.code])
        assert verifying.verify(packages)[0].trust is Trust.PINNED


class TestAFullDisk:
    def test_is_told_before_anything_is_written(self, packages: Packages, tmp_path: Path, monkeypatch) -> None:
        usage = shutil.disk_usage(tmp_path)
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: usage._replace(free=disk.SPARE))
        with pytest.raises(PackageRefused) as refused:
            put(packages, zipped(tmp_path / "a", files()))
        assert refused.value.fault is Fault.NO_SPACE
        assert list(half_written(packages)) == []

    @pytest.mark.parametrize("at", range(1, 12, 3))
    def test_in_the_middle_is_told_and_the_old_one_stays(
        self, packages: Packages, tmp_path: Path, monkeypatch, at: int
    ) -> None:
        old = put(packages, zipped(tmp_path / "a", files()))
        left, real = [at], os.fsync

        def full(file: int) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(file)

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(PackageRefused, match="no_space"):
            put(packages, zipped(tmp_path / "b", files(version="2.0")))
        monkeypatch.undo()
        assert packages.installed() == (old,)
        assert list(half_written(packages)) == []
        assert put(packages, tmp_path / "b").version == "2.0"

    @pytest.mark.rig
    def test_for_real_is_told_and_the_old_one_stays(self, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr(disk, "SPARE", 0)
        monkeypatch.setattr(disk, "require_space", lambda _folder, _size: None)
        mounted = tmp_path / "small"
        mounted.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mounted], check=True)
        try:
            packages = Packages(mounted / "languages")
            old = put(packages, zipped(tmp_path / "a", files()))
            large = {**files(version="2.0"), "model/model.bin": parcels.MODEL * 50}
            with pytest.raises(PackageRefused, match="no_space"):
                put(packages, zipped(tmp_path / "b", large))
            assert packages.installed() == (old,)
            assert put(packages, zipped(tmp_path / "c", files(version="2.1"))).version == "2.1"
        finally:
            subprocess.run(["umount", mounted], check=True)
