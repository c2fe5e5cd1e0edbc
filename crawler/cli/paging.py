"""Reading commands through a pager, where a person reads more than one screen."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from crawler.cli.terminal import PAGED, on_terminal

if TYPE_CHECKING:
    import subprocess

_LESS = "FRX"
"""How less is to be, unless LESS says: gone where all fits on one screen, with colours, leaving what was shown."""


class PagedCommand(click.Command):
    """A command whose output goes through $PAGER (less) on a terminal; PAGER=cat turns that off."""

    def invoke(self, ctx: click.Context) -> object:
        """Run it."""
        command = _pager() if on_terminal() else None
        if command is None:
            return super().invoke(ctx)
        ctx.color = not os.environ.get("NO_COLOR")  # click would take colours out of what goes into a pipe
        with _through(command):
            return super().invoke(ctx)


def _pager() -> list[str] | None:
    """The command of the pager; None where there is none."""
    command = shlex.split(os.environ.get("PAGER", "less"))
    return command if command and command != ["cat"] and shutil.which(command[0]) else None


@contextmanager
def _through(command: list[str]) -> Iterator[None]:
    """Let standard output be read by a command, and wait until it is done; one that is left early ends the writing."""
    import subprocess  # imported late: programs that read the output need it not

    os.environ |= {PAGED: "1", "COLUMNS": str(shutil.get_terminal_size().columns)}
    pager = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": _LESS, **os.environ})  # noqa: S603 - the reader's own choice
    assert pager.stdin is not None  # noqa: S101 - it is a pipe
    terminal = os.dup(1)
    sys.stdout.flush()
    os.dup2(pager.stdin.fileno(), 1)
    pager.stdin.close()
    try:
        with suppress(BrokenPipeError):
            yield
        _flush()
    finally:
        os.dup2(terminal, 1)
        os.close(terminal)
        _wait(pager)
        del os.environ[PAGED]


def _flush() -> None:
    """Write what is left; nowhere, where the pager was left."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
        sys.stdout.flush()


def _wait(pager: subprocess.Popen[bytes]) -> None:
    """Ctrl-C is the pager's: it goes on."""
    while True:
        with suppress(KeyboardInterrupt):
            pager.wait()
            return
