"""The whole program, once, against a site where nearly everything is a trap."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.end_to_end.conftest import Desk, crawled, make_desk, newsroom, watched
from tests.hostile.hostile_documents import serve_documents
from tests.hostile.hostile_site import serve
from tests.network.wireserver import Site

__all__ = ["crawled", "newsroom", "watched"]  # fixtures of the program's own newsroom

SETTINGS = 'attempts = 1\nfetch_deadline = "3s"\nworkers = 2\n'
SECRET = "tok-5f2e8a-never-shown"


LISTENER = """
import os, sys

def listen(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if str(host) not in ("127.0.0.1", "::1", "localhost", "None"):
        with open(os.environ["ASKED_BY_LIBRARIES"], "a") as told:
            told.write(f"{event} {host} {sys.argv}\\n")

sys.addaudithook(listen)
"""
"""As sitecustomize.py: writes down every name and address that Python's own sockets are used for (PEP 578)."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A finished run of the program, measured."""

    desk: Desk
    site: Site
    decoy: Site
    """Stands where nothing may ever connect to."""
    code: int
    out: str
    err: str
    seconds: float
    megabytes: float
    """Peak memory of the largest of its processes."""
    wanted: dict[str, set[str]] = field(default_factory=dict)
    """By path: the reasons that may be told, an empty set where it must be stored."""
    documents: dict[str, str | None] = field(default_factory=dict)
    """By URL: the reason that must be told, or None."""
    asked_by_libraries: str = ""
    """Lines for whatever was asked off this machine past our own connections."""

    def summary(self) -> dict:
        return json.loads(self.out)

    def missing(self) -> dict[str, str]:
        """Reason by path and query of every URL that the run lists."""
        parts = [(urlsplit(each["url"]), each["reason"]) for each in self.summary()["missing"]]
        return {url.path + (f"?{url.query}" if url.query else ""): reason for url, reason in parts}

    def line(self, path: str) -> dict:
        """The one stored line of an address."""
        [found] = [line for line in self.desk.lines() if urlsplit(line["url"]).path == path]
        return found

    def asked(self, path: str) -> int:
        return sum(hit.path.startswith(path) for hit in self.site.hits)


LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
os.write(int(sys.argv[1]), f"{os.waitstatus_to_exitcode(status)} {usage.ru_maxrss}".encode())
"""
"""A small process in between: Linux counts the memory of whoever starts a process as the process's own peak."""


def measured(command: list[str], cwd, timeout: float = 120, **options) -> tuple[int, str, str, float, float]:
    """Run to the end: exit code, stdout, stderr, seconds, and megabytes of its largest process."""
    began = time.monotonic()
    options.setdefault("stdin", subprocess.DEVNULL)
    result, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(theirs), *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd=cwd, pass_fds=(theirs,), start_new_session=True, **options,
    )  # fmt: skip
    os.close(theirs)
    told: dict[str, str] = {}
    readers = [
        threading.Thread(target=lambda name=name, stream=stream: told.__setitem__(name, stream.read()))
        for name, stream in (("out", process.stdout), ("err", process.stderr))
    ]
    killer = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
    for thread in (*readers, killer):
        thread.start()
    process.wait()
    killer.cancel()
    for thread in readers:
        thread.join()
    for stream in (process.stdout, process.stderr):
        stream.close()
    with os.fdopen(result) as measures:
        code, peak = (measures.read() or "-9 0").split()
    megabytes = int(peak) / (1e6 if sys.platform == "darwin" else 1e3)
    return int(code), told["out"], told["err"], time.monotonic() - began, megabytes


@pytest.fixture(scope="session")
def siege_under_way(tmp_path_factory):
    """The crawl of all the traps at once, begun: other crawls that mostly wait may run beside it."""
    site = Site()
    decoy = Site(address="127.0.0.2", port=site.port)
    wanted = serve(site)
    tables, documents = serve_documents(site)
    desk = make_desk(tmp_path_factory.mktemp("siege"), f"{_table(site.port)}\n{tables}", SETTINGS)
    environment, asked = _environment(desk)
    with ThreadPoolExecutor(1) as beside:
        command, folder = desk.command("crawl", "--json", "-v"), desk.config.parent
        measuring = beside.submit(measured, command, folder, env=environment)

        def finished() -> Run:
            code, out, err, seconds, megabytes = measuring.result()
            return Run(
                desk=desk, site=site, decoy=decoy, code=code, out=out, err=err, seconds=seconds, megabytes=megabytes,
                wanted=wanted, documents=documents, asked_by_libraries=asked.read_text(encoding="utf-8"),
            )  # fmt: skip

        yield finished
    for server in (site, decoy):
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def siege(siege_under_way):
    """One crawl of all the traps at once; the tests look at what came of it."""
    return siege_under_way()


def _table(port: int) -> str:
    return (
        f'[site]\nname = "Trampas"\ndomains = ["127.0.0.1"]\nsitemaps = ["http://127.0.0.1:{port}/sitemap.xml"]\n'
        f'allow_private = true\ndelay = "0s"\nheaders = {{ Authorization = "{SECRET}" }}\n'
        f'cookies = {{ s = "{SECRET}" }}\n'
    )


def _environment(desk: Desk) -> tuple[dict[str, str], Path]:
    """Of a program that tells what its libraries ask; and the file in which it tells."""
    listener = desk.config.parent / "listener"
    listener.mkdir()
    (listener / "sitecustomize.py").write_text(LISTENER, encoding="utf-8")
    asked = listener / "asked"
    asked.touch()
    path = os.pathsep.join(filter(None, (str(listener), os.environ.get("PYTHONPATH"))))
    proxies = {"http_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    return os.environ | proxies | {"PYTHONPATH": path, "ASKED_BY_LIBRARIES": str(asked)}, asked
