from __future__ import annotations

import http.client
import socket
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate_catalogue import END, Filling, generate, new_catalogue

from crawler.desk.access import Access, own_hosts
from crawler.desk.app import desk_app
from crawler.desk.render import Desk


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


@dataclass
class Served:
    """A desk that answers over HTTP on loopback."""

    port: int
    folder: Path

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_host="host" in headers)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()


def serve(folder: Path, now: datetime = END):
    """The desk on a free port until the generator is closed."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    desk = Desk(data=folder, zone=UTC, zone_name="UTC", names={"the-lantern": "The Lantern & Co"})
    config = uvicorn.Config(
        desk_app(desk, Access(hosts=own_hosts(port), token="a-token-of-the-tests"), lambda: now),
        lifespan="off",
        ws="none",
        log_level="critical",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield Served(port, folder)
    server.should_exit = True
    thread.join(10)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Served:
    """A desk on 400 invented articles."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, articles=400)
    yield from serve(folder)


@pytest.fixture
def own_desk(tmp_path) -> Served:
    """A desk on an empty catalogue."""
    new_catalogue(tmp_path).close()
    yield from serve(tmp_path)


@pytest.fixture
def filling(own_desk) -> Filling:
    """The catalogue of own_desk, to add articles to."""
    import sqlite3

    filling = Filling(db=sqlite3.connect(own_desk.folder / "presswatch.db"))
    yield filling
    filling.db.close()
