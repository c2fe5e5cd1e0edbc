"""A real catalogue into which the tests store invented wire copy, through the stages of SETTLE in their order."""

import sqlite3
from dataclasses import dataclass

import pytest

from pipelines.article import Article, Credit
from pipelines.credit_links import link_credits
from pipelines.dedup import find_originals
from pipelines.fingerprint import fingerprint
from pipelines.settling import Settling
from pipelines.store import articles
from pipelines.store.catalogue import open_catalogue
from pipelines.stories import join_story
from pipelines.text import content_hash, word_count
from pipelines.urls import host_of, url_key

SEEN = "2031-05-14T{:02}:00:00+00:00"


@dataclass
class Archive:
    db: sqlite3.Connection

    def add(self, id_, title, text, *, hour=8, published=None, url=None, credit=None, seen=None, precision="second"):
        """Store one article version; returns the settled work."""
        url = url or f"https://{id_}.example/2031/05/14/nota/"
        seen = seen or SEEN.format(hour)
        article = Article(id=id_, url=url, source=id_, title=title, text=text, first_seen=seen, fetched=seen)
        article.published, article.published_precision = published, precision if published else None
        article.word_count, article.content_hash = word_count(text), content_hash(title, text)
        if credit:
            article.credits = [Credit(kind="credit_url", url=credit, evidence=f"Fuente: {credit}", confidence=0.9)]
        self._want(article)
        settling = Settling(article=article, fingerprint=fingerprint(text), db=self.db, now=seen)
        for stage in (articles.revise, find_originals, link_credits, join_story, articles.store):
            stage(settling)
        return settling

    def _want(self, article):
        self.db.execute(
            "INSERT OR IGNORE INTO urls (id, url_key, url, source, host, state, first_seen, link)"
            " VALUES (?, ?, ?, '', ?, 'stored', ?, '{}')",
            (article.id, url_key(article.url), article.url, host_of(article.url), article.first_seen),
        )

    def column(self, name, id_):
        return self.db.execute(f"SELECT {name} FROM articles WHERE id = ? AND latest", (id_,)).fetchone()[0]  # noqa: S608 - names of this test

    def original(self, id_):
        return self.column("duplicate_of", id_)

    def story(self, id_):
        return self.column("story", id_)

    def edges(self):
        return {(a, o): kind for a, o, kind in self.db.execute("SELECT article, original, kind FROM duplicates")}

    def changes(self, field):
        return [tuple(row) for row in self.db.execute("SELECT id, old, new FROM changes WHERE field = ?", (field,))]


@pytest.fixture
def archive(tmp_path):
    db = open_catalogue(tmp_path)
    db.execute("BEGIN")
    yield Archive(db)
    db.close()
