"""A crawl in a process of its own, and servers of bytes for it to meet."""

import base64
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from authority import Authority
from wireserver import Site


class Crawl:
    """Talks to driver.py."""

    def __init__(self, certificates):
        environment = os.environ | {"SSL_CERT_FILE": str(certificates), "http_proxy": "http://127.0.0.1:9"}
        environment.pop("SSL_CERT_DIR", None)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("driver.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert self._process.stdout.readline() == "ready\n"
        self._numbers = itertools.count()
        self._results = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            result = json.loads(line)
            self._results[result["number"]].put(result)

    def begin(self, url, *, allow_private=True, headers=None, forget_robots=False, dont_filter=True, **meta):
        """Start a fetch; returns its number."""
        number = next(self._numbers)
        self._results[number] = queue.Queue()
        order = {"number": number, "url": url, "headers": headers, "meta": {"allow_private": allow_private} | meta}
        order |= {"forget_robots": forget_robots, "dont_filter": dont_filter}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return number

    def end(self, number):
        """What came of it."""
        result = self._results[number].get(timeout=15)
        if "body" in result:
            result["body"] = base64.b64decode(result["body"])
        return result

    def fetch(self, url, **meta):
        return self.end(self.begin(url, **meta))

    def close(self):
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        finally:
            self._process.kill()
            self._process.stdout.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def crawl(authority):
    running = Crawl(authority.file)
    yield running
    running.close()


@pytest.fixture
def site():
    running = Site()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def url(site, request):
    """Builds URLs of the server under a host name of the test's own: no test meets another's robots.txt or delay."""
    own = f"h{abs(hash(request.node.nodeid)) % 10**9}"

    def build(path="/", label=""):
        return f"http://{label or own}.localhost:{site.port}{path}"

    build.label = own
    return build
