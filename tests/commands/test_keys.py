"""`madoguchi keys`: the right key, the wrong one, a new one."""

from pathlib import Path

from tests.commands.conftest import Run

KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


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
