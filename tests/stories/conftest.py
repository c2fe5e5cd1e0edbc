"""A real catalogue into which invented news is settled, through SETTLE as a crawl uses it."""

import sqlite3
from dataclasses import dataclass

import pytest

from pipelines.article import Article, Credit
from pipelines.fingerprint import fingerprint
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.store.catalogue import open_catalogue
from pipelines.text import content_hash, word_count
from pipelines.urls import host_of, url_key


@dataclass
class Desk:
    db: sqlite3.Connection

    def add(self, id_, text, *, at="2031-05-14T08:00", language="es", **fields):
        """Settle one article version; the first line of its text is the headline."""
        title, _, body = text.strip().partition("\n")
        seen = f"{at}:00+00:00"
        article = Article(id=id_, url=f"https://{id_}.example/2031/{id_}-nota/", source=id_, title=title, text=body,
                          first_seen=seen, fetched=seen, language=language)  # fmt: skip
        article.published, article.published_precision = seen, "second"
        article.word_count, article.content_hash = word_count(body), content_hash(title, body)
        for name, value in fields.items():
            setattr(article, name, value)
        self.db.execute(
            "INSERT OR IGNORE INTO urls (id, url_key, url, source, host, state, first_seen, link)"
            " VALUES (?, ?, ?, ?, ?, 'stored', ?, '{}')",
            (id_, url_key(article.url), article.url, id_, host_of(article.url), seen),
        )
        settling = Settling(article=article, fingerprint=fingerprint(body), db=self.db, now=seen)
        settle(settling)
        return settling.article

    def story(self, id_):
        return self.column("story", id_)

    def column(self, name, id_):
        return self.db.execute(f"SELECT {name} FROM articles WHERE id = ? AND latest", (id_,)).fetchone()[0]  # noqa: S608 - names of these tests

    def changes(self, field):
        return [tuple(row) for row in self.db.execute("SELECT id, old, new FROM changes WHERE field = ?", (field,))]


@pytest.fixture
def desk(tmp_path):
    db = open_catalogue(tmp_path)
    db.execute("BEGIN")
    yield Desk(db)
    db.close()


def dateline(evidence="LIMA, 14 May. (EUROPA PRESS) -", agency="europapress", name="Europa Press"):
    """The credit that a dateline is."""
    return Credit(kind="dateline", name=name, agency=agency, evidence=evidence, confidence=0.95)


@pytest.fixture(name="dateline")
def make_dateline():
    return dateline
