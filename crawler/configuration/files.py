"""Finding and reading the TOML files: --config DIR, ./config, then the shipped ones, file by file."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import orjson

from crawler.configuration.problems import WHAT
from pipelines.errors import ConfigurationError

NAMES = ("presswatch.toml", "sources.toml", "topics.toml", "agencies.toml", "watchlists.toml", "channels.toml")
MODEL = "topics.model.json"
"""Numbers that `presswatch topics train` writes beside the user's topics.toml; none are shipped."""
LARGEST = 5_000_000
"""Bytes: ten times the shipped list of sources; more is not a configuration."""

_AT_LINE = re.compile(r"^(?P<cause>.*) \(at (?P<place>.*)\)$", re.DOTALL)


def shipped_folder() -> Path:
    """Where the files that come with presswatch are: inside the wheel, or `config` of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent / "config"


def users_folder(config: Path | None) -> Path | None:
    """The user's own folder: `config` (which must exist), else ./config if there is one, else None."""
    if config is None:
        return Path("config") if Path("config").is_dir() else None
    if not config.is_dir():
        raise ConfigurationError(
            "cannot read the configuration",
            str(config),
            "there is no such folder",
            f"make one with `presswatch init {config}`, or leave --config out",
        )
    return config


def find(name: str, config: Path | None) -> Path:
    """The file of this name that counts: the user's own if it exists, else the shipped one."""
    folder = users_folder(config)
    if folder is not None and os.path.lexists(folder / name):
        return folder / name
    return shipped_folder() / name


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file (TOML 1.0); ConfigurationError names the line of what cannot be read."""
    text = _read_text(path)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise _unreadable(path, "it is nested too deeply", "write flat lists and tables") from error
    except ValueError as error:
        raise _broken(path, str(error)) from error


def read_model(path: Path) -> dict[str, Any]:
    """What `topics train` wrote; {} where it never did. Raises ConfigurationError where it is no JSON object."""
    if not os.path.lexists(path):
        return {}
    mend = "make it anew with `presswatch topics train`, or remove it"
    try:
        model = orjson.loads(_read_text(path))
    except orjson.JSONDecodeError as error:
        raise ConfigurationError(WHAT, str(path), f"not valid JSON: {error}", mend) from error
    if not isinstance(model, dict):
        raise ConfigurationError(WHAT, str(path), "not a JSON object", mend)
    return model


def _broken(path: Path, message: str) -> ConfigurationError:
    found = _AT_LINE.match(message)
    place = f" at {found['place']}" if found else ""
    cause = found["cause"] if found else message
    return _unreadable(path, f"not valid TOML{place}: {cause}", "mend that line")


def _read_text(path: Path) -> str:
    data = _read_bytes(path)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(path, f"line {line} is not UTF-8", "save the file as UTF-8") from error


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(path, "it is no regular file", "put a plain file there")
        if status.st_size > LARGEST:
            raise _unreadable(path, f"it is larger than {LARGEST // 1_000_000} MB", "split or shorten it")
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error), "make it a file that you may read") from error


def _unreadable(path: Path, cause: str, mend: str) -> ConfigurationError:
    return ConfigurationError(WHAT, str(path), cause, mend)
