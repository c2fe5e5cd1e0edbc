"""What one crawl of a site full of traps stores, tells, asks for, and needs."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.hostile.conftest import SECRET
from tests.hostile.hostile_documents import feeds, sitemaps
from tests.hostile.hostile_site import PROOF, healthy, redirects, rejected

MEMORY = 400
"""Megabytes that no process may reach, whatever it is sent."""
GOOD = sorted(healthy())
BAD = sorted(rejected() | redirects(1))
DOCUMENTS = sorted([f"/feed/{name}" for name in feeds("")] + [f"/map/{name}" for name in sitemaps("")])


@pytest.mark.parametrize("path", BAD)
def test_a_trap_is_listed_with_its_reason_and_never_stored(siege, path):
    assert siege.missing().get(path) in siege.wanted[path]
    assert path not in {urlsplit(line["url"]).path for line in siege.desk.lines()}


@pytest.mark.parametrize("path", GOOD)
def test_a_healthy_article_is_stored_whole_whatever_surrounds_it(siege, path):
    text = siege.line(path)["text"]
    if path != "/paywall/30":
        assert PROOF.format(path.rpartition("/")[2]) in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ufffd]", text)


def test_what_is_left_outside_a_paywall_is_stored_as_such(siege):
    assert siege.line("/paywall/30")["access"] in ("partial", "headline")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_that_lies_is_listed_and_one_with_good_items_gives_them(siege, path):
    [url] = [url for url in siege.documents if urlsplit(url).path == path]
    assert siege.missing().get(path) == siege.documents[url]


def test_nothing_connects_where_nothing_may(siege):
    assert siege.decoy.hits == []
    assert siege.asked("/xxe-hit") == 0


def test_images_and_frames_of_a_page_are_never_fetched(siege):
    assert siege.line("/pictures/32")
    assert siege.asked("/picture/") == 0


def test_a_redirect_chain_ends_after_ten_hops_and_is_told_whole(siege):
    assert siege.asked("/to/deep") == 11
    assert siege.asked("/to/ping") + siege.asked("/to/pong") == 2
    [told] = [m["detail"] for m in siege.summary()["missing"] if m["url"].endswith("/to/ping")]
    assert "/to/ping" in told
    assert "/to/pong" in told


def test_a_page_that_refreshes_itself_is_not_followed(siege):
    assert siege.asked("/meta/0") == 1
    assert siege.asked("/meta/1") == 0


def test_indexes_without_end_are_followed_five_levels_deep_and_that_is_said(siege):
    assert siege.asked("/map/endless") <= 2**6
    assert siege.asked("/map/itself") <= 6
    assert "not followed, too deep or too many" in siege.err


def test_nothing_of_a_file_of_this_machine_is_stored(siege):
    first = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]
    assert first not in siege.out + siege.err + json.dumps(siege.desk.lines())


def test_no_bomb_is_unpacked_into_memory(siege):
    assert siege.megabytes < MEMORY


def test_the_exit_code_says_that_something_is_missing(siege):
    assert siege.code == 1


def test_every_line_is_whole_and_no_article_is_stored_twice(siege):
    urls = [line["url"] for line in siege.desk.lines()]
    assert len(urls) == len(set(urls)) == len(healthy())


def contents(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_secrets_are_in_no_output_and_no_file(siege):
    assert SECRET not in siege.out + siege.err
    files = [path for path in siege.desk.data.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path.name for path in files if SECRET.encode() in contents(path)] == []
    assert any(hit.headers.get("authorization") == SECRET for hit in siege.site.hits)


def test_every_file_has_a_plain_name_in_the_data_folder(siege):
    names = {path.relative_to(siege.desk.data).as_posix() for path in siege.desk.data.rglob("*")}
    assert [name for name in names if not re.fullmatch(r"[a-z0-9./_-]{1,255}", name, re.IGNORECASE)] == []


def test_a_forged_line_of_a_title_forges_no_line_of_the_log(siege):
    assert not [line for line in siege.err.splitlines() if "forged" in line and line.startswith("2026-01-01")]
    assert "\x1b" not in siege.err
    assert "forged" in siege.line("/log/26")["title"]


def test_a_server_that_asks_for_ages_is_left_alone_for_a_day_at_most(siege):
    assert siege.asked("/wait-long") == 1


def test_a_challenge_is_asked_once(siege):
    assert siege.asked("/challenge") == 2  # with status 200, and with 403


def test_no_library_asks_the_network_by_itself(siege):
    assert siege.asked_by_libraries == ""


def test_the_proxy_of_the_environment_is_not_used(siege):
    assert siege.site.hits  # the environment names a proxy on which nobody listens
