"""The program itself, against the loopback newsroom over real HTTP."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.demo.server import Newsroom


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A configuration and a data folder, and the program run on them."""

    config: Path
    data: Path

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "crawler", "--config", str(self.config), "--data", str(self.data), *arguments]

    def run(self, *arguments: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=timeout, check=False, cwd=self.data.parent
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def lines(self) -> list[dict]:
        """Every stored line, each of which must be whole and valid JSON."""
        found = []
        for path in sorted((self.data / "articles").rglob("*.jsonl")):
            blob = path.read_bytes()
            assert blob.endswith(b"\n"), path
            found += [json.loads(line) for line in blob.splitlines()]
        return found


def make_desk(folder: Path, sources: str, settings: str = "") -> Desk:
    config = folder / "conf"
    config.mkdir(parents=True)
    (config / "sources.toml").write_text(sources, encoding="utf-8")
    (config / "presswatch.toml").write_text(settings, encoding="utf-8")
    return Desk(config=config, data=folder / "data")


@pytest.fixture(scope="session")
def newsroom():
    with Newsroom() as room:
        yield room


@pytest.fixture
def desk_of(tmp_path):
    """Makes a desk of a text of sources, and one of settings."""

    def make(sources: str, settings: str = "") -> Desk:
        return make_desk(tmp_path, sources, settings)

    return make


@pytest.fixture
def desk(tmp_path, newsroom):
    return make_desk(tmp_path, newsroom.sources_toml())


@pytest.fixture(scope="session")
def watched():
    """The queries of the watchlists of `crawled`, by id."""
    return {
        "estado-islamico": '"estado islámico"',
        "islamic-state": '"islamic state" lang:en',
        "irak": "(irak* OR iraq*) country:IQ",
    }


@pytest.fixture(scope="session")
def crawled(tmp_path_factory, newsroom, watched):
    """A desk with watchlists whose newsroom was crawled once, to its end."""
    desk = make_desk(tmp_path_factory.mktemp("crawled"), newsroom.sources_toml())
    tables = "".join(f"[{name}]\nquery = '{query}'\n" for name, query in watched.items())
    (desk.config / "watchlists.toml").write_text(tables, encoding="utf-8")
    done = desk.run("crawl")
    assert done.returncode in (0, 1), done.stderr
    return desk


def end(process: subprocess.Popen[str], number: int = signal.SIGTERM, timeout: float = 12) -> int:
    """Send a signal to the program's own process and wait for it; its children must end with it."""
    os.kill(process.pid, number)
    process.communicate(timeout=timeout)
    return process.returncode
