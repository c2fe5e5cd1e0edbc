"""Starting reader processes. Light to import: they can be started before the crawler has loaded its own half."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass

from crawler.configuration import Configuration

_BUFFER = 1 << 20
"""Bytes of socket buffer: the next page lies ready while a reader works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader process and our end of the socket that is its stdin and stdout."""

    process: subprocess.Popen[bytes]
    channel: socket.socket

    def end(self) -> None:
        """Kill it and take its exit code."""
        self.channel.close()
        self.process.kill()
        self.process.wait()


def spawn(config: Configuration) -> Reader:
    """One reader process. It loads what it needs, and then waits for its configuration."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
    arguments = [str(os.getpid()), str(config.settings.reader_memory_mb)]
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "crawler.reading", *arguments],
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
    return Reader(process=process, channel=ours)


def spawn_all(config: Configuration) -> list[Reader]:
    """As many as the settings ask for: one a core by default."""
    return [spawn(config) for _ in range(config.settings.workers or os.cpu_count() or 1)]
