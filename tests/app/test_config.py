"""The config file is read strictly: what it says is used, and what makes no sense is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from keepmum.app.config import Config, default_path, keys
from keepmum.app.errors import ConfigError


def _write(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text)
    return file


def test_no_file_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a config file everything has a value that works; a file that was named must be there."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path() == tmp_path / "keepmum" / "config.toml"
    assert Config.read() == Config()
    with pytest.raises(ConfigError, match="no such file"):
        Config.read(tmp_path / "none.toml")


def test_every_key_is_used(tmp_path: Path) -> None:
    """Each key of the table changes its field, and paths may begin at home."""
    text = """
    [embedding]
    model = "~/model"
    cache = "/cache"
    [search]
    chroma_from = 7
    [local]
    model = "/m.gguf"
    threads = 2
    context = 512
    timeout_s = 3.5
    [cloud]
    timeout_s = 4
    """
    config = Config.read(_write(tmp_path, text))
    assert config == Config(Path.home() / "model", Path("/cache"), 7, Path("/m.gguf"), 2, 512, 3.5, 4)
    assert len(keys()) == len(Config.__slots__)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[local]\nthreats = 2", "local.threats"),
        ("threads = 2", "threads"),
        ("[local]\nthreads = 0", "local.threads"),
        ("[local]\nthreads = true", "local.threads"),
        ('[local]\nthreads = "two"', "local.threads"),
        ("[search]\nchroma_from = -1", "search.chroma_from"),
        ("[local", "not TOML"),
    ],
)
def test_what_makes_no_sense_is_an_error(tmp_path: Path, text: str, place: str) -> None:
    """An unknown key or a value of a wrong kind names the place and is never ignored."""
    with pytest.raises(ConfigError, match=place):
        Config.read(_write(tmp_path, text))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are an error of the config, not of Python."""
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        Config.read(file)
