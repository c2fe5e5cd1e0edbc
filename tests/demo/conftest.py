"""A newsroom that really serves on loopback, and a client that keeps its connection."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from crawler.demo.server import Newsroom


@dataclass
class Reply:
    status: int
    headers: dict
    body: bytes


class Client:
    """Asks a newsroom by the URLs it hands out; every name below .localhost is 127.0.0.1."""

    def __init__(self, room):
        self.room = room
        self.connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=10)

    def get(self, url, *, method="GET", **headers):
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, target, headers={"Host": parts.netloc, **names})
        response = self.connection.getresponse()
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


@pytest.fixture
def room():
    with Newsroom() as running:
        yield running


@pytest.fixture
def client(room):
    made = Client(room)
    yield made
    made.connection.close()


@pytest.fixture
def infobae(room):
    return room.base("infobae")


@pytest.fixture
def seed(room):
    return room.one("infobae/eeuu-irak")
