"""The README and the program say the same."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest

from crawler.cli import COMMANDS, presswatch
from pipelines.reasons import MEANING
from pipelines.source import Source

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
CODE = "\n".join(re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
LINES = sorted(
    set(re.findall(r"^(?:\$ )?(?:\.venv/bin/)?(presswatch [^#\n]*)", CODE, re.MULTILINE))
    | set(re.findall(r"`(presswatch [^`]*)`", README))
)


def parsed(line: str) -> None:
    """Walk a command line through the groups: every command and every option on it must exist."""
    words = shlex.split(line)[1:]
    while words[:1] in (["--data"], ["--config"]):
        words = words[2:]
    command: click.Command = presswatch
    while isinstance(command, click.Group) and words:
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"no command {words[0]}"
        command, words = found, words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert [word for word in words if word.startswith("--") and word not in known] == []


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_exists(line):
    parsed(line)


def test_every_command_is_told_of():
    assert [name for name in COMMANDS if not re.search(rf"presswatch (--data \S+ )?{name}\b", README)] == []


def test_every_source_key_is_told_of():
    keys = {field.name for field in fields(Source)} - {"id"}
    assert [key for key in sorted(keys) if f"`{key}`" not in README] == []


def test_every_reason_is_told_of():
    assert [reason for reason, meaning in MEANING.items() if f"| `{reason}` | {meaning} |" not in README] == []


def test_the_two_commands_start_from_nothing():
    for name in ("install-and-run", "install-and-test"):
        command = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", README, re.DOTALL)
        assert command
        assert command[1].startswith("python3 -m venv .venv && .venv/bin/pip install ")
