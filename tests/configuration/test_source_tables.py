import pytest

from crawler.configuration import load_sources
from pipelines.source import Source

GOOD = 'domains = ["a.example"]\nfeeds = ["https://a.example/rss"]\n'


def test_every_key_is_read(folder):
    (folder / "sources.toml").write_text(
        """
        [la-voz]
        name = "La Voz"
        country = "AR"
        language = "es"
        domains = ["LaVoz.example", "münchen.example"]
        feeds = ["https://feeds.example/lavoz", "https://feeds.example/lavoz"]
        sitemaps = ["https://lavoz.example/news.xml"]
        sections = ["http://lavoz.example:8080/ultimas/"]
        groups = ["latam"]
        kind = "agency"
        enabled = false
        every = "5m"
        delay = "0s"
        allow_private = true
        headers = { X-Key = "abc" }
        cookies = { consent = "yes" }
        templates = false
        select = "div.body > p"
        remove = [".ad", "aside[data-x='1']"]
        until = "h3.more"
        keep_pages = "30d"
        """
    )
    assert load_sources(None)["la-voz"] == Source(
        id="la-voz",
        name="La Voz",
        country="AR",
        language="es",
        domains=("lavoz.example", "xn--mnchen-3ya.example"),
        feeds=("https://feeds.example/lavoz",),
        sitemaps=("https://lavoz.example/news.xml",),
        sections=("http://lavoz.example:8080/ultimas/",),
        groups=("latam",),
        kind="agency",
        enabled=False,
        every=300,
        delay=0,
        allow_private=True,
        headers={"X-Key": "abc"},
        cookies={"consent": "yes"},
        templates=False,
        select="div.body > p",
        remove=(".ad", "aside[data-x='1']"),
        until="h3.more",
        keep_pages=2592000,
    )


def test_what_a_source_leaves_out_comes_from_the_settings(folder):
    (folder / "presswatch.toml").write_text('delay = "3s"\nkeep_pages = "10d"')
    (folder / "sources.toml").write_text(f'[a]\n{GOOD}[b]\n{GOOD}keep_pages = "forever"\ndelay = 1\n')
    a, b = load_sources(None).values()
    assert (a.delay, a.keep_pages, a.name, a.every, a.enabled) == (3, 864000, "a", None, True)
    assert (b.delay, b.keep_pages) == (1, None)


def test_sources_keep_the_order_of_the_file(folder):
    (folder / "sources.toml").write_text("".join(f"[{name}]\n{GOOD}" for name in ("z", "a", "m")))
    assert list(load_sources(None)) == ["z", "a", "m"]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost"])
def test_a_private_newsroom_can_be_a_source(folder, host):
    text = f'[a]\ndomains = ["{host}"]\nfeeds = ["http://127.0.0.1:8000/rss"]\nallow_private = true\n'
    (folder / "sources.toml").write_text(text)
    assert load_sources(None)["a"].owns(host.strip("[]"))


@pytest.mark.parametrize(
    ("line", "cause", "mend"),
    [
        ('feed = ["https://a.example/"]', "no such key", "did you mean feeds?"),
        ('sitemaps = "https://a.example/"', "no list of texts", 'sitemaps = ["...", "..."]'),
        ("sitemaps = [1]", "no list of texts", "["),
        ('sitemaps = ["file:///etc/passwd"]', "http(s)://", "only such addresses"),
        ('sitemaps = ["source:file:///etc/passwd"]', "http(s)://", "only such"),
        ('sitemaps = ["s3://bucket/key"]', "http(s)://", "only such"),
        ('sitemaps = ["data:text/xml,x"]', "http(s)://", "only such"),
        ('sitemaps = ["a.example/map.xml"]', "http(s)://", "only such"),
        ('sitemaps = ["https:///map.xml"]', "http(s)://", "only such"),
        ('sitemaps = ["https://[::1/map.xml"]', "is no URL", "browser"),
        ('sitemaps = ["https://a.example:99999/"]', "is no URL", "browser"),
        ('sitemaps = ["https://a.example/\\r\\nX: 1"]', "is no URL", "without blanks"),
        ('sitemaps = [""]', "empty", "leave the key out"),
        ('sections = ["https://u:geheim@a.example/"]', "user name or password", "headers"),
        ('country = "ar"', "no country code", "two capital letters"),
        ('language = "es-AR"', "no language code", "small letters"),
        ('groups = ["Latin America"]', "cannot name a group", "a-z"),
        ('kind = "blog"', "no kind", "outlet or agency"),
        ('enabled = "no"', "neither true nor false", "without quotes"),
        ('every = "0s"', "less than 1 s", "longer"),
        ('delay = "soon"', "no duration", '"90s"'),
        ('name = "a\\u001bb"', "no name", "one line"),
        ("name = 5", "is no text", "in quotes"),
        ('headers = ["X"]', "no table", "headers = {"),
        ('headers = { X = "a\\r\\nY: geheim" }', "header X has a line break", "take it out"),
        ('headers = { "X Y" = "geheim" }', "cannot name a header", "letters"),
        ('headers = { Host = "geheim" }', "belongs to the connection", "leave it out"),
        ("headers = { X = 1 }", "no text", "quotes"),
        ('cookies = { a = "geheim; b" }', "cookie a", "percent-encode"),
        ('cookies = { a = "x\\ny" }', "cookie a", "percent-encode"),
        ('select = "div["', "no CSS selector", "console"),
        ('remove = [".ok", "p::before"]', "no CSS selector", "console"),
        ('until = "p:hover("', "no CSS selector", "console"),
        ('keep_pages = "always"', "no duration", "7d"),
    ],
)
def test_a_wrong_value_is_told_with_table_and_key(complaints, line, cause, mend):
    [(which, found, how)] = complaints(f"[a]\n{GOOD}{line}\n")
    assert which == f"config/sources.toml [a] {line.split()[0]}"
    assert cause in found
    assert mend in how
    assert "geheim" not in found + how


@pytest.mark.parametrize(
    "domain", ["https://a.example", "a.example/x", "a.example:80", "a b.example", "-a.example", "a..b", "com", "ä" * 70]
)
def test_a_domain_is_only_a_host(complaints, domain):
    [(which, cause, mend)] = complaints(f'[a]\ndomains = ["{domain}"]\nfeeds = ["https://a.example/rss"]\n')
    assert which == "config/sources.toml [a] domains"
    assert "domain" in cause
    assert "example.com" in mend


@pytest.mark.parametrize("name", ["Uno", '"a b"', '"../x"', '"-a"', '""', f'"{"a" * 65}"', '"ñandú"'])
def test_the_name_of_a_table_is_an_id(complaints, name):
    [(which, cause, mend)] = complaints(f"[{name}]\n{GOOD}")
    assert which.startswith("config/sources.toml [")
    assert "cannot name a source" in cause
    assert "a-z" in mend


def test_a_source_without_any_address_is_told_what_to_add(complaints):
    [(which, cause, mend)] = complaints('[a]\ndomains = ["a.example"]\nfeeds = []\n')
    assert (which, cause) == ("config/sources.toml [a]", "it has no feeds, sitemaps or sections")
    assert "feeds = [" in mend


def test_a_key_outside_a_table_is_told(complaints):
    [(which, cause, mend)] = complaints(f'name = "x"\n[a]\n{GOOD}')
    assert which == "config/sources.toml name"
    assert "outside a table" in cause
    assert "[infobae]" in mend
