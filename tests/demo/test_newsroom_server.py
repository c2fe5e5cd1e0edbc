"""How the newsroom answers, over real HTTP."""

import contextlib
import gzip
import http.client
import json
import socket
import threading
import tomllib

import pytest

from crawler.demo.server import Newsroom

FEED = "/arc/outboundfeeds/rss/"
LISTS = (FEED, "/arc/outboundfeeds/news-sitemap2/", "/america/agencias/")


def test_one_connection_serves_many_requests(client, infobae, seed):
    assert client.get(infobae + FEED).status == 200
    kept = client.connection.sock
    assert client.get(seed.url).status == 200
    assert client.connection.sock is kept


@pytest.mark.parametrize("path", LISTS)
def test_what_a_client_has_already_is_answered_304(client, infobae, path):
    first = client.get(infobae + path)
    by_tag = client.get(infobae + path, If_None_Match=first.headers["etag"])
    by_date = client.get(infobae + path, If_Modified_Since=first.headers["last-modified"])
    assert (by_tag.status, by_tag.body) == (304, b"")
    assert (by_date.status, by_date.body) == (304, b"")


def test_articles_answer_304_too(client, seed):
    first = client.get(seed.url)
    assert client.get(seed.url, If_None_Match=f'"other", W/{first.headers["etag"]}').status == 304


def test_an_entity_tag_goes_before_a_date(client, seed):
    first = client.get(seed.url)
    asked = client.get(seed.url, If_None_Match='"old"', If_Modified_Since=first.headers["last-modified"])
    assert asked.status == 200


def test_a_date_before_the_change_is_answered_in_full(client, seed):
    assert client.get(seed.url, If_Modified_Since="Mon, 01 Jul 2024 00:00:00 GMT").status == 200
    assert client.get(seed.url, If_Modified_Since="yesterday").status == 200


def test_gzip_is_sent_to_those_who_take_it(client, seed):
    plain = client.get(seed.url)
    packed = client.get(seed.url, Accept_Encoding="br, gzip;q=0.8")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in client.get(seed.url, Accept_Encoding="gzip;q=0").headers


def test_head_has_the_headers_of_get_and_no_body(client, seed):
    whole, head = client.get(seed.url), client.get(seed.url, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    same = ("content-length", "etag", "last-modified", "content-type")
    assert [head.headers[name] for name in same] == [whole.headers[name] for name in same]


def test_other_methods_and_hosts_are_refused(client, room, infobae):
    assert client.get(infobae + FEED, method="POST").status == 405
    assert client.get(f"http://nobody.localhost:{room.port}/").status == 404
    assert client.get(infobae + "/no/such/page/").status == 404


def test_the_bare_domain_leads_to_www(client, room, infobae):
    reply = client.get(f"http://infobae.localhost:{room.port}/economia/")
    assert (reply.status, reply.headers["location"]) == (301, infobae + "/economia/")


def test_rubbish_ends_the_connection_and_nothing_else(room, client, seed):
    for rubbish in (b"\x16\x03\x01 hello\r\n\r\n", b"GET / SPDY/3\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"x" * 70_000):
        with socket.create_connection(("127.0.0.1", room.port), timeout=10) as raw:
            raw.sendall(rubbish)
            raw.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionResetError):  # also an end
                assert raw.recv(1) == b""
    assert client.get(seed.url).status == 200


def test_several_clients_at_once_get_the_same(room, seed):
    seen = []

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=10)
        for _ in range(20):
            connection.request("GET", seed.path, headers={"Host": "www.infobae.localhost"})
            seen.append(connection.getresponse().read())
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 100
    assert len(set(seen)) == 1


def test_every_request_is_noted(client, room, infobae):
    client.get(infobae + FEED + "?outputType=xml", User_Agent="reader/1")
    client.get(infobae + FEED, method="HEAD", If_None_Match='"x"')
    first, second = room.requests
    assert (first.method, first.host, first.path) == ("GET", "www.infobae.localhost", FEED + "?outputType=xml")
    assert (first.user_agent, first.status, first.conditional) == ("reader/1", 200, False)
    assert (second.method, second.conditional) == ("HEAD", True)
    assert first.time.endswith("+00:00")


def test_one_client_is_refused_and_another_gets_no_items(client, infobae):
    assert client.get(infobae + FEED, User_Agent="HarvestBot/2.0").status == 403
    starved = client.get(infobae + FEED, User_Agent="EdgeWorkerFetch")
    assert starved.status == 200
    assert b"<channel>" in starved.body
    assert b"<item>" not in starved.body


