"""The settings file as the set-up pages change it: comments kept, checked before it is written, whole or not at all.

Nothing is written that could not be read again. What somebody else changed meanwhile is never overwritten.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from bot.config import DEFAULT_FILE, FILE_VARIABLE, Config, ConfigError, parse

Key = tuple[str, ...]
Changes = Mapping[Key, Any]
"""Key path -> value; None takes the key, or the table, out of the file."""
HIDDEN = "(what you typed)"


class ChangedMeanwhile(Exception):
    """The file is not what the form was filled from: look again, then decide."""


class NotWritable(Exception):
    """The file or its folder may not be written. `lines` is what a person must put there, without any secret."""

    def __init__(self, lines: str) -> None:
        super().__init__("the settings file cannot be written")
        self.lines = lines


def place_of(path: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The file that is meant: the one named, else the one MADOGUCHI_CONFIG names, else config.toml here."""
    return path or Path(environ.get(FILE_VARIABLE) or DEFAULT_FILE)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    path: Path

    def text(self) -> str:
        """Raises ConfigError."""
        try:
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError("", f"cannot be read ({type(error).__name__})", place=str(self.path)) from None

    def read(self, text: str, environ: Mapping[str, str] = os.environ) -> Config:
        """Raises ConfigError, with the line."""
        return parse(text, name=self.path.name, folder=self.path.absolute().parent, environ=environ)

    def save(self, text: str, changes: Changes, *, seen: str, environ: Mapping[str, str] = os.environ) -> None:
        """`text` is the file with the changes, `seen` the digest of the one that the form was filled from.

        Raises ConfigError, ChangedMeanwhile, NotWritable.
        """
        self.read(text, environ)
        if digest(self.text()) != seen:
            raise ChangedMeanwhile
        try:
            self._replace(text)
        except OSError:
            raise NotWritable(shown(changes)) from None

    def _replace(self, text: str) -> None:
        """Readable by this user only from the first byte; after a power cut it is the old file or the new one."""
        place = self.path.resolve()
        if not os.access(place, os.W_OK):
            raise PermissionError(str(place))
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)  # 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, place)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def changed(text: str, changes: Changes) -> str:
    """The file with these keys set, its comments and everything else as they were. Raises ConfigError."""
    try:
        document = tomlkit.parse(text)
    except ParseError as error:
        raise ConfigError("", f"not valid TOML: {error}") from None
    for key, value in changes.items():
        _put(document, key, value)
    return tomlkit.dumps(document)


def _put(document: Any, key: Key, value: Any) -> None:
    *tables, last = key
    table = document
    for name in tables:
        if name not in table:
            if value is None:
                return
            table.add(name, tomlkit.table(is_super_table=name != tables[-1]))
        table = table[name]
    if value is None:
        table.pop(last, None)
    else:
        table[last] = dict(value) if isinstance(value, Mapping) else value


def shown(changes: Changes, secret: frozenset[str] = frozenset({"token", "secret_token", "auth_tokens"})) -> str:
    """The changes as lines of a settings file, for whoever must put them there by hand. A secret is never shown."""
    hidden = secret | {"channel_secret", "channel_access_token"}
    told = {key: HIDDEN if key[-1] in hidden else value for key, value in changes.items() if value is not None}
    return changed("", told).strip()
