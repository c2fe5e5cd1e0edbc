"""Writing into the user's own configuration: the first copy, and tables appended to sources.toml."""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from crawler.configuration.files import LARGEST, NAMES, find, shipped_folder
from crawler.configuration.problems import WHAT, Place, Problems
from crawler.configuration.settings import Settings
from crawler.configuration.sources import source_of
from crawler.configuration.table import Table
from pipelines.errors import ConfigurationError, FolderError


def copy_shipped(folder: Path, names: Iterable[str] = NAMES) -> Iterator[tuple[Path, bool]]:
    """Copy shipped files into `folder`, made if missing; existing ones stay. Yields (path, whether it was written)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            yield folder / name, _write_new(folder / name, (shipped_folder() / name).read_bytes())
    except OSError as error:
        raise FolderError(
            "cannot write the configuration", str(folder), error.strerror or str(error), "choose a folder you may write"
        ) from error


def _write_new(path: Path, data: bytes) -> bool:
    """Write a file that is not there; a link that leads nowhere counts as there."""
    if os.path.lexists(path):
        return False
    with path.open("xb") as file:
        file.write(data)
    return True


def users_sources(config: Path | None) -> Path:
    """Where the user's own sources.toml is, or would be."""
    return (config or Path("config")) / "sources.toml"


def append_sources(config: Path | None, tables: dict[str, dict[str, Any]]) -> Path:
    """Append tables to the user's sources.toml, copied from the shipped one if missing; comments and order stay.

    tables: TOML values by source id. The file is replaced in one step and only by something that can be read again.
    """
    return _append(config, [_toml(id_, values) for id_, values in tables.items()])


def append_block(config: Path | None, id_: str, block: str) -> Path:
    """Append one table with its comments, as `append_sources` does. Raises ConfigurationError where it is faulty."""
    problems = Problems()
    values = tomllib.loads(block)[id_]
    source_of(id_, Table(values, Place(file="the new table", table=id_), problems), Settings())
    problems.raise_any()
    return _append(config, [block])


def _append(config: Path | None, blocks: list[str]) -> Path:
    path = users_sources(config)
    for _copied in copy_shipped(path.parent, ["sources.toml"]):
        pass
    old = find("sources.toml", path.parent).read_text(encoding="utf-8-sig")
    new = old.rstrip("\n") + "\n" + "".join(f"\n{block}" for block in blocks)
    if len(new.encode()) > LARGEST:
        raise ConfigurationError(WHAT, str(path), f"it would pass {LARGEST // 1_000_000} MB", "import fewer rows")
    tomllib.loads(new)
    _replace(path.resolve(), new)
    return path


def _toml(id_: str, values: dict[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps({id_: values})


def _replace(path: Path, text: str) -> None:
    """Put a text in the place of a file so that a crash leaves either the old one or the new one."""
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise FolderError(
            "cannot write the configuration", str(path), error.strerror or str(error), "make it a file you may write"
        ) from error
