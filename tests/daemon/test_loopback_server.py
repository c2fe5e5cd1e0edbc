"""The server of /health and /metrics: who may ask, and what is answered."""

import asyncio
import socket

import pytest

from crawler.daemon.exposition import Family, render
from crawler.daemon.server import LoopbackServer, Reply
from pipelines.errors import PresswatchError


def asked(*requests: bytes) -> list[str]:
    """The answers to raw requests, each on a connection of its own."""

    async def ask(port: int, request: bytes) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        return answer.decode()

    async def main() -> list[str]:
        server = LoopbackServer(0, {"/health": lambda: Reply(body="ñ\n")})
        port = await server.begin()
        answers = [await ask(port, request) for request in requests]
        server.end()
        return answers

    return asyncio.run(asyncio.wait_for(main(), 20))


def test_a_page_is_answered_whole_and_head_without_its_body():
    whole, head = asked(b"GET /health?x=1 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n", b"HEAD /health HTTP/1.0\r\n\r\n")
    assert whole.startswith("HTTP/1.1 200 OK\r\n")
    assert "Content-Length: 3\r\n" in whole
    assert whole.endswith("\r\n\r\nñ\n")
    assert head.endswith("Connection: close\r\n\r\n")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"POST /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"GET /health HTTP/1.1\r\nHost: rebound.example\r\n\r\n", 403),
        (b"GET /health HTTP/1.1\r\nHost: rebound.example\r\nX-Forwarded-For: 127.0.0.1\r\n\r\n", 403),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n", 200),
        (b"GET /health HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200),
        (b"rubbish\r\n\r\n", 405),
    ],
)
def test_peer_and_host_decide_and_nothing_forwarded_is_believed(request_bytes, status):
    [answer] = asked(request_bytes)
    assert answer.startswith(f"HTTP/1.1 {status} ")


def test_a_head_without_end_is_dropped():
    assert asked(b"GET /" + b"a" * 20_000) == [""]


def test_only_loopback_is_listened_on():
    async def main():
        server = LoopbackServer(0, {})
        await server.begin()
        names = [channel.getsockname()[0] for channel in server._server.sockets]
        server.end()
        return names

    assert asyncio.run(main()) == ["127.0.0.1"]


def test_a_taken_port_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PresswatchError, match="metrics_port"):
        asyncio.run(LoopbackServer(taken.getsockname()[1], {}).begin())


def test_metrics_are_written_as_prometheus_reads_them():
    page = render(
        [
            Family(name="polls_total", kind="counter", help="Polls.", samples=[({"source": 'a"\\\n'}, 3)]),
            Family(name="process_cpu_seconds_total", kind="counter", help="CPU.", samples=[({}, 0.25)]),
            Family(name="alarm", kind="gauge", help="None now.", samples=[]),
        ]
    )
    assert page == (
        "# HELP presswatch_polls_total Polls.\n# TYPE presswatch_polls_total counter\n"
        'presswatch_polls_total{source="a\\"\\\\\\n"} 3\n'
        "# HELP process_cpu_seconds_total CPU.\n# TYPE process_cpu_seconds_total counter\n"
        "process_cpu_seconds_total 0.25\n"
    )
