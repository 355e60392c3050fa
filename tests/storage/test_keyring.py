"""One derived key for each purpose, chosen by the id in the envelope, for as long as its master is configured."""

import hmac
import itertools
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import DataKey, Place, Tampered, WrongKey
from storage.keyring import DIGESTING, SEALING, Keyring, Purpose
from storage.master import KeyMalformed, KeyMissing, MasterKey

ONE = MasterKey("k1", bytes(range(32)))
TWO = MasterKey("k2", bytes(range(32, 64)))
PLACE = Place("inbox", "event_ct", "5f0c8a3e6d1b4f7a9e2c0d8b7a6f5e4d")


def keyring(*masters):
    return Keyring(masters, os.urandom)


def hkdf(secret, info):
    """RFC 5869 for one block, without the library the code uses."""
    pseudorandom = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(pseudorandom, info + b"\x01", "sha256")


def test_every_purpose_either_seals_or_digests():
    assert sorted(SEALING + DIGESTING) == sorted(Purpose)


def test_the_newest_master_seals_and_the_bare_primitives_open():
    sealed = keyring(TWO, ONE).seal(Purpose.INBOX, PLACE, b"rent")
    assert sealed[1:5] == b"k2\0\0"
    key = hkdf(TWO.secret, b"mg/v1/inbox")
    padded = AESGCM(key).decrypt(sealed[5:17], sealed[17:], f"mg/v1|inbox|event_ct|{PLACE.row_id}".encode())
    assert padded == b"\x00\x00\x00\x04rent".ljust(256, b"\0")


@pytest.mark.parametrize("purpose", SEALING)
def test_every_configured_master_opens(purpose):
    old = keyring(ONE).seal(purpose, PLACE, b"rent")
    assert keyring(TWO, ONE).open(purpose, PLACE, old) == b"rent"
    assert keyring(ONE, TWO).open(purpose, PLACE, old) == b"rent"


def test_a_master_that_is_gone_is_named_with_the_command():
    sealed = keyring(ONE).seal(Purpose.INBOX, PLACE, b"rent")
    with pytest.raises(WrongKey, match=r"needs master key k1; run: madoguchi keys check"):
        keyring(TWO).open(Purpose.INBOX, PLACE, sealed)


def test_another_key_with_the_same_id_is_refused():
    sealed = keyring(ONE).seal(Purpose.INBOX, PLACE, b"rent")
    with pytest.raises(Tampered):
        keyring(MasterKey("k1", TWO.secret)).open(Purpose.INBOX, PLACE, sealed)


@pytest.mark.parametrize(("sealed_for", "opened_for"), list(itertools.permutations(SEALING, 2)))
def test_what_is_sealed_for_one_purpose_opens_for_no_other(sealed_for, opened_for):
    keys = keyring(ONE)
    with pytest.raises(Tampered):
        keys.open(opened_for, PLACE, keys.seal(sealed_for, PLACE, b"rent"))


@pytest.mark.parametrize("size", [0, 1, 4, 5, 16, 17])
def test_fragments_are_refused_not_mistaken(size):
    with pytest.raises((WrongKey, Tampered)):
        keyring(ONE).open(Purpose.INBOX, PLACE, b"\x01k1\0\0".ljust(size, b"\0")[:size])


def test_a_digest_is_an_hmac_under_every_master_newest_first():
    message = b"\x00\x00\x00\x03sms\x00\x00\x00\x0d+819012345678"
    assert keyring(TWO, ONE).digests(Purpose.INDEX, "sms", "+819012345678") == (
        ("k2", hmac.digest(hkdf(TWO.secret, b"mg/v1/index"), message, "sha256")),
        ("k1", hmac.digest(hkdf(ONE.secret, b"mg/v1/index"), message, "sha256")),
    )


def test_a_digest_does_not_depend_on_those_before_it():
    keys = keyring(ONE)
    once = keys.digests(Purpose.SEEN, "a")
    keys.digests(Purpose.SEEN, "b")
    assert keys.digests(Purpose.SEEN, "a") == once


def test_digests_of_two_purposes_cannot_be_joined():
    digests = {keyring(ONE).digests(purpose, "sms", "+819012345678") for purpose in DIGESTING}
    assert len(digests) == len(DIGESTING)


parts = st.lists(st.text(max_size=6), max_size=4)


@given(parts, parts)
def test_two_different_lists_never_share_a_digest(one, other):
    keys = keyring(ONE)
    same = keys.digests(Purpose.VENDOR, *one) == keys.digests(Purpose.VENDOR, *other)
    assert same == (one == other)


def test_parts_do_not_run_into_each_other():
    keys = keyring(ONE)
    lists = [("ab", "c"), ("a", "bc"), ("abc",), ("a\0b", "c"), ("a", "b\0c"), ("abc", ""), ("", "abc")]
    assert len({keys.digests(Purpose.SEEN, *parts) for parts in lists}) == len(lists)


def test_a_broken_surrogate_in_a_vendor_id_is_digested_like_any_other():
    assert len(keyring(ONE).digests(Purpose.SEEN, "\ud83d")[0][1]) == 32


class TestDataKeys:
    def test_a_wrapped_key_opens_what_it_sealed(self):
        keys = keyring(ONE)
        key = keys.new_data_key("c1")
        sealed = key.seal(PLACE, b"rent")
        assert keys.unwrap("c1", "w1", keys.wrap(key, "w1")).open(PLACE, sealed) == b"rent"

    def test_two_new_keys_differ(self):
        keys = keyring(ONE)
        assert keys.new_data_key("c1").secret != keys.new_data_key("c1").secret

    def test_the_wrap_of_another_conversation_is_refused(self):
        keys = keyring(ONE)
        wrap = keys.wrap(keys.new_data_key("c1"), "w1")
        with pytest.raises(Tampered):
            keys.unwrap("c2", "w1", wrap)

    def test_a_wrap_moved_to_another_row_is_refused(self):
        keys = keyring(ONE)
        with pytest.raises(Tampered):
            keys.unwrap("c1", "w2", keys.wrap(keys.new_data_key("c1"), "w1"))

    def test_a_wrap_does_not_contain_the_key(self):
        key = DataKey("c1", b"\xab" * 32, os.urandom)
        assert b"\xab\xab\xab\xab" not in keyring(ONE).wrap(key, "w1")


def test_no_master_at_all_is_refused():
    with pytest.raises(KeyMissing, match="madoguchi init"):
        keyring()


def test_two_masters_of_one_id_are_refused():
    with pytest.raises(KeyMalformed, match="one id"):
        keyring(ONE, MasterKey("k1", TWO.secret))
