"""Every way in which a user or a document can name an address leads through the one guard."""

from __future__ import annotations

import os
import subprocess

import pytest

from crawler.configuration import load
from crawler.folder import HeldFolder
from pipelines.errors import ConfigurationError
from tests.end_to_end.conftest import make_desk
from tests.network.wireserver import Reply, Site


@pytest.fixture
def inner():
    """A server on loopback that nothing gave leave to be asked."""
    site = Site()
    site.answers["/"] = site.answers["/secret"] = Reply(b"<html><body><h1>Internal</h1></body></html>")
    yield site
    site.shutdown()
    site.server_close()


ONE_READER = "workers = 1\n"


def closed(kind: str, url: str) -> str:
    return f'[a]\nname = "A"\ndomains = ["127.0.0.1", "a.example"]\n{kind} = ["{url}"]\ndelay = "0s"\n'


SPELLINGS = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]")
SCHEMES = ("file:///etc/hostname", "source:file:///etc/hostname", "s3://b/k", "javascript:alert(1)", "http://[::1")


@pytest.mark.parametrize("arguments", [("extract",), ("case", "save", "--name", "x")])
def test_a_command_that_reads_a_url_is_behind_the_guard(tmp_path, inner, arguments):
    desk = make_desk(tmp_path, closed("feeds", "http://a.example/rss"), ONE_READER)
    done = desk.run(*arguments, f"http://127.0.0.1:{inner.port}/secret")
    assert done.returncode != 0
    assert "private or loopback" in done.stderr, done.stderr
    assert inner.hits == []


def test_an_address_named_by_hand_is_behind_the_guard_however_it_is_spelled(tmp_path, inner):
    desk = make_desk(tmp_path, closed("feeds", "http://a.example/rss"), ONE_READER)
    urls = [f"http://{host}:{inner.port}/secret" for host in SPELLINGS]
    done = desk.run("crawl", *(word for url in urls for word in ("--url", url)))
    assert done.returncode == 1
    assert done.stderr.count("blocked_address") == len(urls), done.stderr
    assert inner.hits == []


def test_a_document_of_a_source_without_leave_is_behind_the_guard(tmp_path, inner):
    kinds = ("feeds", "sitemaps", "sections")
    places = {kind: f"http://127.0.0.1:{inner.port}/{kind}" for kind in kinds}
    tables = (closed(kind, url).replace("[a]", f"[{kind}]") for kind, url in places.items())
    desk = make_desk(tmp_path, "\n".join(tables), ONE_READER)
    done = desk.run("crawl")
    assert done.returncode == 1
    for url in places.values():
        assert f"missing: {url}: blocked_address" in done.stderr
    assert inner.hits == []


def test_other_schemes_are_refused_on_the_command_line(tmp_path):
    desk = make_desk(tmp_path / "señal y nota", closed("feeds", "http://a.example/rss"), ONE_READER)
    done = desk.run("crawl", *(word for url in SCHEMES for word in ("--url", url)))
    assert (done.returncode, desk.lines()) == (1, [])
    assert done.stderr.count("bad_url") == len(SCHEMES), done.stderr
    assert (desk.data / "presswatch.db").exists()


@pytest.mark.parametrize("url", SCHEMES)
def test_other_schemes_are_refused_in_the_configuration(tmp_path, url):
    desk = make_desk(tmp_path, closed("sitemaps", url))
    with pytest.raises(ConfigurationError, match="sitemaps"):
        load(desk.config)


@pytest.mark.parametrize(
    "selector", ["document('file:///etc/passwd')", "unparsed-text('/etc/passwd')", "//p[re:test(., 'x')]"]
)
def test_a_selector_that_reads_files_is_refused(tmp_path, selector):
    desk = make_desk(tmp_path, f'{closed("feeds", "http://a.example/rss")}select = "{selector}"\n')
    with pytest.raises(ConfigurationError, match="no CSS selector"):
        load(desk.config)


@pytest.mark.parametrize("key", ["proxy", "http_proxy", "proxies"])
def test_no_table_can_name_a_proxy(tmp_path, key):
    desk = make_desk(tmp_path, f'{closed("feeds", "http://a.example/rss")}{key} = "http://127.0.0.1:9"\n')
    with pytest.raises(ConfigurationError, match=key):
        load(desk.config)


@pytest.mark.parametrize("name", ["señal y nota", "-rf", "CON", "a" * 200])
def test_a_data_folder_may_be_called_anything(tmp_path, name):
    HeldFolder(tmp_path / name, "crawl").close()
    assert (tmp_path / name / "presswatch.db").exists()


@pytest.mark.parametrize("data", ["/proc/presswatch-data", "/dev/null/data"])
def test_a_data_folder_that_cannot_be_written_is_one_line_and_exit_code_2(tmp_path, data):
    desk = make_desk(tmp_path, closed("feeds", "http://a.example/rss"), ONE_READER)
    done = desk.run("--data", data, "crawl")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_reader_that_hangs_up_is_no_fault(tmp_path, crawled):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        crawled.command("list", "--json"), stdout=writing, stderr=subprocess.PIPE, text=True, timeout=30, check=False
    )
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