def test_a_held_piece_appears_when_published(client, room, infobae):
    held = room.one("infobae/autobus")
    before = client.get(infobae + FEED)
    assert client.get(held.url).status == 404
    assert held.url.encode() not in before.body
    room.publish(held.url)
    after = client.get(infobae + FEED, If_None_Match=before.headers["etag"])
    assert after.status == 200
    assert held.url.encode() in after.body
    assert client.get(held.url).status == 200


def test_a_revision_changes_the_page_and_what_it_claims(client, room):
    url = room.one("infobae/desaladora").url
    before = client.get(url)
    revised = room.revise(url)
    after = client.get(url, If_None_Match=before.headers["etag"])
    assert after.status == 200
    assert "unas 310 mil personas" in after.body.decode()
    assert "unas 280 mil personas" not in after.body.decode()
    assert '"dateModified": "2024-07-26T13:05:00.000Z"' in after.body.decode()
    assert '"datePublished": "2024-07-23T16:15:00.000Z"' in after.body.decode()
    assert room.one("infobae/desaladora") == revised


def test_any_piece_can_be_revised(client, room):
    for key in ("lagaceta/puerto", "elcorreo/nieve"):
        before = room.one(key)
        after = room.revise(before.url)
        assert len(after.paragraphs) == len(before.paragraphs) + 1


def test_a_redesign_changes_the_markup_and_not_the_text(client, room):
    piece = room.one("lagaceta/puerto")
    before = client.get(piece.url).body.decode()
    room.redesign("lagaceta")
    after = client.get(piece.url).body.decode()
    assert "entry-content" in before
    assert "entry-content" not in after
    assert all(paragraph.removeprefix("## ") in after for paragraph in piece.paragraphs if '"' not in paragraph)


def test_an_address_fails_as_often_as_it_is_told(client, room, seed):
    room.fail(seed.url, "503", times=2, retry_after=7)
    first = client.get(seed.url)
    assert (first.status, first.headers["retry-after"]) == (503, "7")
    assert [client.get(seed.url).status for _ in range(2)] == [503, 200]


@pytest.mark.parametrize(
    ("how", "expected"), [("500", (500, b"error")), ("empty", (200, b"")), ("html", (200, b"Portal"))]
)
def test_ways_to_answer_wrongly(client, infobae, how, expected):
    room = client.room
    status, part = expected
    room.fail(infobae + FEED, how)
    reply = client.get(infobae + FEED)
    assert reply.status == status
    assert part in reply.body
    assert b"<item>" not in reply.body
    room.heal(infobae + FEED)
    assert b"<item>" in client.get(infobae + FEED).body


def test_a_reset_and_a_cut(client, room, seed):
    room.fail(seed.url, "reset", times=1)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        client.get(seed.url)
    client.connection.close()
    room.fail(seed.url, "truncate", times=1)
    with pytest.raises(http.client.IncompleteRead):
        client.get(seed.url)
    client.connection.close()
    assert client.get(seed.url).status == 200
    assert [visit.status for visit in room.requests] == [0, 0, 200]


def test_a_stalled_answer_does_not_hold_up_the_end(room, seed):
    room.fail(seed.url, "stall")
    with socket.create_connection(("127.0.0.1", room.port), timeout=0.2) as raw:
        raw.sendall(f"GET {seed.path} HTTP/1.1\r\nHost: www.infobae.localhost\r\n\r\n".encode())
        with pytest.raises(TimeoutError):
            raw.recv(1)


def test_a_taken_port_is_said_and_leaves_no_thread(room):
    before = threading.active_count()
    with pytest.raises(OSError, match=r"in use"), Newsroom(room.port):
        pass
    assert threading.active_count() == before


def test_the_sources_file_names_every_door(client, room):
    tables = tomllib.loads(room.sources_toml())
    assert set(tables) == {"infobae", "europapress", "lagaceta", "levantdispatch", "elcorreo"}
    for table in tables.values():
        assert table["allow_private"] is True
        for url in [url for door in ("feeds", "sitemaps", "sections") for url in table.get(door, [])]:
            assert client.get(url).status == 200


def test_the_sources_file_is_what_the_loader_takes(room, tmp_path):
    from crawler.configuration import load

    (tmp_path / "sources.toml").write_text(room.sources_toml(), encoding="utf-8")
    sources = load(tmp_path).sources
    assert sources["europapress"].kind == "agency"
    assert sources["infobae"].owns("www.infobae.localhost")
    assert {source.delay for source in sources.values()} == {0.0}


def test_two_newsrooms_do_not_meet(room):
    with Newsroom() as other:
        other.revise(other.one("lagaceta/puerto").url)
        assert other.port != room.port
        assert other.one("lagaceta/puerto").paragraphs != room.one("lagaceta/puerto").paragraphs


def test_the_json_feed_is_json(client, room):
    feed = json.loads(client.get(room.base("levantdispatch") + "/feed.json").body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == 4
