"""Faults that pass: everything is stored at last, nothing of what was garbled, and stalled pages hold up no other."""

from __future__ import annotations

import gzip
import time
from collections import Counter
from datetime import datetime

import pytest

from tests.end_to_end.conftest import make_desk
from tests.hostile.hostile_site import GZIP, PROOF, XML, article, half, page, raw, spoilt
from tests.network.wireserver import Answer, Raw, Reply, Site, Slow

FAULTS = 10
STALLED = range(FAULTS, FAULTS + 4)
HEALTHY = range(FAULTS + 4, 60)
LONG = 3600


def once(number: int) -> Answer:
    """How an article fails the first time."""
    body = article(number)
    return [
        Raw(b""),
        raw(half(body), f"Content-Length: {len(body)}"),
        raw(b"fffff\r\n" + half(body), "Transfer-Encoding: chunked"),
        page(half(gzip.compress(body)), GZIP),
        page(spoilt(number), GZIP),
        page(b"<h1>error</h1>", status="500 Internal Server Error"),
        page(b"later", ("Retry-After", "1"), status="503 Service Unavailable"),
        page(b"slow down", ("Retry-After", "2"), status="429 Too Many Requests"),
        page(b""),
        raw(half(body)),
    ][number]


class Fickle(Site):
    """Each page and the sitemap fail once."""

    def __init__(self) -> None:
        super().__init__()
        self.met: Counter[str] = Counter()
        places = [f"http://127.0.0.1:{self.port}/a/{number}" for number in range(60)]
        # the newest first, as sitemaps list them: the stalled ones are at the head of the queue
        places.sort(key=lambda url: int(url.rpartition("/")[2]) not in STALLED)
        self.map = "".join(f"<url><loc>{url}</loc></url>" for url in places)

    def answer(self, hit):
        self.hits.append(hit)
        self.met[hit.path] += 1
        first = self.met[hit.path] == 1
        if hit.path == "/sitemap.xml":
            return (
                Reply(b"no", "502 Bad Gateway")
                if first
                else Reply(f"<urlset>{self.map}</urlset>".encode(), headers=[XML])
            )
        if not hit.path.startswith("/a/"):
            return Reply(b"no such page", "404 Not Found")
        number = int(hit.path.rpartition("/")[2])
        if first and number in STALLED:
            return Slow(Reply(), LONG)
        return once(number) if first and number < FAULTS else page(article(number))


@pytest.fixture(scope="module")
def fickle(tmp_path_factory, siege_under_way):
    """Mostly waits, so that the other long crawl may run beside it."""
    site = Fickle()
    table = (
        f'[site]\nname = "Vaivén"\ndomains = ["127.0.0.1"]\nsitemaps = ["http://127.0.0.1:{site.port}/sitemap.xml"]\n'
        'allow_private = true\ndelay = "0s"\n'
    )
    desk = make_desk(tmp_path_factory.mktemp("fickle"), table, "concurrency_per_host = 4\n")
    began = time.monotonic()
    done = desk.run("crawl")
    yield desk, done, time.monotonic() - began
    site.shutdown()
    site.server_close()


def test_all_is_stored_whole_and_once_after_faults_that_pass(fickle):
    desk, done, _ = fickle
    assert done.returncode == 0, done.stderr
    texts = {int(line["url"].rpartition("/")[2]): line["text"] for line in desk.lines()}
    assert len(desk.lines()) == len(texts) == 60
    assert [number for number, text in texts.items() if PROOF.format(number) not in text] == []


def test_stalled_pages_in_every_slot_of_a_host_hold_up_the_others_for_seconds(fickle):
    desk, _, seconds = fickle
    fetched = [
        datetime.fromisoformat(line["fetched"])
        for line in desk.lines()
        if int(line["url"].rpartition("/")[2]) in HEALTHY
    ]
    assert len(fetched) == len(HEALTHY)
    assert (max(fetched) - min(fetched)).total_seconds() < 20
    assert seconds < 50  # the deadline of a single stalled page is 60
