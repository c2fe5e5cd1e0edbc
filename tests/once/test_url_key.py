import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.urls import InvalidUrl, host_of, same_site, url_key

ARTICLE = "https://www.diario.example/america/2031/05/14/embalse-al-minimo/"


@pytest.mark.parametrize(
    "other",
    [
        "http://diario.example/america/2031/05/14/embalse-al-minimo",
        "HTTPS://WWW.DIARIO.EXAMPLE:443/america/2031/05/14/embalse-al-minimo/#comentarios",
        "https://m.diario.example/america//2031/05/x/../14/embalse-al-minimo/index.html",
        "https://amp.diario.example/america/2031/05/14/embalse-al-minimo/amp/",
        "https://www.diario.example/amp/america/2031/05/14/embalse-al-minimo/",
        "https://www.diario.example/america/2031/05/14/embalse-al-minimo/?outputType=amp-type",
        "https://www.diario.example/america/2031/05/14/embalse-al-minimo/?utm_source=x&amp;utm_medium=y&fbclid=Z&at_medium=rss",
        "https://www.diario.example/america/2031/05/14/embalse-al-minimo;jsessionid=0A1B",
        "https://www.google.com/amp/s/www.diario.example/america/2031/05/14/embalse-al-minimo/",
        "https://www-diario-example.cdn.ampproject.org/c/s/www.diario.example/america/2031/05/14/embalse-al-minimo/",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.diario.example%2Famerica%2F2031%2F05%2F14%2Fembalse-al-minimo%2F",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fdiario.example%2Famerica%2F2031%2F05%2F14%2Fembalse-al-minimo%3Futm_source%3Dfb&h=AT0",
        "  https://www.diario.example/%61merica/2031/05/14/embalse-al-minimo/\n".strip("\n"),
    ],
)  # fmt: skip
def test_addresses_of_one_article_have_one_key(other):
    assert url_key(other) == url_key(ARTICLE) == "1:diario.example/america/2031/05/14/embalse-al-minimo"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("https://a.example/n.php?id=1", "https://a.example/n.php?id=2"),
        ("https://a.example/?p=12", "https://a.example/?p=13"),
        ("https://a.example/story?mc=1&cid=5", "https://a.example/story?mc=2&cid=5"),
        ("https://a.example/live?page=1", "https://a.example/live?page=2"),
        ("https://a.example/Nota_AbC", "https://a.example/Nota_abc"),
        ("https://a.example/amparo", "https://a.example/aro"),
        ("https://a.example/amp", "https://a.example/"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/#!/nota/1", "https://a.example/#!/nota/2"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://m.co.uk/x", "https://amp.co.uk/x"),
        ("https://m.co/x", "https://co/x"),
        ("https://m.blogspot.com/x", "https://amp.blogspot.com/x"),
        ("https://es.a.example/x", "https://en.a.example/x"),
        ("https://a.example/x?tag=b&tag=a", "https://a.example/x?tag=a&tag=b"),
        ("https://a.example/x?source=12", "https://a.example/x?source=13"),
        ("https://www.google.com/url?q=nada", "https://www.google.com/url?q=algo"),
    ],
)
def test_different_articles_keep_different_keys(a, b):
    assert url_key(a) != url_key(b)


def test_parameters_are_sorted_and_escapes_are_normal():
    assert url_key("https://a.example/Espa%c3%b1a/%7ey?b=a+b&a=%41") == "1:a.example/Espa%C3%B1a/~y?a=A&b=a%20b"
    assert url_key("https://a.example/España/~y?a=A&b=a b") == "1:a.example/Espa%C3%B1a/~y?a=A&b=a%20b"


def test_a_parameter_that_tracks_on_one_site_only_counts_elsewhere():
    assert url_key("https://www.theguardian.com/x?CMP=tw") == "1:theguardian.com/x"
    assert url_key("https://a.example/x?CMP=tw") == "1:a.example/x?CMP=tw"


def test_hosts_are_written_in_their_ascii_form():
    assert url_key("https://www.Español.example./a") == "1:xn--espaol-zwa.example/a"
    assert host_of("https://Español.EXAMPLE:8443/a") == "xn--espaol-zwa.example:8443"
    assert host_of("http://www.a.example:80/") == "www.a.example"
    assert host_of("http://[::1]:8080/") == "[::1]:8080"


@pytest.mark.parametrize(
    "url",
    [
        "", "nota", "//a.example/x", "ftp://a.example/x", "javascript:alert(1)", "file:///etc/x", "http:///x", "http://",
        "http://good.example@bad.example/", "http://good.example\\@bad.example/", "http://a.example/\r\nHost: b",
        "http://a.example/\x00", "http://a%2Fb.example/", "http://a b.example/", "http://[::1", "http://[zz]/",
        "http://a.example:99999/", "http://a.example:0/", "http://a.example:x/", "http://a..example/",
        "http://-a.example/", "http://a.example/\udc80", "http://a.example/" + "x" * 9000,
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_refused(url):
    with pytest.raises(InvalidUrl):
        url_key(url)


def test_a_refusal_shows_no_password_and_no_control_character():
    with pytest.raises(InvalidUrl) as caught:
        url_key("https://ana:secreto@a.example/\x1b[2J")
    assert "secreto" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_one_registered_domain_is_one_site():
    assert same_site("https://www.diario.co.uk/a", "http://blogs.diario.co.uk:8080/b")
    assert not same_site("https://uno.co.uk/", "https://dos.co.uk/")
    assert not same_site("https://uno.wordpress.com/", "https://dos.wordpress.com/")
    assert same_site("http://127.0.0.1:1/", "http://127.0.0.1:2/")
    assert not same_site("http://127.0.0.1/", "http://127.0.0.2/")


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_key_is_its_own_key(path, query):
    try:
        key = url_key(f"https://a.example/{path}?{query}")
    except InvalidUrl:
        return
    assert url_key("https://" + key.removeprefix("1:")) == key
    assert key.isascii()
