"""Memory of `presswatch run` over many sources on loopback: what it had at minute 3, and what it has at the end.

    python tests/benchmarks/soak.py [--sources 200] [--minutes 10] [--every 20] [--publish 120]

Prints a row every half minute (resident MB of the crawler and of its readers, articles stored), and then the growth of
each from minute 3 to the end. Exits with 1 where the whole grew by more than 5 %.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from many_sites import sources_toml

HERE = Path(__file__).parent
PAGE = os.sysconf("SC_PAGE_SIZE")
ALLOWED = 0.05


def resident(pid: int) -> int:
    """Bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE


def children(pid: int) -> list[int]:
    """Its child processes."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def sample(pid: int) -> tuple[float, float]:
    """MB of the crawler and of its readers."""
    return resident(pid) / 1e6, sum(map(resident, children(pid))) / 1e6


def stored(data: Path) -> int:
    """Articles in the catalogue."""
    db = sqlite3.connect(f"file:{data / 'presswatch.db'}?mode=ro", uri=True)
    try:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        db.close()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def watch(crawler: subprocess.Popen[bytes], data: Path, minutes: float) -> list[tuple[float, float, float]]:
    """(minute, crawler, readers) every half minute."""
    began = time.monotonic()
    rows: list[tuple[float, float, float]] = []
    print("minute  crawler  readers  articles")
    while len(rows) < 2 * minutes:
        time.sleep(max(0.0, began + 30 * (len(rows) + 1) - time.monotonic()))
        minute = (time.monotonic() - began) / 60
        if crawler.poll() is not None:
            log = (data.parent / "log").read_text(encoding="utf-8", errors="replace")
            sys.exit(f"{log[-2000:]}\nthe crawler ended with {crawler.returncode}")
        rows.append((minute, *sample(crawler.pid)))
        print(f"{minute:6.1f} {rows[-1][1]:8.1f} {rows[-1][2]:8.1f} {stored(data):9}", flush=True)
    return rows


def verdict(rows: list[tuple[float, float, float]]) -> int:
    """Print the growth from minute 3 to the end; the exit code."""
    then, end = min(rows, key=lambda row: abs(row[0] - 3)), rows[-1]
    for name, before, after in (
        ("crawler", then[1], end[1]),
        ("readers", then[2], end[2]),
        ("together", then[1] + then[2], end[1] + end[2]),
    ):
        growth = after / before - 1
        print(f"{name:9} minute {then[0]:.1f}: {before:.1f} MB, minute {end[0]:.1f}: {after:.1f} MB, {growth:+.1%}")
    return int(growth > ALLOWED)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=int, default=20, help="seconds between two polls of a source")
    parser.add_argument("--publish", type=float, default=120, help="seconds between two articles of a source")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config, data, port = Path(folder, "config"), Path(folder, "data"), free_port()
        config.mkdir()
        (config / "sources.toml").write_text(sources_toml(port, options.sources, f"{options.every}s"))
        (config / "presswatch.toml").write_text('poll_min = "1s"\npoll_budget = 100000\n')
        site = subprocess.Popen([sys.executable, str(HERE / "many_sites.py"), str(port), str(options.publish)])
        command = [sys.executable, "-m", "crawler", "--config", str(config), "--data", str(data), "run"]
        with Path(folder, "log").open("wb") as log:
            crawler = subprocess.Popen(command, stderr=log)
        try:
            return verdict(watch(crawler, data, options.minutes))
        finally:
            crawler.send_signal(signal.SIGTERM)
            crawler.wait(20)
            site.kill()
            site.wait()


if __name__ == "__main__":
    sys.exit(main())
