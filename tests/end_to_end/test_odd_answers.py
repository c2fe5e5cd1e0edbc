"""One odd URL, header or spider must not hold up or end the crawl of all others."""

import http.server
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from tests.end_to_end.conftest import end, make_desk

TEXT = " ".join(f"El puente número {n} fue abierto al tránsito por la mañana." for n in range(30))
PAGE = (
    f"<html><head><title>El puente</title></head><body><article><h1>El puente</h1><p>{TEXT}</p></article></body></html>"
)


class Odd(http.server.BaseHTTPRequestHandler):
    """A small site; what is odd about it stands on the class."""

    links: tuple[str, ...] = ()
    header = ("X-Nothing", "1")

    def do_GET(self):
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        items = "".join(
            f"<item><title>t</title><link>http://{self.headers['Host']}{path}</link></item>" for path in self.links
        )
        feed = self.path == "/rss"
        body = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>" if feed else PAGE
        self.send_response(200)
        self.send_header(*self.header)
        self.send_header("Content-Type", "application/rss+xml" if feed else "text/html")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def odd(tmp_path):
    """Starts a site that is odd in one way, and a desk that watches it."""
    servers = []

    def start(delay="0s", **oddity):
        site = type("Site", (Odd,), oddity)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), site)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"odd.localhost:{server.server_port}"
        return make_desk(
            tmp_path,
            f'[odd]\nname = "Odd"\ndomains = ["odd.localhost"]\nfeeds = ["http://{host}/rss"]\n'
            f'allow_private = true\ndelay = "{delay}"\n',
        )

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_very_long_url_is_settled(odd):
    desk = odd(links=("/2026/01/01/una-nota-corta-y-buena/", "/2026/01/02/" + "larga-" * 500 + "nota/"))
    done = desk.run("crawl", timeout=40)
    assert (done.returncode, len(desk.lines())) == (0, 2), done.stdout + done.stderr


def test_a_header_that_is_no_number_is_nothing(odd):
    desk = odd(links=("/2026/01/01/una-nota-corta-y-buena/",), header=("Cache-Control", "max-age=\xb2"))
    done = desk.run("crawl", timeout=40)
    assert (done.returncode, len(desk.lines())) == (0, 1), done.stderr


def found(desk) -> int:
    """Links in the catalogue."""
    try:
        db = sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return db.execute("SELECT count(*) FROM urls").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        db.close()


def test_sigterm_does_not_wait_for_those_in_line_behind_a_delay(odd):
    desk = odd(delay="10s", links=tuple(f"/2026/01/01/una-nota-corta-numero-{n}/" for n in range(20)))
    process = desk.start("run")
    until = time.monotonic() + 60
    while found(desk) < 20:
        assert time.monotonic() < until
        time.sleep(0.1)
    began = time.monotonic()
    assert end(process, timeout=20) == 0
    assert time.monotonic() - began < 10


def test_a_spider_that_fails_costs_its_own_pages_only(odd, tmp_path, monkeypatch):
    desk = odd(links=("/2026/01/01/una-nota-corta-y-buena/",))
    spiders = tmp_path / "extra"
    spiders.mkdir()
    (spiders / "extra_spiders.py").write_text(
        "from crawler.spiders.news import NewsSpider\n"
        "class OddSpider(NewsSpider):\n"
        "    name = 'odd'\n"
        "    def parse_page(self, response):\n"
        "        raise ValueError('no')\n"
    )
    program = (
        "import sys; from crawler import settings; settings.SPIDER_MODULES = ['crawler.spiders', 'extra_spiders'];"
        "from crawler.cli import main; main()"
    )
    monkeypatch.setenv("PYTHONPATH", str(spiders))
    done = subprocess.run(
        [sys.executable, "-c", program, *desk.command("crawl")[3:]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "internal" in done.stderr
