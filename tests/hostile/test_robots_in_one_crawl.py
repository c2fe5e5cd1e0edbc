"""A one-off crawl asks a robots.txt that cannot be had a few times more, soon; then it says so and ends."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import make_desk
from tests.hostile.hostile_site import XML, article, page
from tests.network.wireserver import Reply, Site

PAGES = 3


@pytest.fixture
def guarded(tmp_path):
    """A desk, and a site whose robots.txt answers as told, the last answer for ever."""
    site = Site()
    places = "".join(f"<url><loc>http://127.0.0.1:{site.port}/a/{n}</loc></url>" for n in range(PAGES))
    site.answers = {f"/a/{n}": page(article(n)) for n in range(PAGES)}
    site.answers["/map"] = Reply(f"<urlset>{places}</urlset>".encode(), headers=[XML])
    table = f'[s]\nname = "S"\ndomains = ["127.0.0.1"]\nsitemaps = ["http://127.0.0.1:{site.port}/map"]\n'
    desk = make_desk(tmp_path, f'{table}allow_private = true\ndelay = "0s"\n', "workers = 1\nattempts = 2\n")

    def crawl(*answers):
        told = list(answers)
        site.answers["/robots.txt"] = lambda _: told.pop(0) if len(told) > 1 else told[0]
        return desk, site, desk.run("crawl")

    yield crawl
    site.shutdown()
    site.server_close()


def asked(site) -> int:
    return sum(hit.path == "/robots.txt" for hit in site.hits)


def test_a_fault_that_passes_costs_nothing(guarded):
    desk, site, done = guarded(Reply(b"x", "503 Later"), Reply(b"no", "404 No"))
    assert (done.returncode, len(desk.lines())) == (0, PAGES), done.stderr
    assert asked(site) == 2


def test_one_that_lasts_is_told_after_as_many_attempts_as_pages_get_and_nothing_is_fetched(guarded):
    desk, site, done = guarded(Reply(b"x", "500 Oh"))
    assert (done.returncode, desk.lines()) == (1, [])
    assert "missing: " in done.stderr
    assert "robots_unreachable" in done.stderr
    assert [hit.path for hit in site.hits] == ["/robots.txt"] * 2


def test_a_server_that_wants_more_time_is_not_asked_again(guarded):
    _, site, done = guarded(Reply(b"x", "503 Later", [("Retry-After", "600")]))
    assert done.returncode == 1
    assert asked(site) == 1
