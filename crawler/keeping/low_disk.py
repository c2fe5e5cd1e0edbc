"""Stopping before the disk is full: a crawl ends in order while there is room to write down how."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from crawler.configuration.settings import DISK_FLOOR
from crawler.configuration.sizes import format_size
from pipelines.errors import PresswatchError

Free = Callable[[Path], int]
"""Bytes that are free on the disk of a folder."""

EVERY = 5.0
"""Seconds between two looks: at 100 pages/s of 60 kB that is 30 MB."""


class LowDisk(PresswatchError):
    """Less of the disk is free than disk_floor asks for."""


def free_bytes(folder: Path) -> int:
    """Bytes that a user's process may still write."""
    facts = os.statvfs(folder)
    return facts.f_bavail * facts.f_frsize


def least_free(folder: Path, floor: int) -> int:
    """What must stay free: the floor; but the one that nobody chose asks of a small disk no more than a twentieth."""
    if floor != DISK_FLOOR:
        return floor
    facts = os.statvfs(folder)
    return min(floor, facts.f_blocks * facts.f_frsize // 20)


def check(folder: Path, floor: int | None, free: Free = free_bytes) -> None:
    """Raise LowDisk where less than `floor` bytes are free, or a small disk is nearly full."""
    if floor is None or (left := free(folder)) >= least_free(folder, floor):
        return
    cause = f"{format_size(left)} of the disk are free, disk_floor is {format_size(floor)}"
    mend = "free some space, set disk_quota or keep_pages, or lower disk_floor in presswatch.toml"
    raise LowDisk("stopped before the disk is full", str(folder), cause, mend)


async def watch(
    folder: Path, floor: Callable[[], int | None], on_low: Callable[[LowDisk], None], free: Free = free_bytes
) -> None:
    """Look now and then until the disk is low, and say so; for ever where it never is. floor: the present setting."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            check(folder, floor(), free)
        except LowDisk as low:
            on_low(low)
            return
