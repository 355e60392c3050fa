"""Where the master key comes from, and what is said when it does not."""

import base64
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.master import (
    VARIABLE,
    KeyMalformed,
    KeyMissing,
    KeyReadable,
    MasterKey,
    generate_master,
    load_masters,
    masters_from_command,
    masters_from_file,
    parse_masters,
)

ONE = MasterKey("k1", bytes(range(32)))
TWO = MasterKey("k2", bytes(range(32, 64)))


def key_file(tmp_path, text, mode=0o400):
    path = tmp_path / "master.key"
    path.write_text(text)
    path.chmod(mode)
    return path


@given(st.binary(min_size=32, max_size=32), st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True))
def test_what_is_written_is_read_again(secret, id):
    key = MasterKey(id, secret)
    assert parse_masters(key.written(), "here") == (key,)
    assert parse_masters(f"{id}:{base64.urlsafe_b64encode(secret).decode()}", "here") == (key,)


@pytest.mark.parametrize("between", [",", "\n", " , ", ",\n", "\r\n", "\n\n"])
def test_several_keys_keep_their_order(between):
    assert parse_masters(TWO.written() + between + ONE.written() + "\n", "here") == (TWO, ONE)


@pytest.mark.parametrize(
    "text",
    [
        "k1:" + "A" * 42,
        "k1:" + "A" * 44,
        "k1:" + "A" * 43 + "==",
        "A" * 43,
        ":" + "A" * 43,
        "K1:" + "A" * 43,
        "k1234:" + "A" * 43,
        "k1:" + "A" * 42 + "+",
        "k1:" + "A" * 42 + "/",
        "k1:" + "A" * 42 + "é",
        "k1:" + "A" * 20 + " " + "A" * 23,
        ONE.written() + ";" + TWO.written(),
    ],
)
def test_anything_else_is_malformed_and_not_repeated(text):
    with pytest.raises(KeyMalformed, match="here") as refused:
        parse_masters(text, "here")
    assert "A" * 9 not in str(refused.value)
    assert "madoguchi" in str(refused.value)


def test_one_id_for_two_keys_is_refused():
    with pytest.raises(KeyMalformed, match="same id"):
        parse_masters(f"{ONE.written()},{MasterKey('k1', TWO.secret).written()}", "here")


def test_one_key_under_two_ids_is_refused():
    with pytest.raises(KeyMalformed, match="same key"):
        parse_masters(f"{ONE.written()},{MasterKey('k2', ONE.secret).written()}", "here")


@pytest.mark.parametrize("text", ["", "\n", " , "])
def test_an_empty_place_is_missing_not_malformed(text):
    with pytest.raises(KeyMissing, match="madoguchi init"):
        parse_masters(text, "here")


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_private_file_is_read(tmp_path, mode):
    assert masters_from_file(key_file(tmp_path, ONE.written(), mode)) == (ONE,)


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o640, 0o644, 0o660, 0o601, 0o610, 0o602, 0o620, 0o777])
def test_a_file_open_to_others_is_refused_with_the_command(tmp_path, mode):
    path = key_file(tmp_path, ONE.written(), mode)
    with pytest.raises(KeyReadable, match=f"chmod 600 {path}"):
        masters_from_file(path)


def test_a_missing_file_is_named_with_the_command(tmp_path):
    with pytest.raises(KeyMissing, match=r"absent\.key.*madoguchi init"):
        masters_from_file(tmp_path / "absent.key")


def test_a_directory_is_not_a_key(tmp_path):
    with pytest.raises(KeyMalformed, match="not a file"):
        masters_from_file(tmp_path)


def test_a_pipe_without_a_writer_does_not_hang_the_start(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyMalformed, match="not a file"):
        masters_from_file(tmp_path / "pipe")


def test_bytes_that_are_no_text_are_malformed(tmp_path):
    path = tmp_path / "master.key"
    path.write_bytes(bytes(range(128, 256)))
    path.chmod(0o600)
    with pytest.raises(KeyMalformed, match=r"master\.key"):
        masters_from_file(path)


def test_a_command_is_asked():
    assert masters_from_command([sys.executable, "-c", f"print('{ONE.written()}')"]) == (ONE,)


@pytest.mark.parametrize(
    "command",
    [["/nonexistent/key-store"], [sys.executable, "-c", "raise SystemExit(3)"], [sys.executable, "-c", ""]],
    ids=["not there", "fails", "silent"],
)
def test_a_command_without_a_key_is_named(command):
    with pytest.raises(KeyMissing, match="command"):
        masters_from_command(command)


def test_what_a_failing_command_says_is_not_repeated():
    with pytest.raises(KeyMissing) as refused:
        masters_from_command([sys.executable, "-c", "import sys; sys.exit('token s.SECRET')"])
    assert "SECRET" not in str(refused.value)


def test_the_variable_wins_over_the_command_and_the_command_over_the_file(tmp_path):
    file = key_file(tmp_path, ONE.written())
    command = [sys.executable, "-c", f"print('{TWO.written()}')"]
    three = MasterKey("k3", bytes(32))
    assert load_masters(environ={VARIABLE: three.written()}, file=file, command=command) == (three,)
    assert load_masters(environ={VARIABLE: ""}, file=file, command=command) == (TWO,)
    assert load_masters(environ={}, file=file) == (ONE,)


def test_with_none_of_them_all_three_are_named():
    with pytest.raises(KeyMissing, match=rf"{VARIABLE}.*master_file.*command.*madoguchi init"):
        load_masters(environ={})


@pytest.mark.parametrize(("taken", "id"), [((), "k1"), (("k1",), "k2"), (("k9", "k10"), "k11"), (("old", "x1"), "k1")])
def test_a_new_key_takes_the_next_free_id(taken, id):
    assert generate_master(bytes, taken).id == id


def test_a_key_does_not_show_itself():
    assert "secret" not in repr(ONE)
    assert ONE.written()[3:] not in repr(ONE)
