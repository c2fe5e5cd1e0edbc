"""Reading commands through a pager: on a terminal, and only there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate_catalogue import generate

COMMAND = [sys.executable, "-c", "from crawler.cli import main; main()"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paged")
    generate(folder, articles=60)
    return folder


def on_terminal(data, pager, *arguments) -> tuple[str, int]:
    """What a person sees, and the exit code."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LESS")}
    command = [*COMMAND, "--data", str(data), *arguments]
    ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    process = subprocess.Popen(command, env=kept | {"PAGER": pager}, **ends)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65_536):
            seen += part
    except OSError:  # Linux says so that the other end is closed
        pass
    os.close(ours)
    return seen.decode(), process.wait(60)


def test_a_person_reads_through_the_pager_with_colours(data):
    seen, code = on_terminal(data, "sed s/^/paged:/", "list", "--limit", "3")
    assert code == 0
    lines = seen.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith("paged:") for line in lines)
    assert "\x1b[" in seen


@pytest.mark.parametrize("pager", ["cat", "", "no-such-pager-here"])
def test_without_a_pager_it_is_printed(data, pager):
    seen, code = on_terminal(data, pager, "list", "--limit", "3")
    assert code == 0
    assert "\x1b[" in seen


def test_a_pager_that_is_left_early_ends_it_quietly(data):
    seen, code = on_terminal(data, "head -c 5", "list", "--limit", "50", "--json")
    assert (len(seen), code) == (5, 0)


def test_an_error_is_said_after_the_pager(data):
    seen, code = on_terminal(data, "sed s/^/paged:/", "show", "no-such-article")
    assert code != 0
    assert seen.startswith("error: ")


def test_other_programs_get_it_as_it_is(data):
    env = os.environ | {"PAGER": "sed s/^/paged:/"}
    done = subprocess.run([*COMMAND, "--data", str(data), "list"], capture_output=True, text=True, env=env, check=True)
    assert "paged:" not in done.stdout
    assert "\t" in done.stdout
