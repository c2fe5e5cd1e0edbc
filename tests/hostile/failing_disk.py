"""A disk whose n-th operation fails, for code that runs in this process."""

from __future__ import annotations

import errno
import os
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import pytest


@dataclass(slots=True)
class Disk:
    """Counts operations below one folder; one of them fails, or the disk stays broken from it on."""

    fails_at: int
    number: int = errno.ENOSPC
    for_good: bool = True
    torn: bool = False
    """A failing write leaves the first half of its bytes."""
    done: int = 0

    def step(self) -> None:
        """One operation more; raises OSError if it is the one."""
        self.done += 1
        if self.done == self.fails_at or (self.for_good and self.done > self.fails_at):
            raise OSError(self.number, os.strerror(self.number))

    @property
    def failed(self) -> bool:
        return self.done >= self.fails_at


class _File:
    """An open file whose writes are counted."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        try:
            self._disk.step()
        except OSError:
            if self._disk.torn:
                self._file.write(data[: len(data) // 2])
            raise
        return self._file.write(data)


@contextmanager
def broken(disk: Disk) -> Iterator[Disk]:
    """Writes, syncs and openings for writing go through `disk` while this is open."""
    write, sync, opened, path_open = os.write, os.fsync, os.open, pathlib.Path.open

    def os_write(handle: int, data: Any) -> int:
        try:
            disk.step()
        except OSError:
            if disk.torn:
                write(handle, bytes(data)[: len(data) // 2])
            raise
        return write(handle, data)

    def os_fsync(handle: int) -> None:
        disk.step()
        sync(handle)

    def os_open(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            disk.step()
        return opened(path, flags, *rest, **more)

    def open_path(path: pathlib.Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if not set(mode) & set("wax+"):
            return path_open(path, mode, *rest, **more)
        disk.step()
        return _File(path_open(path, mode, *rest, **more), disk)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", os_write)
        patch.setattr(os, "fsync", os_fsync)
        patch.setattr(os, "open", os_open)
        patch.setattr(pathlib.Path, "open", open_path)
        yield disk
