"""What is taken of what is found, and what is proposed from it. No network."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.prospecting.front import Front, Named, is_comment_feed, read_front
from crawler.prospecting.health import Checkup, judge
from crawler.prospecting.pace import interval, pace_of, spoken
from crawler.prospecting.probes import Probe
from crawler.prospecting.proposing import home_of, id_of
from crawler.prospecting.samples import Sample, needs_scripts, opt_outs
from crawler.prospecting.weighing import choose
from pipelines.article import Link
from pipelines.clock import iso
from pipelines.reasons import Reason

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def links(count, *, every=timedelta(hours=1), start=0, age=timedelta(0), **claims):
    at = NOW - age
    return tuple(
        Link(url=f"https://a.example/{start + n}", published=iso(at - n * every), **claims) for n in range(count)
    )


def feed(url, found, **more):
    return Probe(url=url, kind="feed", form="feed", links=found, found_by="front page", status=200, **more)


def test_of_two_feeds_with_the_same_items_the_one_with_whole_texts_is_taken():
    thin, whole = (
        feed("https://a.example/rss", links(10)),
        feed("https://a.example/full", links(10, content="<p>x</p>")),
    )
    choice = choose([thin, whole], NOW)
    assert choice.feeds == (whole,)
    assert choice.refused[0].why == "brings what another one brings"


def test_a_feed_far_behind_its_site_is_asleep_and_one_that_is_all_there_is_is_not():
    old, new = (
        feed("https://a.example/old", links(5, age=timedelta(days=90))),
        feed("https://a.example/new", links(5, start=50)),
    )
    assert choose([old, new], NOW).feeds == (new,)
    assert choose([old], NOW).feeds == (old,)


@pytest.mark.parametrize(
    "probe",
    [
        feed("https://a.example/comments/feed/", links(3)),
        feed("https://a.example/x", links(3), title="Comentarios en: Diario"),
        feed("https://a.example/y", links(3, title="Comment on A bridge by Ann")),
        feed("https://a.example/2026/05/a-story/feed/", links(3), title="Comments on: A story"),
    ],
)
def test_feeds_of_comments_are_refused_by_address_title_and_items(probe):
    assert choose([probe], NOW).refused[0].why == "readers' comments"


def test_a_feed_about_commerce_is_no_comment_feed():
    assert not is_comment_feed(Named(url="https://a.example/comercio/feed/", title="Comercio y comunas"))


def test_the_interval_follows_the_pace_and_never_lets_half_a_feed_pass():
    assert interval([pace_of(links(30, every=timedelta(minutes=16)), NOW)]) == 15 * 60
    assert interval([pace_of(links(5, every=timedelta(days=3)), NOW)]) == 24 * 3600
    assert interval([pace_of(links(40, every=timedelta(seconds=10)), NOW)]) == 5 * 60
    assert interval([pace_of((), NOW)]) is None
    assert interval([pace_of(links(1), NOW)]) is None


def test_a_date_of_next_year_is_not_believed():
    pace = pace_of([Link(url="https://a.example/1", published="2027-05-04T00:00:00+00:00"), *links(1)], NOW)
    assert (pace.items, pace.dated, pace.newest) == (2, 1, NOW)


def test_ages_are_spoken_in_one_unit():
    assert [spoken(timedelta(minutes=m)) for m in (3, 150, 60 * 72)] == ["3 min", "2 h", "3 days"]


def test_the_language_is_that_of_the_texts_and_the_country_that_of_the_domain():
    front = Front(url="https://www.diario.com.uy/", locale="en-US")
    home = home_of(front, "www.diario.com.uy", [Sample(url="x", language="es")], [])
    assert (home.language, home.country) == ("es", "UY")
    assert home_of(Front(url="x", locale="es_LA"), "diario.com", [], []).country is None
    assert home_of(Front(url="x", locale="pt-BR"), "jornal.com", [], []).country == "BR"
    assert home_of(Front(url="x", locale="en-US"), "paper.co.uk", [], []).country == "GB"


def test_an_id_comes_from_the_host_and_is_free():
    assert id_of("www.lagaceta.com.ar", "AR", {}) == "lagaceta"
    assert id_of("www.lagaceta.com.ar", "AR", {"lagaceta"}) == "lagaceta-ar"
    assert id_of("www.lagaceta.com.ar", "AR", {"lagaceta", "lagaceta-ar"}) == "lagaceta-2"


def test_a_front_page_names_its_feeds_and_sections():
    html = b"""<html lang="pt-BR"><head><title>Jornal do Porto | Home</title>
    <link rel="alternate" type="application/rss+xml" title="Tudo" href="/feed">
    <link rel="alternate" type="text/html" hreflang="en" href="/en"></head>
    <body><nav><a href="/politica/">P</a><a href="/login">L</a><a href="https://x.example/mundo/">M</a></nav>
    <a href="/economia/rss.xml">RSS</a></body></html>"""
    front = read_front(html, "text/html", "https://jornal.example/")
    assert [named.url for named in front.feeds] == [
        "https://jornal.example/feed",
        "https://jornal.example/economia/rss.xml",
    ]
    assert front.sections == ("https://jornal.example/politica/",)
    assert (front.name, front.locale) == ("Home", "pt-BR")


@pytest.mark.parametrize(
    ("html", "needs"),
    [
        (b"<html><body><div id='root'></div><script src='/app.js'></script></body></html>", True),
        (b"<html><body><p>Please enable JavaScript to read on.</p></body></html>", True),
        (b"<html><body><p>Short, but all there is.</p></body></html>", False),
        (b"<html><body><div id='app'>" + b"<p>A long text of a page. </p>" * 100 + b"</div></body></html>", False),
        (b"", False),
        (b"<script>" * 20_000, True),
    ],
)
def test_a_page_filled_by_scripts_is_told(html, needs):
    assert needs_scripts(html) is needs


def test_opt_outs_are_named():
    rights = {"tdm-reservation": "1", "robots": "index, noai", "x-robots-tag": "noimageai"}
    assert opt_outs(rights) == ["TDM reserved (tdm-reservation: 1)", "noai (robots)", "noimageai (x-robots-tag)"]
    assert opt_outs({"robots": "max-image-preview:large", "tdm-reservation": "0"}) == []


FINE = feed("https://a.example/rss", links(3))


def checkup(*samples, probes=(FINE,)):
    return Checkup(source="a", enabled=True, probes=tuple(probes), samples=samples, now=NOW)


GOOD = Sample(url="https://a.example/1", words=400, published=iso(NOW))
WALL = Sample(url="https://a.example/1", reason=Reason.CHALLENGE, detail="HTTP 403")
DEAD = Probe(url="https://a.example/x", kind="feed", status=404, reason=Reason.GONE, detail="HTTP 404")


@pytest.mark.parametrize(
    ("met", "state"),
    [
        (checkup(GOOD), "ok"),
        (checkup(WALL, GOOD), "ok"),
        (checkup(WALL), "broken"),
        (checkup(), "broken"),
        (checkup(GOOD, probes=[DEAD]), "broken"),
        (checkup(GOOD, probes=[DEAD, feed("https://a.example/rss", links(3))]), "degraded"),
        (checkup(GOOD, probes=[feed("https://a.example/rss", links(3, age=timedelta(days=20)))]), "degraded"),
        (checkup(Sample(url="x", words=90, access="partial", published=iso(NOW))), "degraded"),
        (checkup(Sample(url="x", words=400)), "degraded"),
        (checkup(Sample(url="x", scripted=True, reason=Reason.EMPTY)), "broken"),
    ],
)
def test_a_source_is_as_well_as_what_it_answered(met, state):
    found, whys = judge(met)
    assert found == state
    assert bool(whys) is (state != "ok")
