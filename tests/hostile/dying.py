"""Writes to a data folder and is killed at the n-th operation on the disk; says how far it came.

    python -m tests.hostile.dying FOLDER

For n = 1, 2, ... a copy FOLDER/n of FOLDER/fresh is written to by a child that ends, as by SIGKILL, at its n-th write,
sync or opening. One JSON line for each: n, whether it was killed, and what had been acknowledged by then.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from crawler.folder import HeldFolder
from tests.hostile.failing_disk import Disk, broken
from tests.hostile.test_disk import BATCHES, fill


class Killer(Disk):
    """A disk on whose n-th operation the process is gone."""

    def step(self) -> None:
        self.done += 1
        if self.done == self.fails_at:
            os.kill(os.getpid(), signal.SIGKILL)


def child(own: Path, n: int, told: int) -> None:
    """Acknowledge number by number into the pipe `told`, on a disk that kills."""
    held = HeldFolder(own, "crawl")
    with broken(Killer(n)):
        fill(held, range(BATCHES), lambda number: socket_send(told, number))
    os._exit(0)


def socket_send(told: int, number: int) -> None:
    """Past os.write, which counts."""
    os.writev(told, [f"{number}\n".encode()])


def main(folder: Path) -> None:
    HeldFolder(folder / "fresh", "crawl").close()
    for n in itertools.count(1):
        own = Path(shutil.copytree(folder / "fresh", folder / str(n)))
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(own, n, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            numbers = [int(line) for line in told]
        killed = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        print(json.dumps({"n": n, "killed": killed, "acknowledged": numbers}), flush=True)
        if not killed:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
