"""Stops, kills and restarts `presswatch run` under load, and looks whether anything was lost, torn or stored twice.

    python tests/benchmarks/stops.py [--rounds 20] [--sites 30]

Sites on loopback publish all the while. Each round starts `run`, lets it work for a moment that differs from round to
round, and ends it: by SIGTERM, by SIGKILL, or by a second SIGTERM while it stops. In the end a crawl takes what is
left, and all that the feeds hold must be there, once, with the catalogue, the lines and the raw pages saying the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from many_sites import sources_toml
from soak import free_port

from crawler.archive import read_page
from pipelines.article import PageRef

HERE = Path(__file__).parent
PUBLISH = 10.0
"""Seconds between two articles of a site."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where it happens."""

    folder: Path
    port: int
    sites: int

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def command(self, *arguments: str) -> list[str]:
        """The program on it."""
        options = ["--config", str(self.folder / "config"), "--data", str(self.data)]
        return [sys.executable, "-m", "crawler", *options, *arguments]


def prepare(folder: Path, sites: int) -> tuple[Ground, subprocess.Popen[bytes]]:
    """A ground, and the server of its sites, which the caller ends."""
    ground = Ground(folder=folder, port=free_port(), sites=sites)
    (folder / "config").mkdir()
    (folder / "config" / "sources.toml").write_text(sources_toml(ground.port, sites, "2s"))
    (folder / "config" / "presswatch.toml").write_text('poll_min = "1s"\npoll_budget = 100000\n')
    command = [sys.executable, str(HERE / "many_sites.py"), str(ground.port), str(PUBLISH), "well"]
    return ground, subprocess.Popen(command)


def disturb(ground: Ground, rounds: int, seed: int = 7) -> list[str]:
    """Start and end `run` so many times; how each round ended."""
    chance, told = random.Random(seed), []  # noqa: S311 - repeatable, not secret
    for turn in range(rounds):
        how = ("term", "kill", "twice")[turn % 3] if turn else "kill"
        with (ground.folder / "log").open("ab") as log:
            process = subprocess.Popen(ground.command("run"), stderr=log)
        _wait_for_work(ground, process)
        time.sleep(chance.uniform(0.0, 2.0))
        process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
        if how == "twice":
            time.sleep(chance.uniform(0.0, 0.3))
            process.send_signal(signal.SIGTERM)
        told.append(f"{how} -> {process.wait(15)}, {_count(ground)} stored")
    return told


def _wait_for_work(ground: Ground, process: subprocess.Popen[bytes]) -> None:
    """Until it has noted its start in the catalogue, which comes after all was made good."""
    until = time.monotonic() + 30
    while process.poll() is None and _started(ground) != process.pid:
        if time.monotonic() > until:
            raise TimeoutError("it did not start")
        time.sleep(0.02)
    if process.poll() is not None:
        log = (ground.folder / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"it ended by itself: {log[-2000:]}")


def _ask(ground: Ground, query: str) -> object:
    try:
        db = sqlite3.connect(f"file:{ground.data / 'presswatch.db'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return None
    try:
        row = db.execute(query).fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        db.close()
    return row[0] if row else None


def _started(ground: Ground) -> object:
    return _ask(ground, "SELECT pid FROM runs ORDER BY key DESC LIMIT 1")


def _count(ground: Ground) -> object:
    return _ask(ground, "SELECT count(*) FROM articles")


def published(ground: Ground) -> set[str]:
    """URLs of all articles in the feeds now."""
    found: set[str] = set()
    for site in range(ground.sites):
        request = urllib.request.Request(
            f"http://127.0.0.1:{ground.port}/feed.xml", headers={"Host": f"s{site}.localhost"}
        )
        page = urllib.request.urlopen(request, timeout=10).read().decode()
        found |= set(re.findall(r"<link>([^<]+)</link>", page))
    return found


def faults(ground: Ground) -> list[str]:
    """What is wrong after a last crawl; empty where every invariant holds."""
    wanted = published(ground)
    done = subprocess.run(ground.command("crawl"), capture_output=True, text=True, timeout=300, check=False)
    found = [] if done.returncode == 0 else [f"the last crawl exits with {done.returncode}: {done.stderr[-500:]}"]
    db = sqlite3.connect(ground.data / "presswatch.db")
    db.row_factory = sqlite3.Row
    try:
        lines = _lines(ground)
        stored = Counter(line["url"] for line in lines)
        found += [f"lost: {url}" for url in sorted(wanted - stored.keys())]
        found += [f"stored {count} times: {url}" for url, count in stored.items() if count > 1]
        found += _of_catalogue(ground, db, lines)
    except ValueError as error:
        found.append(f"a line is torn: {error}")
    finally:
        db.close()
    return found


def _lines(ground: Ground) -> list[dict]:
    """All stored lines, without their article's text; ValueError where one is not whole."""
    found = []
    for path in sorted((ground.data / "articles").rglob("*.jsonl")):
        blob = path.read_bytes()
        if not blob.endswith(b"\n"):
            raise ValueError(f"{path} ends within a line")
        found += [json.loads(line) for line in blob.splitlines()]
    return found


def _of_catalogue(ground: Ground, db: sqlite3.Connection, lines: list[dict]) -> list[str]:
    """Catalogue, lines and raw pages, held against each other."""
    found = [f"integrity: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    rows = db.execute("SELECT id, revision, file, file_offset, line FROM articles").fetchall()
    if {(row["id"], row["revision"]) for row in rows} != {(line["id"], line["revision"]) for line in lines}:
        found.append(f"{len(rows)} articles in the catalogue, {len(lines)} lines")
    for row in rows:
        with (ground.data / row["file"]).open("rb") as file:
            file.seek(row["file_offset"])
            if file.read(len(row["line"])) != row["line"]:
                found.append(f"another line than the catalogue's: {row['file']} at {row['file_offset']}")
    left = db.execute("SELECT url, state FROM urls WHERE state NOT IN ('stored', 'rejected')").fetchall()
    found += [f"left {row['state']}: {row['url']}" for row in left]
    return found + _of_pages(ground, lines)


def _of_pages(ground: Ground, lines: list[dict]) -> list[str]:
    """Every article's raw page can be read, and is of its URL."""
    found = []
    for line in lines:
        page = read_page(ground.data / "pages", PageRef(**line["page"]))
        if page.url != line["url"]:
            found.append(f"the page of {line['url']} is of {page.url}")
    return found


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--sites", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ground, server = prepare(Path(folder), options.sites)
        try:
            for told in disturb(ground, options.rounds):
                print(told)
            found = faults(ground)
        finally:
            server.kill()
            server.wait()
        set_aside = sorted(path.name for path in ground.data.rglob("*.bad"))
        print(f"{_count(ground)} articles; torn tails set aside: {', '.join(set_aside) or 'none'}")
    print("\n".join(found) or "all invariants hold")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
