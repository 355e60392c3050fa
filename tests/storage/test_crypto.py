"""The envelope: proven against the bare primitive, bound to its place, refused when a single byte differs."""

import io
import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import CHUNK, SEALED_CHUNK, DataKey, Place, SealingKey, Tampered, WrongKey, pad, readable, unpad

VECTORS = json.loads((Path(__file__).parent / "vectors" / "envelope.json").read_text())
PLACE = Place("message", "body_ct", "5f0c8a3e6d1b4f7a9e2c0d8b7a6f5e4d")
KEY = DataKey("c0ffee", bytes(range(32)), os.urandom)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
class TestKnownAnswers:
    def test_sealing_gives_the_recorded_bytes(self, vector):
        key = SealingKey("k1", bytes.fromhex(vector["key_id"]), bytes.fromhex(vector["secret"]), lambda _: nonce)
        nonce = bytes.fromhex(vector["nonce"])
        sealed = key.seal(Place(*vector["place"]), bytes.fromhex(vector["plain"]))
        assert sealed.hex() == vector["sealed"]

    def test_the_bare_primitive_opens_them(self, vector):
        sealed = bytes.fromhex(vector["sealed"])
        assert sealed[:5] == b"\x01" + bytes.fromhex(vector["key_id"])
        aad = ("mg/v1|" + "|".join(vector["place"])).encode()
        padded = AESGCM(bytes.fromhex(vector["secret"])).decrypt(sealed[5:17], sealed[17:], aad)
        plain = bytes.fromhex(vector["plain"])
        assert len(padded) % 256 == 0
        assert padded.startswith(len(plain).to_bytes(4, "big") + plain)
        assert set(padded[4 + len(plain) :]) <= {0}


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again(plain):
    assert KEY.open(PLACE, KEY.seal(PLACE, plain)) == plain


@given(st.integers(0, 5), st.data())
def test_two_texts_of_one_bucket_have_the_same_size(bucket, data):
    longest = (bucket + 1) * 256 - 4
    shortest = max(0, bucket * 256 - 3)
    sizes = {len(KEY.seal(PLACE, b"x" * data.draw(st.integers(shortest, longest)))) for _ in range(2)}
    assert sizes == {17 + (bucket + 1) * 256 + 16}


def test_the_next_byte_opens_the_next_bucket():
    assert [len(pad(b"x" * size)) for size in (0, 252, 253, 508, 509)] == [256, 256, 512, 512, 768]


@pytest.mark.parametrize(
    "elsewhere",
    [PLACE._replace(table="notice"), PLACE._replace(column="vendor_ct"), PLACE._replace(row_id="0" * 32)],
    ids=["another table", "another column", "another row"],
)
def test_bytes_moved_to_another_place_are_refused(elsewhere):
    with pytest.raises(Tampered):
        KEY.open(elsewhere, KEY.seal(PLACE, b"wages"))


def test_a_place_cannot_pretend_to_be_another():
    with pytest.raises(ValueError, match="place"):
        KEY.seal(Place("message", "body_ct|x", "1"), b"wages")


def test_every_altered_byte_is_refused():
    sealed = KEY.seal(PLACE, b"wages")
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(WrongKey if 1 <= at < 5 else Tampered):
            KEY.open(PLACE, bytes(altered))


def test_every_shortened_envelope_is_refused():
    sealed = KEY.seal(PLACE, b"x" * 300)
    for size in range(len(sealed)):
        with pytest.raises(Tampered):
            KEY.open(PLACE, sealed[:size])


def test_a_length_beyond_the_text_is_refused():
    with pytest.raises(Tampered):
        unpad(b"\x00\x00\x01\x00".ljust(256, b"\0"))


def test_another_data_key_is_named_wrong_not_tampered():
    other = DataKey("decaf", bytes(32), os.urandom)
    with pytest.raises(WrongKey):
        other.open(PLACE, KEY.seal(PLACE, b"wages"))


def test_the_same_id_with_another_secret_is_refused():
    impostor = DataKey(KEY.id, bytes(32), os.urandom)
    with pytest.raises(Tampered):
        impostor.open(PLACE, KEY.seal(PLACE, b"wages"))


def test_each_sealing_takes_a_fresh_nonce():
    assert len({KEY.seal(PLACE, b"wages")[5:17] for _ in range(100)}) == 100


def test_no_error_or_repr_shows_text_or_key():
    secret = b"\xab" * 32
    key = DataKey("c0ffee", secret, os.urandom)
    with pytest.raises(Tampered) as refused:
        key.open(PLACE._replace(row_id="1"), key.seal(PLACE, b"withheld passport"))
    shown = repr(key) + repr(refused.value) + repr(refused.value.__cause__)
    assert "withheld" not in shown
    assert secret.hex() not in shown
    assert repr(secret) not in shown


@pytest.mark.parametrize(("key_id", "name"), [(b"k1\0\0", "k1"), (b"k123", "k123"), (b"\x9a\x00\x01\x02", "9a000102")])
def test_a_key_id_is_readable(key_id, name):
    assert readable(key_id) == name


class OneByteAtATime(io.RawIOBase):
    """A raw stream may always give less than it was asked for."""

    def __init__(self, whole):
        self._left = io.BytesIO(whole)

    def read(self, size=-1):
        return self._left.read(min(size, 100_000))


def sealed_file(plain):
    return list(KEY.seal_file(PLACE, io.BytesIO(plain)))


def opened_file(chunks):
    return b"".join(KEY.open_file(PLACE, io.BytesIO(b"".join(chunks))))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 300])
def test_a_file_of_any_size_opens_again(size):
    plain = os.urandom(size)
    chunks = sealed_file(plain)
    assert opened_file(chunks) == plain
    assert len(chunks) == max(1, -(-size // CHUNK))
    assert {len(chunk) for chunk in chunks[:-1]} <= {SEALED_CHUNK}


def test_a_slow_stream_seals_and_opens_alike():
    plain = os.urandom(CHUNK + 5)
    sealed = b"".join(KEY.seal_file(PLACE, OneByteAtATime(plain)))
    assert b"".join(KEY.open_file(PLACE, OneByteAtATime(sealed))) == plain


@pytest.mark.parametrize(
    "spoil",
    [
        lambda chunks: chunks[:-1],
        lambda chunks: chunks[:1],
        lambda chunks: chunks[1:],
        lambda chunks: [chunks[1], chunks[0], chunks[2]],
        lambda chunks: [*chunks, chunks[-1]],
        lambda chunks: [*chunks[:2], chunks[2][:-1]],
        lambda chunks: [],
        lambda chunks: [KEY.seal(PLACE, b"a field, not a file")],
    ],
    ids=["last cut off", "two cut off", "first cut off", "swapped", "repeated", "shortened", "empty", "a field"],
)
def test_a_file_with_a_chunk_missing_or_moved_is_refused(spoil):
    chunks = sealed_file(b"x" * (2 * CHUNK + 9))
    with pytest.raises(Tampered):
        opened_file(spoil(chunks))


def test_a_chunk_cannot_pass_as_a_field():
    (chunk,) = sealed_file(b"a photo")
    with pytest.raises(Tampered):
        KEY.open(PLACE, chunk)
