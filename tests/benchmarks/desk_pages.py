"""How long the pages of the review desk take on the server, and how large they are.

    python tests/benchmarks/generate_catalogue.py DATA --articles 50000
    python tests/benchmarks/desk_pages.py DATA

Prints a line a page: median and 95th percentile in ms over loopback, one request at a time, and kB as sent. Exits 1
where a page takes more than 150 ms at the 95th percentile, or has more than 60 kB.
"""

from __future__ import annotations

import argparse
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

import uvicorn

from crawler.desk.access import Access, own_hosts
from crawler.desk.app import desk_app
from crawler.desk.render import Desk

MOST_MS, MOST_KB = 150.0, 60.0
VIEWS = (
    "/", "/?by=spread", "/?q=presupuesto", "/?q=presupuesto&by=rank", "/?q=sequía -hospital&country=ES",
    "/?language=en", "/?source=the-lantern", "/?watch=ports", "/?review=unseen", "/?review=star", "/overview",
    "/sources", "/feed.xml",
)  # fmt: skip


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The desk on a folder, on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    desk = Desk(data=folder, zone=UTC, zone_name="UTC", names={})
    config = uvicorn.Config(desk_app(desk, Access(hosts=own_hosts(port))), lifespan="off", ws="none", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()


def ask(port: int, path: str) -> tuple[str, float]:
    """A page and the ms it took."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path.replace(" ", "+").replace("í", "%C3%AD"))
    answer = connection.getresponse()
    body = answer.read().decode()
    took = 1000 * (time.perf_counter() - began)
    connection.close()
    assert answer.status == 200, path
    return body, took


def paths(port: int) -> list[str]:
    """Views, a page further on, and the most spread story with its pages."""
    further = re.search(r'rel="next" href="([^"]+)', ask(port, "/")[0])
    story = re.search(r'href="(/story/[0-9a-f]+)', ask(port, "/?by=spread")[0])
    assert further
    assert story
    body = ask(port, story[1])[0]
    found = [re.search(rf'href="(/{kind}/[0-9a-f/]+)', body) for kind in ("article", "compare")]
    return [*VIEWS, further[1].replace("&amp;", "&"), story[1], *(link[1] for link in found if link)]


def measure(port: int, times: int) -> bool:
    """Print the table; whether all is within the bounds."""
    fine = True
    for path in paths(port):
        answers = [ask(port, path) for _ in range(times)]
        took, size = [ms for _, ms in answers], len(answers[0][0].encode()) / 1000
        slowest = quantiles(took, n=20)[-1]
        fine = fine and slowest <= MOST_MS and size <= MOST_KB
        print(f"{median(took):7.1f} {slowest:7.1f} ms {size:6.1f} kB  {path}")
    return fine


def main() -> None:
    """Measure the desk on the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    with served(chosen.folder) as port:
        fine = measure(port, chosen.times)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
