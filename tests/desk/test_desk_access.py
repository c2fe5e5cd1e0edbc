from __future__ import annotations

import base64
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from starlette.datastructures import Headers

from crawler.desk.access import Access, is_own_write, own_hosts

TOKEN = "a-token-of-the-tests"
PROXIED = {"X_Forwarded_For": "203.0.113.9"}


@pytest.mark.parametrize("header", [
    "X_Forwarded_For", "X_Forwarded_Host", "X_Forwarded_Proto", "Forwarded", "Via", "X_Real_IP", "CF_Connecting_IP",
])  # fmt: skip
def test_whatever_came_through_a_proxy_needs_the_token(desk, header):
    answer = desk.get("/sources?lang=es", **{header: "x"})
    assert answer.status == 303
    assert answer.headers["Location"] == "/login?to=%2Fsources%3Flang%3Des"
    assert "Stories" not in answer.body


def test_the_token_opens_the_desk_and_the_cookie_does_not_tell_it(desk):
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=10)
    own = {"Origin": f"http://127.0.0.1:{desk.port}", "X-Forwarded-For": "203.0.113.9"}
    connection.request("POST", "/login", urlencode({"token": TOKEN, "name": "Ana", "to": "/sources"}), own)
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Location"]) == (303, "/sources")
    cookies = answer.headers.get_all("Set-Cookie")
    assert all("HttpOnly" in cookie and "SameSite=strict" in cookie for cookie in cookies)
    assert TOKEN not in "".join(cookies)
    session = "; ".join(cookie.partition(";")[0] for cookie in cookies)
    shown = desk.get("/sources", Cookie=session, **PROXIED)
    assert shown.status == 200
    assert 'value="Ana"' in shown.body
    connection.request("POST", "/login", urlencode({"token": "another", "to": "/"}), own)
    wrong = connection.getresponse()
    assert (wrong.status, wrong.headers.get("Set-Cookie")) == (401, None)
    wrong.read()
    connection.close()


def test_feed_readers_give_the_token_as_a_password(desk):
    assert desk.get("/feed.xml", **PROXIED).status == 401
    basic = base64.b64encode(f"any:{TOKEN}".encode()).decode()
    assert desk.get("/feed.xml", Authorization=f"Basic {basic}", **PROXIED).status == 200


def test_a_desk_bound_to_more_than_this_machine_asks_everybody():
    access = Access(hosts=own_hosts(1), always=True)
    assert access.needs_token(Headers({"host": "127.0.0.1:1"}))
    assert not Access(hosts=own_hosts(1)).needs_token(Headers({"host": "127.0.0.1:1"}))
    assert not access.is_let_in(Headers({"cookie": "presswatch_desk=; x=1"}))
    assert access.is_let_in(Headers({"cookie": f"presswatch_desk={access.session()}"}))
    assert access.token not in repr(access)


@pytest.mark.parametrize(("headers", "own"), [
    ({"origin": "http://h:1", "host": "h:1"}, True), ({"origin": "https://h:1", "host": "h:1"}, True),
    ({"origin": "http://h:1.evil.example", "host": "h:1"}, False), ({"origin": "file://h:1", "host": "h:1"}, False),
    ({"origin": "http://h:1", "host": "h:1", "sec-fetch-site": "cross-site"}, False), ({"host": "h:1"}, False),
    ({"sec-fetch-site": "none", "host": "h:1"}, False),
])  # fmt: skip
def test_a_write_is_the_desks_own_by_origin_and_fetch_site(headers, own):
    assert is_own_write(Headers(headers)) is own
