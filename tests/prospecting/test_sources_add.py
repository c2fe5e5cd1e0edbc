"""`sources add` and `sources check` against the newsroom: the program itself, over HTTP."""

import json
import subprocess
import sys
import tomllib

import pytest

from crawler.demo.server import Newsroom

OTHER = '[other]\nname = "Other"\ndomains = ["other.example"]\nfeeds = ["https://other.example/feed"]\n'


@pytest.fixture(scope="module")
def room():
    with Newsroom() as room:
        yield room


@pytest.fixture
def config(tmp_path):
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "sources.toml").write_text(OTHER)
    (folder / "presswatch.toml").write_text('delay = "0s"\nworkers = 1\n')
    return folder


def sources(config, *arguments):
    command = [sys.executable, "-m", "crawler", "--config", str(config), "sources", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_feed_is_taken_and_the_comments_are_refused_by_what_is_written(room, config):
    done = sources(config, "add", room.base("lagaceta"), "--allow-private", "--yes")
    assert done.returncode == 0, done.stderr
    assert "/comments/feed/: readers' comments" in done.stdout
    text = (config / "sources.toml").read_text()
    table = tomllib.loads(text)["lagaceta"]
    assert text.startswith(OTHER)
    assert table["feeds"] == [room.base("lagaceta") + "/feed/"]
    assert (table["name"], table["country"], table["language"]) == ("La Gaceta del Plata", "AR", "es")
    assert table["domains"] == ["lagaceta.localhost"]
    assert table["every"] in ("3h", "6h")
    assert "3 of 3 sampled articles read whole" in text
    again = sources(config, "add", room.base("lagaceta"), "--allow-private")
    assert again.returncode == 2
    assert "it is configured as lagaceta" in again.stderr


def test_without_a_terminal_and_without_yes_nothing_is_written(room, config):
    done = sources(config, "add", room.base("levantdispatch"), "--allow-private")
    assert done.returncode == 0
    assert "[levantdispatch]" in done.stdout
    assert "behind a paywall" in done.stdout
    assert (config / "sources.toml").read_text() == OTHER


def test_a_news_sitemap_of_robots_txt_stands_beside_the_feed_and_archives_are_left(room, config):
    found = json.loads(sources(config, "add", room.base("infobae"), "--allow-private", "--json").stdout)
    taken = {document["told"]: document["url"] for document in found["taken"]}
    assert taken["news sitemap"].endswith("/arc/outboundfeeds/news-sitemap2/")
    assert taken["RSS or Atom feed"].startswith(room.base("infobae") + "/arc/outboundfeeds/rss/")
    left = {document["url"].removeprefix(room.base("infobae")): document["why"] for document in found["left"]}
    assert "archive" in left["/arc/outboundfeeds/sitemap2/"]
    assert len(found["taken"]) == 2
    assert found["id"] == "infobae"


def test_a_site_without_feed_and_sitemap_is_proposed_by_its_pages(room, config):
    done = sources(config, "add", room.base("elcorreo"), "--allow-private", "--id", "sierra", "--yes")
    assert done.returncode == 0, done.stderr
    assert tomllib.loads((config / "sources.toml").read_text())["sierra"]["sections"] == [room.base("elcorreo") + "/"]


def test_of_a_dated_sitemap_the_index_is_taken(room, config):
    found = json.loads(sources(config, "add", room.base("europapress"), "--allow-private", "--json").stdout)
    assert [document["url"] for document in found["taken"]] == [room.base("europapress") + "/sitemap/archivo.xml"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("http://127.0.0.1:9/", "--allow-private"), "connection refused"), (("http://127.0.0.1:9/",), "--allow-private")],
)
def test_a_site_that_cannot_be_reached_is_an_error(config, arguments, says):
    done = sources(config, "add", *arguments)
    assert done.returncode == 1
    assert says in done.stderr


def test_an_address_that_is_none_is_refused_before_anything_is_asked(config):
    done = sources(config, "add", "ftp://files.example/")
    assert done.returncode == 2
    assert "http(s)" in done.stderr


def test_check_tells_broken_from_degraded_and_fine(room, config):
    (config / "sources.toml").write_text(room.sources_toml())
    room.fail(room.base("europapress") + "/rss/atom.xml", "500")
    room.fail(room.base("lagaceta") + "/feed/", "html")
    done = sources(config, "check", "--json")
    room.heal(room.base("europapress") + "/rss/atom.xml")
    room.heal(room.base("lagaceta") + "/feed/")
    states = {row["source"]: (row["state"], " ".join(row["why"])) for row in json.loads(done.stdout)}
    assert done.returncode == 1
    assert states["europapress"][0] == "broken"
    assert "HTTP 500" in states["europapress"][1]
    assert states["lagaceta"][0] == "degraded"
    assert "an HTML page where a feed is expected" in states["lagaceta"][1]
    assert states["elcorreo"] == ("ok", "")
    assert states["infobae"][0] == "degraded"  # its newest item is of 2024
    assert "days old" in states["infobae"][1]


def test_check_of_one_source_says_it_on_one_line(room, config):
    (config / "sources.toml").write_text(room.sources_toml())
    done = sources(config, "check", "elcorreo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ok        elcorreo  2/2 documents (HTML page)")
    assert done.stdout.count("\n") == 1
