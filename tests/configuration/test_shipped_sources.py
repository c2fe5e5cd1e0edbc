import re
from urllib.parse import urlsplit

import pytest

from crawler.configuration import load_sources
from crawler.configuration.files import shipped_folder

DATED = re.compile(r"(?:worked in|fetched live|answered with|in a catalogue verified) .*2026-\d\d-\d\d", re.IGNORECASE)


@pytest.fixture
def sources(here):
    return load_sources(None)


def evidence() -> dict[str, str]:
    """The comment below the name of each table."""
    text = (shipped_folder() / "sources.toml").read_text(encoding="utf-8")
    return dict(re.findall(r"^\[([a-z0-9-]+)\]\n# (.+)$", text, re.MULTILINE))


def test_many_sources_ship_and_infobae_is_the_first(sources):
    assert sum(source.enabled for source in sources.values()) >= 150
    assert next(iter(sources)) == "infobae"


def test_every_source_states_its_evidence_and_only_dated_evidence_enables(sources):
    stated = evidence()
    assert stated.keys() == sources.keys()
    for source in sources.values():
        assert source.enabled == bool(DATED.search(stated[source.id])), source.id


def test_every_source_says_where_it_is_at_home(sources):
    assert all(source.country and source.language and source.groups for source in sources.values())


def test_infobae_is_polled_by_feeds_and_news_sitemaps_and_not_by_its_archive(sources):
    infobae = sources["infobae"]
    assert infobae.domains == ("infobae.com",)
    assert "https://www.infobae.com/arc/outboundfeeds/rss/" in infobae.feeds
    assert all("/news-sitemap" in url for url in infobae.sitemaps)
    assert len(infobae.sitemaps) == 4


def test_no_feed_is_shared_by_two_sources(sources):
    feeds = [feed for source in sources.values() for feed in source.feeds]
    assert len(feeds) == len(set(feeds))


def test_every_address_has_a_public_host_name(sources):
    for source in sources.values():
        for url in (*source.feeds, *source.sitemaps, *source.sections):
            assert "." in (urlsplit(url).hostname or ""), source.id
        assert not source.allow_private
