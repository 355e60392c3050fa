"""Master keys: `k1:<base64url of 32 bytes>`, newest first, from a file, a variable or a command.

Nothing here derives or seals anything, creates a key unasked, or puts a key in an exception.
"""

import base64
import os
import re
import stat
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from storage.crypto import KEY_ID_BYTES, SECRET_BYTES, Random

VARIABLE = "MADOGUCHI_MASTER_KEY"
COMMAND_SECONDS = 30
MOST_BYTES = 65_536

_WRITTEN = re.compile(r"([a-z0-9]{1,4}):([A-Za-z0-9_-]{43})=?")


class KeyRefused(Exception):
    """There is no usable master key. The message names the file or variable and the command that mends it."""


class KeyMissing(KeyRefused):
    """No master key was found, or the database was never given one. A new desk makes one with `madoguchi init`."""


class KeyReadable(KeyRefused):
    """Others on this machine can read the key file: `chmod 600` it, and rotate if it may have been read."""


class KeyWrong(KeyRefused):
    """The databases were written with another key than the one configured. Configure the one that is named."""


class KeyMalformed(KeyRefused):
    """What was found is not a master key. Copy it again, whole, from where it is kept."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key. It never seals anything itself: `Keyring` derives a key for each purpose."""

    id: str
    secret: bytes = field(repr=False)

    @property
    def key_id(self) -> bytes:
        """Its id as the envelope carries it."""
        return key_id_of_master(self.id)

    def written(self) -> str:
        return f"{self.id}:{base64.urlsafe_b64encode(self.secret).decode().rstrip('=')}"


def key_id_of_master(id: str) -> bytes:
    return id.encode().ljust(KEY_ID_BYTES, b"\0")


def generate_master(random: Random, taken: Iterable[str] = ()) -> MasterKey:
    """A new key with the next free id: k1, then k2 beside k1."""
    numbers = [int(id[1:]) for id in taken if re.fullmatch(r"k[0-9]{1,3}", id)]
    return MasterKey(f"k{max(numbers, default=0) + 1}", random(SECRET_BYTES))


def parse_masters(text: str, where: str) -> tuple[MasterKey, ...]:
    """Newest first, separated by commas or lines. `where` is for the message only."""
    written = [part for part in re.split(r"[,\s]+", text) if part]
    if not written:
        raise KeyMissing(f"{where} is empty; a new desk makes its key with: madoguchi init")
    masters = tuple(_parse(part, f"{where}, key {number}") for number, part in enumerate(written, 1))
    for name, values in (("id", [key.id for key in masters]), ("key", [key.secret for key in masters])):
        if len(set(values)) < len(values):
            raise KeyMalformed(f"{where} holds the same {name} twice; keep one of each, then: madoguchi keys check")
    return masters


def load_masters(
    *, environ: Mapping[str, str], file: Path | None = None, command: Sequence[str] = ()
) -> tuple[MasterKey, ...]:
    """The variable if it is set, else the command if there is one, else the file."""
    if environ.get(VARIABLE, "").strip():
        return parse_masters(environ[VARIABLE], VARIABLE)
    if command:
        return masters_from_command(command)
    if file is None:
        raise KeyMissing(f"neither {VARIABLE} nor [keys] master_file nor command is set; run: madoguchi init")
    return masters_from_file(file)


def masters_from_file(path: Path) -> tuple[MasterKey, ...]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise KeyMissing(f"{path} does not exist; a new desk makes it with: madoguchi init") from None
    except OSError as refused:
        raise KeyMissing(f"{path} cannot be read ({refused.strerror}); give it to this user: chown") from None
    try:  # the file that was opened is judged, not what its name means a moment later
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise KeyMalformed(f"{path} is not a file; name the key file in [keys] master_file")
        if mode & 0o077:
            raise KeyReadable(f"{path} can be read by others (mode {stat.S_IMODE(mode):04o}); run: chmod 600 {path}")
        text = os.read(descriptor, MOST_BYTES)
    finally:
        os.close(descriptor)
    return parse_masters(text.decode("ascii", "replace"), str(path))


def masters_from_command(command: Sequence[str]) -> tuple[MasterKey, ...]:
    """Ask a key store. What it says on standard error is not repeated: it may quote the key."""
    where = f"[keys] command ({command[0]})"
    try:
        done = subprocess.run(list(command), capture_output=True, timeout=COMMAND_SECONDS, check=False)  # noqa: S603 - the operator's own command, no shell
    except OSError as refused:
        raise KeyMissing(f"{where} cannot be started ({refused.strerror}); run it by hand to see why") from None
    except subprocess.TimeoutExpired:
        raise KeyMissing(f"{where} gave no answer in {COMMAND_SECONDS} s; run it by hand to see why") from None
    if done.returncode:
        raise KeyMissing(f"{where} ended with {done.returncode}; run it by hand to see why")
    return parse_masters(done.stdout.decode("ascii", "replace"), where)


def _parse(written: str, where: str) -> MasterKey:
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise KeyMalformed(f"{where} is not k1:<43 letters of base64url>; copy it whole, then: madoguchi keys check")
    return MasterKey(match[1], base64.urlsafe_b64decode(match[2] + "="))
