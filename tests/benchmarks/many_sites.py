"""Many small news sites on one loopback port, light enough not to disturb what is measured beside them.

    python tests/benchmarks/many_sites.py PORT EVERY [well]

Site N is sN.localhost. Its feed holds five articles at first and a new one every EVERY seconds; it answers 304 to its
ETag. One site in twenty fails with 503, another answers with an HTML page, unless all are to be well. Texts are
invented, the same each time.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from email.utils import formatdate
from html import escape

from invented_news import NAMES, SENTENCES, WORDS

FIRST = 5
"""Articles of a feed at the beginning."""
KEPT = 20
"""Entries of a feed."""


def sources_toml(port: int, sites: int, every: str) -> str:
    """A sources.toml of these sites."""
    return "".join(
        f'[s{n}]\nname = "Site {n}"\ndomains = ["s{n}.localhost"]\nlanguage = "es"\n'
        f'feeds = ["http://s{n}.localhost:{port}/feed.xml"]\nallow_private = true\ndelay = "0s"\nevery = "{every}"\n\n'
        for n in range(sites)
    )


class Sites:
    """What the sites answer."""

    def __init__(self, port: int, every: float, *, well: bool = False) -> None:
        """every: seconds between two articles of a site; well: none of them fails."""
        self._well = well
        self._port = port
        self._every = every
        self._began = time.time()

    def answer(self, host: str, path: str, etag: str) -> tuple[str, dict[str, str], bytes]:
        """(status line, headers, body) for a GET."""
        site = int(host.partition(".")[0].removeprefix("s") or 0)
        if path == "/feed.xml":
            return self._feed(site, etag)
        if path.startswith("/noticias/"):
            return "200 OK", {"Content-Type": "text/html; charset=utf-8"}, page(site, int(path.rsplit("-", 1)[1]))
        return "404 Not Found", {}, b"no such page"

    def newest(self, site: int) -> int:
        """Number of the newest article: sites publish in turn, not all at once."""
        return FIRST + int((time.time() - self._began + site % 60 * self._every / 60) / self._every)

    def _feed(self, site: int, etag: str) -> tuple[str, dict[str, str], bytes]:
        if not self._well and site % 20 == 19:
            return "503 Service Unavailable", {}, b"busy"
        if not self._well and site % 20 == 18:
            return "200 OK", {"Content-Type": "text/html"}, b"<!doctype html><html><body><p>Hola</p></body></html>"
        newest = self.newest(site)
        if etag == f'"{newest}"':
            return "304 Not Modified", {"ETag": etag}, b""
        items = "".join(self._item(site, n) for n in range(newest, max(newest - KEPT, 0), -1))
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Site {site}</title>{items}</channel></rss>'
        return "200 OK", {"Content-Type": "application/rss+xml", "ETag": f'"{newest}"'}, body.encode()

    def _item(self, site: int, number: int) -> str:
        published = formatdate(self._began + (number - FIRST) * self._every - 60)
        url = f"http://s{site}.localhost:{self._port}/noticias/nota-del-dia-{number}"
        return (
            f"<item><title>{escape(title(site, number))}</title><link>{url}</link><pubDate>{published}</pubDate></item>"
        )


def title(site: int, number: int) -> str:
    """A headline."""
    return _filled("{place} {verb} {noun}", _chance(site, number)) + f" ({site}-{number})"


def page(site: int, number: int) -> bytes:
    """An article page of some 25 KB, most of it navigation, as on real sites."""
    chance = _chance(site, number)
    paragraphs = "".join(
        f"<p>{escape(' '.join(_filled(chance.choice(SENTENCES['es']), chance) for _ in range(3)))}</p>"
        for _ in range(chance.randint(5, 12))
    )
    menu = "".join(f'<li><a href="/seccion/{n}">Sección número {n}</a></li>' for n in range(300))
    head = f"<title>{escape(title(site, number))}</title>"
    return (
        f"<!doctype html><html lang=es><head>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{escape(title(site, number))}</h1>{paragraphs}</article><footer>{menu}</footer></body></html>"
    ).encode()


def _chance(site: int, number: int) -> random.Random:
    return random.Random(site * 1_000_003 + number)  # noqa: S311 - the same text each time, nothing secret


def _filled(pattern: str, chance: random.Random) -> str:
    values = {name: chance.choice(words) for name, words in (NAMES | WORDS["es"]).items()}
    return pattern.format(**values, number=chance.randint(2, 900))


class _Connection(asyncio.Protocol):
    """One kept connection."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head.decode("latin-1")))

    def _answer(self, head: str) -> bytes:
        request, *lines = head.split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        answered = self._sites.answer(fields.get("host", ""), request.split()[1], fields.get("if-none-match", ""))
        status, headers, body = answered
        names = {**headers, **({} if status.startswith("304") else {"Content-Length": str(len(body))})}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in names.items()), "", ""]
        return "\r\n".join(lines).encode() + body


async def serve(port: int, every: float, *, well: bool) -> None:
    """Serve until killed."""
    sites = Sites(port, every, well=well)
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(sites), "127.0.0.1", port, backlog=512)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]), well="well" in sys.argv))
