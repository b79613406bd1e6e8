"""The settings of one keepmum: read once at the front door, then passed down, never changed."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from keepmum.app.errors import ConfigError

# key in the file -> (field, types that it may have, lowest value)
_KEYS: dict[str, tuple[str, tuple[type, ...], float]] = {
    "embedding.model": ("embedding_model", (str,), 0),
    "embedding.cache": ("embedding_cache", (str,), 0),
    "search.chroma_from": ("chroma_from", (int,), 0),
    "local.model": ("local_model", (str,), 0),
    "local.threads": ("local_threads", (int,), 1),
    "local.context": ("local_context", (int,), 256),
    "local.timeout_s": ("local_timeout_s", (int, float), 1),
    "cloud.timeout_s": ("cloud_timeout_s", (int, float), 1),
}


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. Every one has a value that works; docs/config.md lists the file's keys.

    Attributes:
        embedding_model: Folder of a SentenceTransformer; none for the packaged one.
        embedding_cache: Where the exported model is kept; none for the user's cache folder.
        chroma_from: Vectors from which an unfiltered search uses Chroma in place of its own codes; 0 for never.
        local_model: A GGUF file; none for the packaged one.
        local_threads: Threads of the language model.
        local_context: Its context, in tokens.
        local_timeout_s: Seconds that one answer on the device may take.
        cloud_timeout_s: Seconds that one request to a recipient may take.
    """

    embedding_model: Path | None = None
    embedding_cache: Path | None = None
    chroma_from: int = 300_000
    local_model: Path | None = None
    local_threads: int = 1
    local_context: int = 2048
    local_timeout_s: float = 120.0
    cloud_timeout_s: float = 60.0

    @classmethod
    def read(cls, path: Path | None = None) -> Self:
        """Read the config file; without one, return the defaults.

        Args:
            path: The file; none for ``keepmum/config.toml`` in the user's config folder, which need not exist.

        Raises:
            ConfigError: The file is not there though it was named, is no TOML, or has a key or value that makes no sense.
        """
        named = path is not None
        path = path or default_path()
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            if named:
                raise ConfigError("there is no such file", path) from None
            return cls()
        except (OSError, UnicodeDecodeError):
            raise ConfigError("the file cannot be read as UTF-8 text", path) from None
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not TOML: {error}", path) from None
        return cls(**_values(tables, path))


def default_path() -> Path:
    """Return where the person's config file is, if they have one."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "keepmum" / "config.toml"


def keys() -> tuple[str, ...]:
    """Return every key that the file may have, as ``table.key``."""
    return tuple(_KEYS)


def _values(tables: dict[str, Any], path: Path) -> dict[str, Any]:  # the one place where TOML's own types are looked at
    paths = {f.name for f in fields(Config) if "Path" in str(f.type)}
    found: dict[str, Any] = {}
    for table, entries in tables.items():
        for key, value in entries.items() if isinstance(entries, dict) else [("", entries)]:
            name = f"{table}.{key}" if key else table
            if name not in _KEYS:
                raise ConfigError(f"unknown key {name!r}; known are {', '.join(_KEYS)}", path)
            field, types, lowest = _KEYS[name]
            if isinstance(value, bool) or not isinstance(value, types):
                raise ConfigError(f"{name} must be {' or '.join(t.__name__ for t in types)}", path)
            if isinstance(value, int | float) and value < lowest:
                raise ConfigError(f"{name} must be at least {lowest:g}", path)
            found[field] = Path(str(value)).expanduser() if field in paths else value
    return found
