"""CPU of a poll that is answered 304: by `presswatch run`, and by a bare Scrapy spider, in the same run.

    python tests/benchmarks/poll_cost.py [--sources 200] [--every 5] [--seconds 30]

Both ask the same sites on loopback the same number of times a second. presswatch does all that belongs to a poll: it
looks up what is due, asks robots.txt's rules, the address guard and the budget, writes the outcome, and plans the next
poll; its ticks and the beat of its pulse are in the figure. Prints ms of CPU a poll (user and system) of both and the
difference; exits with 1 where that is more than 2 ms.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from many_sites import sources_toml
from soak import children, free_port

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
ALLOWED = 2.0
"""ms."""
NEVER = "100000"
"""Seconds between two articles of a site."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What is asked."""

    port: int
    sources: int
    every: float
    seconds: float

    @property
    def rate(self) -> float:
        """Polls a second."""
        return self.sources / self.every


def cpu(pid: int) -> float:
    """Seconds of CPU that a process and its children have taken."""
    total = 0.0
    for each in (pid, *children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def unchanged(port: int) -> int:
    """Polls answered 304 so far, by the metrics page."""
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in page.splitlines() if 'outcome="unchanged"' in line)


def of_presswatch(load: Load, folder: Path) -> float:
    """ms a poll."""
    config, metrics = folder / "config", free_port()
    config.mkdir()
    sites = sources_toml(load.port, load.sources, f"{load.every:g}s")
    (config / "sources.toml").write_text(sites)
    settings = f'poll_min = "1s"\npoll_budget = 100000\nmetrics_port = {metrics}\nworkers = 1\n'
    (config / "presswatch.toml").write_text(settings)
    command = [sys.executable, "-m", "crawler", "--config", str(config), "--data", str(folder / "data"), "run"]
    with (folder / "log").open("wb") as log:
        crawler = subprocess.Popen(command, stderr=log)
    try:
        _settle(metrics, load)
        polls, before = unchanged(metrics), cpu(crawler.pid)
        time.sleep(load.seconds)
        return 1000 * (cpu(crawler.pid) - before) / (unchanged(metrics) - polls)
    finally:
        crawler.terminate()
        crawler.wait(20)


def _settle(metrics: int, load: Load) -> None:
    """Wait until all articles are stored and every feed answers 304."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        time.sleep(load.every)
        try:
            page = urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics").read().decode()
        except OSError:
            continue
        lines = [line for line in page.splitlines() if line.startswith("presswatch_urls{")]
        if all(line.endswith(" 0") for line in lines) and unchanged(metrics) > load.sources:
            return
    raise TimeoutError("the articles were not stored within five minutes")


def of_scrapy(load: Load) -> float:
    """ms a poll, by a process of its own."""
    arguments = [str(load.port), str(load.sources), str(load.every), str(load.seconds)]
    done = subprocess.run([sys.executable, __file__, "bare", *arguments], capture_output=True, text=True, check=True)
    return float(done.stdout)


def bare(load: Load) -> None:
    """A spider that asks each feed with its validator again and again, and looks at the status."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess

    count, marks = [0], []

    class Bare(Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Request]:
            import asyncio

            began = time.monotonic()
            for n in range(int(load.rate * (load.seconds + 5))):
                await asyncio.sleep(max(0.0, began + n / load.rate - time.monotonic()))
                if n == int(load.rate * 5):  # warm by now
                    marks.append((time.process_time(), count[0]))
                headers = {"If-None-Match": '"5"', "Host": f"s{n % load.sources}.localhost"}  # it cannot resolve these
                meta = {"handle_httpstatus_all": True}
                yield Request(f"http://127.0.0.1:{load.port}/feed.xml", headers=headers, dont_filter=True, meta=meta)

        def parse(self, response):
            count[0] += response.status == 304

    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False})
    process.crawl(Bare)
    process.start()
    [(before, seen)] = marks
    print(1000 * (time.process_time() - before) / (count[0] - seen))


def main() -> int:
    """Run both, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two polls of a source")
    parser.add_argument("--seconds", type=float, default=30.0, help="time over which CPU is counted")
    options = parser.parse_args()
    load = Load(port=free_port(), sources=options.sources, every=options.every, seconds=options.seconds)
    site = subprocess.Popen([sys.executable, str(HERE / "many_sites.py"), str(load.port), NEVER, "well"])
    try:
        with tempfile.TemporaryDirectory() as folder:
            ours = of_presswatch(load, Path(folder))
        theirs = of_scrapy(load)
    finally:
        site.kill()
        site.wait()
    print(f"{load.rate:.0f} polls a second answered 304, ms of CPU each:")
    print(f"presswatch {ours:.2f}, bare Scrapy {theirs:.2f}, difference {ours - theirs:.2f} (allowed {ALLOWED})")
    return int(ours - theirs > ALLOWED)


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        port, sources, every, seconds = sys.argv[2:]
        bare(Load(port=int(port), sources=int(sources), every=float(every), seconds=float(seconds)))
    else:
        sys.exit(main())
