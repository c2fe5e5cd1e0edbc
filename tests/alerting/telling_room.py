"""A catalogue filled through the stages of SETTLE, a courier on it, and receivers on loopback."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
from telling_receivers import Hook, MailServer

from crawler.alerting.channel import Mail, Secret, Webhook
from crawler.alerting.courier import Courier, Office
from crawler.configuration import Configuration
from pipelines.article import Article
from pipelines.clock import iso
from pipelines.fingerprint import fingerprint
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.store.catalogue import open_catalogue
from pipelines.text import content_hash, word_count
from pipelines.urls import host_of, url_key
from pipelines.watchlists import Watchlist

NOON = datetime(2031, 5, 14, 12, tzinfo=UTC)
KEY = "a key of the tests"


@dataclass
class Room:
    """A data folder, a clock of our own, and a configuration."""

    folder: Path
    db: sqlite3.Connection
    now: datetime = NOON
    config: Configuration = field(default_factory=Configuration)

    def watch(self, name: str, **more) -> None:
        """Configure a watchlist."""
        watchlist = Watchlist(id=name, name=name.title(), query="x", **more)
        self.config = replace(self.config, watchlists={**self.config.watchlists, name: watchlist})

    def channel(self, channel) -> None:
        """Configure a channel."""
        self.config = replace(self.config, channels={**self.config.channels, channel.id: channel})

    def store(self, ident: str, text: str, **more) -> Article:
        """Settle an article version; published half an hour ago unless told otherwise."""
        seen = iso(self.now)
        facts = {"published": iso(self.now - timedelta(minutes=30)), "first_seen": seen, "source": ident} | more
        article = Article(id=ident, url=f"https://{ident}.example/nota/", text=text, fetched=seen,
                          title=facts.pop("title", f"Titular de {ident}"), **facts)  # fmt: skip
        article.published_precision = more.get("published_precision", "second" if article.published else None)
        article.provenance.setdefault("published", "jsonld")
        article.word_count, article.content_hash = word_count(text), content_hash(article.title, text)
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute(
            "INSERT OR IGNORE INTO urls (id, url_key, url, source, host, state, first_seen, link)"
            " VALUES (?, ?, ?, ?, ?, 'stored', ?, '{}')",
            (ident, url_key(article.url), article.url, article.source, host_of(article.url), article.first_seen),
        )
        settle(Settling(article=article, fingerprint=fingerprint(text), db=self.db, now=seen))
        self.db.execute("COMMIT")
        return article

    def catch(self, watchlist: str, article: Article, *terms: str) -> None:
        """Let a watchlist have caught an article, by these words."""
        self.db.execute(
            "INSERT INTO watch_hits (watchlist, article, revision, at, terms, first) VALUES (?, ?, ?, ?, ?, ?)",
            (watchlist, article.id, article.revision, iso(self.now), orjson.dumps(terms or ("litio",)).decode(),
             article.revision == 1),
        )  # fmt: skip

    def tell(self) -> None:
        """Let a courier look once, and send all that is due."""

        async def main() -> None:
            read = open_catalogue(self.folder, readonly=True)
            office = Office(folder=self.folder, read=read, write=self.write, config=lambda: self.config,
                            clock=lambda: self.now)  # fmt: skip
            await Courier(office).once(20)
            read.close()

        asyncio.run(main())

    async def write(self, job):
        self.db.execute("BEGIN IMMEDIATE")
        try:
            found = job(self.db)
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        return found

    def rows(self, query: str, *values) -> list[dict]:
        return [dict(row) for row in self.db.execute(query, values)]

    @property
    def outbox(self) -> list[dict]:
        return self.rows("SELECT * FROM outbox ORDER BY created, rowid")

    @property
    def alerts(self) -> list[tuple[str, str]]:
        return [(row["article"], row["why"]) for row in self.rows("SELECT article, why FROM alerts ORDER BY rowid")]


def to_hook(hook: Hook, name: str = "hook", **more) -> Webhook:
    return Webhook(id=name, url=Secret(hook.url), key=Secret(KEY), **{"allow_private": True} | more)


def to_mail(server: MailServer, name: str = "desk", **more) -> Mail:
    facts = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "presswatch@example.org",
             "to": ("ana@example.org", "luis@example.org"), "unsubscribe": "mailto:presswatch@example.org",
             "allow_private": True}  # fmt: skip
    return Mail(id=name, **facts | more)


WORDS = [
    "salar",
    "cuenca",
    "planta",
    "obra",
    "minera",
    "provincia",
    "carta",
    "firma",
    "anuncio",
    "ministra",
    "empresa",
    "plazo",
    "agua",
    "pozo",
    "ruta",
    "tren",
]


def text_of(seed: int, words: int = 160) -> str:
    """A text of its own for each number: no two share a shingle but by chance."""
    return "Litio. " + " ".join(f"{WORDS[(seed * 7 + n * (seed + 3)) % len(WORDS)]}{seed}x{n}" for n in range(words))


def wait_for(condition, seconds: float = 40.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)
