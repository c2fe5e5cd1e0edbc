"""Watchlists in a real crawl: what they catch while it runs is what the archive finds afterwards."""

import json

import pytest


def caught(desk, name: str) -> set[str]:
    return {line["id"] for line in desk.lines() if name in line["watchlists"]}


def searched(desk, query: str) -> set[str]:
    done = desk.run("search", "--json", "--limit", "1000", "--copies", query)
    assert done.returncode == 0, done.stderr
    return {json.loads(line)["id"] for line in done.stdout.splitlines()}


@pytest.mark.parametrize("name", ["estado-islamico", "islamic-state", "irak"])
def test_live_and_archive_agree(crawled, watched, name):
    assert caught(crawled, name) == searched(crawled, watched[name])
    assert caught(crawled, name) == searched(crawled, f"watch:{name}")
    assert caught(crawled, name)


def test_the_credit_url_of_the_english_rewrite_is_no_part_of_what_is_searched(crawled):
    (rewrite,) = [
        line for line in crawled.lines()
        if line["source"] == "levantdispatch" and any("estado-islamico" in (c["url"] or "") for c in line["credits"])
    ]  # fmt: skip
    assert rewrite["watchlists"] == ["islamic-state", "irak"]
    assert rewrite["id"] not in searched(crawled, '"estado islámico"')
    assert rewrite["id"] not in searched(crawled, "estado islamico")
